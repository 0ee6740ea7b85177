// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/metric/records.h"
#include "core/run/abandoned_part.h"

namespace studio {

/// run.db: the truth about a run's history. SQLite in WAL mode, one writer (the trainer), many readers.
/// Step rows are collected and written in one transaction at least once a second (flushIfDue) and before every other
/// row. Every call may throw Error(Io, DiskFull, Corrupt). A file from somebody else is safe to open. One object = one
/// thread.
class RunDatabase {
public:
    enum class Mode { Create, Write, Read };
    /// Create: the file must not exist. Write: for a trainer that resumes. Read: read-only, also while a trainer
    /// writes. Error(Data) for a database of another schema version, one that holds more than our tables, and a link.
    RunDatabase(const std::string& path, Mode mode);
    ~RunDatabase();
    RunDatabase(const RunDatabase&) = delete;
    RunDatabase& operator=(const RunDatabase&) = delete;

    void addStep(const StepRecord& record);
    void addEpoch(const EpochRecord& record);
    void addCheckpoint(const CheckpointRecord& record);
    void removeCheckpoint(const std::string& file);
    /// Throws Error(Data) where it has no row: retention may have taken it a moment ago.
    void setPinned(const std::string& file, bool pinned);
    void addEvent(const EventRecord& record);
    void setValue(const std::string& key, const std::string& value);
    /// Writes collected steps if a second has passed since the last time.
    void flushIfDue();
    void flush();
    /// Looks through every page; takes about a second for a long history. Throws Error(Corrupt) naming the first
    /// damage.
    void verify() const;
    using Values = std::vector<std::pair<std::string, std::string>>;
    /// The roll-backs and resumes of a run: how many there were, and the steps that the latest went back to. A reader
    /// that comes again learns from them which of the rows that it has seen are void. None in a run.db of a version
    /// that did not count them.
    struct Cuts {
        std::int64_t generation = 0;
        std::vector<std::int64_t> steps; ///< newest first, kMaxCuts at most
        bool operator==(const Cuts&) const = default;
    };
    static constexpr std::size_t kMaxCuts = 32;
    /// Removes steps, epochs and checkpoints past `step` (resume, roll-back), marks the end of `bestEpoch` as the best
    /// again (0 = none was), as it was known at that step, sets `values` and raises cuts(): one transaction, all or
    /// nothing. Events stay; of the rest abandoned() keeps what a curve needs, as far as it can be read.
    void cutBackTo(std::int64_t step, std::int32_t bestEpoch, const Values& values = {});
    /// Removes the rows of those of `files` that are neither pinned nor the best by now, in one transaction, and
    /// returns them: their files may go.
    std::vector<std::string> removeUnkept(const std::vector<std::string>& files);

    std::optional<std::string> value(const std::string& key) const;
    /// Steps with step > after, oldest first, at most `limit`.
    std::vector<StepRecord> steps(std::int64_t after = 0, std::int64_t limit = -1) const;
    /// Steps of one epoch up to and including `lastStep`.
    std::vector<StepRecord> stepsOfEpoch(std::int32_t epoch, std::int64_t lastStep) const;
    std::vector<EpochRecord> epochs() const;
    std::vector<CheckpointRecord> checkpoints() const;                ///< newest first
    std::vector<EventRecord> events(std::int64_t limit = 1000) const; ///< newest first

    /// For a reader that comes again and again: all that `body` reads is of one moment. Not within itself.
    void atOneMoment(const std::function<void()>& body) const;
    /// How long a call waits for another process that has the file locked; 5 s at first.
    void setPatience(std::chrono::milliseconds patience) const;
    Cuts cuts() const;
    std::vector<AbandonedPart> abandoned() const; ///< oldest first
    std::int64_t lastStep() const;    ///< 0 = none
    std::int64_t lastEventId() const; ///< 0 = none
    /// Epochs with step > after, oldest first, at most `limit`.
    std::vector<EpochRecord> epochsAfter(std::int64_t step, std::int64_t limit) const;
    /// Lines of the journal with an id > after, with their ids, oldest first, at most `limit`.
    std::vector<std::pair<std::int64_t, EventRecord>> eventsAfter(std::int64_t id, std::int64_t limit) const;

    /// Of a damaged file: all rows that can be read, in the order of their key. What cannot be is no error.
    std::vector<EpochRecord> readableEpochs() const;
    Values readableValues() const;
    /// Reads the epochs once, so that they are known without the file, as those are that are added.
    void rememberEpochs();
    /// Lets go of the file; nothing but inherit() from it is of use then. For one that turned out to be damaged.
    void close();
    /// In one transaction.
    void add(const Values& values, const std::vector<EpochRecord>& epochs);
    /// Takes over what `lost` knows without its file: all values, the epochs, and the steps that it had not written
    /// yet.
    void inherit(const RunDatabase& lost);

private:
    Values keptOfCut(std::int64_t step) const;

    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace studio
