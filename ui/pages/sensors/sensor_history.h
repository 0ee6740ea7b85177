// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace studio {

/// The last minutes of one sensor, however long it is asked. A value; any one thread.
class SensorHistory {
public:
    using Clock = std::chrono::steady_clock;
    struct Sample {
        Clock::time_point at;
        double value;
    };
    static constexpr std::chrono::minutes kSpan{5};
    static constexpr std::size_t kMost = 1200; ///< twice of what comes in that time

    void add(double value, Clock::time_point now);
    void clear() { samples_.clear(); }
    const std::deque<Sample>& samples() const { return samples_; } ///< oldest first
    /// 0 while there are none.
    double least() const;
    double most() const;

private:
    std::deque<Sample> samples_;
};

} // namespace studio
