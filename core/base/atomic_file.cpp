// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/base/error.h"

namespace studio {

namespace {

std::string folderOf(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

int openExclusive(const std::string& path) {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
}

} // namespace

AtomicFile::AtomicFile(std::string path)
    : path_(std::move(path))
    , partialPath_(path_ + ".partial") {
    fd_ = openExclusive(partialPath_);
    if (fd_ < 0 && errno == EEXIST) {
        // Left by a process that was killed while it wrote: one writer owns a run, so it is nobody's now.
        ::unlink(partialPath_.c_str());
        fd_ = openExclusive(partialPath_);
    }
    if (fd_ < 0)
        throw systemError("Cannot create a file", partialPath_, errno);
}

AtomicFile::~AtomicFile() {
    if (fd_ >= 0)
        ::close(fd_);
    if (!partialPath_.empty())
        ::unlink(partialPath_.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            throw systemError("Cannot write a file", path_, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void AtomicFile::write(std::string_view text) {
    write(std::as_bytes(std::span(text.data(), text.size())));
}

void AtomicFile::commit() {
    // Linux reports a failed write-back once: after an error here the file is dead, a second fsync would lie.
    if (::fsync(fd_) != 0)
        throw systemError("Cannot make a file durable", path_, errno);
    if (::close(std::exchange(fd_, -1)) != 0)
        throw systemError("Cannot close a file", path_, errno);
    if (::rename(partialPath_.c_str(), path_.c_str()) != 0)
        throw systemError("Cannot put a file in its place", path_, errno);
    partialPath_.clear();
    syncFolder(folderOf(path_));
}

void writeFileAtomically(const std::string& path, std::string_view text) {
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

void syncFolder(const std::string& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        throw systemError("Cannot open the folder to make a file in it durable", folder, errno);
    const int failed = ::fsync(fd) != 0 ? errno : 0;
    ::close(fd);
    // Some network file systems do not know fsync of a folder; their rename is what it is.
    if (failed != 0 && failed != EINVAL && failed != ENOTSUP)
        throw systemError("Cannot make a file durable", folder, failed);
}

std::string readSmallFile(const std::string& path, std::size_t maxBytes) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        throw systemError("Cannot open a file", path, errno);
    struct Closer {
        int fd;
        ~Closer() { ::close(fd); }
    } closer{fd};
    struct stat info {};
    if (::fstat(fd, &info) != 0)
        throw systemError("Cannot read a file", path, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {"This is not a regular file", path, {}, {}});
    if (static_cast<std::uint64_t>(info.st_size) > maxBytes)
        throw Error(ErrorKind::Data, {"This file is too large to be what it should be", path, {}, {}});
    std::string content;
    content.reserve(static_cast<std::size_t>(info.st_size));
    char buffer[16384];
    while (true) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw systemError("Cannot read a file", path, errno);
        if (got == 0)
            return content;
        content.append(buffer, static_cast<std::size_t>(got));
        if (content.size() > maxBytes)
            throw Error(ErrorKind::Data, {"This file is too large to be what it should be", path, {}, {}});
    }
}

} // namespace studio
