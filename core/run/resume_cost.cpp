// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/resume_cost.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::int64_t kAtOnce = 50'000; ///< steps: a run that never saved may hold millions

} // namespace

ResumeCost resumeCostOf(const std::string& runFolder) {
    const RunPaths paths(runFolder);
    const RunDatabase database(paths.database, RunDatabase::Mode::Read);
    ResumeCost cost;
    for (const CheckpointRecord& saved : database.checkpoints()) { // newest first
        std::error_code error;
        if (std::filesystem::is_regular_file(paths.checkpoints + "/" + saved.file, error)) {
            cost.from = saved.step;
            break;
        }
    }
    cost.reached = cost.from;
    for (std::vector<StepRecord> steps; !(steps = database.steps(cost.reached, kAtOnce)).empty();) {
        for (const StepRecord& step : steps)
            cost.seconds += step.seconds;
        cost.reached = steps.back().step;
    }
    for (const EpochRecord& epoch : database.epochs()) {
        if (epoch.step > cost.from) {
            cost.seconds += epoch.validationSeconds;
            cost.reached = std::max(cost.reached, epoch.step);
        }
    }
    return cost;
}

} // namespace studio
