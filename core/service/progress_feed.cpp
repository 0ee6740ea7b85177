// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/progress_feed.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/train/eta.h"

namespace studio {

namespace {

constexpr double kExtendSeconds = 60; ///< asked for again while a save goes on

std::string micros(double seconds) {
    return std::to_string(static_cast<long long>(seconds * 1e6));
}

bool isSaving(TrainPhase phase) {
    return phase == TrainPhase::Saving || phase == TrainPhase::Stopping;
}

} // namespace

std::string plainStatus(const TrainStatus& status) {
    const std::string epoch = "epoch " + std::to_string(status.epoch) + " of " + std::to_string(status.epochs);
    switch (status.phase) {
    case TrainPhase::Preparing:
        return status.activity.empty() ? "Preparing" : status.activity;
    case TrainPhase::Validating:
        return epoch + ", validating, " + std::to_string(std::lround(status.validationFraction * 100)) + " %";
    case TrainPhase::Saving:
        return epoch + ", " + (status.activity.empty() ? "saving" : status.activity);
    case TrainPhase::Paused:
        return status.activity.empty() || status.activity == "Paused" ? epoch + ", paused" : status.activity;
    case TrainPhase::Stopping:
        return "Stopping: saving first";
    case TrainPhase::Training:
        break;
    }
    std::string text = epoch + ", step " + grouped(status.stepInEpoch) + " of " + grouped(status.stepsPerEpoch);
    if (status.activity.starts_with("Waiting"))
        return text + ", " + status.activity;
    text += ", " + grouped(std::llround(status.imagesPerSecond)) + " img/s";
    return text + ", " + remainingText(status.remainingSeconds);
}

ProgressFeed::ProgressFeed(NotifySocket socket)
    : ProgressFeed(std::move(socket), Timing()) {}

ProgressFeed::ProgressFeed(NotifySocket socket, Timing timing)
    : socket_(std::move(socket))
    , timing_(timing)
    , phaseSince_(monotonicSeconds())
    , watchdog_(socket_.watchdogSeconds()) {
    if (socket_.isHeard())
        thread_ = startThread([this](const std::stop_token& stop) { talk(stop); });
}

ProgressFeed::~ProgressFeed() {
    if (!thread_.joinable())
        return;
    thread_.request_stop();
    thread_.join();
    stopping_ = true;
    if (const std::string lines = compose(monotonicSeconds()); !lines.empty())
        socket_.send(lines);
}

void ProgressFeed::beat() {
    const std::lock_guard lock(mutex_);
    moved_ = true;
}

void ProgressFeed::stepDone(double seconds) {
    const std::lock_guard lock(mutex_);
    moved_ = true;
    pace_.add(seconds);
    if (!std::exchange(ready_, true))
        wake_.notify_all();
}

void ProgressFeed::show(const TrainStatus& status) {
    std::string text = plainStatus(status);
    const std::lock_guard lock(mutex_);
    moved_ = true;
    status_ = std::move(text);
    if (phase_ == status.phase)
        return;
    phase_ = status.phase;
    phaseSince_ = monotonicSeconds();
    stopping_ = stopping_ || phase_ == TrainPhase::Stopping;
    // A resume may begin with a validation, which can take longer than a start may.
    ready_ = ready_ || phase_ == TrainPhase::Validating || phase_ == TrainPhase::Paused;
    wake_.notify_all();
}

void ProgressFeed::finishing() {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    wake_.notify_all();
}

void ProgressFeed::end(bool failed) {
    const std::lock_guard lock(mutex_);
    ready_ = ready_ || !failed;
    stopping_ = true;
    wake_.notify_all();
}

/// With the lock. Silence that is right: a pause for as long as it lasts, a save for as long as a slow disk may take.
bool ProgressFeed::mayRest(double now) const {
    return phase_ == TrainPhase::Paused || (isSaving(phase_) && now - phaseSince_ < timing_.saveSeconds);
}

/// With the lock.
std::string ProgressFeed::compose(double now) {
    std::string lines;
    if (ready_ && !std::exchange(toldReady_, true)) {
        lines += "READY=1\n";
        if (watchdog_ > 0) // what waited before training may have asked for more
            lines += "WATCHDOG_USEC=" + micros(watchdog_) + "\n";
    }
    const double needed = pace_.value() * timing_.paceFactor;
    if (watchdog_ > 0 && needed > watchdog_) {
        watchdog_ = needed * 1.5; // not again for each step that is a little slower
        lines += "WATCHDOG_USEC=" + micros(watchdog_) + "\n";
    }
    if (std::exchange(moved_, false) || mayRest(now))
        lines += "WATCHDOG=1\n";
    if (finishing_ && toldReady_ && !std::exchange(toldFinishing_, true))
        lines += std::string(kFinishingLine) + "\n";
    if (stopping_ && !std::exchange(toldStopping_, true))
        lines += "STOPPING=1\n";
    const bool lasts = isSaving(phase_) || (!toldReady_ && phase_ == TrainPhase::Preparing);
    if (lasts && now - phaseSince_ < timing_.saveSeconds)
        lines += "EXTEND_TIMEOUT_USEC=" + micros(kExtendSeconds) + "\n";
    if (status_ != toldStatus_ && (now - toldAt_ >= timing_.statusSeconds || lasts)) {
        toldStatus_ = status_;
        toldAt_ = now;
        lines += "STATUS=" + displayText(status_) + "\n";
    }
    return lines;
}

void ProgressFeed::talk(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        const std::string lines = compose(monotonicSeconds());
        const double every = std::min(timing_.statusSeconds, watchdog_ > 0 ? watchdog_ / 4 : timing_.statusSeconds);
        const TrainPhase phase = phase_;
        const bool ready = ready_, stopping = stopping_;
        lock.unlock();
        if (!lines.empty())
            socket_.send(lines);
        lock.lock();
        wake_.wait_for(lock, stop, std::chrono::duration<double>(every),
                       [&] { return phase != phase_ || ready != ready_ || stopping != stopping_; });
    }
}

} // namespace studio
