// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/device/card.h"

namespace studio {

/// The energy of a card from looks at it: what its counter says, where it has one, else the mean of two looks at its
/// power times the time between them. A value; one thread.
class CardEnergy {
public:
    static constexpr double kLongestGap = 10; ///< seconds between two looks at the power; longer ones are no measure

    /// Joules since the look before; nothing for the first one, and where it cannot be known. `seconds` of a clock
    /// that never jumps.
    std::optional<double> add(const CardPower& now, double seconds);

private:
    CardPower last_;
    double lastSeconds_ = 0;
};

} // namespace studio
