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

/// What a resume changes in recipe.json.
struct RecipeChange {
    std::int64_t epochsBefore = 0;
    bool any = false;
    RunSetup setup; ///< as in the file, but for where the pictures are
};
/// Config and setup from recipe.json; more epochs, the device and the threads from the request. Writes nothing. Throws
/// Error.
RecipeChange readRecipe(RunSession& session, const TrainRequest& request);
/// Writes recipe.json where something changed, and tells the journal.
void writeRecipe(RunSession& session, RecipeChange change, bool moved);

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

/// Removes what a killed writer left among the checkpoints, and gives those without a row theirs.
void tidyCheckpoints(RunSession& session);
/// Where a resume goes on from: the newest checkpoint that is good, and not of a past that was given up.
ReturnPoint returnPointOfResume(RunSession& session);
/// After a start: returns to that point and says so in the journal. `oldRun`: the names of its pictures are not known.
void restoreRun(RunSession& session, const ReturnPoint& point, bool oldRun);

} // namespace studio
