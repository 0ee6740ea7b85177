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

/// Loads the newest checkpoint that verifies, cuts the history back to it and puts the session's position there; from
/// scratch if none was ever saved. Throws Error(Data) for other classes, Error(Corrupt) if no checkpoint can be read.
void restoreRun(RunSession& session);

} // namespace studio
