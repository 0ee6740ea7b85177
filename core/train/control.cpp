// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/control.h"

#include <chrono>
#include <utility>

namespace studio {

namespace {

constexpr std::size_t kMostWishes = 32; ///< more than a person asks for between two looks

} // namespace

/// With the lock.
void TrainControl::wish(TrainWish wish) {
    if (wishes_.size() == kMostWishes)
        wishes_.erase(wishes_.begin());
    wishes_.push_back(std::move(wish));
}

void TrainControl::stopNow() {
    {
        std::lock_guard lock(mutex_);
        wish(TrainWish::Stop);
    }
    stop_.request_stop();
    changed_.notify_all();
}

void TrainControl::stopAfterEpoch() {
    {
        std::lock_guard lock(mutex_);
        afterEpoch_ = true;
        paused_ = false; // a paused epoch could never end
        wish(TrainWish::StopAfterEpoch);
    }
    changed_.notify_all();
}

void TrainControl::cancelStopAfterEpoch() {
    std::lock_guard lock(mutex_);
    afterEpoch_ = false;
    wish(TrainWish::CancelStopAfterEpoch);
}

void TrainControl::pause() {
    std::lock_guard lock(mutex_);
    paused_ = true;
    wish(TrainWish::Pause);
}

void TrainControl::resume() {
    {
        std::lock_guard lock(mutex_);
        paused_ = false;
        ++calls_;
        wish(TrainWish::Resume);
    }
    changed_.notify_all();
}

void TrainControl::requestSnapshot() {
    {
        std::lock_guard lock(mutex_);
        ++calls_;
        snapshot_ = true;
        wish(TrainWish::Snapshot);
    }
    changed_.notify_all();
}

void TrainControl::requestValidation() {
    const std::lock_guard lock(mutex_);
    validation_ = true;
    wish(TrainWish::Validate);
}

bool TrainControl::changePlan(const PlanWish& wished) {
    bool heard = false;
    {
        const std::lock_guard lock(mutex_);
        plan_ = wished.over(plan_.value_or(PlanWish{}));
        wish({TrainWish::Plan, wished});
        heard = !plansEnded_;
    }
    changed_.notify_all();
    return heard;
}

bool TrainControl::endPlans() {
    const std::lock_guard lock(mutex_);
    plansEnded_ = plansEnded_ || !plan_;
    return plansEnded_;
}

void TrainControl::leave() {
    leave_.request_stop();
    changed_.notify_all();
}

bool TrainControl::isStopRequested() const {
    return stop_.stop_requested();
}

void TrainControl::stopFor(const std::string& who) {
    endFor(who, false);
}

void TrainControl::interrupt(const std::string& reason) {
    endFor(reason, true);
}

void TrainControl::endFor(const std::string& reason, bool interrupted) {
    {
        const std::lock_guard lock(mutex_);
        if (!stop_.stop_requested() && stopReason_.empty()) {
            stopReason_ = reason;
            interrupted_ = interrupted;
        }
    }
    stopNow();
}

bool TrainControl::isInterrupted() const {
    const std::lock_guard lock(mutex_);
    return interrupted_;
}

std::string TrainControl::stopReason() const {
    const std::lock_guard lock(mutex_);
    return stopReason_;
}

bool TrainControl::isStopAfterEpoch() const {
    std::lock_guard lock(mutex_);
    return afterEpoch_;
}

bool TrainControl::isPaused() const {
    std::lock_guard lock(mutex_);
    return paused_;
}

bool TrainControl::isSnapshotRequested() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

bool TrainControl::takeSnapshotRequest() {
    std::lock_guard lock(mutex_);
    return std::exchange(snapshot_, false);
}

bool TrainControl::isValidationRequested() const {
    const std::lock_guard lock(mutex_);
    return validation_;
}

bool TrainControl::takeValidationRequest() {
    const std::lock_guard lock(mutex_);
    return std::exchange(validation_, false);
}

std::optional<PlanWish> TrainControl::takePlanWish() {
    const std::lock_guard lock(mutex_);
    return std::exchange(plan_, std::nullopt);
}

void TrainControl::waitWhilePaused() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop_.get_token(), [this] { return isWaitOver(); });
}

void TrainControl::waitWhilePaused(double seconds) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop_.get_token(), std::chrono::duration<double>(seconds), [this] { return isWaitOver(); });
}

bool TrainControl::waitFor(double seconds) {
    isCalledWithin(seconds);
    return !stop_.stop_requested();
}

bool TrainControl::isCalledWithin(double seconds) {
    std::unique_lock lock(mutex_);
    const bool called = changed_.wait_for(lock, stop_.get_token(), std::chrono::duration<double>(seconds),
                                          [&] { return calls_ != heardCalls_; });
    heardCalls_ = calls_;
    return called || stop_.stop_requested();
}

std::vector<TrainWish> TrainControl::takeWishes() {
    const std::lock_guard lock(mutex_);
    return std::exchange(wishes_, {});
}

void TrainControl::noteStopAfterEpoch(bool asked) {
    const std::lock_guard lock(mutex_);
    if (wishes_.empty())
        afterEpoch_ = asked;
}

bool TrainControl::waitForLeave(double seconds) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, leave_.get_token(), std::chrono::duration<double>(seconds), [] { return false; });
    return leave_.stop_requested();
}

} // namespace studio
