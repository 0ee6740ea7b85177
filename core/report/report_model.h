// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/metric/records.h"
#include "core/recipe/config.h"
#include "core/report/cost.h"
#include "core/run/run_energy.h"
#include "core/run/run_evaluation.h"
#include "core/run/run_folder.h"

namespace studio {

/// The steps of a run in a bounded number of columns, however many there were: neighbours are joined, keeping the
/// least, the greatest and the mean loss.
struct StepColumn {
    std::int64_t first = 0, last = 0; ///< steps
    float low = 0, high = 0;          ///< of the finite losses
    double lossSum = 0;
    std::int64_t finite = 0;
    double learningRate = 0; ///< of the last step
};
class StepColumns {
public:
    static constexpr std::size_t kMost = 1200;
    void add(const StepRecord& record);
    const std::vector<StepColumn>& columns() const { return columns_; }

private:
    std::vector<StepColumn> columns_;
    std::int64_t width_ = 1; ///< steps in a full column
    std::int64_t inLast_ = 0;
};

/// Equal entries of the journal.
struct FoldedEvent {
    EventRecord newest;
    std::int64_t count = 1;
    std::int64_t firstUtcMs = 0;
};

/// A roll-back or a resume, for the axis of steps.
struct StepMark {
    std::int64_t step = 0;
    bool rolledBack = false; ///< else resumed
};

/// A key of the recipe beside its preset.
struct RecipeLine {
    std::string key, value;
    std::string preset; ///< the preset's value where it is another one; else empty
};

/// Everything that a report tells of a run, as values: what cannot be known is absent, never guessed. Texts are bytes
/// as they were found: whoever shows them escapes them.
struct ReportModel {
    RunSummary summary;
    std::int64_t writtenUtcMs = 0;
    std::vector<std::string> problems; ///< parts that could not be read
    std::optional<RunRecipe> recipe;
    std::string appVersion; ///< that began the run; empty = not recorded
    std::string presetName; ///< empty = it came from none that is known
    std::vector<RecipeLine> recipeRows;
    std::vector<ClassInfo> classes;
    std::int64_t trainPictures = -1, valPictures = -1; ///< -1 = not recorded
    std::string trainSet, valSet;                      ///< folders below the data's root
    bool hasSets = false, split = false;
    double splitShare = 0;
    std::uint64_t splitSeed = 0;
    std::string device, computeThreads, picturesFrom; ///< empty = not recorded
    std::vector<EpochRecord> epochs;
    std::vector<CheckpointRecord> checkpoints; ///< newest first
    std::vector<FoldedEvent> faults;           ///< newest first
    std::vector<StepMark> marks;
    bool journalCut = false; ///< older entries than these were not read
    StepColumns steps;
    std::int64_t stepCount = 0, pictures = 0;
    double stepSeconds = 0, waitSeconds = 0; ///< of the steps
    std::int64_t savedCheckpoints = 0;       ///< told by the journal
    double activeSeconds = 0, remainingSeconds = -1;
    std::optional<RunPrice> price;
    std::optional<RunEnergy> energy;         ///< of its card
    std::optional<RunEvaluation> evaluation; ///< the last one that was kept

    std::int32_t bestEpoch() const { return summary.bestEpoch; }
};

/// Reads a run, also one that trains just now; writes nothing. Steps are streamed: memory stays bounded. Parts that are
/// damaged become `problems`. Any thread; a long run takes seconds. Throws as requireRun().
ReportModel readReport(const std::string& runFolder);

} // namespace studio
