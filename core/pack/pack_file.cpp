// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_file_internal.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::chrono::milliseconds kWaits[] = {std::chrono::milliseconds(0), std::chrono::milliseconds(10),
                                                std::chrono::milliseconds(40), std::chrono::milliseconds(160)};
constexpr int kCutShort = -1;

/// 0, a number of errno, or kCutShort.
int readAll(int file, std::uint64_t offset, std::span<std::uint8_t> into) {
    const std::optional<std::size_t> got = readAt(file, std::as_writable_bytes(into), offset);
    return !got ? errno : *got < into.size() ? kCutShort : 0;
}

} // namespace

struct PackFile::Handle {
    explicit Handle(const std::string& path)
        : file(openToRead(path)) {}

    /// Whether it is a regular file of this length; nothing when the system does not say.
    std::optional<bool> fits(std::uint64_t bytes) const {
        struct stat info {};
        if (!file.isOpen() || ::fstat(file.get(), &info) != 0)
            return std::nullopt;
        return S_ISREG(info.st_mode) && static_cast<std::uint64_t>(info.st_size) == bytes;
    }
    FileDescriptor file;
};

PackFile::PackFile(std::string path, std::uint64_t bytes, std::string header)
    : path_(std::move(path))
    , bytes_(bytes)
    , header_(std::move(header))
    , handle_(std::make_shared<Handle>(path_)) {
    if (!handle_->file.isOpen())
        throw accessError("The packed set cannot be opened", displayText(path_), errno);
    const std::optional<bool> fits = handle_->fits(bytes_);
    if (!fits)
        throw systemError("The packed set does not answer", displayText(path_), errno);
    if (!*fits || !isItsBegin())
        throw Error(ErrorKind::Corrupt, {"The packed set does not belong to its index",
                                         displayText(path_),
                                         {},
                                         "Delete both files and pack the pictures again."});
}

PackFile::~PackFile() = default;

std::shared_ptr<PackFile::Handle> PackFile::handle() const {
    const std::lock_guard lock(mutex_);
    return handle_;
}

/// After a volume was unmounted and mounted again, the old handle stays dead.
bool PackFile::reopen() const {
    auto fresh = std::make_shared<Handle>(path_);
    if (!fresh->fits(bytes_).value_or(false))
        return false;
    const std::lock_guard lock(mutex_);
    handle_ = std::move(fresh);
    return true;
}

/// Whether the file begins as a pack of its index does, read from the device. Throws Error(Io): it cannot be read, so
/// nothing is known about what it holds.
bool PackFile::isItsBegin() const {
    std::string begin(header_.size(), '\0');
    forget(0, header_.size());
    const int failed = readAll(handle()->file.get(), 0, {reinterpret_cast<std::uint8_t*>(begin.data()), begin.size()});
    if (failed != 0 && failed != kCutShort)
        throw systemError("The packed set does not answer", displayText(path_), failed);
    return failed == 0 && begin == header_;
}

bool PackFile::answers() const {
    try {
        return isItsBegin();
    } catch (const Error&) {
        return false;
    }
}

void PackFile::read(std::uint64_t offset, std::span<std::uint8_t> into, const std::stop_token& stop) const {
    int failed = 0;
    for (const auto time : kWaits) {
        if (time.count() > 0) {
            std::this_thread::sleep_for(time);
            if (!reopen())
                continue;
        }
        failed = readAll(handle()->file.get(), offset, into);
        if (failed == 0)
            return;
        if (failed == kCutShort)
            break;
        if (stop.stop_requested())
            throw systemError("The packed set does not answer", displayText(path_), failed);
    }
    if (failed != kCutShort && (!reopen() || !answers()))
        throw Error(ErrorKind::Io, {"The packed set does not answer", displayText(path_), std::strerror(failed),
                                    "Connect or mount the volume again; nothing is lost."});
    throw Error(ErrorKind::Data, {"This picture cannot be read from the packed set", displayText(path_), {}, {}});
}

void PackFile::advise(std::uint64_t offset, std::uint64_t length) const {
    ::posix_fadvise(handle()->file.get(), static_cast<off_t>(offset), static_cast<off_t>(length), POSIX_FADV_WILLNEED);
}

void PackFile::forget(std::uint64_t offset, std::uint64_t length) const {
    constexpr std::uint64_t kLargestFolio = 4u << 20; // one that reaches beyond what is named stays in memory
    const std::uint64_t begin = offset / kLargestFolio * kLargestFolio;
    const std::uint64_t end = (offset + length + kLargestFolio - 1) / kLargestFolio * kLargestFolio;
    ::posix_fadvise(handle()->file.get(), static_cast<off_t>(begin), static_cast<off_t>(end - begin),
                    POSIX_FADV_DONTNEED);
}

} // namespace studio
