// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/foreign_database_internal.h"

#include <cctype>
#include <set>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/sqlite_internal.h"

namespace studio {

namespace {

constexpr int kMaxValueBytes = 16 << 20;

/// One line without needless spaces: how SQL text is laid out says nothing.
std::string normalised(const std::string& sql) {
    std::string text;
    for (const char c : sql) {
        const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!space)
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
}

std::set<std::string> statementsOf(const std::string& sql) {
    std::set<std::string> statements;
    for (std::size_t begin = 0, end; (end = sql.find(';', begin)) != std::string::npos; begin = end + 1) {
        const std::string one = normalised(sql.substr(begin, end - begin));
        statements.insert(one.substr(one.find_first_not_of(' ')));
    }
    return statements;
}

} // namespace

void requirePlainFiles(const std::string& path) {
    // Not SQLITE_OPEN_NOFOLLOW: it refuses a link anywhere in the path, and people's folders lie behind links.
    for (const char* end : {"", "-wal", "-shm", "-journal"}) {
        struct stat info {};
        if (::lstat((path + end).c_str(), &info) == 0 && !S_ISREG(info.st_mode))
            throw Error(ErrorKind::Data, {"A file of the run's history is not a plain file", displayText(path + end),
                                          "It was not opened.", "Put the file itself in its place."});
    }
}

void distrust(sqlite3* database) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
}

void requireOurTables(sqlite3* database, const std::string& path, const char* ours) {
    std::set<std::string> missing = statementsOf(ours);
    // What SQLite makes by itself: the indices of keys, and the notes of ANALYZE.
    const std::set<std::string> harmless{"CREATE TABLE sqlite_stat1(tbl,idx,stat)",
                                         "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"};
    SqlStatement row(database, "SELECT type, name, sql FROM sqlite_master", path);
    while (row.next()) {
        const std::string sql = normalised(row.text(2));
        const bool isKey = row.text(1).starts_with("sqlite_autoindex_") && sql.empty();
        if (!isKey && missing.erase(sql) == 0 && !harmless.contains(sql))
            throw Error(
                ErrorKind::Data,
                {"The run's history holds more than a history",
                 displayText(path) + ": " + displayText(row.text(0) + " " + row.text(1)),
                 "No row was read and nothing was changed.",
                 "Remove it with sqlite3; or move run.db away: the run then goes on from its newest checkpoint."});
    }
    if (!missing.empty())
        throw Error(ErrorKind::Corrupt, {"The run's history is damaged", path + ": it lacks tables", {}, {}});
}

} // namespace studio
