// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/run_history.h"

namespace studio {

class Studio;

/// Asks how many epochs a run that ended shall train beyond its planned end, and resumes it. Does nothing when
/// cancelled.
void extendRun(Studio& studio, const RunHistory& history);

} // namespace studio
