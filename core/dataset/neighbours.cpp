// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/neighbours.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/dataset/folder_listing.h"

namespace studio {

namespace {

namespace fs = std::filesystem;

/// Where a chain of links leads, as far as it can be read.
fs::path endOfLinks(fs::path path) {
    constexpr int kMaxLinks = 40; // as the kernel
    std::error_code error;
    for (int i = 0; i < kMaxLinks && fs::is_symlink(fs::symlink_status(path, error)); ++i) {
        const fs::path next = fs::read_symlink(path, error);
        if (error)
            break;
        path = path.parent_path() / next; // an absolute one replaces all
    }
    return path;
}

/// This process is short of something: that says nothing about any file.
bool isOfProcess(int errorNumber) {
    return errorNumber == ENOMEM || errorNumber == EMFILE || errorNumber == ENFILE || errorNumber == EINTR ||
           errorNumber == EAGAIN;
}

/// Whether other files can be read beside what `path` leads to, and their folder says that it is a file, too.
bool neighboursAnswer(const std::string& path) {
    constexpr std::size_t kTries = 8;
    const fs::path at = endOfLinks(path);
    const std::string folder = at.parent_path().string(), name = at.filename().string();
    try {
        const FolderListing listing = listFolder(folder, {});
        std::vector<std::string> files;
        bool isFile = false;
        EntryReader reader(listing.entries);
        for (FolderEntry entry; reader.next(entry);) {
            isFile = isFile || (entry.name == name && entry.kind == FolderEntry::Kind::File);
            if (entry.kind == FolderEntry::Kind::File && entry.name != name)
                files.emplace_back(entry.name);
        }
        const std::size_t tries = isFile ? std::min(files.size(), kTries) : 0;
        for (std::size_t i = 0; i < tries; ++i) {
            if (canReadFromDevice(folder + "/" + files[i * files.size() / tries]))
                return true;
        }
    } catch (const Error&) { // the folder cannot be listed either
    }
    return false;
}

} // namespace

bool canReadFromDevice(const std::string& path) {
    const FileDescriptor file = openToRead(path);
    struct stat info {};
    if (!file.isOpen() || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED); // all: a part of a large folio stays
    std::array<std::byte, 1> byte{};
    return readSome(file.get(), byte) == 1; // an empty one is read without the device
}

int callOnFile(const std::string& path, const std::string& what, const std::function<int()>& call) {
    int problem = call();
    if (problem == 0 || isAboutName(problem))
        return problem;
    if (!isOfProcess(problem) && neighboursAnswer(path)) {
        problem = call(); // only what fails after others were read speaks of this one
        if (!isOfProcess(problem))
            return problem;
    }
    throw systemError(what, displayText(path), problem);
}

} // namespace studio
