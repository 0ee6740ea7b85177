// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_recorder_internal.h"

#include "core/base/clock.h"
#include "core/base/log.h"

namespace studio {
namespace {

constexpr double kRetrySeconds = 10;
constexpr double kStatusSeconds = 0.1;

} // namespace

RunRecorder::RunRecorder(RunDatabase& database, TrainObserver& observer)
    : database_(database)
    , observer_(observer) {}

void RunRecorder::setPosition(std::int64_t step, std::int32_t epoch) {
    step_ = step;
    epoch_ = epoch;
}

void RunRecorder::stepDone(const StepRecord& record) {
    setPosition(record.step, record.epoch);
    write([record](RunDatabase& database) { database.addStep(record); });
    observer_.stepDone(record);
}

void RunRecorder::epochDone(const EpochRecord& record) {
    write([record](RunDatabase& database) { database.addEpoch(record); });
    observer_.epochDone(record);
}

void RunRecorder::checkpointSaved(const CheckpointRecord& record) {
    observer_.checkpointSaved(record);
}

void RunRecorder::event(EventKind kind, const std::string& title, const std::string& detail) {
    const EventRecord record = makeEvent(kind, title, detail);
    write([record](RunDatabase& database) { database.addEvent(record); });
    observer_.eventHappened(record);
}

void RunRecorder::setState(RunState state) {
    setValue("state", runStateName(state));
}

void RunRecorder::setValue(const std::string& key, const std::string& value) {
    write([key, value](RunDatabase& database) { database.setValue(key, value); });
}

bool RunRecorder::flush() {
    retryAt_ = 0;
    write([](RunDatabase& database) { database.flush(); });
    return backlog_.empty();
}

void RunRecorder::write(std::function<void(RunDatabase&)> row) {
    backlog_.push_back(std::move(row));
    if (failing_ && monotonicSeconds() < retryAt_) {
        return;
    }
    writeBacklog();
}

void RunRecorder::writeBacklog() {
    try {
        while (!backlog_.empty()) {
            backlog_.front()(database_);
            backlog_.pop_front();
        }
        database_.flushIfDue();
    } catch (const Error& error) {
        retryAt_ = monotonicSeconds() + kRetrySeconds;
        if (!failing_) {
            failing_ = true;
            reportTrouble("The history cannot be written", error.message().text());
        }
        return;
    }
    if (failing_) {
        failing_ = false;
        event(EventKind::Notice, "The history is written again");
    }
}

EventRecord RunRecorder::makeEvent(EventKind kind, const std::string& title, const std::string& detail) const {
    return {.kind = kind, .step = step_, .epoch = epoch_, .utcMs = utcMilliseconds(), .title = title, .detail = detail};
}

/// Only to the observer and the log now; the row waits with the others.
void RunRecorder::reportTrouble(const std::string& title, const std::string& detail) {
    logLine(LogLevel::Warning, title + ": " + detail);
    const EventRecord record = makeEvent(EventKind::Notice, title, detail);
    backlog_.push_back([record](RunDatabase& database) { database.addEvent(record); });
    observer_.eventHappened(record);
}

StatusTeller::StatusTeller(TrainObserver& observer)
    : observer_(observer) {}

void StatusTeller::enter(TrainPhase phase, const std::string& activity) {
    status.phase = phase;
    status.activity = activity;
    toldAt_ = monotonicSeconds();
    observer_.statusChanged(status);
}

void StatusTeller::tick() {
    const double now = monotonicSeconds();
    if (now - toldAt_ >= kStatusSeconds) {
        toldAt_ = now;
        observer_.statusChanged(status);
    }
}

} // namespace studio
