// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_recorder_internal.h"

#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/clock.h"
#include "core/base/crash_report.h"
#include "core/base/log.h"
#include "core/run/reopened_history.h"
#include "core/run/training_log.h"

namespace studio {
namespace {

constexpr double kStatusSeconds = 0.1;

} // namespace

RunRecorder::RunRecorder(std::unique_ptr<RunDatabase> database, TrainObserver& observer, const RunPaths& paths)
    : observer_(observer)
    , paths_(paths)
    , history_(
          std::move(database), [this](const Error* reason) { tellTrouble(reason); },
          [this](RunDatabase& damaged, const Error& why, bool again) { return renew(damaged, why, again); }) {}

void RunRecorder::setPosition(std::int64_t step, std::int32_t epoch) {
    step_ = step;
    reached_ = step;
    epoch_ = epoch;
    noteCrashPosition(step, epoch);
}

void RunRecorder::stepDone(const StepRecord& record) {
    setPosition(record.step, record.epoch);
    history_.post([record](RunDatabase& database) { database.addStep(record); });
    observer_.stepDone(record);
}

void RunRecorder::epochDone(const EpochRecord& record) {
    history_.post([record](RunDatabase& database) { database.addEpoch(record); });
    observer_.epochDone(record);
}

void RunRecorder::checkpointSaved(const CheckpointRecord& record) {
    noteCrashCheckpoint(record.step);
    observer_.checkpointSaved(record);
}

void RunRecorder::event(EventKind kind, const std::string& title, const std::string& detail) {
    const EventRecord record{
        .kind = kind, .step = step_, .epoch = epoch_, .utcMs = utcMilliseconds(), .title = title, .detail = detail};
    history_.post([record](RunDatabase& database) { database.addEvent(record); });
    observer_.eventHappened(record);
}

void RunRecorder::setState(RunState state) {
    setValue("state", runStateName(state));
}

void RunRecorder::setValue(const std::string& key, const std::string& value) {
    history_.post([key, value](RunDatabase& database) { database.setValue(key, value); });
}

void RunRecorder::writeLog(const std::string& path, const std::string& name, const std::string& headline) {
    history_.post([=, this](RunDatabase& database) {
        try {
            writeFileAtomically(path, trainingLogText(name, headline, database.epochs()));
            logTroubleTold_ = false;
        } catch (const Error& error) { // a mirror of run.db: it fails nothing
            if (error.kind() == ErrorKind::Corrupt) {
                throw; // run.db itself: it is begun anew, and the log is written from that
            }
            logLine(LogLevel::Warning, error.message().text());
            if (!std::exchange(logTroubleTold_, true)) {
                event(EventKind::Notice, "training_log.md was not written", error.message().text());
            }
        }
    });
}

void RunRecorder::tellTrouble(const Error* reason) {
    if (reason == nullptr) {
        event(EventKind::Notice, "The history is written again");
        return;
    }
    logLine(LogLevel::Warning, "The history cannot be written: " + reason->message().text());
    event(EventKind::Notice, "The history cannot be written",
          reason->message().text() + " Training goes on; what was not written waits in memory.");
}

void RunRecorder::tellLoss(const std::string& loss) {
    if (!loss.empty()) {
        event(EventKind::Notice, "The history begins anew", loss);
        setValue(kHistoryLossKey, {}); // once
    }
}

std::unique_ptr<RunDatabase> RunRecorder::renew(RunDatabase& damaged, const Error& why, bool again) {
    logLine(LogLevel::Warning, "The history is damaged: " + why.message().text());
    ReopenedHistory history = renewHistory(paths_, damaged, why, again, reached_);
    tellLoss(history.loss);
    return std::move(history.database);
}

StatusTeller::StatusTeller(TrainObserver& observer)
    : observer_(observer) {}

void StatusTeller::enter(TrainPhase phase, const std::string& activity) {
    status.phase = phase;
    status.activity = activity;
    toldAt_ = monotonicSeconds();
    observer_.statusChanged(status);
}

void StatusTeller::setTrouble(Trouble kind, const std::string& text) {
    troubles_[static_cast<std::size_t>(kind)] = text;
    status.trouble.clear();
    for (const std::string& each : troubles_) {
        if (!each.empty()) {
            status.trouble += (status.trouble.empty() ? "" : " ") + each;
        }
    }
}

void StatusTeller::tick() {
    const double now = monotonicSeconds();
    if (now - toldAt_ >= kStatusSeconds) {
        toldAt_ = now;
        observer_.statusChanged(status);
    }
}

} // namespace studio
