// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/queue_child_internal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <span>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::int64_t kLargestLog = 16 << 20;

/// What the child starts with: a session of its own, no signal blocked or ignored, no file of ours but these.
class SpawnSetup {
public:
    SpawnSetup(int input, int output) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none, usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP, SIGCHLD})
            sigaddset(&usual, signal);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &usual);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnSetup() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;

    /// 0, or errno's number.
    int spawn(pid_t& id, std::vector<std::string> words) const {
        std::vector<char*> pointers;
        for (std::string& word : words)
            pointers.push_back(word.data());
        pointers.push_back(nullptr);
        return ::posix_spawn(&id, words.front().c_str(), &actions_, &attributes_, pointers.data(), environ);
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// To append to; a long one is put aside first, in the place of the one before.
FileDescriptor openLogFile(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0 && info.st_size > kLargestLog)
        static_cast<void>(std::rename(path.c_str(), (path + ".old").c_str())); // where it fails the log grows on
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        throw systemError("Cannot write the log of a run", path, errno);
    return file;
}

void addMachine(std::vector<std::string>& words, const QueueEntry& entry, const std::string& device) {
    words.insert(words.end(), {"--device", device});
    if (entry.workers >= 0)
        words.insert(words.end(), {"--workers", std::to_string(entry.workers)});
    if (entry.threads >= 0)
        words.insert(words.end(), {"--threads", std::to_string(entry.threads)});
}

} // namespace

std::vector<std::string> wordsFor(const RunQueue& queue, const QueueEntry& entry, const std::string& device) {
    std::vector<std::string> words;
    if (entry.resumes) {
        words = {"resume", entry.run};
        if (!entry.data.root.empty())
            words.insert(words.end(), {"--data", entry.data.root});
        for (const std::string& setting : entry.settings)
            words.insert(words.end(), {"--set", setting});
    } else {
        // The file's name is what the run calls its recipe.
        const std::string folder = queue.folder() + "/" + std::to_string(entry.id) + ".recipe";
        const std::string recipe = folder + "/" + (entry.recipeName.empty() ? "recipe.json" : entry.recipeName);
        makeFolder(folder);
        writeFileAtomically(recipe, entry.recipe);
        std::array<char, 32> split{};
        std::snprintf(split.data(), split.size(), "%.17g", entry.data.split);
        words = {"train",
                 "--resume",
                 "auto",
                 "--run",
                 entry.run,
                 "--data",
                 entry.data.root,
                 "--recipe",
                 recipe,
                 "--split",
                 split.data(),
                 "--split-seed",
                 std::to_string(entry.data.splitSeed)};
    }
    if (!entry.data.val.empty())
        words.insert(words.end(), {"--val", entry.data.val});
    words.insert(words.end(), entry.company.begin(), entry.company.end());
    addMachine(words, entry, device);
    return words;
}

QueueChild::QueueChild(const std::string& program, const std::vector<std::string>& words, const std::string& log,
                       FileDescriptor lock) {
    const FileDescriptor output = openLogFile(log);
    std::vector<std::string> all{program};
    all.insert(all.end(), words.begin(), words.end());
    const int problem = SpawnSetup(lock.get(), output.get()).spawn(id_, std::move(all));
    if (problem == ENOENT || problem == EACCES || problem == ENOEXEC)
        throw Error(ErrorKind::Usage, {"The trainer cannot be started", displayText(program),
                                       systemError("It", program, problem).message().place, "Install it again."});
    if (problem != 0)
        throw systemError("Cannot start the trainer", program, problem);
}

std::optional<int> QueueChild::ended() const {
    int status = 0;
    const pid_t got = ::waitpid(id_, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR))
        return std::nullopt;
    if (got < 0)
        return 1; // somebody else took its end
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

void QueueChild::askToStop() const {
    ::kill(id_, SIGTERM); // not reaped yet, so the number is its own
}

std::string lastWords(const std::string& log) {
    constexpr std::size_t kMost = 4'096, kLongest = 600;
    const FileDescriptor file = openToRead(log, O_NOFOLLOW);
    struct stat info {};
    if (!file.isOpen() || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return {};
    std::string text(kMost, '\0');
    const auto size = static_cast<std::uint64_t>(info.st_size);
    const auto got = readAt(file.get(), std::as_writable_bytes(std::span(text)), size > kMost ? size - kMost : 0);
    text.resize(got.value_or(0));
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    constexpr std::string_view kBegin = "resnet-train: "; // of a message on standard error
    std::size_t at = text.rfind(kBegin);
    if (at == std::string::npos || (at > 0 && text[at - 1] != '\n'))
        at = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
    else
        at += kBegin.size();
    std::string line;
    for (const char c : displayText(std::string_view(text).substr(at))) // its line breaks are spaces then
        if (c != ' ' || (!line.empty() && line.back() != ' '))
            line += c;
    return line.substr(0, kLongest);
}

} // namespace studio
