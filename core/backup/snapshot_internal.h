// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/backup/manifest_internal.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/metric/records.h"

namespace studio {

/// What of a run is backed up, as it was at one moment: files that change are copied aside, all others are held open,
/// so that neither retention nor another epoch changes what is sent. The copies lie in the user's cache and go with
/// this object; a killed one's make room for the next. One per run and place at a time: one that
/// hangs in its place keeps no other waiting. One thread.
class RunSnapshot {
public:
    struct Item {
        std::string name; ///< in the run folder
        FileDescriptor file;
        std::uint64_t bytes = 0;
    };

    /// Throws Error: Data (no run), Locked (it is being backed up there already), Io, DiskFull.
    RunSnapshot(const std::string& runFolder, const std::string& place, bool allCheckpoints);
    ~RunSnapshot();
    RunSnapshot(const RunSnapshot&) = delete;
    RunSnapshot& operator=(const RunSnapshot&) = delete;

    const std::vector<Item>& items() const { return items_; }
    const std::string& identity() const { return identity_; }
    /// When the history was begun in the place of one that was lost; 0 = it never was.
    std::int64_t historyBegunUtcMs() const { return historyBegunUtcMs_; }
    /// Why run.db cannot be read, as a whole or in part. Items holds it all the same where it could be copied, and all
    /// checkpoints where it does not say which ones there are.
    const std::optional<Error>& historyProblem() const { return historyProblem_; }
    struct Missing {
        std::string name;       ///< in the run folder
        bool isDue;             ///< it would be in this backup
        bool isDropped = false; ///< the history lists it no more: the run has gone on without it
    };
    /// Checkpoints that the history lists, or did when the run went on, and that are not there.
    const std::vector<Missing>& missing() const { return missing_; }
    /// Writes `text` aside, as an open file.
    FileDescriptor hold(const std::string& name, const std::string& text) const;

private:
    void lockStage(const std::string& place);
    bool take(const std::string& name, const std::string& path);
    void copyAside(const std::string& name);
    std::vector<std::string> historyAside(bool allCheckpoints);
    std::vector<std::string> chosen(const std::vector<CheckpointRecord>& records, bool all);
    void addDropped(const std::string& names);
    bool takeCheckpoints(const std::vector<std::string>& names, bool mayMiss);
    void checkHistory();

    std::string folder_, stage_;
    FileDescriptor lock_;
    std::vector<Item> items_;
    std::string identity_;
    std::int64_t historyBegunUtcMs_ = 0;
    std::optional<Error> historyProblem_;
    std::vector<Missing> missing_;
};

} // namespace studio
