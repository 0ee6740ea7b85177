// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder_listing.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/text.h"

namespace studio {

namespace {

using Kind = FolderEntry::Kind;

constexpr std::size_t kEntryHead = 3;
constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t nanoseconds(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * kSecond + time.tv_nsec;
}

FolderStamp stampOf(const struct stat& info) {
    return {info.st_dev, info.st_ino, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

/// How long a folder must have been left alone before its listing is relied on; 0: never.
std::int64_t settleTime(int fd) {
    struct statfs info {};
    if (::fstatfs(fd, &info) != 0)
        return 0;
    switch (static_cast<std::uint32_t>(info.f_type)) {
    case 0xEF53:     // ext2, ext3, ext4
    case 0x58465342: // XFS
    case 0x9123683E: // Btrfs
    case 0xF2F52010: // F2FS
    case 0x2FC12FC1: // ZFS
    case 0xCA451A4E: // bcachefs
    case 0x01021994: // tmpfs
    case 0x794C7630: // overlayfs
        return 2 * kSecond;
    case 0x6969: // NFS: times are of the server's clock, and seen late
        return 120 * kSecond;
    default:
        return 0;
    }
}

/// Names of a folder in the order in which they were read.
struct RawNames {
    struct Entry {
        std::uint32_t begin;
        std::uint16_t length;
        Kind kind;
    };
    std::string bytes;
    std::vector<Entry> entries;

    std::string_view nameOf(const Entry& entry) const { return {bytes.data() + entry.begin, entry.length}; }
};

Kind kindOf(int folder, const dirent64& entry) {
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN) {
        struct stat info {};
        if (::fstatat(folder, entry.d_name, &info, AT_SYMLINK_NOFOLLOW) == 0)
            type = static_cast<unsigned char>(IFTODT(info.st_mode));
        else
            type = DT_LNK; // looked up again when the listing is used, and named there
    }
    return type == DT_REG ? Kind::File : type == DT_DIR ? Kind::Folder : type == DT_LNK ? Kind::Link : Kind::Other;
}

void take(int folder, const dirent64& entry, RawNames& names) {
    const std::string_view name = entry.d_name;
    if (name.empty() || name == "." || name == "..")
        return;
    const Kind kind = kindOf(folder, entry);
    names.entries.push_back(
        {static_cast<std::uint32_t>(names.bytes.size()), static_cast<std::uint16_t>(name.size()), kind});
    names.bytes += name;
}

RawNames readNames(int folder, const std::string& path, const std::stop_token& stop) {
    RawNames names;
    alignas(dirent64) static thread_local char buffer[256 * 1024];
    while (true) {
        if (stop.stop_requested())
            throw Error(ErrorKind::Stopped, "Stopped");
        const ssize_t got = ::getdents64(folder, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw readError("Cannot read a folder", displayText(path), errno);
        if (got == 0)
            return names;
        if (names.bytes.size() > (1u << 31))
            throw Error(ErrorKind::Data, {"A folder has too many files", displayText(path), {}, {}});
        for (ssize_t at = 0; at < got;) {
            const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
            take(folder, *entry, names);
            at += entry->d_reclen;
        }
    }
}

} // namespace

FolderStamp stampOf(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        throw readError("Cannot read a folder", displayText(path), errno);
    return stampOf(info);
}

void appendEntry(std::string& bytes, const FolderEntry& entry) {
    const auto length = static_cast<std::uint16_t>(entry.name.size());
    const char head[kEntryHead] = {static_cast<char>(entry.kind), static_cast<char>(length & 0xff),
                                   static_cast<char>(length >> 8)};
    bytes.append(head, kEntryHead);
    bytes.append(entry.name);
}

bool EntryReader::next(FolderEntry& entry) {
    if (left_.size() < kEntryHead)
        return false;
    const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(left_[i]); };
    const std::size_t length = byte(1) | static_cast<std::size_t>(byte(2)) << 8;
    if (byte(0) > static_cast<unsigned char>(Kind::Other) || left_.size() - kEntryHead < length)
        return false;
    entry = {static_cast<Kind>(byte(0)), left_.substr(kEntryHead, length)};
    left_.remove_prefix(kEntryHead + length);
    return true;
}

bool areSoundEntries(std::string_view bytes) {
    EntryReader reader(bytes);
    FolderEntry entry;
    std::string_view before;
    std::size_t walked = 0;
    while (reader.next(entry)) {
        const std::string_view name = entry.name;
        if (name.empty() || name == "." || name == ".." || name <= before ||
            std::memchr(name.data(), '/', name.size()) != nullptr ||
            std::memchr(name.data(), 0, name.size()) != nullptr)
            return false;
        before = name;
        walked += kEntryHead + name.size();
    }
    return walked == bytes.size();
}

FolderListing listFolder(const std::string& path, const std::stop_token& stop) {
    const FileDescriptor folder = openFolder(path);
    if (!folder.isOpen())
        throw readError("Cannot read a folder", displayText(path), errno);
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    struct stat info {};
    if (::fstat(folder.get(), &info) != 0)
        throw readError("Cannot read a folder", displayText(path), errno);
    FolderListing listing;
    listing.stamp = stampOf(info);
    const std::int64_t settle = settleTime(folder.get());
    listing.settled = settle > 0 && listing.stamp.modifiedNs < nanoseconds(now) - settle;
    RawNames names = readNames(folder.get(), path, stop);
    std::sort(names.entries.begin(), names.entries.end(),
              [&](const auto& a, const auto& b) { return names.nameOf(a) < names.nameOf(b); });
    listing.entries.reserve(names.bytes.size() + names.entries.size() * kEntryHead);
    std::string_view before;
    for (const auto& entry : names.entries) {
        if (names.nameOf(entry) != before) // a folder that changes meanwhile may give a name twice
            appendEntry(listing.entries, {entry.kind, names.nameOf(entry)});
        before = names.nameOf(entry);
    }
    return listing;
}

} // namespace studio
