// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/output_file.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40; // as the kernel follows them
constexpr std::size_t kWaiting = 256u << 10;

Error refused(const std::string& path, const std::string& why) {
    return Error(ErrorKind::Usage,
                 {"The result cannot be written there", displayText(path) + ": " + why, {}, "Name another file."});
}

/// Where the links of `path` end, also when nothing is there yet.
std::string target(const std::string& path) {
    fs::path at = path;
    std::error_code error;
    for (int links = 0; links < kMaxLinks && fs::is_symlink(fs::symlink_status(at, error)); ++links) {
        const fs::path next = fs::read_symlink(at, error);
        if (error)
            break;
        at = next.is_absolute() ? next : at.parent_path() / next;
    }
    return at.string();
}

bool isSameFile(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

void writeTo(int file, const std::string& path, std::string_view text) {
    if (writeAll(file, std::as_bytes(std::span(text.data(), text.size()))) < text.size())
        throw systemError("Cannot write a file", path, errno);
}

/// The file that standard output or the error output goes to must not be replaced under it; -1 for any other.
int standardStream(const struct stat& info) {
    for (const int number : {STDOUT_FILENO, STDERR_FILENO}) {
        struct stat open {};
        if (::fstat(number, &open) == 0 && isSameFile(open, info))
            return number;
    }
    return -1;
}

/// A pipe waits for its reader here. open(2) itself would wait as long, and heed no stop.
FileDescriptor openDirect(const std::string& path, const std::stop_token& stop) {
    constexpr std::chrono::milliseconds kBetween(50);
    for (;;) {
        FileDescriptor file(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
        if (file.isOpen()) {
            const int flags = ::fcntl(file.get(), F_GETFL);
            if (flags < 0 || ::fcntl(file.get(), F_SETFL, flags & ~O_NONBLOCK) != 0)
                throw systemError("Cannot open a file", path, errno);
            return file;
        }
        struct stat info {};
        const int problem = errno;
        if (problem != EINTR &&
            (problem != ENXIO || ::stat(path.c_str(), &info) != 0 || !S_ISFIFO(info.st_mode))) // a pipe: no reader yet
            throw systemError("Cannot open a file", path, problem);
        if (stop.stop_requested())
            throw Error(ErrorKind::Io, {"Nobody reads the pipe that the result was to go to", displayText(path),
                                        "Nothing was written.", "Start its reader, or name another file."});
        std::this_thread::sleep_for(kBetween);
    }
}

} // namespace

bool replacesFile(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && standardStream(info) < 0;
}

bool isStandardOutput(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && standardStream(info) == STDOUT_FILENO;
}

std::string unfinishedPath(const std::string& path) {
    fs::path at = target(path);
    const std::string ending = at.extension().string();
    at.replace_extension();
    return at.string() + ".unfinished" + ending;
}

void requireWritable(const std::string& path) {
    struct stat info {};
    if (path.empty())
        throw refused(path, "it has no name");
    if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
        throw refused(path, "it is a folder");
    if (::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
        if (::access(path.c_str(), W_OK) != 0)
            throw refused(path, std::strerror(errno));
        return;
    }
    if (::stat(path.c_str(), &info) != 0 && (errno == ELOOP || errno == ENAMETOOLONG))
        throw refused(path, std::strerror(errno));
    const std::string folder = folderOf(target(path));
    if (::stat(folder.c_str(), &info) != 0)
        throw refused(path, "its folder is not there");
    if (!S_ISDIR(info.st_mode))
        throw refused(path, "what should be its folder is none");
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        throw refused(path, std::strerror(errno));
}

OutputFile::OutputFile(const std::string& path, const Manner& manner)
    : path_(path) {
    struct stat info {};
    const bool isThere = ::stat(path.c_str(), &info) == 0;
    if (isThere)
        direct_ = standardStream(info);
    if (direct_ >= 0) {
        std::fflush(stdout);
        return;
    }
    if (isThere && S_ISDIR(info.st_mode))
        throw refused(path, "it is a folder");
    if (!isThere || S_ISREG(info.st_mode)) {
        target_ = target(path);
        unfinished_ = manner.keepsUnfinished ? unfinishedPath(path) : std::string();
        whole_.emplace(manner.keepsUnfinished ? unfinished_ : target_);
        return;
    }
    opened_ = openDirect(path, manner.stop);
    direct_ = opened_.get();
}

void OutputFile::flush() {
    if (whole_)
        whole_->write(waiting_);
    else
        writeTo(direct_, path_, waiting_);
    waiting_.clear();
}

void OutputFile::write(std::string_view text) {
    waiting_ += text;
    if (waiting_.size() >= kWaiting)
        flush();
}

void OutputFile::finish() {
    flush();
    if (whole_)
        whole_->commit();
    else if (opened_.isOpen() && opened_.close() != 0)
        throw systemError("Cannot close a file", path_, errno);
}

void OutputFile::commit() {
    finish();
    if (unfinished_.empty())
        return;
    if (::rename(unfinished_.c_str(), target_.c_str()) != 0) {
        // Of several writers of one place another one may have put it there that moment: the last of them wins.
        const int problem = errno;
        if (problem != ENOENT || !replacesFile(target_))
            throw systemError("Cannot put a file in its place", target_, problem);
    }
    syncFolder(folderOf(target_));
}

std::string OutputFile::breakOff() {
    if (!whole_ || !unfinished_.empty())
        finish();
    whole_.reset(); // what is not kept goes
    return unfinished_;
}

void writeOutputFile(const std::string& path, std::string_view text) {
    OutputFile file(path);
    file.write(text);
    file.commit();
}

} // namespace studio
