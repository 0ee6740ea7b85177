// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/card_energy.h"

#include <utility>

namespace studio {

namespace {

constexpr double kMostWatts = 5000; ///< of one card; a counter that says more has been set anew
constexpr double kTick = 1;         ///< seconds: the counter goes on in steps

} // namespace

std::optional<double> CardEnergy::add(const CardPower& now, double seconds) {
    const CardPower before = std::exchange(last_, now);
    const double gap = seconds - std::exchange(lastSeconds_, seconds);
    if (before.countedJoules && now.countedJoules) {
        const double joules = *now.countedJoules - *before.countedJoules;
        if (joules >= 0 && joules <= kMostWatts * (gap + kTick))
            return joules;
    }
    if (before.watts && now.watts && gap >= 0 && gap <= kLongestGap && *before.watts <= kMostWatts &&
        *now.watts <= kMostWatts)
        return (*before.watts + *now.watts) / 2 * gap;
    return {};
}

} // namespace studio
