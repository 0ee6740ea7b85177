// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace studio {

/// SIGINT, SIGTERM and SIGHUP as a call on a thread of its own: the handler's work may then do anything. The second
/// SIGINT ends the process at once with 130. Also ignores SIGPIPE and SIGXFSZ, so that a closed pipe or a file size
/// limit is an error to report instead of death. Created in main before any other thread.
class SignalThread {
public:
    explicit SignalThread(std::function<void(int)> onStop);
    ~SignalThread();
    SignalThread(const SignalThread&) = delete;
    SignalThread& operator=(const SignalThread&) = delete;

private:
    std::function<void(int)> onStop_;
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

/// The part without a thread, for every verb and for the window.
void ignoreDeadlySignals();

} // namespace studio
