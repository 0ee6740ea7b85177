// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/run/run_folder.h"
#include "core/train/progress.h"

namespace studio {

/// How a followed run ended, read from its folder: for a trainer that has given up the run's lock and told nobody.
/// Made when the following begins; the follower's thread.
class FollowedEnd {
public:
    explicit FollowedEnd(std::string runFolder);

    /// From run.db: finished, stopped and interrupted as the trainer wrote it, failed with the reason in the journal.
    /// Failed, too, where the process was gone before it wrote an end: what is told there is that of an earlier one
    /// then. Never throws.
    RunReport report() const;
    /// Names a report of a crash that came since this was made in a report of a failure.
    void nameCrash(RunReport& report) const;

private:
    bool isEarlier(RunState state) const;
    std::string newCrash() const;
    std::string interruption() const;
    void fillFailure(RunReport& report) const;

    std::string folder_;
    std::vector<std::string> crashesBefore_;
};

} // namespace studio
