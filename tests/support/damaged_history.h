// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <sqlite3.h>

namespace studio::test {

/// Damages every page of a run.db but the first (`from`: some), while somebody writes it: what is in the log goes into
/// the file first, and the writer must read its pages again.
inline void damageOpenHistory(const std::string& path, std::uintmax_t from = 4096) {
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    sqlite3_busy_timeout(database, 10'000);
    sqlite3_exec(database, "INSERT OR REPLACE INTO meta VALUES('touched','1')", nullptr, nullptr, nullptr);
    sqlite3_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
    const auto bytes = std::filesystem::file_size(path);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(from));
    file << std::string(bytes - from, 'x');
    file.close();
    sqlite3_exec(database, "PRAGMA user_version=1", nullptr, nullptr, nullptr); // of the first page: a change to see
    sqlite3_close(database);
}

/// Damages the first page with rows of one table: its root, or the first leaf below it. Nobody may have it open but one
/// writer, as above.
inline void damageTable(const std::string& path, const std::string& table) {
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    sqlite3_busy_timeout(database, 10'000);
    sqlite3_exec(database, "INSERT OR REPLACE INTO meta VALUES('touched','1')", nullptr, nullptr, nullptr);
    sqlite3_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
    sqlite3_stmt* query = nullptr;
    sqlite3_prepare_v2(database, "SELECT rootpage FROM sqlite_master WHERE name=?", -1, &query, nullptr);
    sqlite3_bind_text(query, 1, table.c_str(), -1, SQLITE_TRANSIENT);
    std::int64_t page = sqlite3_step(query) == SQLITE_ROW ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_finalize(query);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    constexpr std::int64_t kPage = 4096;
    const auto number = [&file](std::int64_t at, int bytes) {
        file.seekg(at);
        std::int64_t value = 0;
        for (int i = 0; i < bytes; ++i)
            value = value * 256 + file.get();
        return value;
    };
    const auto begin = [&page] { return (page - 1) * kPage; };
    while (number(begin(), 1) == 5) // an interior page of a table: on to its first child
        page = number(begin() + number(begin() + 12, 2), 4);
    file.seekp(begin());
    file << std::string(kPage, 'x');
    file.close();
    sqlite3_exec(database, "PRAGMA user_version=1", nullptr, nullptr, nullptr); // of the first page: a change to see
    sqlite3_close(database);
}

/// Histories that were set aside in a run's folder.
inline int setAside(const std::string& run) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(run)) {
        const std::string name = entry.path().filename().string();
        const bool helper = name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal");
        count += name.starts_with("run.db.damaged-") && !helper ? 1 : 0;
    }
    return count;
}

} // namespace studio::test
