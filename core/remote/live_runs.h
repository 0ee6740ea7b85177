// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

/// A run that somebody trains just now. Each can be followed (followRun()).
struct LiveRun {
    std::string folder;
    std::int64_t pid = 0;   ///< as its lock names it, perhaps of another machine; 0 = not known
    bool own = false;       ///< by this process: there is nothing to follow
    bool steerable = false; ///< its process answers here: it can be paused and stopped
    std::string silence;    ///< where it is not: why, in words for the person; empty = nobody answers
};

/// Nothing where nobody trains it. Never throws; one look at the lock, and two seconds at most for a process that does
/// not answer. Any thread but the GUI's.
std::optional<LiveRun> findTrainer(const std::string& runFolder);

/// All of the runs directly below that train now, by name. As findTrainer() for each; ends early once `stop` is
/// requested.
std::vector<LiveRun> listLiveRuns(const std::string& runsFolder, const std::stop_token& stop = {});

} // namespace studio
