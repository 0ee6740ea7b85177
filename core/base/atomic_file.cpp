// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

#include "core/base/error.h"

namespace studio {

namespace {

constexpr std::string_view kPartial = ".partial";
constexpr int kNames = 1000; ///< more writers of one file than that are a fault of ours
constexpr int kTries = 100;  ///< each lost to somebody who took the name that moment

std::string partialName(const std::string& path, int number) {
    return path + (number == 1 ? "" : "." + std::to_string(number)) + std::string(kPartial);
}

bool isRegular(int file) {
    struct stat info {};
    return ::fstat(file, &info) == 0 && S_ISREG(info.st_mode);
}

/// For a lock: over NFS an exclusive one needs a file that is open for writing.
FileDescriptor openToLock(const std::string& path) {
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW));
    return file.isOpen() ? std::move(file) : openToRead(path, O_NOFOLLOW);
}

} // namespace

AtomicFile::AtomicFile(std::string path, Kind kind)
    : path_(std::move(path))
    , kind_(kind) {
    for (int number = 1; number <= kNames; ++number) {
        const std::string partial = partialName(path_, number);
        if (create(partial)) {
            partialPath_ = partial;
            return;
        }
    }
    throw systemError("Cannot create a file", path_ + ".partial", EEXIST);
}

/// False: a writer that is alive has this name.
bool AtomicFile::create(const std::string& partial) {
    const mode_t mode = kind_ == Kind::Durable ? 0644 : 0600;
    for (int tries = 0; tries < kTries; ++tries) {
        FileDescriptor file(::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
        if (file.isOpen()) {
            const int problem = tryLockFile(file.get());
            // Between the two calls another writer may have taken it for left by a dead one.
            if (problem == EWOULDBLOCK || (problem == 0 && !isStillNamed(file.get(), partial)))
                continue;
            lock_ = FileDescriptor(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
            if (!lock_.isOpen())
                throw systemError("Cannot create a file", partial, errno);
            file_ = std::move(file);
            return true; // where the file system knows no locks, nobody takes the name away either
        }
        if (errno != EEXIST)
            throw systemError("Cannot create a file", partial, errno);
        const FileDescriptor other = openToLock(partial);
        if (!other.isOpen() && errno == ENOENT)
            continue;
        if (!other.isOpen() && errno == EACCES)
            return false;
        if (!other.isOpen() && errno != ELOOP && errno != ENXIO) // a link or a socket is no writer's
            throw systemError("Cannot create a file", partial, errno);
        if (other.isOpen() && isRegular(other.get())) {
            if (tryLockFile(other.get()) != 0)
                return false;
            if (!isStillNamed(other.get(), partial))
                continue;
        }
        if (::unlink(partial.c_str()) != 0 && errno != ENOENT)
            throw systemError("Cannot create a file", partial, EEXIST);
    }
    return false;
}

AtomicFile::~AtomicFile() {
    if (!partialPath_.empty())
        ::unlink(partialPath_.c_str()); // while it is locked: afterwards the name may be another writer's
}

void AtomicFile::write(std::span<const std::byte> bytes) {
    if (writeAll(file_.get(), bytes) < bytes.size())
        throw systemError("Cannot write a file", path_, errno);
}

void AtomicFile::write(std::string_view text) {
    write(std::as_bytes(std::span(text.data(), text.size())));
}

void AtomicFile::commit() {
    // Linux reports a failed write-back once: after an error here the file is dead, a second fsync would lie.
    if (kind_ != Kind::Cache && ::fsync(file_.get()) != 0)
        throw systemError("Cannot make a file durable", path_, errno);
    if (file_.close() != 0)
        throw systemError("Cannot close a file", path_, errno);
    if (::rename(partialPath_.c_str(), path_.c_str()) != 0)
        throw systemError("Cannot put a file in its place", path_, errno);
    partialPath_.clear();
    lock_.close();
    if (kind_ != Kind::Cache)
        syncFolder(folderOf(path_));
}

std::string pathOfPartial(const std::string& partial) {
    if (!partial.ends_with(kPartial))
        return {};
    std::string path = partial.substr(0, partial.size() - kPartial.size());
    const auto number = path.find_last_not_of("0123456789");
    if (number != std::string::npos && path[number] == '.' && number + 1 < path.size())
        path.resize(number);
    return path;
}

bool removeAbandoned(const std::string& partial) {
    const FileDescriptor file = openToLock(partial);
    if (file.isOpen() && isRegular(file.get()) && tryLockFile(file.get()) == EWOULDBLOCK)
        return true; // not abandoned
    return ::unlink(partial.c_str()) == 0 || errno == ENOENT;
}

void writeFileAtomically(const std::string& path, std::string_view text, AtomicFile::Kind kind) {
    AtomicFile file(path, kind);
    file.write(text);
    file.commit();
}

} // namespace studio
