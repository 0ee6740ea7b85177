// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace studio {

double learningRateAt(const Schedule& schedule, std::int64_t step) {
    if (step < schedule.warmupSteps)
        return schedule.base * static_cast<double>(step + 1) / static_cast<double>(schedule.warmupSteps);
    const std::int64_t after = step - schedule.warmupSteps;
    switch (schedule.kind) {
    case ScheduleKind::Cosine: {
        const std::int64_t length = std::max<std::int64_t>(schedule.totalSteps - schedule.warmupSteps, 1);
        const double part = std::min(1.0, static_cast<double>(after) / static_cast<double>(length));
        return schedule.final + (schedule.base - schedule.final) * 0.5 * (1 + std::cos(std::numbers::pi * part));
    }
    case ScheduleKind::Step:
        return schedule.base *
               std::pow(schedule.stepFactor, static_cast<double>(step / std::max<std::int64_t>(schedule.stepEvery, 1)));
    case ScheduleKind::Constant:
        break;
    }
    return schedule.base;
}

} // namespace studio
