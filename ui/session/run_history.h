// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/metric/records.h"
#include "core/run/run_folder.h"
#include "core/train/config.h"

namespace studio {

/// Everything the window shows of one run, as values; live runs grow it, finished ones are read from run.db.
struct RunHistory {
    std::string folder;
    RunRecipe recipe;
    RunSummary summary;
    std::int64_t stepsPerEpoch = 0; ///< 0 = unknown (no epoch finished yet)
    std::vector<StepRecord> steps;  ///< oldest first
    std::vector<EpochRecord> epochs;
    std::vector<CheckpointRecord> checkpoints; ///< newest first
    std::vector<EventRecord> events;           ///< newest first
};

/// Reads a run folder, read-only. Any thread. Throws Error.
RunHistory loadRunHistory(const std::string& folder);

} // namespace studio
