// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/train/run_session_internal.h"

namespace studio {

/// The lock of a run that must exist already. Throws Error(Data) if there is no run, Error(Locked).
std::unique_ptr<RunLock> lockExistingRun(const RunPaths& paths);

/// Config and setup from recipe.json; more epochs, the device and the threads from the request. Throws Error.
void readRecipe(RunSession& session, const TrainRequest& request);

/// After a start: tidies the checkpoints, returns to the newest good one and says so in the journal.
void restoreRun(RunSession& session);

/// Loads the newest checkpoint that verifies, cuts the history back to it and puts the session's position there. False
/// if none was ever saved: the position is then the beginning, and the network is left as it is. Throws Error(Data) for
/// other classes, Error(Corrupt) if no checkpoint can be read.
bool returnToCheckpoint(RunSession& session);

} // namespace studio
