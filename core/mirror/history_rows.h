// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/run/run_database.h"

namespace studio {

/// One step, or the end of one epoch, as named figures.
struct HistoryRow {
    std::int64_t step = 0;
    bool isEpoch = false;
    double utcSeconds = 0; ///< run.db knows it of the ends of epochs; of a step it is what its epoch's steps took
    double runSeconds = 0; ///< that the steps and validations took up to here
    std::vector<std::pair<const char*, double>> figures;
};

/// The names that rows may have, in the order of a table's columns. TensorBoard groups them by what stands before '/'.
const std::vector<const char*>& historyFigures();

/// Reads a run's history row by row, in the order of its steps, and goes on where it stopped. What it gives for a row
/// depends on the rows up to there alone, however often it stopped. A value; one thread.
class HistoryRows {
public:
    /// All rows that came since. Within RunDatabase::atOneMoment(). Throws Error, and what `take` throws.
    void read(const RunDatabase& database, const std::function<void(const HistoryRow&)>& take);
    /// How many it has given.
    std::int64_t steps() const { return steps_; }

private:
    void addStep(const StepRecord& record, const std::function<void(const HistoryRow&)>& take);
    void addEpoch(const EpochRecord& record, const std::function<void(const HistoryRow&)>& take);

    std::int64_t step_ = 0, epochStep_ = -1, steps_ = 0;
    double utcSeconds_ = 0, runSeconds_ = 0;
    bool isBegun_ = false;
};

} // namespace studio
