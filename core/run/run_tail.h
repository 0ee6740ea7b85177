// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/metric/records.h"
#include "core/run/run_database.h"

namespace studio {

/// What came into a run's history since the look before, each kind oldest first.
struct RunNews {
    /// Comes first: records past this step are void, and those that follow stand in their place. In the first news it
    /// says where the tail begins; later that the run was rolled back, or resumed.
    std::optional<std::int64_t> goesOnFrom;
    std::vector<StepRecord> steps;
    std::vector<EpochRecord> epochs;
    std::vector<CheckpointRecord> checkpoints;
    std::vector<EventRecord> events;
    bool more = false;          ///< there was more than one look takes: look again at once
    std::string state;          ///< word of RunState as the trainer left it; "" = it has not said
    double activeSeconds = 0;   ///< of the whole run, as of its newest checkpoint
    std::optional<Error> fault; ///< run.db cannot be read just now, and nothing else is set; the next look may do
};

/// Reads what a trainer adds to run.db, beside it and without a write, so that a run that another process trains can be
/// followed. Begins one step before the newest, whatever the history's length: what was there before is read as of any
/// run. run.db is opened for each look, so that it may be replaced, and so that the trainer's last words are not kept
/// from the file. Owned by whoever follows; one thread.
class RunTail {
public:
    explicit RunTail(const std::string& runFolder);
    /// Never throws; waits a few seconds at most where another process keeps run.db locked.
    RunNews look();

private:
    using FileId = std::pair<std::uint64_t, std::uint64_t>; ///< device and inode: a new file under the old name differs
    /// What was told already.
    struct Position {
        bool begun = false;
        FileId file;
        RunDatabase::Cuts cuts;
        std::int64_t step = 0;
        std::int64_t epochStep = 0; ///< end of the newest epoch
        std::int64_t eventId = 0, eventUtcMs = 0;
        std::int64_t eventsAfterMs = 0;                  ///< of a file that replaced another: older lines may be known
        std::map<std::string, std::int64_t> checkpoints; ///< by name, when they were saved
    };

    static FileId fileId(const std::string& path);
    static void begin(const RunDatabase& database, FileId file, Position& at, RunNews& news);
    static void followCuts(const RunDatabase& database, FileId file, Position& at, RunNews& news);
    static void readRows(const RunDatabase& database, Position& at, RunNews& news);
    static void readEvents(const RunDatabase& database, Position& at, RunNews& news);
    static void readCheckpoints(const RunDatabase& database, Position& at, RunNews& news);

    std::string path_;
    Position at_;
};

} // namespace studio
