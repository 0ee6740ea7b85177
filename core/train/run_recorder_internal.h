// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <limits>
#include <optional>
#include <string>

#include "core/run/history_writer.h"
#include "core/run/run_folder.h"
#include "core/train/observer.h"

namespace studio {

/// Tells run.db and the observer what happens. A history that cannot be written (disk full) never ends a run: the rows
/// wait (HistoryWriter), and the trouble is told once. One that is damaged is set aside and begun anew. Owned by the
/// run's session; any thread.
class RunRecorder {
public:
    RunRecorder(std::unique_ptr<RunDatabase> database, TrainObserver& observer, const RunPaths& paths);

    /// Where events happen from now on.
    void setPosition(std::int64_t step, std::int32_t epoch);

    void stepDone(const StepRecord& record);
    void epochDone(const EpochRecord& record);
    /// The row is already in run.db: CheckpointStore wrote it.
    void checkpointSaved(const CheckpointRecord& record);
    /// What was lost of the history (ReopenedHistory), if anything was.
    void tellLoss(const std::string& loss);
    void event(EventKind kind, const std::string& title, const std::string& detail = {});
    void setState(RunState state);
    void setValue(const std::string& key, const std::string& value);
    /// Rewrites training_log.md from the epochs in run.db, after the rows told before; trouble with it is an event.
    void writeLog(const std::string& path, const std::string& name, const std::string& headline);
    /// Writes what waits: nothing if all that was told before is durable, else why it is not.
    std::optional<Error> unwritten() { return history_.unwritten(); }
    /// For reading run.db, and for rows that somebody must know are durable.
    HistoryWriter& history() { return history_; }

private:
    void tellTrouble(const Error* reason);
    std::unique_ptr<RunDatabase> renew(RunDatabase& damaged, const Error& why, bool again);

    TrainObserver& observer_;
    RunPaths paths_;
    std::atomic<std::int64_t> step_ = 0;
    std::atomic<std::int64_t> reached_ = std::numeric_limits<std::int64_t>::max(); ///< step_, once that is known
    std::atomic<std::int32_t> epoch_ = 0;
    bool logTroubleTold_ = false; ///< the writer's thread
    HistoryWriter history_;       // last: its thread ends before what it uses goes
};

/// What can be wrong while a run goes on.
enum class Trouble { Saving, Pictures, kCount };

/// The latest-only status: told at once when the phase changes, else at most ten times a second. Engine thread.
class StatusTeller {
public:
    explicit StatusTeller(TrainObserver& observer);
    void enter(TrainPhase phase, const std::string& activity);
    void tick();
    /// A trouble that lasts, in words for the person; empty = over.
    void setTrouble(Trouble kind, const std::string& text);
    /// Fields to fill before enter() or tick().
    TrainStatus status;

private:
    TrainObserver& observer_;
    double toldAt_ = 0;
    std::array<std::string, static_cast<std::size_t>(Trouble::kCount)> troubles_;
};

} // namespace studio
