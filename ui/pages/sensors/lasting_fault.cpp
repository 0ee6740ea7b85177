// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sensors/lasting_fault.h"

#include <algorithm>

namespace studio {

bool LastingFault::look(bool isThere, Clock::time_point now) {
    // A first look, or one after a silence (the driver hung, the machine slept), says nothing about the time before.
    constexpr std::chrono::seconds kLongestGap{5};
    const Clock::duration passed =
        last_ == Clock::time_point{} || now - last_ > kLongestGap ? Clock::duration{} : now - last_;
    last_ = now;
    counted_ = std::clamp(counted_ + (isThere ? passed : -passed), Clock::duration{}, patience_);
    if (counted_ == patience_)
        lasts_ = true;
    else if (counted_ == Clock::duration{})
        lasts_ = false;
    return lasts_;
}

void LastingFault::reset() {
    *this = LastingFault(patience_);
}

} // namespace studio
