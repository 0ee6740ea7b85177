// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/patient_thread.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/left_behind.h"
#include "core/base/thread.h"

namespace studio {

struct PatientThread::State {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool ended = false, isLeft = false;
    std::jthread thread;

    void end() {
        const std::lock_guard lock(mutex);
        ended = true;
        if (isLeft)
            countLeftBehind(-1);
        changed.notify_all();
    }
};

PatientThread::PatientThread(std::function<void(const std::stop_token&)> body)
    : state_(std::make_shared<State>()) {
    state_->thread = startThread([state = state_, body = std::move(body)](const std::stop_token& stop) mutable {
        body(stop);
        body = nullptr; // what it holds goes before the end is told
        state->end();
    });
}

PatientThread::~PatientThread() {
    stop(std::chrono::milliseconds(0));
}

bool PatientThread::endsWithin(std::chrono::milliseconds patience, const std::stop_token& stop) {
    if (!state_)
        return true;
    std::unique_lock lock(state_->mutex);
    return state_->changed.wait_for(lock, stop, patience, [this] { return state_->ended; });
}

void PatientThread::stop(std::chrono::milliseconds patience) {
    if (!state_)
        return;
    state_->thread.request_stop();
    bool ended = endsWithin(patience);
    if (!ended) {
        const std::lock_guard lock(state_->mutex);
        ended = state_->ended; // it may have ended since
        if (!ended) {
            state_->isLeft = true;
            countLeftBehind(1);
            state_->thread.detach();
        }
    }
    if (ended)
        state_->thread.join();
    state_ = nullptr;
}

} // namespace studio
