// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/picture_ramp.h"

#include <algorithm>
#include <cmath>

namespace studio {

std::int64_t PictureRamp::sideAt(std::int64_t epoch) const {
    if (!grows())
        return full;
    const double t = static_cast<double>(epoch - 1) / static_cast<double>(std::max<std::int64_t>(epochs, 1));
    if (t >= until)
        return full;
    if (t <= from)
        return start;
    const double side = static_cast<double>(start) + static_cast<double>(full - start) * (t - from) / (until - from);
    const std::int64_t multiple = full < 128 ? 4 : 32;
    const auto rounded = static_cast<std::int64_t>(std::llround(side / static_cast<double>(multiple))) * multiple;
    return std::clamp(rounded, start, full);
}

double PictureRamp::meanArea(std::int64_t last) const {
    last = std::min<std::int64_t>(last, 10'000); // no run has more, whatever a file says
    if (!grows() || last < 1)
        return 1;
    double sum = 0;
    for (std::int64_t epoch = 1; epoch <= last; ++epoch) {
        const double side = static_cast<double>(sideAt(epoch)) / static_cast<double>(full);
        sum += side * side;
    }
    return sum / static_cast<double>(last);
}

} // namespace studio
