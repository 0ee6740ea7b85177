// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "core/metric/recent_median.h"
#include "core/train/checkpoint_writer_internal.h"
#include "core/train/run_session_internal.h"

namespace studio {

/// Decides when a run is saved and copes with a disk that is full: what could not be saved waits in memory (the newest
/// state, and the best one if that is another) and is tried again every minute. The trainer is kept only for the copy
/// of its tensors. Engine thread.
class CheckpointKeeper {
public:
    explicit CheckpointKeeper(RunSession& session);

    /// Copies the session's state and has it written; returns before it is durable. Trouble with the disk is an event,
    /// not an exception. Writes nothing where the state is in a file already, or waits to be. False, and nothing saved,
    /// if a weight is not finite: poisoned weights never replace good ones.
    [[nodiscard]] bool save(bool best);
    /// At a batch border: hears of what was written, tries again what waits, and saves if `saveMinutes` have passed.
    /// False as for save().
    [[nodiscard]] bool saveIfDue();
    /// Whether saveIfDue() would save.
    bool isDue() const;
    /// False once a copy that came later than its save() turned out to hold a weight that is not finite; until
    /// forget().
    bool isSound() const { return !poisoned_; }
    /// Wherever the trainer waits or is busy with other things: hears of what was written and, once its time has come,
    /// writes what waits. Returns at once.
    void retryWaiting();
    /// Until there may be something for retryWaiting() to do.
    double secondsToRetry() const;
    /// After a roll-back: waits for the write under way and drops what waits, which is of another past.
    void forget();
    /// After a resume or a roll-back: the session's state is that of its newest checkpoint, if it has made a step.
    void cameFromFile();
    /// The last save of a run: waits for the write under way, then for the current state, if it is not saved already,
    /// and all that waits. Throws Error; it may be called again then.
    void finish();
    /// The same without the current state, which is lost with its device, or void. Throws Error.
    void writeWaiting();
    /// The newest step that waits in memory or is being written; -1 = none.
    std::int64_t unsavedStep() const;
    /// The step of the newest state that is in a file; -1 = none.
    std::int64_t savedStep() const { return savedStep_; }

    /// monotonicSeconds() when the write under way was started; -1 = there is none. Any thread.
    double writesSince() const { return writer_.writesSince(); }
    /// Seconds that a write usually takes; -1 = not known. Any thread.
    double usualSeconds() const { return usually_; }

private:
    CheckpointContent describe() const;
    std::optional<PendingCheckpoint> snapshot(bool best);
    void enqueue(PendingCheckpoint checkpoint);
    std::optional<Error> settle();
    void conclude(CheckpointWriter::Result result);
    void tellSaved(const CheckpointWriter::Result& result);
    void putBack(CheckpointWriter::Result& result);
    bool isCurrent(std::int64_t step, bool epochEnd) const;
    bool isCurrentStateKept() const;

    RunSession& session_;
    std::vector<PendingCheckpoint> waiting_; ///< oldest first, at most two
    std::vector<HostTensor> spare_;          ///< memory of the last one written
    double savedAt_;
    double retryAt_ = 0;
    bool failing_ = false;
    bool poisoned_ = false;
    std::int64_t savedStep_ = -1;
    bool savedEpochEnd_ = false;
    std::int64_t writtenStep_ = -1; ///< of the last write that was started
    RecentMedian durations_;
    std::atomic<double> usually_ = -1;
    CheckpointWriter writer_;
};

/// The error for a loss or weight that is not a finite number any more.
Error notFinite(const RunSession& session, const std::string& what);

} // namespace studio
