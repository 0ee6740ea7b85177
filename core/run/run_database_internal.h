// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/run/run_database.h"
#include "core/run/sqlite_internal.h"

namespace studio {

/// What an epoch's row has no columns for: EpochRecord::averageLoss and the three after it, as one of run.db's values.
inline constexpr const char* kAverageKey = "average_";
std::string textOfAverage(const EpochRecord& record);
/// What is no such text leaves the record as one without an average: the file may come from somebody else.
void readAverage(const std::string& text, EpochRecord& record);

class RunDatabase::Impl {
public:
    Impl(std::string path, Mode mode)
        : path_(std::move(path)) {
        try {
            open(mode);
        } catch (...) {
            sqlite3_close(database_);
            throw;
        }
    }
    ~Impl() { close(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    SqlStatement sql(const char* text) const { return {database_, text, path_}; }
    void execute(const char* text) const {
        const int code = sqlite3_exec(database_, text, nullptr, nullptr, nullptr);
        if (code != SQLITE_OK)
            throwSql(database_, path_, code);
    }
    /// Rows come in the order of their key. Where they do not the pages are damaged, and may lead in a circle.
    void requireOrder(std::int64_t before, std::int64_t now) const {
        if (now <= before)
            throwDamaged("rows out of order");
    }
    [[noreturn]] void throwDamaged(const std::string& why) const {
        throw Error(ErrorKind::Corrupt, {"The run's history is damaged", path_ + ": " + why, {}, {}});
    }
    void setPatience(int milliseconds) const { sqlite3_busy_timeout(database_, milliseconds); }
    int changes() const { return sqlite3_changes(database_); }
    /// All or nothing. On an error the transaction is rolled back and the error goes on.
    template<typename Body>
    void transaction(const Body& body) {
        execute("BEGIN IMMEDIATE");
        try {
            body();
            execute("COMMIT");
        } catch (...) {
            sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
    }

    /// Of a transaction that only read: nothing is lost by it.
    void endReading() const { sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr); }

    void close() {
        insertStep_.reset();
        sqlite3_close(database_);
        database_ = nullptr;
    }

    void setValue(const std::string& key, const std::string& value) {
        sql("INSERT OR REPLACE INTO meta VALUES(?,?)").bind(1, key).bind(2, value).run();
    }

    void insertSteps();
    void insertEpoch(const EpochRecord& record);

    std::vector<StepRecord> pending;
    std::map<std::string, std::string> values;  ///< of the meta table: known also when the file is damaged
    std::map<std::int32_t, EpochRecord> epochs; ///< known also when the file is damaged: see rememberEpochs()
    double lastFlush = monotonicSeconds();

private:
    void open(Mode mode);
    void readValues();
    void requireVersion() const;

    std::string path_;
    sqlite3* database_ = nullptr;
    std::unique_ptr<SqlStatement> insertStep_;
};

} // namespace studio
