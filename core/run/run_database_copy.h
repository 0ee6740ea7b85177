// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// Value of run.db: when it was begun in the place of one that was lost, in UTC milliseconds; for good. A backup may
/// have the only copy of the one before.
inline constexpr const char* kHistoryBegunKey = "history_begun_utc_ms";
/// Value of run.db: checkpoints whose rows were dropped for want of their files, a line each. A backup may have the
/// only copies.
inline constexpr const char* kDroppedKey = "dropped_checkpoints";

/// One consistent state of run.db as a file of its own, without helper files beside it, also while a trainer writes to
/// it (SQLite's online backup): the trainer is never kept waiting. `to` must not exist; it is not synced. Takes about a
/// second for a long history. Throws Error (Corrupt: run.db is damaged).
void copyRunDatabase(const std::string& from, const std::string& to);

} // namespace studio
