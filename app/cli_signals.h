// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <thread>

namespace studio {

/// SIGINT, SIGTERM and SIGHUP as a call on a thread of its own: the handler only writes a byte to a pipe, so what is
/// called may do anything, and programs started from here inherit nothing. The second SIGINT ends the process at once
/// with 130. A SIGHUP that is ignored already (nohup) stays ignored. Also ignores SIGPIPE and SIGXFSZ, so that a closed
/// pipe or a file size limit is an error to report instead of death. One at a time.
class SignalThread {
public:
    explicit SignalThread(std::function<void(int)> onStop);
    ~SignalThread();
    SignalThread(const SignalThread&) = delete;
    SignalThread& operator=(const SignalThread&) = delete;

private:
    std::function<void(int)> onStop_;
    std::jthread thread_;
};

/// The part without a thread, for every verb and for the window.
void ignoreDeadlySignals();

} // namespace studio
