// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/resume_cost.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <set>
#include <vector>

#include "core/run/checkpoint_internal.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::int64_t kAtOnce = 50'000; ///< steps: a run that never saved may hold millions

/// A trainer may have ended between a checkpoint and its row. After a roll-back such a file may be of what was given
/// up, which a resume passes over.
std::int64_t stepOfNewest(const RunPaths& paths, const RunDatabase& database) {
    const auto back = database.value(kRolledBackToKey);
    const std::int64_t sure =
        back ? std::strtoll(back->c_str(), nullptr, 10) : std::numeric_limits<std::int64_t>::max();
    std::set<std::string> known;
    for (const CheckpointRecord& saved : database.checkpoints())
        known.insert(saved.file);
    for (const std::string& file : listCheckpointFiles(paths.checkpoints)) { // newest first
        if (const std::int64_t step = stepOfName(file); step <= sure || known.contains(file))
            return step;
    }
    return 0;
}

/// The file may be anybody's.
double measured(double seconds) {
    constexpr double kMost = 1e9;
    return seconds > 0 && seconds < kMost ? seconds : 0;
}

} // namespace

ResumeCost resumeCostOf(const std::string& runFolder, const std::stop_token& stop) {
    const RunPaths paths(runFolder);
    const RunDatabase database(paths.database, RunDatabase::Mode::Read);
    ResumeCost cost;
    cost.from = cost.reached = stepOfNewest(paths, database);
    for (std::vector<StepRecord> steps;
         !stop.stop_requested() && !(steps = database.steps(cost.reached, kAtOnce)).empty();) {
        for (const StepRecord& step : steps)
            cost.seconds += measured(step.seconds);
        cost.reached = steps.back().step;
    }
    for (const EpochRecord& epoch : database.epochs()) {
        if (epoch.step > cost.from) {
            cost.seconds += measured(epoch.validationSeconds);
            cost.reached = std::max(cost.reached, epoch.step);
        }
    }
    return cost;
}

} // namespace studio
