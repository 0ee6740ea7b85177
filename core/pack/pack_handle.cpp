// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_handle_internal.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr const char* kCannotRead = "The pack cannot be read";
constexpr const char* kCannotWrite = "The pack cannot be written";

} // namespace

PackHandle PackHandle::toRead(const std::string& path) {
    PackHandle handle(path, openToRead(path));
    if (!handle.isOpen())
        throw accessError(kCannotRead, displayText(path), errno);
    return handle;
}

PackHandle PackHandle::toReadIfThere(const std::string& path) {
    PackHandle handle(path, openToRead(path));
    if (!handle.isOpen() && errno != ENOENT && errno != ENOTDIR)
        throw accessError(kCannotRead, displayText(path), errno);
    return handle;
}

PackHandle PackHandle::toWrite(const std::string& path) {
    PackHandle handle(path, FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644)));
    if (!handle.isOpen())
        throw systemError(kCannotWrite, displayText(path), errno);
    return handle;
}

std::uint64_t PackHandle::length() const {
    struct stat info {};
    if (::fstat(file(), &info) != 0)
        throw systemError(kCannotRead, displayText(path_), errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Corrupt, {"This is not a regular file", displayText(path_), {}, {}});
    return static_cast<std::uint64_t>(info.st_size);
}

std::string PackHandle::read(std::uint64_t offset, std::size_t length) const {
    std::string out(length, '\0');
    const std::optional<std::size_t> got = readAt(file(), std::as_writable_bytes(std::span(out)), offset);
    if (!got)
        throw systemError(kCannotRead, displayText(path_), errno);
    out.resize(*got);
    return out;
}

void PackHandle::write(std::uint64_t offset, std::span<const std::uint8_t> bytes) const {
    if (writeAllAt(file(), std::as_bytes(bytes), offset) < bytes.size())
        throw systemError(kCannotWrite, displayText(path_), errno);
}

void PackHandle::write(std::uint64_t offset, std::string_view text) const {
    write(offset, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void PackHandle::cutTo(std::uint64_t length) const {
    if (::ftruncate(file(), static_cast<off_t>(length)) != 0)
        throw systemError(kCannotWrite, displayText(path_), errno);
}

void PackHandle::makeDurable() const {
    if (::fsync(file()) != 0)
        throw systemError("The pack cannot be made durable", displayText(path_), errno);
}

bool packFileIsThere(const std::string& path) {
    if (::access(path.c_str(), F_OK) == 0)
        return true;
    if (errno != ENOENT && errno != ENOTDIR)
        throw accessError(kCannotRead, displayText(path), errno);
    return false;
}

} // namespace studio
