// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <sqlite3.h>

namespace studio {

/// A run folder may come from somebody else, and a database can hold more than rows: views without end, triggers that
/// change what a statement does. These make run.db nothing but our tables before a row of it is read.

/// Before it is opened. Throws Error(Data) where run.db or a helper file of it is a link, a pipe or a folder.
void requirePlainFiles(const std::string& path);
/// Right after it is opened: no views, no triggers, no functions called by a schema, no value larger than ours are.
void distrust(sqlite3* database);
/// Throws Error(Data) where the schema holds anything but the tables that `ours` (SQL text) makes, Error(Corrupt) where
/// one of them is missing.
void requireOurTables(sqlite3* database, const std::string& path, const char* ours);

} // namespace studio
