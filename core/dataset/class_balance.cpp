// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/class_balance.h"

#include <algorithm>

namespace studio {

ClassBalance classBalance(const std::vector<std::int64_t>& counts) {
    ClassBalance balance;
    if (counts.empty())
        return balance;
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    balance.smallestClass = static_cast<std::size_t>(least - counts.begin());
    balance.largestClass = static_cast<std::size_t>(most - counts.begin());
    balance.smallest = *least;
    balance.largest = *most;
    balance.ratio = static_cast<double>(*most) / static_cast<double>(std::max<std::int64_t>(*least, 1));
    std::vector<std::int64_t> sorted = counts;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    balance.median = *middle;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] < ClassBalance::kFewPictures)
            balance.few.push_back(i);
    }
    std::stable_sort(balance.few.begin(), balance.few.end(),
                     [&](std::size_t a, std::size_t b) { return counts[a] < counts[b]; });
    return balance;
}

} // namespace studio
