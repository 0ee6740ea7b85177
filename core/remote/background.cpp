// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/background.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "core/base/child_program.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/remote/detached_process_internal.h"
#include "core/remote/remote_words_internal.h"

namespace studio {

namespace {

constexpr const char* kSystemdRun = "/usr/bin/systemd-run";
constexpr std::size_t kMaxShown = 2000; ///< of what a trainer printed that ended without a word

/// How a small program of the system ended, which is not waited for long.
ChildEnd ask(const std::string& program, std::vector<std::string> arguments) {
    constexpr double kSeconds = 3;
    constexpr std::size_t kMaxOutput = 4096;
    return runChildProgram({program, std::move(arguments), {}, {}, kSeconds, kMaxOutput});
}

bool isThere(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

/// Whether the user's systemd, and all that runs in it, stays when the user logs out.
bool isLingering() {
    std::array<char, 4096> text;
    passwd entry{}, *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found) != 0 || found == nullptr)
        return false;
    return isThere(std::string("/var/lib/systemd/linger/") + found->pw_name);
}

/// Where the trainer shall live. A scope keeps it apart from the login; but without lingering a scope is ended with the
/// last login, where a plain session of its own stays, unless the system kills a user's processes at logout.
std::vector<std::string> launcherWords(std::string& note) {
    if (!isThere("/run/systemd/system"))
        return {};
    if (isLingering() && isThere(kSystemdRun) &&
        ask(kSystemdRun, {"--user", "--scope", "--quiet", "--", "/bin/true"}).isGood())
        return {kSystemdRun, "--user", "--scope", "--quiet", "--collect", "--"};
    const ChildEnd said = ask("loginctl", {"show-session", "--property=KillUserProcesses", "--value"});
    if (said.output.starts_with("yes"))
        note =
            "This system ends a user's programs at logout. \"loginctl enable-linger\" changes that for runs that are "
            "started afterwards.";
    return {};
}

FileDescriptor unnamedFile() {
    FileDescriptor file(::memfd_create("background", MFD_CLOEXEC));
    if (!file.isOpen() || ::fcntl(file.get(), F_SETFL, O_APPEND) != 0)
        throw systemError("Cannot make a file in memory", {}, errno);
    return file;
}

/// The last that it printed, for a trainer that ended without a word.
std::string lastWords(int file) {
    struct stat info {};
    if (::fstat(file, &info) != 0 || info.st_size <= 0)
        return {};
    const auto size = static_cast<std::uint64_t>(info.st_size);
    const std::size_t shown = static_cast<std::size_t>(std::min<std::uint64_t>(size, kMaxShown));
    std::string text(shown, '\0');
    text.resize(readAt(file, std::as_writable_bytes(std::span(text)), size - shown).value_or(0));
    return displayText(text);
}

std::string textOf(const nlohmann::json& json, const char* key) {
    const auto field = json.find(key);
    return field != json.end() && field->is_string() ? field->get<std::string>() : std::string();
}

/// What the trainer said of its start: its run folder, or the Error that it failed with.
std::string runFolderOf(const std::string& line, const std::string& program) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object())
        throw Error(ErrorKind::Internal, {"The process in the background cannot be understood",
                                          displayText(program),
                                          {},
                                          "Look at what it printed into the run's background.log."});
    const auto kind = json.find("kind");
    if (kind == json.end())
        return unescapeBytes(textOf(json, "run_folder"));
    const bool isKnown = kind->is_number_integer() && kind->get<std::int64_t>() >= 0 &&
                         kind->get<std::int64_t>() <= static_cast<std::int64_t>(ErrorKind::Internal);
    throw Error(isKnown ? static_cast<ErrorKind>(kind->get<int>()) : ErrorKind::Internal,
                {textOf(json, "title"), textOf(json, "place"), textOf(json, "done"), textOf(json, "next")});
}

/// What comes through the pipe while the trainer starts.
class StartWatch {
public:
    StartWatch(FileDescriptor pipe, std::string program, std::stop_token stop)
        : pipe_(std::move(pipe))
        , program_(std::move(program))
        , stop_(std::move(stop)) {}

    pid_t processId() {
        DetachedWord word;
        if (!fill(sizeof word))
            throw systemError("Cannot start the trainer", program_, ECHILD);
        std::memcpy(&word, bytes_.data(), sizeof word);
        bytes_.erase(0, sizeof word);
        pid_ = word.pid;
        if (word.error != 0)
            throw systemError("Cannot start the trainer", program_, word.error);
        return pid_;
    }
    /// Its one line; empty where it ended without.
    std::string line() {
        while (bytes_.find('\n') == std::string::npos) {
            if (bytes_.size() > kMaxRemoteLine || !fill(bytes_.size() + 1))
                break;
        }
        DetachedWord word; // a second one: the program could not be run
        if (bytes_.size() >= sizeof word && bytes_.front() != '{') {
            std::memcpy(&word, bytes_.data(), sizeof word);
            throw systemError("Cannot start the trainer", program_, word.error);
        }
        const std::size_t end = bytes_.find('\n');
        return end == std::string::npos ? std::string() : bytes_.substr(0, end);
    }

private:
    /// False where the pipe ends before.
    bool fill(std::size_t wanted) {
        constexpr int kLookForStop = 100; // milliseconds
        pollfd wait{pipe_.get(), POLLIN, 0};
        while (bytes_.size() < wanted) {
            if (stop_.stop_requested()) {
                if (pid_ > 0)
                    ::kill(pid_, SIGTERM);
                throw Error(ErrorKind::Stopped, "The run in the background was not started");
            }
            if (::poll(&wait, 1, stop_.stop_possible() ? kLookForStop : -1) <= 0)
                continue;
            std::array<std::byte, 1024> bytes;
            const ssize_t got = readSome(pipe_.get(), bytes);
            if (got <= 0)
                return false;
            bytes_.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(got));
        }
        return true;
    }

    FileDescriptor pipe_;
    const std::string program_;
    const std::stop_token stop_;
    std::string bytes_;
    pid_t pid_ = 0;
};

/// The run's log, also where it is there from an earlier start. Not open for what is no plain file.
FileDescriptor openBackgroundLog(const std::string& runFolder) {
    const std::string path = runFolder + "/" + kBackgroundLog;
    FileDescriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
    struct stat info {};
    if (file.isOpen() && (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)))
        file.close();
    return file;
}

/// What was printed before there was a run folder.
void copyPrinted(int from, int to) {
    std::array<std::byte, 8192> bytes;
    std::uint64_t done = 0;
    while (const std::size_t got = readAt(from, bytes, done).value_or(0)) {
        if (writeAll(to, std::span(bytes).first(got)) != got)
            return;
        done += got;
    }
}

} // namespace

std::string trainerProgram() {
    std::array<char, 4096> self{};
    const ssize_t length = ::readlink("/proc/self/exe", self.data(), self.size());
    if (length <= 0 || static_cast<std::size_t>(length) == self.size())
        throw systemError("Cannot find the program that trains", "/proc/self/exe", length < 0 ? errno : ENAMETOOLONG);
    return folderOf(std::string(self.data(), static_cast<std::size_t>(length))) + "/resnet-train";
}

BackgroundStart startInBackground(const BackgroundSpec& spec, const std::stop_token& stop) {
    BackgroundStart start;
    std::vector<std::string> words = launcherWords(start.note);
    words.push_back(spec.program);
    words.insert(words.end(), spec.arguments.begin(), spec.arguments.end());
    auto environment = spec.environment;
    environment.push_back(std::string(kStarterVariable) + "=" + std::to_string(kStarterPipe));

    const FileDescriptor printed = unnamedFile();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw systemError("Cannot make a pipe", {}, errno);
    FileDescriptor from(ends[0]), to(ends[1]);
    startDetached(words, environment, printed.get(), to.get());
    to.close(); // so that its end is seen
    StartWatch watch(std::move(from), spec.program, stop);
    start.pid = watch.processId();
    const std::string line = watch.line();
    if (line.empty())
        throw Error(ErrorKind::Internal,
                    {"The process in the background ended before training began", displayText(spec.program),
                     lastWords(printed.get()), "Start it without --background to see more."});
    start.runFolder = runFolderOf(line, spec.program);
    return start;
}

std::unique_ptr<BackgroundTrainer> BackgroundTrainer::fromEnvironment() {
    const char* number = std::getenv(kStarterVariable);
    const bool isOurs = number != nullptr && number == std::to_string(kStarterPipe);
    ::unsetenv(kStarterVariable);
    struct stat info {};
    if (!isOurs || ::fstat(kStarterPipe, &info) != 0 || !S_ISFIFO(info.st_mode))
        return nullptr;
    ::fcntl(kStarterPipe, F_SETFD, FD_CLOEXEC);
    return std::unique_ptr<BackgroundTrainer>(new BackgroundTrainer(FileDescriptor(kStarterPipe)));
}

void BackgroundTrainer::started(const std::string& runFolder) noexcept {
    if (!pipe_.isOpen())
        return;
    try {
        std::fflush(nullptr);
        FileDescriptor log = openBackgroundLog(runFolder);
        if (log.isOpen())
            copyPrinted(STDOUT_FILENO, log.get());
        else
            log = FileDescriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC));
        ::dup2(log.get(), STDOUT_FILENO);
        ::dup2(log.get(), STDERR_FILENO);
        tell(nlohmann::json{{"run_folder", escapeBytes(runFolder)}}.dump());
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, std::string("Whoever started this run was not told: ") + error.what());
    }
}

void BackgroundTrainer::failed(const std::exception& error) noexcept {
    if (!pipe_.isOpen())
        return;
    try {
        const auto* known = dynamic_cast<const Error*>(&error);
        const Message message = messageOf(error);
        tell(nlohmann::json{{"kind", static_cast<int>(known != nullptr ? known->kind() : ErrorKind::Internal)},
                            {"title", message.title},
                            {"place", message.place},
                            {"done", message.done},
                            {"next", message.next}}
                 .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } catch (const std::exception& again) {
        logLine(LogLevel::Warning, std::string("Whoever started this run was not told: ") + again.what());
    }
}

void BackgroundTrainer::tell(const std::string& line) noexcept {
    static_cast<void>(writeAll(pipe_.get(), std::as_bytes(std::span(line))));
    static_cast<void>(writeAll(pipe_.get(), std::as_bytes(std::span("\n", 1))));
    pipe_.close();
}

} // namespace studio
