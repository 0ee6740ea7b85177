// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio {

/// Weighted running sums of loss and hits over part of an epoch. Exact: sums, not averages of averages.
struct RunningMetrics {
    double lossSum = 0;
    std::int64_t count = 0, correct1 = 0, correct5 = 0;

    void add(double meanLoss, std::int64_t n, std::int64_t hits1, std::int64_t hits5) {
        lossSum += meanLoss * static_cast<double>(n);
        count += n;
        correct1 += hits1;
        correct5 += hits5;
    }
    double loss() const { return count ? lossSum / static_cast<double>(count) : 0; }
    double top1() const { return count ? static_cast<double>(correct1) / static_cast<double>(count) : 0; }
    double top5() const { return count ? static_cast<double>(correct5) / static_cast<double>(count) : 0; }
};

} // namespace studio
