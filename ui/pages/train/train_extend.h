// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

class Studio;

/// Asks how many epochs a run that ended shall train beyond its planned end, and resumes it. Does nothing when
/// cancelled. By value: while the question stands, what the caller shows may become another run.
void extendRun(Studio& studio, std::string folder, std::int64_t done, std::int64_t planned);

} // namespace studio
