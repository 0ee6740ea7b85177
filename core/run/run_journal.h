// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/metric/records.h"

namespace studio {

/// Adds a line to the journal in run.db, also while a trainer writes there: of what befell the run beside its training.
/// Where `event` names no step it is put at the run's last one. Returns the line as it was written. Any thread. Throws
/// Error.
EventRecord addToJournal(const std::string& runFolder, EventRecord event);

/// Of a run that is killed again and again before it saves anything new: its journal names it at each further begin,
/// and a person is told, once that arrives.
inline constexpr const char* kNoFurtherTitle = "The run does not get further than its last checkpoint";
/// How often the run has begun at `step` (0: at its beginning) since a checkpoint was saved or a person stopped it.
/// `newestFirst`: its journal.
int beginsSinceSaved(const std::vector<EventRecord>& newestFirst, std::int64_t step);

} // namespace studio
