// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_signals.h"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace studio {

namespace {

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR2})
        sigaddset(&set, signal);
    return set;
}

} // namespace

void ignoreDeadlySignals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

SignalThread::SignalThread(std::function<void(int)> onStop)
    : onStop_(std::move(onStop)) {
    ignoreDeadlySignals();
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr); // threads started later inherit it, so only sigwait() sees them
    thread_ = std::thread([this] {
        const sigset_t waited = stopSignals();
        bool interrupted = false;
        int signal = 0;
        while (sigwait(&waited, &signal) == 0 && !ending_) {
            if (signal == SIGUSR2)
                continue;
            if (signal == SIGINT && interrupted)
                ::_exit(130);
            interrupted = interrupted || signal == SIGINT;
            onStop_(signal);
        }
    });
}

SignalThread::~SignalThread() {
    ending_ = true;
    pthread_kill(thread_.native_handle(), SIGUSR2); // wakes sigwait
    thread_.join();
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace studio
