// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/run/run_tail.h"
#include "core/train/progress.h"

namespace studio {

/// What can be said of a run from its folder alone, where its trainer cannot be asked. Owned by a follower; its thread.
class HistoryStatus {
public:
    explicit HistoryStatus(std::string runFolder);

    void add(const RunNews& news);
    /// Without resumedFromStep, which the news say. Reads recipe.json and a few rows; never throws.
    RunStart start();
    TrainStatus status() const;
    /// Whether the trainer wrote that the run ended.
    bool hasEnded() const;

private:
    std::string folder_;
    RunStart start_;
    std::string state_;
    double activeSeconds_ = 0;
    std::optional<StepRecord> last_;
    double imagesPerSecond_ = 0, waitFraction_ = 0; ///< of the newest steps
};

} // namespace studio
