// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/run/run_database.h"

namespace studio {

/// Values of run.db: how many cuts there were, and the steps of the latest, newest first, with a space between.
inline constexpr const char* kGenerationKey = "generation";
inline constexpr const char* kCutsKey = "cut_steps";
/// What was cut: textOfAbandoned().
inline constexpr const char* kAbandonedKey = "abandoned";

/// The two values as they stand in run.db, and back. What cannot be read counts as no cut: the file may come from
/// somebody else.
RunDatabase::Cuts cutsOf(const std::string& generation, const std::string& steps);
RunDatabase::Values valuesOf(const RunDatabase::Cuts& cuts);

/// The step past which all that was read is void, for who knew `before` and finds `now`; nothing where there was no
/// cut. Where run.db is another file than it was, its number may have begun anew. A reader that was away for longer
/// than the list reaches begins at step 0.
std::optional<std::int64_t> cutBetween(const RunDatabase::Cuts& before, const RunDatabase::Cuts& now, bool sameFile);

} // namespace studio
