// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/stall_watch_internal.h"

#include <algorithm>
#include <chrono>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/base/thread.h"

namespace studio {

StallWatch::StallWatch(RunRecorder& recorder, double seconds)
    : recorder_(recorder)
    , seconds_(seconds)
    , beatAt_(monotonicSeconds()) {
    if (seconds_ > 0) {
        thread_ = startThread([this](const std::stop_token& stop) { watch(stop); });
    }
}

StallWatch::~StallWatch() {
    thread_.request_stop();
}

void StallWatch::beat() {
    beatAt_ = monotonicSeconds();
}

void StallWatch::setResting(bool resting) {
    beat();
    resting_ = resting;
}

void StallWatch::watch(const std::stop_token& stop) {
    const std::chrono::duration<double> look(std::clamp(seconds_ / 4, 0.01, 5.0));
    double stalledSince = -1;
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        wake_.wait_for(lock, stop, look, [] { return false; });
        const double beat = beatAt_, silent = monotonicSeconds() - beat;
        if (stalledSince < 0 && !resting_ && silent >= seconds_) {
            stalledSince = beat;
            recorder_.event(
                EventKind::Waiting, "No step for " + durationText(silent),
                "The pictures' disk or the device does not answer. Training goes on by itself when it does.");
        } else if (stalledSince >= 0 && beat > stalledSince) {
            recorder_.event(EventKind::Notice, "Training goes on", "after " + durationText(beat - stalledSince));
            stalledSince = -1;
        }
    }
}

} // namespace studio
