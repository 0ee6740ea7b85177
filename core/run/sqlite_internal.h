// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <sqlite3.h>

namespace studio {

/// A prepared statement, bound by position from 1; throws Error for every failure. One thread.
class SqlStatement {
public:
    SqlStatement(sqlite3* database, const char* sql, std::string path);
    ~SqlStatement();
    SqlStatement(const SqlStatement&) = delete;
    SqlStatement& operator=(const SqlStatement&) = delete;

    SqlStatement& bind(int at, std::int64_t value);
    SqlStatement& bind(int at, double value);
    SqlStatement& bind(int at, const std::string& value);
    /// True while there is a row.
    bool next();
    /// For statements without rows: runs it and makes it ready for new values.
    void run();

    std::int64_t integer(int column) const;
    double real(int column) const;
    bool isNull(int column) const;
    std::string text(int column) const;

private:
    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    std::string path_;
};

[[noreturn]] void throwSql(sqlite3* database, const std::string& path, int code);

} // namespace studio
