// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/child_program.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <span>
#include <spawn.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/file.h"

namespace studio {

namespace {

constexpr auto kLook = std::chrono::milliseconds(20);
constexpr double kGraceSeconds = 1; ///< between the request to end and the end by force

/// A file without a name: unlike a pipe it takes all of the input at once, whether the child reads it or not.
FileDescriptor inputFile(const std::string& input) {
    FileDescriptor file(::memfd_create("input", MFD_CLOEXEC));
    if (!file.isOpen())
        return file;
    if (writeAll(file.get(), std::as_bytes(std::span(input.data(), input.size()))) < input.size() ||
        ::lseek(file.get(), 0, SEEK_SET) != 0)
        return FileDescriptor();
    return file;
}

std::vector<char*> pointersTo(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environmentOf(const ChildProgram& child) {
    std::vector<std::string> all = child.environment;
    const auto isSet = [&child](std::string_view entry) {
        const std::string_view name = entry.substr(0, entry.find('=') + 1);
        return std::any_of(child.environment.begin(), child.environment.end(),
                           [name](const std::string& own) { return own.starts_with(name); });
    };
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        if (!isSet(*entry))
            all.emplace_back(*entry);
    }
    return all;
}

/// What the child starts with: a group of its own, no signal blocked or ignored that we do, no file of ours.
class SpawnSetup {
public:
    explicit SpawnSetup(int input) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
        for (const int output : {STDOUT_FILENO, STDERR_FILENO})
            ::posix_spawn_file_actions_addopen(&actions_, output, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none, usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP})
            sigaddset(&usual, signal);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &usual);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnSetup() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;

    /// 0, or errno's number.
    int spawn(pid_t& id, std::vector<std::string> words, std::vector<std::string> environment) const {
        return ::posix_spawn(&id, words.front().c_str(), &actions_, &attributes_, pointersTo(words).data(),
                             pointersTo(environment).data());
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// Whether the child ended within that time. It is not reaped yet, so that its number and its group's stay its own.
bool endsWithin(pid_t id, double seconds, const std::stop_token& stop) {
    const double end = monotonicSeconds() + seconds;
    while (true) {
        siginfo_t info{};
        if (::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == id)
            return true;
        if (monotonicSeconds() >= end || stop.stop_requested())
            return false;
        std::this_thread::sleep_for(kLook);
    }
}

void endGroup(pid_t id) {
    ::kill(-id, SIGTERM);
    endsWithin(id, kGraceSeconds, {});
    ::kill(-id, SIGKILL); // also those of the group that outlived their first
}

} // namespace

ChildEnd runChildProgram(const ChildProgram& child, const std::stop_token& stop) {
    ChildEnd end;
    const FileDescriptor input = inputFile(child.input);
    if (!input.isOpen()) {
        end.problem = errno != 0 ? errno : EIO;
        return end;
    }
    std::vector<std::string> words{child.program};
    words.insert(words.end(), child.arguments.begin(), child.arguments.end());
    pid_t id = 0;
    end.problem = SpawnSetup(input.get()).spawn(id, std::move(words), environmentOf(child));
    if (end.problem != 0)
        return end;
    if (!endsWithin(id, child.seconds, stop)) {
        end.stopped = stop.stop_requested();
        end.late = !end.stopped;
        endGroup(id);
    }
    int status = 0;
    while (::waitpid(id, &status, 0) < 0) {
        if (errno != EINTR)
            return end; // somebody else took its end: nothing is known of it
    }
    if (WIFEXITED(status))
        end.code = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        end.signal = WTERMSIG(status);
    if (end.late || end.stopped)
        end.code = -1;
    return end;
}

} // namespace studio
