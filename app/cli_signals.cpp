// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/thread.h"

namespace studio {

namespace {

constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP};
constexpr char kEnd = 0; ///< on the pipe: the thread shall end

// What a handler may touch. The pipe lives as long as the process, so a late handler never writes to a stranger's file.
int wakePipe[2] = {-1, -1};
std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free);

void wake(char word) {
    const ssize_t written = ::write(wakePipe[1], &word, 1);
    static_cast<void>(written); // a full pipe has words enough to wake the thread
}

extern "C" void handleStopSignal(int signal) {
    if (signal == SIGINT && interrupts.fetch_add(1) > 0)
        ::_exit(130);
    const int saved = errno;
    wake(static_cast<char>(signal));
    errno = saved;
}

void setHandlers(void (*handler)(int)) {
    for (const int signal : kStopSignals) {
        struct sigaction present {};
        sigaction(signal, nullptr, &present);
        if (signal == SIGHUP && present.sa_handler == SIG_IGN)
            continue; // nohup: the run shall outlive the terminal
        struct sigaction wanted {};
        wanted.sa_handler = handler;
        wanted.sa_flags = SA_RESTART;
        sigemptyset(&wanted.sa_mask);
        sigaction(signal, &wanted, nullptr);
    }
}

} // namespace

void ignoreDeadlySignals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

SignalThread::SignalThread(std::function<void(int)> onStop)
    : onStop_(std::move(onStop)) {
    ignoreDeadlySignals();
    if (wakePipe[0] < 0 && ::pipe2(wakePipe, O_CLOEXEC) != 0)
        throw systemError("Cannot listen for signals", {}, errno);
    interrupts = 0;
    thread_ = startThread([this] {
        char word = kEnd;
        ssize_t got = 0;
        while ((got = ::read(wakePipe[0], &word, 1)) == 1 || (got < 0 && errno == EINTR)) {
            if (got == 1 && word == kEnd)
                return;
            if (got == 1)
                onStop_(word);
        }
    });
    setHandlers(handleStopSignal);
}

SignalThread::~SignalThread() {
    setHandlers(SIG_DFL);
    wake(kEnd);
    thread_.join();
}

} // namespace studio
