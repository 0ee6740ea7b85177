// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"

namespace studio {

enum class QueueState {
    Waiting, ///< for its turn and a device
    Held,    ///< by a person, until it is released
    Running, ///< a trainer was started for it
    Done,    ///< the run is finished
    Failed,  ///< and is not tried again by itself
    Stopped, ///< by a person, before its last epoch
};
const char* queueStateName(QueueState state); ///< "waiting", "held" ...

/// One request to train. All that is needed to start it again after a reboot: nothing refers to files that a person may
/// change in the meantime but the pictures and the run folder.
struct QueueEntry {
    std::int64_t id = 0;
    QueueState state = QueueState::Waiting;
    std::string run;                   ///< run folder, absolute
    bool resumes = false;              ///< goes on with a run that exists; else `data`, `recipe` say what to train
    DataSpec data;                     ///< absolute folders; of a run that exists: empty = where they were
    std::string recipe, recipeName;    ///< the whole recipe (JSON) as it was when added, and what it came from
    std::vector<std::string> settings; ///< with `resumes`: key=value
    std::vector<std::string> company;  ///< further words for the trainer, each "--name" or "--name=value": backup ...
    std::string device = "auto";       ///< wanted: auto, cpu, cuda, cuda:N
    int workers = -1, threads = -1;    ///< -1 = not said
    std::string usedDevice;            ///< where it runs, or ran last
    int attempts = 0;                  ///< starts in a row that ended in trouble and without progress
    std::int64_t step = 0;             ///< the run's, at its last end: progress is told by it
    std::int64_t addedUtcMs = 0, startedUtcMs = 0, endedUtcMs = 0;
    std::int64_t notBeforeUtcMs = 0; ///< after trouble: when it is tried again
    bool stopsWithRunner = false;    ///< its trainer was asked to stop because the runner ends: no person did
    int exitCode = -1;               ///< of the last end; 128 + signal; -1 = none yet, or unknown
    std::string message;             ///< what happened last, for people
};

struct QueueContent {
    std::vector<QueueEntry> entries; ///< in the order in which they are started
    std::string note;                ///< what a person must know of the queue itself; stays until clear()
};

/// The runs of one user that wait for a device, in one JSON file that is replaced as a whole (AtomicFile) under a lock
/// that the kernel lets go with its holder: killed at any moment, the queue is as before or as after an edit. Any
/// number of processes may edit it. A file that cannot be understood is set aside as queue.json.damaged-TIME and a new
/// queue begins that says so. Safe for any thread; every call touches the disk, and may throw Error(Io, DiskFull,
/// NoRight), Error(Locked) where another process holds the lock for ten seconds, Error(Data) where the file is of
/// another version.
class RunQueue {
public:
    explicit RunQueue(std::string folder = defaultFolder());

    /// $XDG_STATE_HOME/resnet-studio/queue.
    static std::string defaultFolder();
    const std::string& folder() const { return folder_; }

    /// An entry whose trainer went while no runner was there, as in a power cut, waits; the runner alone sees it as it
    /// was left.
    QueueContent content();
    using IsTaken = std::function<bool(const std::string& run)>;
    /// At the end. Returns it with its number. Where it names no run folder `nameRun` chooses one, and must not return
    /// one that is taken by another entry. Throws Error(Usage) where the run is in the queue and has not ended.
    QueueEntry add(QueueEntry entry, const std::function<std::string(const IsTaken&)>& nameRun = {});
    /// `position` 1 = the next one, among those that wait or are held; past the end = the last. Throws Error(Usage) for
    /// one that is running or has ended, as for an id that is not there; so do the next ones.
    void move(std::int64_t id, std::int64_t position);
    void hold(std::int64_t id);
    /// Also lets one that failed or was stopped wait again, at its place.
    void release(std::int64_t id);
    void remove(std::int64_t id);
    /// Removes what has ended, and the note. Returns how many entries went.
    std::size_t clear();
    /// For the runner: `change` sees the entry as it is now. False where it is not there any more.
    bool update(std::int64_t id, const std::function<void(QueueEntry&)>& change);

    /// What the trainer of an entry writes on its standard output and error.
    std::string logOf(std::int64_t id) const;
    /// Held (flock) by the trainer of an entry for as long as it lives; see QueueChild.
    std::string lockOf(std::int64_t id) const;
    /// Held by the runner, with its process number for people.
    std::string runnerLock() const;

private:
    struct File;
    void edit(const std::function<void(File&)>& change);
    File read() const;
    void setAside(const std::string& why) const;
    std::int64_t firstFreeId() const;
    void removeFilesOf(std::int64_t id) const;
    void takeBack(QueueEntry& entry) const;

    std::string folder_;
};

/// Whether `word` is a device that may be asked for: auto, cpu, cuda, cuda:N.
bool isDeviceWord(const std::string& word);

} // namespace studio
