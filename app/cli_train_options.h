// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/cli_run.h"
#include "app/ranks/cli_ranks.h"
#include "core/recipe/config.h"

namespace CLI {
class App;
}

namespace studio {

/// What a person says of a run to train: the words of `train`, and of `queue add`.
struct TrainOptions {
    std::string preset = "imagenet-classic", recipe, run, resume, init;
    std::vector<std::string> settings;
    RunSetup setup;
    RunCompany company;
    RankOptions ranks;
    bool recipeIsGiven = false;  ///< --preset or --recipe stands on the command line
    bool ranksAreGiven = false;  ///< --ranks does
    bool splitIsGiven = false;   ///< --split or --split-seed does
    bool leavesFinished = false; ///< of resume: a run that ended early is left as it is
};

/// --data, --preset, --recipe, --set, --run, --device ...: bound to `options`, which must outlive the verb.
void addTrainOptions(CLI::App& verb, TrainOptions& options);
CLI::Option* addInitOption(CLI::App& verb, TrainOptions& options);
/// --device, --workers, --threads.
void addMachineOptions(CLI::App& verb, RunSetup& setup);

/// The recipe that was asked for, with its settings. What is unusual in it is told on stderr. Throws Error.
TrainConfig configOf(const TrainOptions& options);
/// What the run calls that recipe.
std::string recipeNameOf(const TrainOptions& options);
/// The recipe of a run that goes on, with what may change in it: epochs (more of them), pack, max_bad_fraction.
TrainConfig changedConfig(const TrainConfig& own, const std::vector<std::string>& settings);

/// Empty stays empty.
std::string absolute(const std::string& path);
/// Whether it can be made at all: a disk that is full may have room later, a file in the place of a folder stays one.
void requireRunPlace(const std::string& folder);

} // namespace studio
