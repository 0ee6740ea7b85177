// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/prepare/prepare_folder_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxName = 240; ///< with the temporary name it still fits into 255
constexpr std::size_t kBlock = 256u << 10;
constexpr const char* kPartialEnd = ".partial";

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

FileDescriptor openBelow(int parent, const std::string& name, const std::string& place) {
    FileDescriptor folder(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.isOpen() && (errno == ELOOP || errno == ENOTDIR))
        throw Error(ErrorKind::Data, {"There is something else where a folder belongs", displayText(place),
                                      "It is not written through, because it may lead elsewhere.", "Remove it."});
    if (!folder.isOpen())
        throw systemError("Cannot open a folder", place, errno);
    return folder;
}

std::int64_t timeOf(const struct stat& info) {
    return std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
}

/// A file under a temporary name; gone again unless it is renamed.
class PartialFile {
public:
    PartialFile(int folder, const std::string& name, const std::string& place)
        : folder_(folder)
        , name_("." + name + kPartialEnd)
        , file_(open()) {
        if (!file_.isOpen() && errno == EEXIST) { // left by a process that was killed: the folder's lock is ours
            ::unlinkat(folder_, name_.c_str(), 0);
            file_ = open();
        }
        if (!file_.isOpen())
            throw systemError("Cannot create a picture", place, errno);
    }
    ~PartialFile() {
        if (!name_.empty())
            ::unlinkat(folder_, name_.c_str(), 0);
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;

    int number() const { return file_.get(); }
    void rename(const std::string& name, const std::string& place) {
        if (file_.close() != 0 || ::renameat(folder_, name_.c_str(), folder_, name.c_str()) != 0)
            throw systemError("Cannot write a picture", place, errno);
        name_.clear();
    }

private:
    FileDescriptor open() const {
        constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        return FileDescriptor(::openat(folder_, name_.c_str(), kFlags, 0644));
    }
    int folder_;
    std::string name_;
    FileDescriptor file_;
};

} // namespace

PinnedFolder::PinnedFolder(const std::string& path, bool create)
    : path_(path) {
    if (create)
        makeFolder(path);
    folder_ = openFolder(path);
    if (!folder_.isOpen())
        throw systemError("Cannot open a folder", path, errno);
}

PinnedFolder::PinnedFolder(const PinnedFolder& parent, const std::string& name)
    : path_(parent.path_ + "/" + name) {
    checkName(name, parent.path_);
    if (::mkdirat(parent.folder_.get(), name.c_str(), 0755) != 0 && errno != EEXIST)
        throw systemError("Cannot create a folder", path_, errno);
    folder_ = openBelow(parent.folder_.get(), name, path_);
}

std::optional<PinnedFolder> PinnedFolder::find(const std::string& name) const {
    checkName(name, path_);
    struct stat info {};
    if (::fstatat(folder_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
        return {};
    PinnedFolder found;
    found.path_ = path_ + "/" + name;
    found.folder_ = openBelow(folder_.get(), name, found.path_);
    return found;
}

void PinnedFolder::lock() {
    const int problem = tryLockFile(folder_.get());
    if (problem == 0)
        return;
    if (problem != EWOULDBLOCK)
        throw systemError("Cannot lock a folder", path_, problem);
    throw Error(
        ErrorKind::Locked,
        {"Another program prepares this folder now", displayText(path_), {}, "Wait for it, or choose another folder."});
}

bool PinnedFolder::has(const std::string& name, std::uint64_t size) const {
    struct stat info {};
    return ::fstatat(folder_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) &&
           static_cast<std::uint64_t>(info.st_size) == size;
}

bool PinnedFolder::has(const std::string& name) const {
    struct stat info {};
    return ::fstatat(folder_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) &&
           info.st_size > 0;
}

bool PinnedFolder::move(const std::string& name, const PinnedFolder& to) const {
    checkName(name, path_);
    int error =
        ::renameat2(folder_.get(), name.c_str(), to.folder_.get(), name.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
    if (error == EINVAL || error == ENOSYS || error == ENOTSUP) { // network file systems do not know that flag
        struct stat info {};
        if (::fstatat(to.folder_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0)
            error = EEXIST;
        else
            error = ::renameat(folder_.get(), name.c_str(), to.folder_.get(), name.c_str()) == 0 ? 0 : errno;
    }
    if (error != 0 && error != ENOENT)
        throw systemError("Cannot put the pictures in their place", to.path_ + "/" + name, error);
    return error == 0;
}

bool PinnedFolder::canLink(const PinnedFolder& from, const std::string& name) const {
    checkName(name, path_);
    const std::string trial = "." + name + kPartialEnd;
    ::unlinkat(folder_.get(), trial.c_str(), 0); // left by a process that was killed
    return ::linkat(from.folder_.get(), name.c_str(), folder_.get(), trial.c_str(), 0) == 0 &&
           ::unlinkat(folder_.get(), trial.c_str(), 0) == 0;
}

void PinnedFolder::put(const std::string& name, std::uint64_t size,
                       const std::function<std::size_t(std::span<char>)>& read) const {
    checkName(name, path_);
    const std::string place = path_ + "/" + name;
    PartialFile file(folder_.get(), name, place);
    static thread_local std::array<char, kBlock> block;
    std::uint64_t written = 0;
    while (const std::size_t got = read(block)) {
        written += got;
        if (written > size)
            break;
        if (writeAll(file.number(), std::as_bytes(std::span(block.data(), got))) < got)
            throw systemError("Cannot write a picture", place, errno);
    }
    if (written != size)
        throw Error(
            ErrorKind::Data,
            {"A picture is not as long as it should be", displayText(place), {}, "Download the archive again."});
    file.rename(name, place);
}

bool PinnedFolder::holds(const std::string& name, std::span<const char> bytes) const {
    const FileDescriptor file(::openat(folder_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.isOpen())
        return false;
    std::vector<char> there(bytes.size() + 1);
    const auto got = readAt(file.get(), std::as_writable_bytes(std::span(there)), 0);
    return got && *got == bytes.size() && std::equal(bytes.begin(), bytes.end(), there.begin());
}

bool PinnedFolder::putUnlessSame(const std::string& name, std::uint64_t size,
                                 const std::function<std::size_t(std::span<char>)>& read) const {
    if (!has(name, size)) {
        put(name, size, read);
        return true;
    }
    std::vector<char> bytes(size + 1); // one more: what goes on behind its length is told
    std::size_t filled = 0;
    while (const std::size_t got = filled < bytes.size() ? read(std::span(bytes).subspan(filled)) : 0)
        filled += got;
    std::span<const char> left(bytes.data(), filled);
    if (filled == size && holds(name, left))
        return false;
    put(name, size, [&](std::span<char> buffer) {
        const std::size_t count = std::min(buffer.size(), left.size());
        std::copy_n(left.begin(), count, buffer.begin());
        left = left.subspan(count);
        return count;
    });
    return true;
}

bool PinnedFolder::removeIfEmpty(const std::string& name) const {
    const std::optional<PinnedFolder> inner = find(name);
    if (!inner)
        return false;
    const Listing listing = inner->list();
    if (!listing.files.empty() || !listing.folders.empty() || !listing.others.empty())
        return false;
    for (const std::string& hidden : listing.hidden) {
        if (hidden.ends_with(kPartialEnd))
            ::unlinkat(inner->folder_.get(), hidden.c_str(), 0);
    }
    return ::unlinkat(folder_.get(), name.c_str(), AT_REMOVEDIR) == 0;
}

bool PinnedFolder::adopt(const PinnedFolder& from, const std::string& name) const {
    checkName(name, path_);
    const FileDescriptor source(
        ::openat(from.folder_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (!source.isOpen() || ::fstat(source.get(), &info) != 0)
        throw systemError("Cannot read a picture", from.path_ + "/" + name, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {"A picture is not a regular file", displayText(from.path_ + "/" + name), {}, {}});
    const auto size = static_cast<std::uint64_t>(info.st_size);
    struct stat there {};
    if (::fstatat(folder_.get(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(there.st_mode) &&
        ((there.st_dev == info.st_dev && there.st_ino == info.st_ino) ||
         (there.st_size == info.st_size && timeOf(there) == timeOf(info))))
        return false;
    if (::linkat(from.folder_.get(), name.c_str(), folder_.get(), name.c_str(), 0) == 0)
        return true;
    put(name, size, [&](std::span<char> buffer) {
        const ssize_t got = readSome(source.get(), std::as_writable_bytes(buffer));
        if (got < 0)
            throw systemError("Cannot read a picture", from.path_ + "/" + name, errno);
        return static_cast<std::size_t>(got);
    });
    const std::array<timespec, 2> times{info.st_atim, info.st_mtim}; // by which the copy is known again
    ::utimensat(folder_.get(), name.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
    return true;
}

void PinnedFolder::sync() const {
    if (::syncfs(folder_.get()) != 0)
        throw systemError("Cannot make the pictures durable", path_, errno);
}

PinnedFolder::Listing PinnedFolder::list() const {
    const int copy = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(copy >= 0 ? ::fdopendir(copy) : nullptr, ::closedir);
    if (!folder)
        throw systemError("Cannot list a folder", path_, errno);
    Listing listing;
    while (const dirent* entry = ::readdir(folder.get())) {
        if (entry->d_name[0] == '.') {
            listing.hidden.emplace_back(entry->d_name);
            continue;
        }
        unsigned char type = entry->d_type;
        struct stat info {};
        if (type == DT_UNKNOWN && ::fstatat(folder_.get(), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0)
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

std::vector<PinnedFolder::File> PinnedFolder::files() const {
    std::vector<File> files;
    for (std::string& name : list().files) {
        struct stat info {};
        if (::fstatat(folder_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
            throw systemError("Cannot look at a picture", path_ + "/" + name, errno);
        files.push_back({std::move(name), static_cast<std::uint64_t>(info.st_size), timeOf(info)});
    }
    return files;
}

} // namespace studio
