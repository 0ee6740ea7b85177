// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace studio {

/// A thread that may hang in a call that nobody can break off (a driver whose card is dying). Whoever made it waits for
/// it as long as it likes and then leaves it behind, counted in threadsLeftBehind(). `body` must therefore own, or
/// share, all that it uses, and must not throw. Made and destroyed on any thread; one thread at a time.
class PatientThread {
public:
    explicit PatientThread(std::function<void(const std::stop_token&)> body);
    /// stop() with no patience.
    ~PatientThread();
    PatientThread(const PatientThread&) = delete;
    PatientThread& operator=(const PatientThread&) = delete;

    /// Whether it ends by itself within that time. `stop` ends the wait, not the thread.
    bool endsWithin(std::chrono::milliseconds patience, const std::stop_token& stop = {});
    /// Asks it to stop, and leaves it behind if it does not within that time. Again: does nothing.
    void stop(std::chrono::milliseconds patience);

private:
    struct State;
    std::shared_ptr<State> state_; ///< null once stopped
};

/// What a question to a disk comes to (its exception, too), or nothing where it is not answered within that time: its
/// thread is then left behind in it. `ask` must own all that it uses. Any thread.
template<typename Value>
std::optional<Value> answerWithin(std::chrono::milliseconds patience, std::function<Value()> ask) {
    struct Answer {
        std::optional<Value> value;
        std::exception_ptr failure;
    };
    const auto answer = std::make_shared<Answer>();
    PatientThread asking([answer, ask = std::move(ask)](const std::stop_token&) {
        try {
            answer->value = ask();
        } catch (...) {
            answer->failure = std::current_exception();
        }
    });
    if (!asking.endsWithin(patience))
        return std::nullopt;
    if (answer->failure)
        std::rethrow_exception(answer->failure);
    return std::move(answer->value);
}

} // namespace studio
