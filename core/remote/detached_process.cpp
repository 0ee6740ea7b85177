// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/detached_process_internal.h"

#include <cerrno>
#include <climits>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/spawn.h"

namespace studio {

namespace {

// Between fork() and execve() of a process with several threads only calls that a signal handler may make: no memory
// is asked for, all that is needed was made before.

void say(int pipe, int error) {
    const DetachedWord word{::getpid(), error};
    static_cast<void>(writeAll(pipe, std::as_bytes(std::span(&word, 1))));
}

void resetSignals() {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, number == SIGHUP ? SIG_IGN : SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void becomeProgram(char* const* words, char* const* environment, int output, int pipe) {
    ::setsid();
    resetSignals();
    const int input = ::open("/dev/null", O_RDONLY);
    // Whatever numbers they have: none of them is overwritten before it was copied.
    const int safeOutput = ::fcntl(output, F_DUPFD, kStarterPipe + 1),
              safePipe = ::fcntl(pipe, F_DUPFD, kStarterPipe + 1);
    const bool arranged = input >= 0 && safeOutput >= 0 && safePipe >= 0 && ::dup2(input, STDIN_FILENO) >= 0 &&
                          ::dup2(safeOutput, STDOUT_FILENO) >= 0 && ::dup2(safeOutput, STDERR_FILENO) >= 0 &&
                          ::dup2(safePipe, kStarterPipe) >= 0;
    if (!arranged) {
        say(safePipe >= 0 ? safePipe : pipe, errno);
        ::_exit(1);
    }
    ::close_range(kStarterPipe + 1, UINT_MAX, 0);
    say(kStarterPipe, 0);
    ::execve(words[0], words, environment);
    say(kStarterPipe, errno);
    ::_exit(1);
}

} // namespace

void startDetached(const std::vector<std::string>& words, const std::vector<std::string>& environment, int output,
                   int pipe) {
    std::vector<std::string> arguments = words, variables = environmentWith(environment);
    const std::vector<char*> argv = pointersTo(arguments), envp = pointersTo(variables);
    const pid_t between = ::fork();
    if (between == 0) {
        // The one in between ends at once, so that the system itself, not this program, buries the trainer one day.
        const pid_t last = ::fork();
        if (last == 0)
            becomeProgram(argv.data(), envp.data(), output, pipe);
        ::_exit(last < 0 ? 1 : 0);
    }
    int status = 0;
    while (between > 0 && ::waitpid(between, &status, 0) < 0 && errno == EINTR) {
    }
    if (between < 0 || status != 0)
        throw systemError("Cannot start another process", words.front(), between < 0 ? errno : EAGAIN);
}

} // namespace studio
