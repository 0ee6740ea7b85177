// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <limits>

#include "core/base/log.h"
#include "core/run/run_database_internal.h"
#include "core/run/run_tail_internal.h"

namespace studio {

namespace {

StepRecord stepOf(const SqlStatement& row) {
    StepRecord r;
    r.step = row.integer(0);
    r.epoch = static_cast<std::int32_t>(row.integer(1));
    r.stepInEpoch = static_cast<std::int32_t>(row.integer(2));
    r.loss = row.isNull(3) ? std::numeric_limits<double>::quiet_NaN() : row.real(3); // so SQLite keeps no number
    r.learningRate = row.real(4);
    r.count = static_cast<std::int32_t>(row.integer(5));
    r.correct1 = static_cast<std::int32_t>(row.integer(6));
    r.correct5 = static_cast<std::int32_t>(row.integer(7));
    r.seconds = row.real(8);
    r.waitSeconds = row.real(9);
    return r;
}

constexpr const char* kEpochsAfter = "SELECT epochs.*, meta.value FROM epochs LEFT JOIN meta ON "
                                     "meta.key='average_'||epochs.epoch WHERE step>? ORDER BY epoch LIMIT ?";

EpochRecord epochOf(const SqlStatement& row, bool withAverage = false) {
    EpochRecord r;
    r.epoch = static_cast<std::int32_t>(row.integer(0));
    r.step = row.integer(1);
    double* const reals[] = {&r.trainLoss, &r.trainTop1,    &r.trainTop5, &r.valLoss,           &r.valTop1,
                             &r.valTop5,   &r.learningRate, &r.seconds,   &r.validationSeconds, &r.imagesPerSecond};
    for (int i = 0; i < 10; ++i)
        *reals[i] = row.real(2 + i);
    r.badPictures = row.integer(12);
    r.best = row.integer(13) != 0;
    r.finishedUtcMs = row.integer(14);
    if (withAverage && !row.isNull(15))
        readAverage(row.text(15), r);
    return r;
}

EventRecord eventOf(const SqlStatement& row) {
    return {eventKindFromName(row.text(0)),
            row.integer(1),
            static_cast<std::int32_t>(row.integer(2)),
            row.integer(3),
            row.text(4),
            row.text(5)};
}

/// Damage ends it, and is no error here.
template<typename Action>
void upToDamage(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
    }
}

} // namespace

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
    SqlStatement row = impl_->sql(kEpochsAfter);
    row.bind(1, std::numeric_limits<std::int64_t>::min()).bind(2, std::int64_t{-1});
    std::vector<EpochRecord> records;
    while (row.next()) {
        const EpochRecord record = epochOf(row, true);
        if (!records.empty())
            impl_->requireOrder(records.back().epoch, record.epoch);
        records.push_back(record);
    }
    return records;
}

std::vector<EpochRecord> RunDatabase::epochsAfter(std::int64_t step, std::int64_t limit) const {
    SqlStatement row = impl_->sql(kEpochsAfter);
    row.bind(1, step).bind(2, limit);
    std::vector<EpochRecord> records;
    while (row.next()) {
        records.push_back(epochOf(row, true));
        impl_->requireOrder(step, records.back().step);
        step = records.back().step;
    }
    return records;
}

std::vector<EpochRecord> RunDatabase::readableEpochs() const {
    std::map<std::int32_t, EpochRecord> found;
    for (const bool down : {false, true}) { // from both ends to the damage
        upToDamage([&] {
            SqlStatement row =
                impl_->sql(down ? "SELECT * FROM epochs ORDER BY epoch DESC" : "SELECT * FROM epochs ORDER BY epoch");
            for (std::optional<std::int64_t> last; row.next();) {
                const EpochRecord record = epochOf(row);
                if (last)
                    impl_->requireOrder(down ? record.epoch : *last, down ? *last : record.epoch);
                last = record.epoch;
                found[record.epoch] = record;
            }
        });
    }
    constexpr std::int32_t kMostBetween = 100'000;
    const std::int32_t most = found.empty() ? 0 : std::min(found.rbegin()->first, kMostBetween);
    for (std::int32_t epoch = 1; epoch < most; ++epoch) { // and what stands between two damages
        if (found.contains(epoch))
            continue;
        upToDamage([&] {
            SqlStatement row = impl_->sql("SELECT * FROM epochs WHERE epoch=?");
            row.bind(1, std::int64_t{epoch});
            if (row.next())
                found[epoch] = epochOf(row);
        });
    }
    std::vector<EpochRecord> records;
    for (const auto& [epoch, record] : found)
        records.push_back(record);
    return records;
}

RunDatabase::Values RunDatabase::readableValues() const {
    std::map<std::string, std::string> found;
    for (const char* text : {"SELECT key, value FROM meta ORDER BY rowid LIMIT 10000",
                             "SELECT key, value FROM meta ORDER BY rowid DESC LIMIT 10000"}) {
        upToDamage([&] {
            SqlStatement row = impl_->sql(text);
            while (row.next())
                found[row.text(0)] = row.text(1);
        });
    }
    return {found.begin(), found.end()};
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
        records.push_back(eventOf(row));
    return records;
}

std::vector<std::pair<std::int64_t, EventRecord>> RunDatabase::eventsAfter(std::int64_t id, std::int64_t limit) const {
    SqlStatement row =
        impl_->sql("SELECT kind,step,epoch,utc_ms,title,detail,id FROM events WHERE id>? ORDER BY id LIMIT ?");
    row.bind(1, id).bind(2, limit);
    std::vector<std::pair<std::int64_t, EventRecord>> records;
    while (row.next()) {
        records.emplace_back(row.integer(6), eventOf(row));
        impl_->requireOrder(id, records.back().first);
        id = records.back().first;
    }
    return records;
}

std::int64_t RunDatabase::lastStep() const {
    SqlStatement row = impl_->sql("SELECT max(step) FROM steps");
    return row.next() ? row.integer(0) : 0;
}

std::int64_t RunDatabase::lastEventId() const {
    SqlStatement row = impl_->sql("SELECT max(id) FROM events");
    return row.next() ? row.integer(0) : 0;
}

RunDatabase::Cuts RunDatabase::cuts() const {
    return cutsOf(value(kGenerationKey).value_or(""), value(kCutsKey).value_or(""));
}

std::vector<AbandonedPart> RunDatabase::abandoned() const {
    return abandonedOfText(value(kAbandonedKey).value_or(""));
}

void RunDatabase::atOneMoment(const std::function<void()>& body) const {
    impl_->execute("BEGIN");
    try {
        body();
    } catch (...) {
        impl_->endReading();
        throw;
    }
    impl_->endReading();
}

void RunDatabase::setPatience(std::chrono::milliseconds patience) const {
    impl_->setPatience(static_cast<int>(patience.count()));
}

} // namespace studio
