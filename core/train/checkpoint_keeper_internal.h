// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/train/run_session_internal.h"

namespace studio {

/// Decides when a run is saved and copes with a disk that is full: what could not be saved waits in memory (the newest
/// state, and the best one if that is another) and is tried again every minute. Engine thread.
class CheckpointKeeper {
public:
    explicit CheckpointKeeper(RunSession& session);

    /// Saves the session's state now. Trouble with the disk is an event, not an exception. Throws Error(Config) if a
    /// weight is not finite: poisoned weights never replace good ones.
    void save(bool best);
    /// At a batch border: tries again what waits, and saves if `saveMinutes` have passed.
    void saveIfDue();
    /// The last save of a run: the current state, if it is not saved already, and all that waits. Throws Error.
    void finish();

private:
    struct Waiting {
        CheckpointContent content;
        bool best = false;
    };

    CheckpointContent snapshot() const;
    void enqueue(CheckpointContent content, bool best);
    void writeWaiting();
    void writeOne(const Waiting& waiting);
    bool isCurrentStateSaved() const;

    RunSession& session_;
    CheckpointStore store_;
    std::vector<Waiting> waiting_; ///< oldest first, at most two
    double savedAt_;
    double retryAt_ = 0;
    std::int64_t savedStep_ = -1;
    bool savedEpochEnd_ = false;
};

/// The error for a loss or weight that is no number any more.
Error notFinite(const RunSession& session, const std::string& what);

} // namespace studio
