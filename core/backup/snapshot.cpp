// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/snapshot_internal.h"

#include <cerrno>
#include <filesystem>

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

/// Of the history's checkpoints, newest first.
std::vector<std::string> chosen(const std::vector<CheckpointRecord>& records, bool all) {
    std::vector<std::string> names;
    bool best = false;
    for (const CheckpointRecord& record : records) {
        if (all || names.empty() || (record.best && !best))
            names.push_back(record.file);
        best = best || record.best;
    }
    return names;
}

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

/// Tells this run from others of its name.
std::string identityOf(const RunDatabase& database, const std::string& classes) {
    const auto started = database.value("started_utc_ms");
    return started ? sha256Hex(*started + "\n" + classes).substr(0, kDigits) : std::string();
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
    if (tryLockFile(lock_.get()) != 0) {
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
    try {
        copyRunDatabase(paths.database, aside);
        const RunDatabase database(aside, RunDatabase::Mode::Read);
        std::error_code error;
        identity_ = identityOf(database, fs::exists(paths.classes, error) ? readSmallFile(paths.classes, kMaxAside)
                                                                          : std::string());
        return chosen(database.checkpoints(), allCheckpoints);
    } catch (const Error& problem) {
        if (problem.kind() == ErrorKind::DiskFull)
            throw;
        std::error_code error;
        fs::remove(aside, error);
        notes_ = {"The history (run.db) cannot be read and is not in the backup; all checkpoints are."};
        return listCheckpointFiles(paths.checkpoints);
    }
}

/// False: one of them is gone, and nothing was taken; where it `mayMiss` that is noted.
bool RunSnapshot::takeCheckpoints(const std::vector<std::string>& names, bool mayMiss) {
    const std::size_t before = items_.size();
    take("run.db", stage_ + "/run.db");
    for (const std::string& name : names) {
        if (take("checkpoints/" + name, RunPaths(folder_).checkpoints + "/" + name))
            continue;
        if (!mayMiss) {
            items_.resize(before);
            return false;
        }
        notes_.push_back("The checkpoint " + displayText(name) + " is in the history, but its file is not there.");
    }
    return true;
}

} // namespace studio
