// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/output_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <sys/stat.h>
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

} // namespace

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
    const std::string folder = folderOf(target(path));
    if (::stat(folder.c_str(), &info) != 0)
        throw refused(path, "its folder is not there");
    if (!S_ISDIR(info.st_mode))
        throw refused(path, "what should be its folder is none");
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        throw refused(path, std::strerror(errno));
}

OutputFile::OutputFile(const std::string& path)
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
        whole_.emplace(target(path));
        return;
    }
    opened_ = FileDescriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)); // a pipe waits for its reader here
    if (!opened_.isOpen())
        throw systemError("Cannot open a file", path, errno);
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

void OutputFile::commit() {
    flush();
    if (whole_)
        return whole_->commit();
    if (opened_.isOpen() && opened_.close() != 0)
        throw systemError("Cannot close a file", path_, errno);
}

void writeOutputFile(const std::string& path, std::string_view text) {
    OutputFile file(path);
    file.write(text);
    file.commit();
}

} // namespace studio
