// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_database_copy.h"

#include <memory>

#include <sqlite3.h>

#include "core/run/foreign_database_internal.h"
#include "core/run/sqlite_internal.h"

namespace studio {

namespace {

using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

Database openDatabase(const std::string& path, int flags) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(raw, sqlite3_close);
    if (code != SQLITE_OK)
        throwSql(raw, path, code);
    distrust(raw);
    sqlite3_busy_timeout(raw, 5000);
    return database;
}

} // namespace

void copyRunDatabase(const std::string& from, const std::string& to) {
    requirePlainFiles(from);
    const Database source = openDatabase(from, SQLITE_OPEN_READONLY);
    const Database copy = openDatabase(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE);
    sqlite3_exec(copy.get(), "PRAGMA synchronous=OFF", nullptr, nullptr, nullptr);
    sqlite3_backup* backup = sqlite3_backup_init(copy.get(), "main", source.get(), "main");
    if (backup == nullptr)
        throwSql(copy.get(), to, sqlite3_errcode(copy.get()));
    // In one step: in several, each row that the trainer adds between them would begin it anew. In WAL mode a reader
    // keeps no writer waiting.
    const int code = sqlite3_backup_step(backup, -1);
    const int end = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        throwSql(end == SQLITE_OK ? nullptr : copy.get(), from, code);
}

} // namespace studio
