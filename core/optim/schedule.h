// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio {

enum class ScheduleKind { Cosine, Step, Constant };

/// Learning rate over a run, as pure double maths.
struct Schedule {
    ScheduleKind kind = ScheduleKind::Cosine;
    double base = 0.05;           ///< after warm-up
    double final = 0;             ///< cosine: the value at the end
    std::int64_t totalSteps = 1;  ///< optimiser steps of the whole run
    std::int64_t warmupSteps = 0; ///< linear from base/warmupSteps up to base
    std::int64_t stepEvery = 1;   ///< step: steps between drops
    double stepFactor = 0.1;      ///< step: multiplied at each drop
};

/// Learning rate used by optimiser step `step` (0-based). Cosine is Loshchilov & Hutter 2017 without restarts, over
/// the steps after warm-up.
double learningRateAt(const Schedule& schedule, std::int64_t step);

} // namespace studio
