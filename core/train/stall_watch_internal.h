// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/train/run_recorder_internal.h"

namespace studio {

/// Notices that the training loop stands still: a decoder or a device that hangs, a network folder that blocks. Says so
/// in the journal, once, and says when it goes on. Has a thread of its own, because whoever hangs cannot tell. Owned by
/// the engine thread.
class StallWatch {
public:
    /// `seconds` without a sign of life are a stall; 0 = do not watch.
    StallWatch(RunRecorder& recorder, double seconds);
    ~StallWatch();
    StallWatch(const StallWatch&) = delete;
    StallWatch& operator=(const StallWatch&) = delete;

    /// A sign of life: after each step and each batch of the validation.
    void beat();
    /// While the loop waits on purpose (pause, pictures that are gone).
    void setResting(bool resting);

private:
    void watch(const std::stop_token& stop);

    RunRecorder& recorder_;
    double seconds_;
    std::atomic<double> beatAt_;
    std::atomic<bool> resting_ = false;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_; // last: joined before the members it uses go
};

} // namespace studio
