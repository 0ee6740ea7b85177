// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/metric/recent_median.h"
#include "core/train/run_recorder_internal.h"

namespace studio {

/// Notices that a run stands still: a decoder or a device that hangs, a network folder that blocks, a checkpoint that
/// is never written (watchdog, hang detection). What counts as standing still it learns from the run itself: ten times
/// what is usual. Says so in the journal, once, and says when it goes on. Has a thread of its own, because whoever
/// hangs cannot tell. Owned by the engine thread, which makes every call.
class StallWatch {
public:
    enum class Part { Training, Validation };
    /// The save under way, asked for on the watch's thread.
    struct Save {
        double since = -1;   ///< monotonicSeconds() when it began; -1 = none
        double usually = -1; ///< seconds; -1 = not known
    };
    /// Less than `floorSeconds` is never called a stall; 0 = do not watch. `save` may be empty.
    StallWatch(RunRecorder& recorder, double floorSeconds, std::function<Save()> save);
    ~StallWatch();
    StallWatch(const StallWatch&) = delete;
    StallWatch& operator=(const StallWatch&) = delete;

    /// What the signs of life are of from now on; itself one.
    void enter(Part part);
    /// A sign of life: after each step and each batch of the validation.
    void beat();
    /// While the loop waits on purpose (pause, pictures that are gone, a disk that is full): no stall, and nothing is
    /// learned from it. A stall that was told ends without a word then.
    void setResting(bool resting);
    /// A step that took so long in an earlier session.
    void learn(double stepSeconds);
    /// Seconds without a sign of life that are a stall now.
    double limit() const { return limit_; }
    bool isStall(double seconds) const { return floor_ > 0 && seconds >= limit_; }

private:
    void watch(const std::stop_token& stop);
    void lookAtLoop();
    void lookAtSave();
    double limitFor(double usually) const;
    void update();

    RunRecorder& recorder_;
    double floor_;
    std::function<Save()> save_;
    Part part_ = Part::Training;
    std::array<RecentMedian, 2> pace_; ///< seconds between two signs of life, by part
    bool learns_ = false;              ///< the time since the last sign of life is one that is learned from
    std::atomic<bool> validates_ = false;
    std::atomic<double> usually_ = -1;
    std::atomic<double> limit_;
    std::atomic<double> beatAt_;
    std::atomic<bool> resting_ = false;
    double stalledSince_ = -1, saveStalledSince_ = -1; ///< of what was told; the watching thread's
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_; // last: joined before the members it uses go
};

} // namespace studio
