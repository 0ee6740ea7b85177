// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/error.h"
#include "core/device/host_copy_internal.h"
#include "core/run/checkpoint.h"
#include "core/run/history_writer.h"

namespace studio {

/// A state of the run on its way to the disk.
struct PendingCheckpoint {
    CheckpointContent content; ///< its tensors are still to come where there is a copy
    std::unique_ptr<HostCopy> copy;
    bool best = false;
    double copySeconds = 0; ///< how long the trainer was kept

    /// Waits for the copy, if there is one, and puts its tensors in the content. False if a weight is no finite number.
    bool receive();
};

/// Writes checkpoints on a thread of its own, one at a time: waits for the copy of the weights, looks whether they are
/// finite, then the file, its row, retention. Owned and called
/// by the engine thread; the destructor waits for the write under way.
class CheckpointWriter {
public:
    struct Result {
        PendingCheckpoint checkpoint; ///< given back: to be tried again, or its memory used for the next
        CheckpointRecord record;      ///< where there is no error
        /// A weight is no finite number: nothing was written, and there is no record.
        bool isPoisoned = false;
        std::optional<Error> error;
        double seconds = 0; ///< until it was durable
    };

    CheckpointWriter(std::string folder, RetentionPolicy policy, HistoryWriter& history);
    ~CheckpointWriter();
    CheckpointWriter(const CheckpointWriter&) = delete;
    CheckpointWriter& operator=(const CheckpointWriter&) = delete;

    /// Requires !isBusy().
    void start(PendingCheckpoint checkpoint);
    /// From start() until its result is taken.
    bool isBusy() const;
    /// monotonicSeconds() when the write under way was started; -1 = there is none. Any thread.
    double writesSince() const;
    /// What became of the last one; nothing while it is under way.
    std::optional<Result> takeResult();
    /// The same, waiting for it; nothing if none was started.
    std::optional<Result> wait();

private:
    void work(const std::stop_token& stop);
    Result write(PendingCheckpoint checkpoint);
    void commitHistory();
    void commit(const CheckpointRecord& record);

    std::string folder_;
    RetentionPolicy policy_;
    HistoryWriter& history_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::optional<PendingCheckpoint> job_;
    std::optional<Result> result_;
    bool busy_ = false;
    double writesSince_ = -1;
    std::jthread thread_; // last: joined before the members it uses go
};

} // namespace studio
