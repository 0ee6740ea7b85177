// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// One consistent state of run.db as a file of its own, without helper files beside it, also while a trainer writes to
/// it (SQLite's online backup): the trainer is never kept waiting. `to` must not exist; it is not synced. Takes about a
/// second for a long history. Throws Error (Corrupt: run.db is damaged).
void copyRunDatabase(const std::string& from, const std::string& to);

} // namespace studio
