// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace studio {

/// The median of the last values: what is usual, however far single ones are out. One thread.
class RecentMedian {
public:
    void add(double value) {
        values_[count_ % values_.size()] = value;
        ++count_;
    }
    /// -1 until three values were added.
    double value() const {
        constexpr std::size_t kNeeded = 3;
        if (count_ < kNeeded)
            return -1;
        std::array<double, kWindow> sorted = values_;
        const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(std::min(count_, sorted.size()));
        const auto middle = sorted.begin() + (end - sorted.begin()) / 2;
        std::nth_element(sorted.begin(), middle, end);
        return *middle;
    }

private:
    static constexpr std::size_t kWindow = 31;
    std::array<double, kWindow> values_{};
    std::size_t count_ = 0;
};

} // namespace studio
