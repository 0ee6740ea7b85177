// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace studio {

namespace {

/// From `start` to `end` along half a cosine.
double annealed(double start, double end, double part) {
    return end + (start - end) * 0.5 * (1 + std::cos(std::numbers::pi * std::clamp(part, 0.0, 1.0)));
}

/// The peak is the last step of the rise, as PyTorch counts: riseSteps may be no whole number.
double oneCycleAt(const Schedule& schedule, double step) {
    constexpr double kStart = 25, kEnd = 1e4;
    const double first = schedule.base / kStart, peak = schedule.riseSteps - 1;
    const double last = static_cast<double>(schedule.totalSteps - 1);
    if (step <= peak) {
        return annealed(first, schedule.base, peak > 0 ? step / peak : 1);
    }
    const double length = last - peak;
    return annealed(schedule.base, first / kEnd, length > 0 ? (step - peak) / length : 1);
}

} // namespace

double learningRateAt(const Schedule& schedule, std::int64_t step) {
    if (schedule.kind == ScheduleKind::OneCycle)
        return oneCycleAt(schedule, static_cast<double>(step));
    if (step < schedule.warmupSteps)
        return schedule.base * static_cast<double>(step + 1) / static_cast<double>(schedule.warmupSteps);
    const std::int64_t after = step - schedule.warmupSteps;
    const std::int64_t length = std::max<std::int64_t>(schedule.totalSteps - schedule.warmupSteps, 1);
    const double part = std::min(1.0, static_cast<double>(after) / static_cast<double>(length));
    switch (schedule.kind) {
    case ScheduleKind::Cosine:
        return schedule.final + (schedule.base - schedule.final) * 0.5 * (1 + std::cos(std::numbers::pi * part));
    case ScheduleKind::Polynomial:
        return schedule.final + (schedule.base - schedule.final) * std::pow(1 - part, schedule.power);
    case ScheduleKind::Step:
        return schedule.base *
               std::pow(schedule.stepFactor, static_cast<double>(step / std::max<std::int64_t>(schedule.stepEvery, 1)));
    case ScheduleKind::Constant:
    case ScheduleKind::OneCycle:
        break;
    }
    return schedule.base;
}

} // namespace studio
