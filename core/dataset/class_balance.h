// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace studio {

/// How evenly training pictures are spread over the classes.
struct ClassBalance {
    std::size_t largestClass = 0, smallestClass = 0;
    std::int64_t largest = 0, smallest = 0, median = 0;
    double ratio = 1;             ///< largest / smallest
    std::vector<std::size_t> few; ///< classes below kFewPictures, fewest first

    static constexpr std::int64_t kFewPictures = 20;
};

/// `counts`: training pictures per class index.
ClassBalance classBalance(const std::vector<std::int64_t>& counts);

} // namespace studio
