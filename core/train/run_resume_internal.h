// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/train/run_session_internal.h"

namespace studio {

/// The lock of a run that must exist already. Throws Error(Data) if there is no run, Error(Locked).
std::unique_ptr<RunLock> lockExistingRun(const RunPaths& paths);

/// Config and setup from recipe.json; more epochs, the device and the threads from the request. Throws Error.
void readRecipe(RunSession& session, const TrainRequest& request);

/// After a start: tidies the checkpoints, returns to the newest good one and says so in the journal.
void restoreRun(RunSession& session);

/// A state that a run can go back to, with all that has to be read for it.
struct ReturnPoint {
    std::optional<CheckpointContent> content; ///< nothing: the run's beginning
    RunPosition position;
    std::vector<std::string> passedOver; ///< newer checkpoints that verify and were not wanted
    int damaged = 0;                     ///< that do not
};
/// The newest checkpoint that verifies and is wanted (empty = any). Changes nothing but the journal, which is told of
/// the damaged ones. Throws Error(Data) for other classes, Error(Corrupt) for another network.
ReturnPoint findReturnPoint(RunSession& session, const std::function<bool(const CheckpointContent&)>& wanted);
/// The error where all checkpoints there are, are damaged.
void requireUndamaged(const RunSession& session, const ReturnPoint& point);
/// Puts weights, momentum and position there. run.db must have been cut back to it. Where it is the beginning the
/// network is left as it is. In memory alone: nothing but the device can fail.
void takeReturnPoint(RunSession& session, const ReturnPoint& point);

} // namespace studio
