// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/detached_process_internal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include "core/base/error.h"

extern char** environ;

namespace studio {

namespace {

constexpr std::size_t kMaxOutput = 4096;

/// As execve(2) takes them; `words` own the text.
std::vector<char*> pointersTo(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environmentWith(const std::vector<std::pair<std::string, std::string>>& more) {
    std::vector<std::string> all;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        const bool isReplaced = std::any_of(more.begin(), more.end(),
                                            [&text](const auto& entry) { return text.starts_with(entry.first + "="); });
        if (!isReplaced)
            all.push_back(text);
    }
    for (const auto& [name, value] : more)
        all.push_back(name + "=" + value);
    return all;
}

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

void startDetached(const std::vector<std::string>& words,
                   const std::vector<std::pair<std::string, std::string>>& environment, int output, int pipe) {
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

int runBriefly(const std::vector<std::string>& words, std::string& output) {
    using Clock = std::chrono::steady_clock;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    FileDescriptor from(ends[0]), to(ends[1]);
    std::vector<std::string> arguments = words;
    const std::vector<char*> argv = pointersTo(arguments);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, to.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int problem = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    to.close();
    if (problem != 0)
        return -1;
    const auto end = Clock::now() + std::chrono::seconds(3);
    std::array<std::byte, 512> bytes;
    pollfd wait{from.get(), POLLIN, 0};
    bool isOver = false;
    while (!isOver && Clock::now() < end) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        if (::poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0)
            continue;
        const ssize_t got = readSome(from.get(), bytes);
        isOver = got <= 0;
        if (got > 0 && output.size() < kMaxOutput)
            output.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(got));
    }
    if (!isOver)
        ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return isOver && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace studio
