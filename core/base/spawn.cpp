// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/spawn.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace studio {

namespace {

constexpr std::array kUsualSignals{SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGCHLD};

/// The plan as posix_spawn(3) takes it.
class SpawnSetup {
public:
    explicit SpawnSetup(const SpawnPlan& plan) {
        ::posix_spawn_file_actions_init(&actions_);
        addStream(plan.input, STDIN_FILENO);
        addStream(plan.output, STDOUT_FILENO);
        addStream(plan.errorOut, STDERR_FILENO);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none, usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (const int signal : kUsualSignals)
            sigaddset(&usual, signal);
        if (!plan.keepsHangUp)
            sigaddset(&usual, SIGHUP);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &usual);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        const int place = plan.place == SpawnPlan::Place::Session ? POSIX_SPAWN_SETSID
                          : plan.place == SpawnPlan::Place::Group ? POSIX_SPAWN_SETPGROUP
                                                                  : 0;
        ::posix_spawnattr_setflags(&attributes_,
                                   static_cast<short>(place | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    }
    ~SpawnSetup() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;

    int spawn(pid_t& id, std::vector<std::string> words, std::vector<std::string> environment) const {
        return ::posix_spawnp(&id, words.front().c_str(), &actions_, &attributes_, pointersTo(words).data(),
                              pointersTo(environment).data());
    }

private:
    void addStream(int file, int stream) {
        if (file >= 0)
            ::posix_spawn_file_actions_adddup2(&actions_, file, stream);
        else
            ::posix_spawn_file_actions_addopen(&actions_, stream, "/dev/null",
                                               stream == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

} // namespace

std::vector<char*> pointersTo(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environmentWith(const std::vector<std::string>& more) {
    std::vector<std::string> all = more;
    const auto isReplaced = [&more](std::string_view entry) {
        const std::string_view name = entry.substr(0, entry.find('=') + 1);
        return std::any_of(more.begin(), more.end(), [name](const std::string& own) { return own.starts_with(name); });
    };
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        if (!isReplaced(*entry))
            all.emplace_back(*entry);
    }
    return all;
}

int spawnProgram(const SpawnPlan& plan, pid_t& id) {
    return SpawnSetup(plan).spawn(id, plan.words, environmentWith(plan.environment));
}

std::optional<ProcessEnd> endOfChild(pid_t id, bool waits) {
    ProcessEnd end;
    int status = 0;
    pid_t got = 0;
    while ((got = ::waitpid(id, &status, waits ? 0 : WNOHANG)) < 0 && errno == EINTR) {
    }
    if (got == 0)
        return std::nullopt;
    if (got == id && WIFEXITED(status))
        end.code = WEXITSTATUS(status);
    else if (got == id && WIFSIGNALED(status))
        end.signal = WTERMSIG(status);
    return end;
}

} // namespace studio
