// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

class Studio;

/// Asks how many epochs a run that ended shall train beyond its planned end, and resumes it. Does nothing when
/// cancelled. For every page that offers it.
void extendRun(Studio& studio, const std::string& folder, std::int64_t epochsDone, std::int64_t epochsPlanned);

} // namespace studio
