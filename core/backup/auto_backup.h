// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/backup/backup.h"
#include "core/base/error.h"
#include "core/base/patient_thread.h"
#include "core/metric/records.h"
#include "core/train/progress.h"

namespace studio {

/// That a run is to be backed up while it trains and once it is finished.
struct BackupWish {
    std::string target; ///< as backUpRun() takes it; empty: none
    std::string endpoint;
    bool best = false;        ///< also after each checkpoint that is the best so far
    bool interrupted = false; ///< also where the machine goes away

    BackupOptions options() const {
        BackupOptions options;
        options.endpoint = endpoint;
        return options;
    }
    bool operator==(const BackupWish&) const = default;
};
/// The same as further words for resnet-train, which do not depend on the folder that they were said in; none where
/// there is no target.
std::vector<std::string> wordsOf(const BackupWish& wish);

/// Whether a backup is due, now that a trainer has saved this or has ended so: the one rule, whoever trains.
bool isBackupDue(const BackupWish& wish, const CheckpointRecord& saved);
bool isBackupDue(const BackupWish& wish, const RunReport& ended);
/// A failed backup that nobody is waiting for, as a line of the run's journal.
EventRecord failedBackup(const Message& problem);
/// With the command that makes up for it, for whoever reads of it elsewhere.
EventRecord failedBackup(Message problem, const std::string& runFolder, const std::string& target,
                         const std::string& endpoint);
/// Puts it there; where that cannot be done the log says so. Returns the line as it was written. Waits some
/// seconds for the run's disk; any thread.
EventRecord keepInJournal(const std::string& runFolder, const EventRecord& event);

/// What became of the last of several backups. Neither whole nor failed: it was ended before it was either.
struct LastBackup {
    bool isWhole = false;
    std::optional<Error> failure;
};

/// Backups of a run while it trains and once it has ended, on a thread of their own: nobody waits for them but who
/// calls finish(), and one that fails is told and is no more. Owned by whoever runs the training, who makes it, calls
/// finish() and destroys it on one thread.
class AutoBackup {
public:
    /// What happened, as a line for a journal: EventKind::Notice, or BackupFailed. Called on the thread of the backups,
    /// and by finish(); never after the end of this object. Must not throw.
    using Tell = std::function<void(const EventRecord& event)>;

    /// Asks nobody yet. `stop` ends what is under way, and all later ones. One that tells nothing for `silence` is
    /// given up where it is waited for. Throws Error(Usage) for a target that is none.
    AutoBackup(std::string runFolder, std::string target, const BackupOptions& options, Tell tell,
               std::stop_source stop, std::chrono::milliseconds silence = kBackupSilence);
    /// Ends what is under way. A place that does not hear of that within two seconds keeps the thread, which is left
    /// behind (left_behind.h).
    ~AutoBackup();
    AutoBackup(const AutoBackup&) = delete;
    AutoBackup& operator=(const AutoBackup&) = delete;

    /// One backup of the run as it is then; several calls while one is under way are one. Any thread; returns at once.
    void request();
    /// Waits until all that was asked for is done, has failed, was stopped, or stands still: that is a failure, too.
    LastBackup finish();

private:
    struct State;
    LastBackup giveUp();

    std::shared_ptr<State> state_; ///< shared with the thread, which may hang in a disk or a share
    PatientThread copier_;
    std::chrono::milliseconds patience_; ///< with the thread, once it is to end
};

} // namespace studio
