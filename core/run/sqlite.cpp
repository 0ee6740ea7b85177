// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/run/sqlite_internal.h"

namespace studio {

void throwSql(sqlite3* database, const std::string& path, int code) {
    const std::string why = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    switch (code & 0xFF) {
    case SQLITE_FULL:
        throw Error(ErrorKind::DiskFull,
                    {"No space left for the run's history", path + ": " + why, {}, "Free some space on that disk."});
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        throw Error(ErrorKind::Corrupt, {"The run's history is damaged", path + ": " + why, {}, {}});
    default:
        throw Error(ErrorKind::Io, {"The run's history cannot be read or written", path + ": " + why, {}, {}});
    }
}

SqlStatement::SqlStatement(sqlite3* database, const char* sql, std::string path)
    : database_(database)
    , path_(std::move(path)) {
    const int code = sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr);
    if (code != SQLITE_OK)
        throwSql(database, path_, code);
}

SqlStatement::~SqlStatement() {
    sqlite3_finalize(statement_);
}

SqlStatement& SqlStatement::bind(int at, std::int64_t value) {
    sqlite3_bind_int64(statement_, at, value);
    return *this;
}

SqlStatement& SqlStatement::bind(int at, double value) {
    sqlite3_bind_double(statement_, at, value);
    return *this;
}

SqlStatement& SqlStatement::bind(int at, const std::string& value) {
    sqlite3_bind_text(statement_, at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
}

bool SqlStatement::next() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        sqlite3_reset(statement_);
        throwSql(database_, path_, code);
    }
    return code == SQLITE_ROW;
}

void SqlStatement::run() {
    next();
    sqlite3_reset(statement_);
}

std::int64_t SqlStatement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double SqlStatement::real(int column) const {
    return sqlite3_column_double(statement_, column);
}

bool SqlStatement::isNull(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::string SqlStatement::text(int column) const {
    const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return value == nullptr ? ""
                            : std::string(value, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

} // namespace studio
