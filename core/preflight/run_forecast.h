// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/recipe/config.h"
#include "core/run/run_folder.h"

namespace studio {

/// What a run is asked about before it has made a step.
struct ForecastQuestion {
    TrainConfig config;
    std::string dataName; ///< as RunSummary::dataName
    std::int64_t trainPictures = 0, classes = 0;
    bool accelerator = false; ///< computed on a card
    int cores = 1;            ///< of the CPU
};

/// How long a run will take. Nothing is guessed: `seconds` is what an epoch of the same network, work and pictures took
/// in an earlier run on the same kind of device (by their area where they grow), or, where there was none, a time that
/// the arithmetic alone takes on the fastest machine of the kind; the run takes longer than that.
struct RunForecast {
    double seconds = -1;    ///< of all epochs; -1 = not known
    bool isAtLeast = false; ///< a lower bound
    std::string asRun;      ///< name of the earlier run; empty where there was none
    /// Worth a process of its own, that no window can take along: an hour or more.
    bool isLong() const { return seconds >= 3600; }
};

/// `runs`: newest first, as listRuns(). Any thread.
RunForecast forecastOf(const ForecastQuestion& question, const std::vector<RunSummary>& runs);
/// What is left of a run that goes on to `epochs`, by the epochs that it has done. Any thread.
RunForecast restOf(const RunSummary& run, std::int64_t epochs);

} // namespace studio
