// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/job/leavable_thread.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/left_behind.h"
#include "core/base/log.h"
#include "core/base/thread.h"

namespace studio {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{3};

} // namespace

struct LeavableThread::State {
    std::mutex mutex;
    std::condition_variable changed;
    bool ended = false, isLeft = false;
    std::stop_source stop;
    std::optional<Clock::time_point> asked;

    void requestStop() {
        if (!asked)
            asked = Clock::now();
        stop.request_stop();
    }
    void end() {
        const std::lock_guard lock(mutex);
        ended = true;
        if (isLeft)
            countLeftBehind(-1);
        changed.notify_all();
    }
};

std::vector<std::weak_ptr<LeavableThread::State>>& LeavableThread::living() {
    static auto* states = new std::vector<std::weak_ptr<State>>; // never destroyed: threads may end after main()
    return *states;
}

LeavableThread::LeavableThread(Body body, Asked asked)
    : state_(std::make_shared<State>())
    , thread_([state = state_, body = std::move(body)]() mutable {
        const SignalStack stack;
        body(state->stop.get_token());
        body = nullptr; // what it holds goes before the end is told
        state->end();
    }) {
    std::erase_if(living(), [](const auto& state) { return state.expired(); });
    if (asked == Asked::WithAll)
        living().push_back(state_);
}

LeavableThread& LeavableThread::operator=(LeavableThread&& other) noexcept {
    if (this != &other) {
        leave();
        state_ = std::move(other.state_);
        thread_ = std::move(other.thread_);
    }
    return *this;
}

LeavableThread::~LeavableThread() {
    leave();
}

void LeavableThread::requestStop() {
    if (state_)
        state_->requestStop();
}

void LeavableThread::requestStopAll() {
    for (const auto& one : living()) {
        if (const auto state = one.lock())
            state->requestStop();
    }
}

bool LeavableThread::hasEnded() const {
    if (!state_)
        return true;
    const std::lock_guard lock(state_->mutex);
    return state_->ended;
}

void LeavableThread::leave() {
    if (!thread_.joinable())
        return;
    requestStop();
    {
        std::unique_lock lock(state_->mutex);
        if (!state_->changed.wait_until(lock, *state_->asked + kPatience, [this] { return state_->ended; })) {
            state_->isLeft = true;
            countLeftBehind(1);
        }
    }
    if (state_->isLeft) {
        logLine(LogLevel::Warning, "A thread hangs in a call of a disk that does not answer; it is left behind");
        thread_.detach();
    } else {
        thread_.join();
    }
}

int LeavableThread::leftBehind() {
    return threadsLeftBehind();
}

} // namespace studio
