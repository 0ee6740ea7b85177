// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <thread>

namespace studio {

/// While it lives, compute threads that wait for each other go to sleep after microseconds instead of a millisecond.
/// GNU OpenMP lets them spin long unless it counts more threads than cores. It does not see the decode threads and the
/// window, so on a busy machine the spinning takes the core from whoever is waited for (measured, ResNet-20 on two
/// cores beside two other busy programs: 1.3 and 1.8 times faster with it). One idle OpenMP thread more makes the count
/// right.
class SpinLimit {
public:
    /// To be made before the first computation of a run: for a moment it changes LibTorch's number of threads.
    SpinLimit();
    ~SpinLimit() = default;
    SpinLimit(const SpinLimit&) = delete;
    SpinLimit& operator=(const SpinLimit&) = delete;

private:
    std::jthread idle_;
};

} // namespace studio
