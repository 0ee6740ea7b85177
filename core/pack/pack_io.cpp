// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_io_internal.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr const char* kCannotRead = "The pack cannot be read";
constexpr const char* kCannotWrite = "The pack cannot be written";

int openToRead(const std::string& path) {
    return ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

} // namespace

PackHandle PackHandle::toRead(const std::string& path) {
    PackHandle handle(path, openToRead(path));
    if (!handle.isOpen())
        throw systemError(kCannotRead, displayText(path), errno);
    return handle;
}

PackHandle PackHandle::toReadIfThere(const std::string& path) {
    PackHandle handle(path, openToRead(path));
    if (!handle.isOpen() && errno != ENOENT && errno != ENOTDIR)
        throw systemError(kCannotRead, displayText(path), errno);
    return handle;
}

PackHandle PackHandle::toWrite(const std::string& path) {
    PackHandle handle(path, ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!handle.isOpen())
        throw systemError(kCannotWrite, displayText(path), errno);
    return handle;
}

PackHandle::~PackHandle() {
    if (isOpen())
        ::close(file_);
}

PackHandle& PackHandle::operator=(PackHandle&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    return *this;
}

std::uint64_t PackHandle::length() const {
    struct stat info {};
    if (::fstat(file_, &info) != 0)
        throw systemError(kCannotRead, displayText(path_), errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Corrupt, {"This is not a regular file", displayText(path_), {}, {}});
    return static_cast<std::uint64_t>(info.st_size);
}

std::string PackHandle::read(std::uint64_t offset, std::size_t length) const {
    std::string out(length, '\0');
    std::size_t at = 0;
    while (at < length) {
        const ssize_t got = ::pread(file_, out.data() + at, length - at, static_cast<off_t>(offset + at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw systemError(kCannotRead, displayText(path_), errno);
        if (got == 0)
            break;
        at += static_cast<std::size_t>(got);
    }
    out.resize(at);
    return out;
}

void PackHandle::write(std::uint64_t offset, std::span<const std::uint8_t> bytes) const {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throw systemError(kCannotWrite, displayText(path_), errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

void PackHandle::write(std::uint64_t offset, std::string_view text) const {
    write(offset, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void PackHandle::cutTo(std::uint64_t length) const {
    if (::ftruncate(file_, static_cast<off_t>(length)) != 0)
        throw systemError(kCannotWrite, displayText(path_), errno);
}

void PackHandle::makeDurable() const {
    if (::fsync(file_) != 0)
        throw systemError("The pack cannot be made durable", displayText(path_), errno);
}

bool packFileIsThere(const std::string& path) {
    if (::access(path.c_str(), F_OK) == 0)
        return true;
    if (errno != ENOENT && errno != ENOTDIR)
        throw systemError(kCannotRead, displayText(path), errno);
    return false;
}

bool PackHandle::isStill(const std::string& path) const {
    struct stat opened {
    }, named{};
    return ::fstat(file_, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

} // namespace studio
