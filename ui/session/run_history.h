// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "core/metric/records.h"
#include "core/recipe/config.h"
#include "core/run/run_folder.h"

namespace studio {

/// Everything the window shows of one run, as values; live runs grow it, finished ones are read from run.db.
struct RunHistory {
    std::string folder;
    RunRecipe recipe;
    RunSummary summary;
    std::int64_t stepsPerEpoch = 0; ///< 0 = unknown (no epoch finished yet)
    std::vector<StepRecord> steps;  ///< oldest first; of a long run read from disk a share, see StepThinner
    /// Where steps were left out: the mean loss of those that each of the first steps kept stands for. Else empty.
    std::vector<float> meanLoss;
    std::vector<EpochRecord> epochs;
    std::vector<CheckpointRecord> checkpoints; ///< newest first
    std::vector<EventRecord> events;           ///< newest first

    /// The newest epoch that ended; rows of earlier ones may be lost with a damaged history.
    std::int64_t epochsDone() const { return epochs.empty() ? 0 : epochs.back().epoch; }
};

/// Removes what lies past `step`: a run goes on from there.
void cutBack(RunHistory& history, std::int64_t step);

/// Reads a run folder, read-only. Any thread; a long run takes seconds. Throws Error. Returns early, with a part of the
/// steps, once `stop` is requested.
RunHistory loadRunHistory(const std::string& folder, const std::stop_token& stop = {});
/// The same without the steps: takes milliseconds however long the run is.
RunHistory loadRunOverview(const std::string& folder);

/// Takes the steps of a run one by one and keeps what curves need in a bounded space. Up to `groups` steps all are
/// kept. Beyond that neighbours form groups of which the steps with the least and the greatest loss stay, a loss that
/// is no number before all, each with the group's mean time, wait and picture count. The newest step always stays.
class StepThinner {
public:
    explicit StepThinner(std::size_t groups = 50'000);
    void add(const StepRecord& record);
    /// Moves at most 2 * groups + 1 steps and their mean losses into `history`.
    void finish(RunHistory& history);

private:
    struct Group {
        StepRecord low, high;
        double seconds = 0, waitSeconds = 0, pictures = 0, losses = 0;
        std::size_t steps = 0, finite = 0; ///< of them with a loss that is a number
    };
    static void join(Group& into, const Group& next);
    void halve();

    std::size_t limit_, width_ = 1;
    StepRecord last_;
    std::vector<Group> groups_;
};

} // namespace studio
