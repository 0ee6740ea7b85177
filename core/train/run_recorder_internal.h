// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/train/observer.h"

namespace studio {

/// Tells run.db and the observer what happens. A history that cannot be written (disk full) never ends a run: rows wait
/// in memory, the trouble is told once, and every later call tries again. Engine thread.
class RunRecorder {
public:
    RunRecorder(RunDatabase& database, TrainObserver& observer);

    /// Where events happen from now on.
    void setPosition(std::int64_t step, std::int32_t epoch);

    void stepDone(const StepRecord& record);
    void epochDone(const EpochRecord& record);
    /// The row is already in run.db: CheckpointStore wrote it.
    void checkpointSaved(const CheckpointRecord& record);
    void event(EventKind kind, const std::string& title, const std::string& detail = {});
    void setState(RunState state);
    void setValue(const std::string& key, const std::string& value);
    /// Writes what waits; true if nothing waits any more.
    bool flush();
    bool isFailing() const { return failing_; }

private:
    void write(std::function<void(RunDatabase&)> row);
    void writeBacklog();
    EventRecord makeEvent(EventKind kind, const std::string& title, const std::string& detail) const;
    void reportTrouble(const std::string& title, const std::string& detail);

    RunDatabase& database_;
    TrainObserver& observer_;
    std::deque<std::function<void(RunDatabase&)>> backlog_;
    std::int64_t step_ = 0;
    std::int32_t epoch_ = 0;
    double retryAt_ = 0;
    bool failing_ = false;
};

/// The latest-only status: told at once when the phase changes, else at most ten times a second. Engine thread.
class StatusTeller {
public:
    explicit StatusTeller(TrainObserver& observer);
    void enter(TrainPhase phase, const std::string& activity);
    void tick();
    /// Fields to fill before enter() or tick().
    TrainStatus status;

private:
    TrainObserver& observer_;
    double toldAt_ = 0;
};

} // namespace studio
