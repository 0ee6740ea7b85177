// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>

namespace studio {

/// A stack of its own for the handler of a crash on this thread, as long as it lives: after a stack overflow there is
/// no other place to write the report from (crash_report.h). Made and destroyed by the thread that it is for.
class SignalStack {
public:
    SignalStack();
    ~SignalStack();
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;

private:
    std::unique_ptr<std::byte[]> memory_;
    stack_t before_{};
    bool changed_ = false; ///< without memory for it the thread runs all the same
};

/// How every thread of ours begins: as std::jthread, with a SignalStack. `body` may take a std::stop_token.
template<typename Body>
std::jthread startThread(Body&& body) {
    return std::jthread([body = std::forward<Body>(body)](const std::stop_token& stop) mutable {
        const SignalStack stack;
        if constexpr (std::is_invocable_v<Body&, std::stop_token>)
            body(stop);
        else
            body();
    });
}

} // namespace studio
