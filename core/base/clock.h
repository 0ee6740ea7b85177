// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

/// Seconds on a clock that never jumps: for intervals, ETA and throughput. Any thread.
double monotonicSeconds();
/// Milliseconds since 1970-01-01 UTC: for timestamps that are stored. Any thread.
std::int64_t utcMilliseconds();
/// "2026-11-03T18:12:05Z".
std::string utcText(std::int64_t utcMs);

} // namespace studio
