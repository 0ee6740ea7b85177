// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/rank_folder.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "core/base/error.h"

namespace studio {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "resnet-studio-ranks-";
constexpr std::string_view kLock = "/lock";
constexpr int kTries = 10; ///< each lost to somebody who took the new folder for an abandoned one

bool isOurFolder(const std::string& path) {
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid();
}

/// Takes its locks. Without the first one somebody is just making it, or it is another version's.
bool isAbandoned(const std::string& path, std::vector<FileDescriptor>& locks) {
    locks.push_back(openToRead(path + std::string(kLock), O_NOFOLLOW));
    if (!locks.back().isOpen() || tryLockFile(locks.back().get()) != 0)
        return false;
    std::error_code error;
    for (fs::directory_iterator at(path, error); !error && at != fs::end(at); at.increment(error)) {
        if (at->path().extension() != ".log")
            continue;
        locks.push_back(openToRead(at->path().string(), O_NOFOLLOW));
        if (!locks.back().isOpen() || tryLockFile(locks.back().get()) != 0)
            return false;
    }
    return !error;
}

} // namespace

RankFolder::RankFolder() {
    const std::string folder = fs::temp_directory_path().string();
    removeAbandonedRankFolders(folder);
    for (int tries = 0; tries < kTries; ++tries) {
        std::string pattern = folder + "/" + std::string(kName) + "XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr)
            throw systemError("Cannot make a folder for the ranks to meet in", pattern, errno);
        const std::string lock = pattern + std::string(kLock);
        lock_ = FileDescriptor(::open(lock.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        const int problem = lock_.isOpen() ? tryLockFile(lock_.get()) : errno;
        if (problem == EWOULDBLOCK || (problem == 0 && !isStillNamed(lock_.get(), lock)))
            continue;
        // Where the file system knows no locks nobody takes it for abandoned either.
        if (!lock_.isOpen())
            throw systemError("Cannot make a folder for the ranks to meet in", pattern, problem);
        path_ = pattern;
        return;
    }
    throw systemError("Cannot make a folder for the ranks to meet in", folder, EAGAIN);
}

RankFolder::~RankFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
}

std::string RankFolder::logOf(int rank) const {
    return path_ + "/rank-" + std::to_string(rank) + ".log";
}

FileDescriptor RankFolder::openLog(int rank) const {
    const std::string path = logOf(rank);
    FileDescriptor log(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!log.isOpen())
        throw systemError("Cannot start a rank", path, errno);
    tryLockFile(log.get()); // the open file's, so that the child's copy of it holds the lock, too
    return log;
}

int removeAbandonedRankFolders(const std::string& folder) {
    std::vector<std::string> found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error); !error && at != fs::end(at); at.increment(error)) {
        if (at->path().filename().native().starts_with(kName))
            found.push_back(at->path().string());
    }
    int removed = 0;
    for (const std::string& path : found) {
        std::vector<FileDescriptor> locks; // held until it is gone
        if (isOurFolder(path) && isAbandoned(path, locks) && fs::remove_all(path, error) > 0 && !error)
            ++removed;
    }
    return removed;
}

} // namespace studio
