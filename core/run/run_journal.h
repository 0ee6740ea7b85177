// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/metric/records.h"

namespace studio {

/// Adds a line to the journal in run.db, also while a trainer writes there: of what befell the run beside its training.
/// Where `event` names no step it is put at the run's last one. Returns the line as it was written. Any thread. Throws
/// Error.
EventRecord addToJournal(const std::string& runFolder, EventRecord event);

} // namespace studio
