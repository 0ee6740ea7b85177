// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_database.h"

#include <algorithm>
#include <map>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/run/foreign_database_internal.h"
#include "core/run/sqlite_internal.h"

namespace studio {

namespace {

constexpr int kSchemaVersion = 1;

constexpr const char* kSchema = R"sql(
CREATE TABLE steps(step INTEGER PRIMARY KEY, epoch INTEGER, step_in_epoch INTEGER, loss REAL, learning_rate REAL,
    count INTEGER, correct1 INTEGER, correct5 INTEGER, seconds REAL, wait_seconds REAL);
CREATE TABLE epochs(epoch INTEGER PRIMARY KEY, step INTEGER, train_loss REAL, train_top1 REAL, train_top5 REAL,
    val_loss REAL, val_top1 REAL, val_top5 REAL, learning_rate REAL, seconds REAL, validation_seconds REAL,
    images_per_second REAL, bad_pictures INTEGER, best INTEGER, finished_utc_ms INTEGER);
CREATE TABLE checkpoints(file TEXT PRIMARY KEY, step INTEGER, epoch INTEGER, epoch_end INTEGER, val_top1 REAL,
    val_top5 REAL, val_loss REAL, bytes INTEGER, saved_utc_ms INTEGER, best INTEGER, sha256 TEXT,
    pinned INTEGER);
CREATE TABLE events(id INTEGER PRIMARY KEY, kind TEXT, step INTEGER, epoch INTEGER, utc_ms INTEGER, title TEXT, detail TEXT);
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT);
)sql";

StepRecord stepOf(const SqlStatement& row) {
    StepRecord r;
    r.step = row.integer(0);
    r.epoch = static_cast<std::int32_t>(row.integer(1));
    r.stepInEpoch = static_cast<std::int32_t>(row.integer(2));
    r.loss = row.real(3);
    r.learningRate = row.real(4);
    r.count = static_cast<std::int32_t>(row.integer(5));
    r.correct1 = static_cast<std::int32_t>(row.integer(6));
    r.correct5 = static_cast<std::int32_t>(row.integer(7));
    r.seconds = row.real(8);
    r.waitSeconds = row.real(9);
    return r;
}

} // namespace

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

    void close() {
        insertStep_.reset();
        sqlite3_close(database_);
        database_ = nullptr;
    }

    void setValue(const std::string& key, const std::string& value) {
        sql("INSERT OR REPLACE INTO meta VALUES(?,?)").bind(1, key).bind(2, value).run();
    }

    void insertSteps() {
        if (!insertStep_)
            insertStep_ = std::make_unique<SqlStatement>(
                database_, "INSERT OR REPLACE INTO steps VALUES(?,?,?,?,?,?,?,?,?,?)", path_);
        for (const StepRecord& r : pending) {
            insertStep_->bind(1, r.step).bind(2, std::int64_t{r.epoch}).bind(3, std::int64_t{r.stepInEpoch});
            insertStep_->bind(4, r.loss).bind(5, r.learningRate).bind(6, std::int64_t{r.count});
            insertStep_->bind(7, std::int64_t{r.correct1}).bind(8, std::int64_t{r.correct5});
            insertStep_->bind(9, r.seconds).bind(10, r.waitSeconds).run();
        }
    }

    std::vector<StepRecord> pending;
    std::map<std::string, std::string> values; ///< of the meta table: known also when the file is damaged
    double lastFlush = monotonicSeconds();

private:
    void open(Mode mode) {
        const int flags = mode == Mode::Read    ? SQLITE_OPEN_READONLY
                          : mode == Mode::Write ? SQLITE_OPEN_READWRITE
                                                : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE;
        requirePlainFiles(path_);
        const int code = sqlite3_open_v2(path_.c_str(), &database_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
        if (code != SQLITE_OK)
            throwSql(database_, path_, code);
        distrust(database_);
        sqlite3_busy_timeout(database_, 5000);
        if (mode != Mode::Create) {
            requireVersion();
            requireOurTables(database_, path_, kSchema);
        }
        if (mode != Mode::Read) {
            execute("PRAGMA journal_mode=WAL");
            execute("PRAGMA synchronous=FULL");
        }
        if (mode == Mode::Create)
            transaction([this] {
                execute(kSchema);
                execute(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
            });
        else if (mode == Mode::Write)
            readValues();
    }
    void readValues() {
        SqlStatement row = sql("SELECT key, value FROM meta");
        while (row.next())
            values[row.text(0)] = row.text(1);
    }
    void requireVersion() const {
        SqlStatement version = sql("PRAGMA user_version");
        version.next();
        if (version.integer(0) == 0)
            throw Error(ErrorKind::Corrupt,
                        {"The run's history is damaged", path_ + ": it has no tables of ours", {}, {}});
        if (version.integer(0) != kSchemaVersion)
            throw Error(ErrorKind::Data,
                        {"This run's history was written by another version",
                         path_ + ": schema " + std::to_string(version.integer(0)), "Nothing was changed.",
                         "This program reads schema " + std::to_string(kSchemaVersion) + "."});
    }

    std::string path_;
    sqlite3* database_ = nullptr;
    std::unique_ptr<SqlStatement> insertStep_;
};

RunDatabase::RunDatabase(const std::string& path, Mode mode)
    : impl_(std::make_unique<Impl>(path, mode)) {}

RunDatabase::~RunDatabase() = default;

void RunDatabase::addStep(const StepRecord& record) {
    impl_->pending.push_back(record);
}

void RunDatabase::flushIfDue() {
    if (monotonicSeconds() - impl_->lastFlush >= 1)
        flush();
}

void RunDatabase::flush() {
    impl_->lastFlush = monotonicSeconds(); // also where it fails: the next try is a second away, not a step
    if (impl_->pending.empty())
        return;
    impl_->transaction([this] { impl_->insertSteps(); });
    impl_->pending.clear();
}

void RunDatabase::verify() const {
    SqlStatement row = impl_->sql("PRAGMA quick_check(1)");
    if (row.next() && row.text(0) != "ok")
        impl_->throwDamaged(row.text(0));
}

void RunDatabase::addEpoch(const EpochRecord& r) {
    flush();
    impl_->sql("INSERT OR REPLACE INTO epochs VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(1, std::int64_t{r.epoch})
        .bind(2, r.step)
        .bind(3, r.trainLoss)
        .bind(4, r.trainTop1)
        .bind(5, r.trainTop5)
        .bind(6, r.valLoss)
        .bind(7, r.valTop1)
        .bind(8, r.valTop5)
        .bind(9, r.learningRate)
        .bind(10, r.seconds)
        .bind(11, r.validationSeconds)
        .bind(12, r.imagesPerSecond)
        .bind(13, r.badPictures)
        .bind(14, std::int64_t{r.best})
        .bind(15, r.finishedUtcMs)
        .run();
}

void RunDatabase::addCheckpoint(const CheckpointRecord& r) {
    flush();
    impl_->transaction([&] {
        if (r.best)
            impl_->execute("UPDATE checkpoints SET best=0");
        // A person's pin outlives a second save of the same step.
        impl_
            ->sql("INSERT INTO checkpoints VALUES(?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(file) DO UPDATE SET "
                  "step=excluded.step, epoch=excluded.epoch, epoch_end=excluded.epoch_end, "
                  "val_top1=excluded.val_top1, val_top5=excluded.val_top5, val_loss=excluded.val_loss, "
                  "bytes=excluded.bytes, saved_utc_ms=excluded.saved_utc_ms, best=excluded.best, "
                  "sha256=excluded.sha256, pinned=max(pinned, excluded.pinned)")
            .bind(1, r.file)
            .bind(2, r.step)
            .bind(3, std::int64_t{r.epoch})
            .bind(4, std::int64_t{r.epochEnd})
            .bind(5, r.valTop1)
            .bind(6, r.valTop5)
            .bind(7, r.valLoss)
            .bind(8, static_cast<std::int64_t>(r.bytes))
            .bind(9, r.savedUtcMs)
            .bind(10, std::int64_t{r.best})
            .bind(11, r.sha256)
            .bind(12, std::int64_t{r.pinned})
            .run();
    });
}

void RunDatabase::removeCheckpoint(const std::string& file) {
    impl_->sql("DELETE FROM checkpoints WHERE file=?").bind(1, file).run();
}

void RunDatabase::setPinned(const std::string& file, bool pinned) {
    impl_->sql("UPDATE checkpoints SET pinned=? WHERE file=?").bind(1, std::int64_t{pinned}).bind(2, file).run();
}

void RunDatabase::addEvent(const EventRecord& r) {
    flush();
    impl_->sql("INSERT INTO events(kind,step,epoch,utc_ms,title,detail) VALUES(?,?,?,?,?,?)")
        .bind(1, std::string(eventKindName(r.kind)))
        .bind(2, r.step)
        .bind(3, std::int64_t{r.epoch})
        .bind(4, r.utcMs)
        .bind(5, r.title)
        .bind(6, r.detail)
        .run();
}

void RunDatabase::setValue(const std::string& key, const std::string& value) {
    impl_->setValue(key, value);
    impl_->values[key] = value;
}

void RunDatabase::cutBackTo(std::int64_t step, std::int32_t bestEpoch, const Values& values) {
    impl_->transaction([&] {
        impl_->insertSteps();
        for (const char* text : {"DELETE FROM steps WHERE step>?", "DELETE FROM epochs WHERE step>?",
                                 "DELETE FROM checkpoints WHERE step>?"})
            impl_->sql(text).bind(1, step).run();
        impl_->sql("UPDATE checkpoints SET best=(epoch_end<>0 AND epoch=?)").bind(1, std::int64_t{bestEpoch}).run();
        for (const auto& [key, value] : values)
            impl_->setValue(key, value);
    });
    impl_->pending.clear();
    for (const auto& [key, value] : values)
        impl_->values[key] = value;
}

void RunDatabase::close() {
    impl_->close();
}

void RunDatabase::inherit(const RunDatabase& lost) {
    impl_->transaction([&] {
        for (const auto& [key, value] : lost.impl_->values)
            impl_->setValue(key, value);
    });
    for (const auto& [key, value] : lost.impl_->values)
        impl_->values[key] = value;
    impl_->pending.insert(impl_->pending.begin(), lost.impl_->pending.begin(), lost.impl_->pending.end());
}

std::vector<std::string> RunDatabase::removeUnkept(const std::vector<std::string>& files) {
    std::vector<std::string> removed;
    if (files.empty())
        return removed;
    impl_->transaction([&] {
        for (const std::string& file : files) {
            impl_->sql("DELETE FROM checkpoints WHERE file=? AND pinned=0 AND best=0").bind(1, file).run();
            if (impl_->changes() > 0)
                removed.push_back(file);
        }
    });
    return removed;
}

std::optional<std::string> RunDatabase::value(const std::string& key) const {
    SqlStatement row = impl_->sql("SELECT value FROM meta WHERE key=?");
    row.bind(1, key);
    return row.next() ? std::optional(row.text(0)) : std::nullopt;
}

std::vector<StepRecord> RunDatabase::steps(std::int64_t after, std::int64_t limit) const {
    SqlStatement row = impl_->sql("SELECT * FROM steps WHERE step>? ORDER BY step LIMIT ?");
    row.bind(1, after).bind(2, limit);
    std::vector<StepRecord> records;
    while (row.next()) {
        records.push_back(stepOf(row));
        impl_->requireOrder(after, records.back().step);
        after = records.back().step;
    }
    return records;
}

std::vector<StepRecord> RunDatabase::stepsOfEpoch(std::int32_t epoch, std::int64_t lastStep) const {
    SqlStatement row = impl_->sql("SELECT * FROM steps WHERE epoch=? AND step<=? ORDER BY step");
    row.bind(1, std::int64_t{epoch}).bind(2, lastStep);
    std::vector<StepRecord> records;
    while (row.next())
        records.push_back(stepOf(row));
    return records;
}

std::vector<EpochRecord> RunDatabase::epochs() const {
    SqlStatement row = impl_->sql("SELECT * FROM epochs ORDER BY epoch");
    std::vector<EpochRecord> records;
    while (row.next()) {
        EpochRecord r;
        r.epoch = static_cast<std::int32_t>(row.integer(0));
        if (!records.empty())
            impl_->requireOrder(records.back().epoch, r.epoch);
        r.step = row.integer(1);
        double* const reals[] = {&r.trainLoss, &r.trainTop1,    &r.trainTop5, &r.valLoss,           &r.valTop1,
                                 &r.valTop5,   &r.learningRate, &r.seconds,   &r.validationSeconds, &r.imagesPerSecond};
        for (int i = 0; i < 10; ++i)
            *reals[i] = row.real(2 + i);
        r.badPictures = row.integer(12);
        r.best = row.integer(13) != 0;
        r.finishedUtcMs = row.integer(14);
        records.push_back(r);
    }
    return records;
}

std::vector<CheckpointRecord> RunDatabase::checkpoints() const {
    // More than any run has: damaged pages can lead in a circle.
    SqlStatement row = impl_->sql("SELECT * FROM (SELECT * FROM checkpoints LIMIT 100000) ORDER BY step DESC");
    std::vector<CheckpointRecord> records;
    while (row.next()) {
        CheckpointRecord r;
        r.file = row.text(0);
        r.step = row.integer(1);
        r.epoch = static_cast<std::int32_t>(row.integer(2));
        r.epochEnd = row.integer(3) != 0;
        r.valTop1 = row.real(4);
        r.valTop5 = row.real(5);
        r.valLoss = row.real(6);
        r.bytes = static_cast<std::uint64_t>(row.integer(7));
        r.savedUtcMs = row.integer(8);
        r.best = row.integer(9) != 0;
        r.sha256 = row.text(10);
        r.pinned = row.integer(11) != 0;
        records.push_back(std::move(r));
    }
    return records;
}

std::vector<EventRecord> RunDatabase::events(std::int64_t limit) const {
    SqlStatement row = impl_->sql("SELECT kind,step,epoch,utc_ms,title,detail FROM events ORDER BY id DESC LIMIT ?");
    row.bind(1, limit);
    std::vector<EventRecord> records;
    while (row.next())
        records.push_back({eventKindFromName(row.text(0)), row.integer(1), static_cast<std::int32_t>(row.integer(2)),
                           row.integer(3), row.text(4), row.text(5)});
    return records;
}

} // namespace studio
