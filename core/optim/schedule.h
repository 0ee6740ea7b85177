// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio {

enum class ScheduleKind { Cosine, Step, Constant, Polynomial, OneCycle };

/// Learning rate over a run, as pure double maths.
struct Schedule {
    ScheduleKind kind = ScheduleKind::Cosine;
    double base = 0.05;           ///< after warm-up
    double final = 0;             ///< cosine, polynomial: the value at the end
    std::int64_t totalSteps = 1;  ///< optimiser steps of the whole run
    std::int64_t warmupSteps = 0; ///< linear from base/warmupSteps up to base
    std::int64_t stepEvery = 1;   ///< step: steps between drops
    double stepFactor = 0.1;      ///< step: multiplied at each drop
    double power = 2;             ///< polynomial: exponent
    double riseSteps = 0;         ///< one-cycle: steps of its rise, which is its warm-up
};

/// Learning rate used by optimiser step `step` (0-based). Cosine is Loshchilov & Hutter 2017 without restarts, over
/// the steps after warm-up; polynomial, over the same steps, falls with (1 - part)^power: of power 2 it is MLPerf's.
/// One-cycle (Smith and Topin 2017, arXiv 1708.07120) is PyTorch's OneCycleLR with cosines, two phases and a constant
/// momentum: from base / 25 up to base, then down to base / 250,000.
double learningRateAt(const Schedule& schedule, std::int64_t step);

} // namespace studio
