// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "core/backup/target_internal.h"
#include "core/base/file.h"
#include "core/base/spawn.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr std::size_t kMaxComplaint = 600; ///< the words around it must fit in a notice, too
// rsync(1), EXIT VALUES.
constexpr int kSocketTrouble = 10, kBrokenStream = 12, kSomeMissing = 23, kTimeOut = 30, kNoConnection = 35,
              kShellFailed = 255;

bool isPassing(int code) {
    return code == kSocketTrouble || code == kBrokenStream || code == kTimeOut || code == kNoConnection;
}

struct Ended {
    int code = -1;
    std::string complaint; ///< the beginning of what it wrote to its standard error
};

/// Whether ssh says no, or a folder that is there on the other machine's disk: no time cures that. A folder that cannot
/// be made may be on a volume that is not mounted yet.
bool isRefusal(const Ended& ended) {
    const auto says = [&ended](const char* words) { return ended.complaint.find(words) != std::string::npos; };
    if (ended.code == kShellFailed)
        return says("Permission denied (") || says("Host key verification failed");
    return says("mkstemp") && (says("Permission denied") || says("Read-only file system"));
}

/// Whether a program of this name is on the search path.
bool isInstalled(const std::string& program) {
    const char* variable = std::getenv("PATH");
    const std::string path = variable != nullptr ? variable : "/usr/bin:/bin";
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find(':', begin), path.size());
        const std::string at = path.substr(begin, end - begin) + "/" + program;
        std::error_code error;
        if (std::filesystem::is_regular_file(at, error) && ::access(at.c_str(), X_OK) == 0)
            return true;
        begin = end + 1;
    }
    return false;
}

/// What came in, at most kMaxComplaint of it; false at the end.
bool readComplaint(int from, std::string& into) {
    std::array<std::byte, 1024> block{};
    const ssize_t got = readSome(from, block);
    if (got > 0 && into.size() < kMaxComplaint)
        into.append(reinterpret_cast<const char*>(block.data()), static_cast<std::size_t>(got));
    return got > 0;
}

bool isReadable(int file, int milliseconds) {
    pollfd wait{file, POLLIN, 0};
    return ::poll(&wait, 1, milliseconds) > 0;
}

/// Waits for a child and reads what it complains about; a stop ends it. What it has started in its turn (a connection
/// that ssh keeps for later) may hold its standard error for hours after its end, and is not waited for.
Ended waitFor(pid_t child, int complaints, const BackupHooks& hooks, const std::stop_token& stop) {
    Ended ended;
    bool open = true, told = false;
    std::optional<ProcessEnd> end;
    while (open && !(end = endOfChild(child, false))) {
        if (stop.stop_requested() && !std::exchange(told, true))
            ::kill(child, SIGTERM);
        if (isReadable(complaints, kPollMilliseconds))
            open = readComplaint(complaints, ended.complaint);
        if (hooks.tick)
            hooks.tick();
    }
    while (end && open && ended.complaint.size() < kMaxComplaint && isReadable(complaints, 0))
        open = readComplaint(complaints, ended.complaint);
    ended.code = (end ? end : endOfChild(child, true))->code;
    return ended;
}

/// Runs rsync with these words and no shell; it inherits no descriptor but its standard streams.
Ended runRsync(const std::vector<std::string>& words, const BackupHooks& hooks, const std::stop_token& stop) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw systemError("rsync cannot be started", {}, errno);
    const FileDescriptor reading(ends[0]);
    FileDescriptor writing(ends[1]);
    SpawnPlan plan;
    plan.words = words;
    plan.errorOut = writing.get();
    plan.keepsHangUp = true; // nohup is meant for the copy, too
    pid_t child = -1;
    const int problem = spawnProgram(plan, child);
    writing.close();
    if (problem != 0)
        throw systemError("rsync cannot be started", {}, problem);
    return waitFor(child, reading.get(), hooks, stop);
}

class RsyncTarget final : public BackupTarget {
public:
    RsyncTarget(std::string place, const BackupOptions& options, std::stop_token stop)
        : place_(std::move(place))
        , options_(options)
        , stop_(std::move(stop)) {}

    std::string place() const override { return place_; }
    std::optional<std::string> readManifest(const BackupHooks& hooks) override;
    /// rsync finds out by itself, when it is told to send.
    bool holds(const BackupFile&, int, const BackupHooks&) override { return false; }
    bool keeps(const BackupFile& file, const BackupHooks& hooks) override {
        const std::string nowhere = std::filesystem::temp_directory_path().string() + "/resnet-studio-nothing";
        return transfer({"--dry-run"}, place_ + "/" + file.object(), nowhere, hooks, true);
    }
    void put(const std::string& object, const BackupFile&, int open, const BackupHooks& hooks) override {
        // The open file itself, not whatever has its name by now.
        const std::string from = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(open);
        transfer({"--mkpath", "--checksum"}, from, place_ + "/" + object, hooks);
    }
    void get(const BackupFile& file, const std::string& path, const BackupHooks& hooks) override {
        transfer({"--partial"}, place_ + "/" + file.object(), path, hooks);
    }
    void remove(const std::string&, const BackupHooks&) override {} // rsync deletes no file by its name

private:
    /// False, where `mayMiss`, if there is no such file.
    bool transfer(const std::vector<std::string>& options, const std::string& from, const std::string& to,
                  const BackupHooks& hooks, bool mayMiss = false);
    Error refusal(const Ended& ended) const;

    const std::string place_;
    const BackupOptions options_;
    const std::stop_token stop_;
};

Error RsyncTarget::refusal(const Ended& ended) const {
    const std::string said = "rsync said: " + displayText(ended.complaint);
    const ErrorKind kind = isRefusal(ended) ? ErrorKind::NoRight : ErrorKind::Io;
    if (ended.code == kShellFailed)
        return Error(kind, {"The other machine cannot be reached by ssh", displayText(place_), said,
                            "It must let you in by a key, without asking for a password."});
    return Error(kind, {"rsync could not copy", displayText(place_), said,
                        "See to what it names, then repeat this: what is there is kept."});
}

bool RsyncTarget::transfer(const std::vector<std::string>& options, const std::string& from, const std::string& to,
                           const BackupHooks& hooks, bool mayMiss) {
    std::vector<std::string> words{"rsync", "--copy-links", "--protect-args", "--fsync"};
    words.push_back("--timeout=" + std::to_string(std::max(1, static_cast<int>(options_.stallSeconds))));
    if (std::getenv("RSYNC_RSH") == nullptr) // nobody is there to type a password
        words.insert(words.end(), {"-e", "ssh -o BatchMode=yes -o ConnectTimeout=20"});
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {"--", from, to});
    BackupRetry retry(options_, hooks, stop_);
    for (;;) {
        const Ended ended = runRsync(words, hooks, stop_);
        throwIfStopped(stop_);
        if (ended.code == 0)
            return true;
        if (mayMiss && ended.code == kSomeMissing && ended.complaint.find("No such file") != std::string::npos)
            return false;
        if (!isPassing(ended.code))
            throw refusal(ended);
        retry.again("rsync ended with " + std::to_string(ended.code), displayText(place_));
    }
}

std::optional<std::string> RsyncTarget::readManifest(const BackupHooks& hooks) {
    std::string folder = std::filesystem::temp_directory_path().string() + "/resnet-studio-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr)
        throw systemError("Cannot make a temporary folder", displayText(folder), errno);
    const std::string path = folder + "/" + kManifestName;
    std::optional<std::string> text;
    const auto clear = [&folder] {
        std::error_code error;
        std::filesystem::remove_all(folder, error);
    };
    try {
        const std::string limit = "--max-size=" + std::to_string(kMaxManifestBytes);
        if (transfer({limit}, place_ + "/" + kManifestName, path, hooks, true))
            text = readSmallFile(path, kMaxManifestBytes);
    } catch (...) {
        clear();
        throw;
    }
    clear();
    return text;
}

} // namespace

std::unique_ptr<BackupTarget> openRsyncTarget(const std::string& place, const BackupOptions& options,
                                              const std::stop_token& stop) {
    const std::string host = place.substr(0, place.find(':'));
    constexpr const char* kHost = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@";
    if (host.starts_with('-') || host.find_first_not_of(kHost) != std::string::npos ||
        place.size() == host.size() + 1 || place[host.size() + 1] == ':')
        throw Error(ErrorKind::Usage, {"This is no folder on another machine",
                                       displayText(place),
                                       {},
                                       "It should look like HOST:FOLDER or USER@HOST:FOLDER."});
    if (!isInstalled("rsync"))
        throw Error(ErrorKind::Usage, {"The rsync program is missing", displayText(place), "It does the copying.",
                                       "Install it on both machines: sudo apt install rsync"});
    return std::make_unique<RsyncTarget>(place, options, stop);
}

} // namespace studio
