// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/metric/records.h"
#include "core/recipe/config.h"
#include "core/report/cost.h"
#include "core/run/abandoned_part.h"
#include "core/run/run_folder.h"

namespace studio {

/// Everything the window shows of one run, as values; live runs grow it, finished ones are read from run.db.
struct RunHistory {
    std::string folder;
    RunRecipe recipe;
    RunSummary summary;
    std::optional<RunPrice> price;  ///< kept with the run
    std::int64_t stepsPerEpoch = 0; ///< 0 = unknown
    std::int64_t classes = 0;       ///< 0 = unknown
    std::vector<StepRecord> steps;  ///< every one, oldest first: 64 bytes each
    std::vector<EpochRecord> epochs;
    std::vector<AbandonedPart> abandoned;      ///< oldest first
    std::vector<CheckpointRecord> checkpoints; ///< newest first
    std::vector<EventRecord> events;           ///< newest first

    /// The newest epoch that ended; rows of earlier ones may be lost with a damaged history.
    std::int64_t epochsDone() const { return epochs.empty() ? 0 : epochs.back().epoch; }
};

/// Makes an abandoned part of what lies past `step`: a run goes on from there.
void cutBack(RunHistory& history, std::int64_t step);
/// Takes the rows past `step` out that are told anew: nothing of the run was abandoned.
void dropPast(RunHistory& history, std::int64_t step);

/// Reads a run folder, read-only. Any thread; a long run takes a second. Throws Error. Returns early, with a part of
/// the steps, once `stop` is requested.
RunHistory loadRunHistory(const std::string& folder, const std::stop_token& stop = {});
/// The same without the steps: takes milliseconds however long the run is.
RunHistory loadRunOverview(const std::string& folder);

} // namespace studio
