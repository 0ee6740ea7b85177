// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/trainer.h"

namespace studio {

/// Follows the run in request.runFolder that another process trains, and tells `observer` of it as runTraining() tells
/// of a run of its own: a TrainEngine, so that whoever shows runs need not know which kind it is. Of the request only
/// the folder counts. The calling thread stays in it until the run ends, or until control.leave(), which the run does
/// not notice; every other wish of `control`, stopNow() included, goes to the process that trains.
///
/// The rows come from run.db, from one step before the newest one (the first runStarted() says which); the past before
/// them is read as of any run. Status and end come over the run's socket. Where nobody answers there (another machine
/// or user, another version) the run is shown from run.db alone: the status is `unsteerable` and says why in
/// `trouble`, and so is a wish
/// answered that cannot be handed on, or that the trainer refused. A process that is gone without a word is waited for
/// some seconds, since another may take the run over; then the report is Failed and says what to do.
///
/// Never throws. Training is not disturbed: nothing is written, run.db is only read.
RunReport followRun(const TrainRequest& request, TrainObserver& observer, TrainControl& control);

} // namespace studio
