// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace studio {

/// Tells a lasting fault from one that comes and goes: the time that it is there counts up, the time that it is not
/// counts down. It lasts once `patience` is counted, and until nothing is left of it. A value; any one thread.
class LastingFault {
public:
    using Clock = std::chrono::steady_clock;

    explicit LastingFault(Clock::duration patience)
        : patience_(patience) {}
    /// Whether it lasts, after one more look.
    bool look(bool isThere, Clock::time_point now);
    bool lasts() const { return lasts_; }
    void reset();

private:
    Clock::duration patience_, counted_{};
    Clock::time_point last_{};
    bool lasts_ = false;
};

} // namespace studio
