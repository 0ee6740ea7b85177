// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <sys/types.h>
#include <unistd.h>

namespace studio {

// Files as the system calls see them: who owns a descriptor, calls that a signal interrupts, reads and writes that the
// system cuts short. What has no "Throws" leaves its reason in errno, so that each caller says in its own words what
// failed.

/// A file descriptor (an open file or folder) with one owner, closed when that goes.
class FileDescriptor {
public:
    FileDescriptor() = default;
    /// Takes it; -1 = not open.
    explicit FileDescriptor(int number) noexcept
        : number_(number) {}
    ~FileDescriptor() { close(); }
    FileDescriptor(FileDescriptor&& other) noexcept
        : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;

    bool isOpen() const noexcept { return number_ >= 0; }
    int get() const noexcept { return number_; }
    /// 0, or -1 with errno: a network file system may say only now that it could not write.
    int close() noexcept { return isOpen() ? ::close(std::exchange(number_, -1)) : 0; }

private:
    int number_ = -1;
};

/// For reading. Never waits for a pipe's other end; `flags` of open(2) beside that, for example O_NOFOLLOW.
FileDescriptor openToRead(const std::string& path, int flags = 0);
/// The folder itself, as openat(2) and fsync(2) take it.
FileDescriptor openFolder(const std::string& path);

/// One read(2), again where a signal interrupts it. 0 at the end, -1 with errno.
ssize_t readSome(int file, std::span<std::byte> into) noexcept;
/// As much as there is from `offset` on, at most all of `into`: returns how much. Nothing where reading failed.
std::optional<std::size_t> readAt(int file, std::span<std::byte> into, std::uint64_t offset) noexcept;
/// Reads on to the end of the file and keeps nothing: whether it can be read at all. 0, or errno's number.
int readThrough(int file);
/// Returns how much was written: all, or less with errno. The crash handler may call it.
std::size_t writeAll(int file, std::span<const std::byte> bytes) noexcept;
/// As writeAll(), from `offset` on.
std::size_t writeAllAt(int file, std::span<const std::byte> bytes, std::uint64_t offset) noexcept;

/// Whether `path` still names the open file (no link is followed): somebody may have renamed, replaced or deleted it.
bool isStillNamed(int file, const std::string& path);
/// Waits for nothing. 0: this open file holds the exclusive lock (flock(2)) until it is closed, whatever process or
/// thread asks; EWOULDBLOCK: another one holds it; otherwise errno's number.
int tryLockFile(int file) noexcept;

/// Where the file stands: "." for a bare name.
std::string folderOf(const std::string& path);
/// `path`, absolute, or the nearest folder above it that exists: a place to ask for space and rights before anything is
/// made.
std::string nearestExisting(const std::string& path);
/// The names in the folder survive a power cut, where the file system can tell that. Throws Error(Io).
void syncFolder(const std::string& folder);
/// Reads a regular file of at most `maxBytes`. Never blocks on a FIFO. Throws Error(Data or Io) naming the path.
std::string readSmallFile(const std::string& path, std::size_t maxBytes);

} // namespace studio
