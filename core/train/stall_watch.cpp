// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/stall_watch_internal.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/base/thread.h"

namespace studio {
namespace {

/// A batch out of the page cache, a slow picture or another program on the device make a step some times as long.
constexpr double kTimes = 10;
/// In floors. Half an hour at most, so that a hang in the night is in the journal by morning; ten minutes before
/// anything is known, because the first step of a large network on few cores takes that long.
constexpr double kCeiling = 60, kUnknown = 20;

std::string paceText(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, seconds < 10 ? "%.2f s" : "%.0f s", seconds);
    return seconds < 60 ? text : durationText(seconds);
}

std::string usualText(const std::string& what, double usually) {
    return usually < 0 ? "" : what + " usually takes " + paceText(usually) + ". ";
}

} // namespace

StallWatch::StallWatch(RunRecorder& recorder, double floorSeconds, std::function<Save()> save)
    : recorder_(recorder)
    , floor_(floorSeconds)
    , save_(std::move(save))
    , limit_(limitFor(-1))
    , beatAt_(monotonicSeconds()) {
    if (floor_ > 0) {
        thread_ = startThread([this](const std::stop_token& stop) { watch(stop); });
    }
}

StallWatch::~StallWatch() {
    thread_.request_stop();
}

double StallWatch::limitFor(double usually) const {
    return usually < 0 ? kUnknown * floor_ : std::clamp(kTimes * usually, floor_, kCeiling * floor_);
}

void StallWatch::update() {
    // A batch of the validation has no more pictures than a step, and no backward pass.
    const double own = pace_[static_cast<std::size_t>(part_)].value();
    const double usually = own < 0 ? pace_[0].value() : own;
    usually_ = usually;
    limit_ = limitFor(usually);
}

void StallWatch::enter(Part part) {
    part_ = part;
    validates_ = part == Part::Validation;
    update();
    beatAt_ = monotonicSeconds();
    learns_ = true;
}

void StallWatch::beat() {
    const double now = monotonicSeconds(), took = now - beatAt_;
    if (std::exchange(learns_, true) && took < limit_) {
        pace_[static_cast<std::size_t>(part_)].add(took);
        update();
    }
    beatAt_ = now;
}

void StallWatch::setResting(bool resting) {
    // In an order in which the watching thread never takes the beginning of a rest for a sign of life, nor its end for
    // a stall.
    if (resting) {
        resting_ = true;
    }
    beatAt_ = monotonicSeconds();
    resting_ = resting;
    learns_ = false;
}

void StallWatch::learn(double stepSeconds) {
    pace_[0].add(stepSeconds);
    update();
}

void StallWatch::watch(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        const std::chrono::duration<double> look(std::clamp(limit_ / 8, 0.01, 5.0));
        wake_.wait_for(lock, stop, look, [] { return false; });
        lookAtLoop();
        if (save_) {
            lookAtSave();
        }
    }
}

void StallWatch::lookAtLoop() {
    const bool rested = resting_;
    const double beat = beatAt_, silent = monotonicSeconds() - beat;
    const bool rests = resting_;
    if (stalledSince_ < 0 && !rested && !rests && silent >= limit_) {
        stalledSince_ = beat;
        const bool validates = validates_;
        recorder_.event(
            EventKind::Waiting, (validates ? "No batch of the validation for " : "No step for ") + durationText(silent),
            usualText(validates ? "One" : "A step", usually_) +
                "The pictures' disk or the device does not answer. Training goes on by itself when it does.");
    } else if (stalledSince_ >= 0 && beat > stalledSince_) {
        if (!rests) { // else it waits or stops now, and whoever made it says so
            recorder_.event(EventKind::Notice, "Training goes on", "after " + durationText(beat - stalledSince_));
        }
        stalledSince_ = -1;
    }
}

void StallWatch::lookAtSave() {
    const Save save = save_();
    const double now = monotonicSeconds();
    if (saveStalledSince_ >= 0 && save.since != saveStalledSince_) {
        recorder_.event(EventKind::Notice, "The checkpoint is written",
                        "or given up, after " + durationText(now - saveStalledSince_));
        saveStalledSince_ = -1;
    }
    if (saveStalledSince_ < 0 && save.since >= 0 && now - save.since >= limitFor(save.usually)) {
        saveStalledSince_ = save.since;
        recorder_.event(EventKind::Waiting, "A checkpoint is being written for " + durationText(now - save.since),
                        usualText("One", save.usually) + "The run's disk does not answer; training goes on meanwhile.");
    }
}

} // namespace studio
