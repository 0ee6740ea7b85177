// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/snapshot_internal.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "core/base/read_error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_database_copy.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxAside = 512u << 20; ///< of one file that may change; a list of 1.28 million names has 40 MB
constexpr int kTries = 5;

const std::string kCheckpoints = "checkpoints/";

constexpr std::size_t kDigits = 32; ///< of a SHA-256, in a name

/// What killed backups of the run left, to whatever place.
void clearLeft(const std::string& above, const std::string& run) {
    constexpr std::string_view kLock = ".lock";
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(above, error)) {
        const std::string path = entry.path().string();
        if (!path.starts_with(above + "/" + run) || !path.ends_with(kLock))
            continue;
        const FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
        std::error_code ignored;
        if (lock.isOpen() && tryLockFile(lock.get()) == 0)
            fs::remove_all(path.substr(0, path.size() - kLock.size()), ignored);
    }
}

/// A backup to another place holds it for the moment in which it looks for what killed ones left.
bool lockPatiently(int file) {
    constexpr int kMostLooks = 40;
    for (int look = 1; tryLockFile(file) != 0; ++look) {
        if (look == kMostLooks)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

/// Tells this run from others of its name; empty: not known.
std::string identityOf(const RunDatabase& database, const std::string& classes) {
    const auto started = database.value("started_utc_ms");
    return started && !classes.empty() ? sha256Hex(*started + "\n" + classes).substr(0, kDigits) : std::string();
}

/// What is gone does not come back by another try.
void requireHistory(const std::string& path) {
    std::error_code error;
    if (fs::symlink_status(path, error).type() == fs::file_type::not_found)
        throw Error(ErrorKind::Corrupt, {"The run's history is gone", displayText(path), {}, {}});
}

} // namespace

RunSnapshot::RunSnapshot(const std::string& runFolder, const std::string& place, bool allCheckpoints)
    : folder_(absolutePath(runFolder)) {
    if (!isRunThere(folder_))
        throw Error(ErrorKind::Data,
                    {"This is not a run folder", displayText(folder_), {}, "Give the folder that holds recipe.json."});
    lockStage(place);
    try {
        for (const char* name : kPlainFiles)
            copyAside(name);
        // Retention may take a checkpoint between the look at the history and the opening of the file.
        for (int i = 1; !takeCheckpoints(historyAside(allCheckpoints), i == kTries); ++i) {
        }
        checkHistory();
        take("best_model.pth", RunPaths(folder_).bestModel);
    } catch (...) {
        std::error_code error;
        fs::remove_all(stage_, error);
        throw;
    }
}

RunSnapshot::~RunSnapshot() {
    std::error_code error;
    fs::remove_all(stage_, error);
}

void RunSnapshot::lockStage(const std::string& place) {
    const std::string above = defaultCacheFolder() + "/backups";
    makeFolder(above);
    const std::string run = sha256Hex(folder_).substr(0, kDigits);
    clearLeft(above, run);
    stage_ = above + "/" + run + "-" + sha256Hex(place).substr(0, kDigits);
    const std::string path = stage_ + ".lock";
    lock_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock_.isOpen())
        throw systemError("Cannot make a file", displayText(path), errno);
    if (!lockPatiently(lock_.get())) {
        stage_.clear();
        throw Error(
            ErrorKind::Locked,
            {"This run is being backed up there already", displayText(folder_), {}, "Wait for the end of that."});
    }
    std::error_code error;
    fs::remove_all(stage_, error); // what a killed one left
    makeFolder(stage_);
}

/// False: it is not there.
bool RunSnapshot::take(const std::string& name, const std::string& path) {
    FileDescriptor file = openToRead(path, O_NOFOLLOW);
    if (!file.isOpen() && errno == ENOENT)
        return false;
    struct stat facts {};
    if (!file.isOpen() || ::fstat(file.get(), &facts) != 0)
        throw readError("Cannot open a file of the run", displayText(path), errno);
    if (!S_ISREG(facts.st_mode))
        throw Error(ErrorKind::Data, {"A file of the run is none", displayText(path), {}, "Delete it."});
    items_.push_back({name, std::move(file), static_cast<std::uint64_t>(facts.st_size)});
    return true;
}

FileDescriptor RunSnapshot::hold(const std::string& name, const std::string& text) const {
    const std::string path = stage_ + "/" + name;
    writeFileAtomically(path, text);
    FileDescriptor file = openToRead(path);
    if (!file.isOpen())
        throw systemError("Cannot open a file", displayText(path), errno);
    return file;
}

void RunSnapshot::copyAside(const std::string& name) {
    std::error_code error;
    if (fs::symlink_status(folder_ + "/" + name, error).type() == fs::file_type::not_found)
        return;
    const std::string text = readSmallFile(folder_ + "/" + name, kMaxAside);
    items_.push_back({name, hold(name, text), text.size()});
}

/// Copies run.db; the checkpoints that belong to the backup.
std::vector<std::string> RunSnapshot::historyAside(bool allCheckpoints) {
    const RunPaths paths(folder_);
    const std::string aside = stage_ + "/run.db";
    for (const char* tail : {"", "-wal", "-shm", "-journal"}) {
        std::error_code error;
        fs::remove(aside + tail, error);
    }
    missing_.clear();
    historyProblem_.reset();
    identity_.clear();
    historyBegunUtcMs_ = 0;
    bool isCopied = false;
    try {
        requireHistory(paths.database);
        copyRunDatabase(paths.database, aside);
        isCopied = true; // and may hold what somebody can still read
        const RunDatabase database(aside, RunDatabase::Mode::Read);
        std::error_code error;
        identity_ = identityOf(database, fs::exists(paths.classes, error) ? readSmallFile(paths.classes, kMaxAside)
                                                                          : std::string());
        const std::string begun = database.value(kHistoryBegunKey).value_or("");
        std::from_chars(begun.data(), begun.data() + begun.size(), historyBegunUtcMs_);
        const std::vector<std::string> names = chosen(database.checkpoints(), allCheckpoints);
        addDropped(database.value(kDroppedKey).value_or(""));
        return names;
    } catch (const Error& problem) {
        if (problem.kind() == ErrorKind::DiskFull)
            throw;
        std::error_code error;
        if (!isCopied)
            fs::remove(aside, error);
        historyProblem_ = problem;
        return listCheckpointFiles(paths.checkpoints);
    }
}

/// Of the history's, newest first. In the place of one that is not there comes the next one.
std::vector<std::string> RunSnapshot::chosen(const std::vector<CheckpointRecord>& records, bool all) {
    std::vector<std::string> names;
    bool isNewestDue = true, isBestDue = true, isNewest = true, isBest = true;
    for (const CheckpointRecord& record : records) {
        const std::string name = kCheckpoints + record.file;
        if (!isRunFile(name))
            continue;
        std::error_code error;
        if (fs::symlink_status(folder_ + "/" + name, error).type() == fs::file_type::not_found) {
            missing_.push_back({name, isNewestDue || (record.best && isBestDue)});
        } else if (all || isNewest || (record.best && isBest)) {
            names.push_back(record.file);
            isNewest = false;
            isBest = isBest && !record.best;
        }
        isNewestDue = false;
        isBestDue = isBestDue && !record.best;
    }
    return names;
}

/// `names`: as kDroppedKey keeps them. What is there again, or listed again, is as any other.
void RunSnapshot::addDropped(const std::string& names) {
    std::istringstream lines(names);
    std::set<std::string> seen;
    for (const Missing& missing : missing_)
        seen.insert(missing.name);
    for (std::string line; std::getline(lines, line);) {
        const std::string name = kCheckpoints + line;
        std::error_code error;
        if (isRunFile(name) && seen.insert(name).second &&
            fs::symlink_status(folder_ + "/" + name, error).type() == fs::file_type::not_found)
            missing_.push_back({name, false, true});
    }
}

/// False: one of them is gone, and nothing was taken; or one that the history lists is, unless it `mayMiss` some.
bool RunSnapshot::takeCheckpoints(const std::vector<std::string>& names, bool mayMiss) {
    if (!mayMiss && std::any_of(missing_.begin(), missing_.end(), [](const auto& one) { return !one.isDropped; }))
        return false;
    const std::size_t before = items_.size();
    take("run.db", stage_ + "/run.db");
    for (const std::string& name : names) {
        if (take(kCheckpoints + name, RunPaths(folder_).checkpoints + "/" + name))
            continue;
        if (!mayMiss) {
            items_.resize(before);
            return false;
        }
        missing_.push_back({kCheckpoints + name, true});
    }
    return true;
}

/// What can be copied may be damaged all the same.
void RunSnapshot::checkHistory() {
    if (historyProblem_)
        return;
    try {
        RunDatabase(stage_ + "/run.db", RunDatabase::Mode::Read).verify();
    } catch (const Error& problem) {
        if (problem.kind() == ErrorKind::DiskFull)
            throw;
        historyProblem_ = problem;
    }
}

} // namespace studio
