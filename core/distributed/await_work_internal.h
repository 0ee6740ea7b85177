// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace studio {

/// Waits for a call to the other ranks (c10d::Work) until `until`, and looks around now and then: `endSeen` says why
/// the call will never come to its end; empty = nothing is known. Gloo (Debian's of LibTorch 1.13 at least) does not
/// always wake a call whose other side was killed. Throws what the call throws, also where its time is up.
template<typename Work, typename EndSeen>
void awaitWork(Work& work, double until, std::chrono::milliseconds look, const EndSeen& endSeen) {
    bool wasSeen = false;
    while (true) {
        const double left = until - monotonicSeconds();
        const auto most = std::chrono::milliseconds(static_cast<std::int64_t>(left * 1000));
        try {
            work.wait(std::clamp(most, std::chrono::milliseconds(1), look));
            return;
        } catch (const std::exception&) {
            if (!work.isCompleted() && left <= 0)
                throw;
        }
        if (work.isCompleted()) { // perhaps just after the time of this look: what it threw was no word of the call
            work.wait();
            return;
        }
        // What a rank said last may still be under way, so that its end counts from the second look on.
        if (const std::string end = endSeen(); end.empty())
            wasSeen = false;
        else if (std::exchange(wasSeen, true))
            throw Error(ErrorKind::Device, end);
    }
}

} // namespace studio
