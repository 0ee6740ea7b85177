// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_database.h"

#include <algorithm>

#include "core/base/log.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/run/foreign_database_internal.h"
#include "core/run/run_database_internal.h"
#include "core/run/run_tail_internal.h"

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

} // namespace

void RunDatabase::Impl::insertSteps() {
    if (!insertStep_)
        insertStep_ = std::make_unique<SqlStatement>(database_,
                                                     "INSERT OR REPLACE INTO steps VALUES(?,?,?,?,?,?,?,?,?,?)", path_);
    for (const StepRecord& r : pending) {
        insertStep_->bind(1, r.step).bind(2, std::int64_t{r.epoch}).bind(3, std::int64_t{r.stepInEpoch});
        insertStep_->bind(4, r.loss).bind(5, r.learningRate).bind(6, std::int64_t{r.count});
        insertStep_->bind(7, std::int64_t{r.correct1}).bind(8, std::int64_t{r.correct5});
        insertStep_->bind(9, r.seconds).bind(10, r.waitSeconds).run();
    }
}

void RunDatabase::Impl::open(Mode mode) {
    const int flags = mode == Mode::Read    ? SQLITE_OPEN_READONLY
                      : mode == Mode::Write ? SQLITE_OPEN_READWRITE
                                            : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE;
    requirePlainFiles(path_);
    const int code = sqlite3_open_v2(path_.c_str(), &database_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    if (const int problem = database_ != nullptr ? sqlite3_system_errno(database_) : 0;
        code == SQLITE_CANTOPEN && problem != 0)
        throw accessError("The run's history cannot be opened", displayText(path_), problem);
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

void RunDatabase::Impl::readValues() {
    SqlStatement row = sql("SELECT key, value FROM meta");
    while (row.next())
        values[row.text(0)] = row.text(1);
}

void RunDatabase::Impl::requireVersion() const {
    SqlStatement version = sql("PRAGMA user_version");
    version.next();
    if (version.integer(0) == 0)
        throw Error(ErrorKind::Corrupt, {"The run's history is damaged", path_ + ": it has no tables of ours", {}, {}});
    if (version.integer(0) != kSchemaVersion)
        throw Error(ErrorKind::Data, {"This run's history was written by another version",
                                      path_ + ": schema " + std::to_string(version.integer(0)), "Nothing was changed.",
                                      "This program reads schema " + std::to_string(kSchemaVersion) + "."});
}

void RunDatabase::Impl::insertEpoch(const EpochRecord& r) {
    // Not in the table: its columns are those that every version of the program looks for.
    const std::string key = kAverageKey + std::to_string(r.epoch);
    if (r.hasAverage())
        setValue(key, values[key] = textOfAverage(r));
    else if (values.erase(key) > 0) // of an epoch that is trained again
        sql("DELETE FROM meta WHERE key=?").bind(1, key).run();
    sql("INSERT OR REPLACE INTO epochs VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
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

void RunDatabase::addEpoch(const EpochRecord& record) {
    flush();
    impl_->transaction([&] { impl_->insertEpoch(record); });
    impl_->epochs[record.epoch] = record;
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
    if (impl_->changes() == 0)
        throw Error(ErrorKind::Data,
                    {"This checkpoint is not there any more", displayText(file),
                     "It was deleted, or made room for newer ones; nothing was changed.", "Choose another one."});
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

/// What is to be cut, as one more value; nothing is written. A page that cannot be read costs the pale curve and not
/// the cut.
RunDatabase::Values RunDatabase::keptOfCut(std::int64_t step) const {
    constexpr std::int64_t kChunk = 20'000;
    try {
        const std::int64_t last = std::max(lastStep(), impl_->pending.empty() ? 0 : impl_->pending.back().step);
        if (last <= step)
            return {};
        AbandonedMaker maker(step, last);
        for (std::int64_t after = step, left = kChunk; left == kChunk;) {
            const std::vector<StepRecord> part = steps(after, kChunk);
            for (const StepRecord& record : part)
                maker.add(record);
            left = static_cast<std::int64_t>(part.size());
            after = part.empty() ? after : part.back().step;
        }
        for (const StepRecord& record : impl_->pending)
            maker.add(record);
        std::vector<AbandonedPart> parts = abandoned();
        addAbandoned(parts, maker.done(epochsAfter(step, -1)));
        return {{kAbandonedKey, textOfAbandoned(parts)}};
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return {};
    }
}

void RunDatabase::cutBackTo(std::int64_t step, std::int32_t bestEpoch, const Values& given) {
    Values values = given;
    const Values kept = keptOfCut(step);
    values.insert(values.end(), kept.begin(), kept.end());
    impl_->transaction([&] {
        Cuts now = cuts();
        ++now.generation;
        now.steps.insert(now.steps.begin(), step);
        const Values raised = valuesOf(now);
        values.insert(values.end(), raised.begin(), raised.end());
        impl_->insertSteps();
        for (const char* text : {"DELETE FROM steps WHERE step>?", "DELETE FROM epochs WHERE step>?",
                                 "DELETE FROM checkpoints WHERE step>?"})
            impl_->sql(text).bind(1, step).run();
        impl_->sql("UPDATE checkpoints SET best=(epoch_end<>0 AND epoch=?)").bind(1, std::int64_t{bestEpoch}).run();
        for (const auto& [key, value] : values)
            impl_->setValue(key, value);
    });
    impl_->pending.clear();
    std::erase_if(impl_->epochs, [step](const auto& epoch) { return epoch.second.step > step; });
    for (const auto& [key, value] : values)
        impl_->values[key] = value;
}

void RunDatabase::rememberEpochs() {
    for (const EpochRecord& record : epochs())
        impl_->epochs[record.epoch] = record;
}

void RunDatabase::close() {
    impl_->close();
}

void RunDatabase::add(const Values& values, const std::vector<EpochRecord>& epochs) {
    impl_->transaction([&] {
        for (const auto& [key, value] : values)
            impl_->setValue(key, value);
        for (const EpochRecord& record : epochs)
            impl_->insertEpoch(record);
    });
    for (const auto& [key, value] : values)
        impl_->values[key] = value;
    for (const EpochRecord& record : epochs)
        impl_->epochs[record.epoch] = record;
}

void RunDatabase::inherit(const RunDatabase& lost) {
    std::vector<EpochRecord> epochs;
    for (const auto& [epoch, record] : lost.impl_->epochs)
        epochs.push_back(record);
    add({lost.impl_->values.begin(), lost.impl_->values.end()}, epochs);
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

} // namespace studio
