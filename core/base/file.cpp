// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <vector>

#include "core/base/error.h"
#include "core/base/read_error.h"

namespace studio {

namespace fs = std::filesystem;

FileDescriptor openToRead(const std::string& path, int flags) {
    return FileDescriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags));
}

FileDescriptor openFolder(const std::string& path) {
    return FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

ssize_t readSome(int file, std::span<std::byte> into) noexcept {
    ssize_t got = 0;
    do
        got = ::read(file, into.data(), into.size());
    while (got < 0 && errno == EINTR);
    return got;
}

std::optional<std::size_t> readAt(int file, std::span<std::byte> into, std::uint64_t offset) noexcept {
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t got = ::pread(file, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return std::nullopt;
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

int readThrough(int file) {
    std::vector<std::byte> buffer(1u << 20);
    ssize_t got = 0;
    do
        got = readSome(file, buffer);
    while (got > 0);
    return got < 0 ? errno : 0;
}

std::size_t writeAll(int file, std::span<const std::byte> bytes) noexcept {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            break;
        done += static_cast<std::size_t>(written);
    }
    return done;
}

std::size_t writeAllAt(int file, std::span<const std::byte> bytes, std::uint64_t offset) noexcept {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written =
            ::pwrite(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            break;
        done += static_cast<std::size_t>(written);
    }
    return done;
}

bool isStillNamed(int file, const std::string& path) {
    struct stat opened {
    }, named{};
    return ::fstat(file, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

int tryLockFile(int file) noexcept {
    return ::flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

std::string folderOf(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string nearestExisting(const std::string& path) {
    std::error_code error;
    fs::path at = fs::absolute(path.empty() ? "." : path, error);
    while (!fs::exists(at, error) && at.has_relative_path())
        at = at.parent_path();
    return at.string();
}

void syncFolder(const std::string& folder) {
    const FileDescriptor opened = openFolder(folder);
    if (!opened.isOpen())
        throw systemError("Cannot open the folder to make a file in it durable", folder, errno);
    const int failed = ::fsync(opened.get()) != 0 ? errno : 0;
    // Some network file systems do not know fsync of a folder; their rename is what it is.
    if (failed != 0 && failed != EINVAL && failed != ENOTSUP)
        throw systemError("Cannot make a file durable", folder, failed);
}

std::string readSmallFile(const std::string& path, std::size_t maxBytes) {
    const FileDescriptor file = openToRead(path);
    if (!file.isOpen())
        throw readError("Cannot open a file", path, errno);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0)
        throw systemError("Cannot read a file", path, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {"This is not a regular file", path, {}, {}});
    std::string content;
    content.reserve(std::min(static_cast<std::size_t>(info.st_size), maxBytes));
    std::byte buffer[16384];
    while (static_cast<std::uint64_t>(info.st_size) <= maxBytes && content.size() <= maxBytes) {
        const ssize_t got = readSome(file.get(), buffer);
        if (got < 0)
            throw systemError("Cannot read a file", path, errno);
        if (got == 0)
            return content;
        content.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(got));
    }
    throw Error(ErrorKind::Data, {"This file is too large to be what it should be", path, {}, {}});
}

} // namespace studio
