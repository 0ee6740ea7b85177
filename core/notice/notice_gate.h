// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "core/notice/notice.h"

namespace studio {

/// Folds a storm: of each kind only so many notices go through in a time; the rest is told as one when that time is
/// over. What tells of the end of a run always goes through. Times are seconds of any clock that never jumps back. One
/// thread.
class NoticeGate {
public:
    NoticeGate(int perKind, double windowSeconds)
        : perKind_(static_cast<std::size_t>(perKind))
        , window_(windowSeconds) {}

    /// Nothing: it was folded.
    std::optional<Notice> admit(Notice notice, double now);
    /// What was folded and may be told now; `all`: whether its time is over or not.
    std::vector<Notice> due(double now, bool all = false);
    /// When due() has something; below 0 = nothing is folded.
    double nextDue() const;

private:
    struct Kind {
        std::deque<double> sent; ///< times, the oldest first
        int folded = 0;
        Notice last; ///< of the folded
        bool isFull(std::size_t most) const { return sent.size() >= most; }
    };
    void forget(Kind& kind, double now) const;
    std::size_t perKind_;
    double window_;
    std::array<Kind, kNoticeKinds> kinds_;
};

} // namespace studio
