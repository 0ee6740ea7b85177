// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/prepare/prepare_folder_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxName = 240; ///< with the temporary name it still fits into 255
constexpr std::size_t kBlock = 256u << 10;

struct Descriptor {
    int fd = -1;
    explicit Descriptor(int number)
        : fd(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int close() { return fd >= 0 ? ::close(std::exchange(fd, -1)) : 0; }
};

/// The names are checked by their readers already; this is the last gate before the file system.
void checkName(const std::string& name, const std::string& folder) {
    const bool bad = name.empty() || name[0] == '.' || name.size() > kMaxName ||
                     std::any_of(name.begin(), name.end(),
                                 [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < ' '; });
    if (bad)
        throw Error(ErrorKind::Data, {"This is no name for a file of the data set",
                                      displayText(name),
                                      "Nothing was written to " + displayText(folder) + " for it.",
                                      {}});
}

void writeAll(int fd, std::span<const char> bytes, const std::string& place) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throw systemError("Cannot write a picture", place, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

/// A file under a temporary name; gone again unless it is renamed.
class PartialFile {
public:
    PartialFile(int folder, const std::string& name, const std::string& place)
        : folder_(folder)
        , name_("." + name + ".partial")
        , file_(open()) {
        if (file_.fd < 0 && errno == EEXIST) { // left by a process that was killed: the folder's lock is ours
            ::unlinkat(folder_, name_.c_str(), 0);
            file_.fd = open();
        }
        if (file_.fd < 0)
            throw systemError("Cannot create a picture", place, errno);
    }
    ~PartialFile() {
        if (!name_.empty())
            ::unlinkat(folder_, name_.c_str(), 0);
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;

    int fd() const { return file_.fd; }
    void rename(const std::string& name, const std::string& place) {
        if (file_.close() != 0 || ::renameat(folder_, name_.c_str(), folder_, name.c_str()) != 0)
            throw systemError("Cannot write a picture", place, errno);
        name_.clear();
    }

private:
    int open() const {
        return ::openat(folder_, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    }
    int folder_;
    std::string name_;
    Descriptor file_;
};

} // namespace

PinnedFolder::PinnedFolder(const std::string& path, bool create)
    : path_(path) {
    if (create)
        makeFolder(path);
    fd_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd_ < 0)
        throw systemError("Cannot open a folder", path, errno);
}

PinnedFolder::PinnedFolder(const PinnedFolder& parent, const std::string& name)
    : path_(parent.path_ + "/" + name) {
    checkName(name, parent.path_);
    if (::mkdirat(parent.fd_, name.c_str(), 0755) != 0 && errno != EEXIST)
        throw systemError("Cannot create a folder", path_, errno);
    fd_ = ::openat(parent.fd_, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd_ < 0 && (errno == ELOOP || errno == ENOTDIR))
        throw Error(ErrorKind::Data, {"There is something else where a folder belongs", displayText(path_),
                                      "It is not written through, because it may lead elsewhere.", "Remove it."});
    if (fd_ < 0)
        throw systemError("Cannot open a folder", path_, errno);
}

PinnedFolder::~PinnedFolder() {
    ::close(fd_);
}

void PinnedFolder::lock() {
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0)
        return;
    if (errno != EWOULDBLOCK)
        throw systemError("Cannot lock a folder", path_, errno);
    throw Error(
        ErrorKind::Locked,
        {"Another program prepares this folder now", displayText(path_), {}, "Wait for it, or choose another folder."});
}

bool PinnedFolder::has(const std::string& name, std::uint64_t size) const {
    struct stat info {};
    return ::fstatat(fd_, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) &&
           static_cast<std::uint64_t>(info.st_size) == size;
}

bool PinnedFolder::has(const std::string& name) const {
    struct stat info {};
    return ::fstatat(fd_, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) && info.st_size > 0;
}

bool PinnedFolder::move(const std::string& name, const PinnedFolder& to) const {
    checkName(name, path_);
    int error = ::renameat2(fd_, name.c_str(), to.fd_, name.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
    if (error == EINVAL || error == ENOSYS || error == ENOTSUP) { // network file systems do not know that flag
        struct stat info {};
        if (::fstatat(to.fd_, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0)
            error = EEXIST;
        else
            error = ::renameat(fd_, name.c_str(), to.fd_, name.c_str()) == 0 ? 0 : errno;
    }
    if (error != 0 && error != ENOENT)
        throw systemError("Cannot put the pictures in their place", to.path_ + "/" + name, error);
    return error == 0;
}

bool PinnedFolder::canLink(const PinnedFolder& from, const std::string& name) const {
    checkName(name, path_);
    const std::string trial = "." + name + ".partial";
    ::unlinkat(fd_, trial.c_str(), 0); // left by a process that was killed
    return ::linkat(from.fd_, name.c_str(), fd_, trial.c_str(), 0) == 0 && ::unlinkat(fd_, trial.c_str(), 0) == 0;
}

void PinnedFolder::put(const std::string& name, std::uint64_t size,
                       const std::function<std::size_t(std::span<char>)>& read) const {
    checkName(name, path_);
    const std::string place = path_ + "/" + name;
    PartialFile file(fd_, name, place);
    static thread_local std::array<char, kBlock> block;
    std::uint64_t written = 0;
    while (const std::size_t got = read(block)) {
        written += got;
        if (written > size)
            break;
        writeAll(file.fd(), std::span<const char>(block.data(), got), place);
    }
    if (written != size)
        throw Error(
            ErrorKind::Data,
            {"A picture is not as long as it should be", displayText(place), {}, "Download the archive again."});
    file.rename(name, place);
}

bool PinnedFolder::adopt(const PinnedFolder& from, const std::string& name) const {
    checkName(name, path_);
    const Descriptor source(::openat(from.fd_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (source.fd < 0 || ::fstat(source.fd, &info) != 0)
        throw systemError("Cannot read a picture", from.path_ + "/" + name, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {"A picture is not a regular file", displayText(from.path_ + "/" + name), {}, {}});
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (has(name, size))
        return false;
    if (::linkat(from.fd_, name.c_str(), fd_, name.c_str(), 0) == 0)
        return true;
    put(name, size, [&](std::span<char> buffer) {
        ssize_t got = 0;
        do
            got = ::read(source.fd, buffer.data(), buffer.size());
        while (got < 0 && errno == EINTR);
        if (got < 0)
            throw systemError("Cannot read a picture", from.path_ + "/" + name, errno);
        return static_cast<std::size_t>(got);
    });
    return true;
}

void PinnedFolder::sync() const {
    if (::syncfs(fd_) != 0)
        throw systemError("Cannot make the pictures durable", path_, errno);
}

PinnedFolder::Listing PinnedFolder::list() const {
    const int copy = ::openat(fd_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(copy >= 0 ? ::fdopendir(copy) : nullptr, ::closedir);
    if (!folder)
        throw systemError("Cannot list a folder", path_, errno);
    Listing listing;
    while (const dirent* entry = ::readdir(folder.get())) {
        if (entry->d_name[0] == '.')
            continue;
        unsigned char type = entry->d_type;
        struct stat info {};
        if (type == DT_UNKNOWN && ::fstatat(fd_, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0)
            type = static_cast<unsigned char>(IFTODT(info.st_mode));
        (type == DT_REG   ? listing.files
         : type == DT_DIR ? listing.folders
                          : listing.others)
            .emplace_back(entry->d_name);
    }
    for (auto* names : {&listing.files, &listing.folders, &listing.others})
        std::sort(names->begin(), names->end());
    return listing;
}

} // namespace studio
