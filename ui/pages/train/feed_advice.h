// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include <QString>

#include "core/loader/decode_crew.h"

namespace studio {

struct RunHistory;

/// The newest steps of a run, together.
struct RecentSteps {
    double seconds = 0, waitSeconds = 0;
    std::ptrdiff_t count = 0;
    /// Share of the time spent waiting for pictures; below 0 = not known.
    double waiting() const;
};
RecentSteps recentSteps(const RunHistory* history);

/// What to do about pictures that come too slowly, in one or two sentences. `waiting`: share of the steps' time spent
/// waiting for pictures, below 0 = not known; `feed`: what the decode threads did meanwhile.
QString feedAdvice(double waiting, const DecodeMeter& feed);

/// "2 decode threads: 71 % decoding, ..."; empty where nothing is known.
QString feedShares(const DecodeMeter& feed);

} // namespace studio
