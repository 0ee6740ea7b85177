// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/recipe/config.h"
#include "core/train/control.h"
#include "core/train/observer.h"

namespace studio {

class Ranks;

struct TrainRequest {
    TrainConfig config;
    RunSetup setup;
    std::string runFolder; ///< created when `resume` is false
    bool resume = false;   ///< go on from the newest checkpoint that verifies; config and setup.data are then the run's
                         ///< own, only config.epochs (if larger), setup.device, workers and threads are taken from here
    std::string beginsWith; ///< of a new run: a run, one of our checkpoints or a file of weights from somewhere else,
                            ///< as beginRunWith() takes it; empty = it begins at random
    std::string resumeData, resumeVal; ///< with `resume`: where the run's pictures are now; empty = where they were.
                                       ///< They must have the same names
    std::optional<double> resumeMaxBadFraction; ///< with `resume`: the recipe's value from now on
    std::string resumePack;                     ///< with `resume`: the recipe's `pack` from now on; empty = as it was
    double stallSeconds = 30;     ///< the journal says that the run stands still when a step takes ten times as long as
                                  ///< usual (StallWatch), but never before this; 0 = never
    std::shared_ptr<Ranks> ranks; ///< this process is rank 0 of several (core/distributed/ranks.h); null: it is alone
    double retrySeconds = 60;     ///< a checkpoint that could not be saved is tried again so often
};

/// Trains or resumes a run to its end on the calling thread (the engine thread or main). Never throws: what went wrong
/// is in the report, and in the run's journal if there is one. Blocks for days; `control` ends it.
RunReport runTraining(const TrainRequest& request, TrainObserver& observer, TrainControl& control);

/// The type of the function above: a session takes it as a value, so that tests can script an engine.
using TrainEngine = std::function<RunReport(const TrainRequest&, TrainObserver&, TrainControl&)>;

} // namespace studio
