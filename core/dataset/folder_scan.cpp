// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder_scan.h"

#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/image_folder.h"

namespace studio {

namespace {

using Kind = FolderEntry::Kind;

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxListed = 1000;

std::string joined(const std::string& folder, std::string_view name) {
    std::string path;
    path.reserve(folder.size() + 1 + name.size());
    return path.append(folder).append("/").append(name);
}

} // namespace

FolderScan::FolderScan(FolderIndex& index, std::function<void(std::int64_t)> progress, std::stop_token stop)
    : index_(index)
    , progress_(std::move(progress))
    , stop_(std::move(stop)) {}

void FolderScan::checkStop() const {
    if (stop_.stop_requested())
        throw Error(ErrorKind::Stopped, "Stopped");
}

void FolderScan::skip(const std::string& path, const std::string& reason) {
    ++skipped_.count;
    if (skipped_.first.size() < kMaxListed)
        skipped_.first.push_back(displayText(path) + ": " + reason);
}

/// Link: it leads nowhere, and that has been noted.
Kind FolderScan::kindOf(const std::string& folder, const FolderEntry& entry) {
    if (entry.kind != Kind::Link)
        return entry.kind;
    struct stat info {};
    const std::string path = joined(folder, entry.name);
    if (::stat(path.c_str(), &info) != 0) {
        skip(path, "a link that leads nowhere");
        return Kind::Link;
    }
    return S_ISREG(info.st_mode) ? Kind::File : S_ISDIR(info.st_mode) ? Kind::Folder : Kind::Other;
}

std::vector<std::string> FolderScan::subfolders(const std::string& path) {
    checkStop();
    std::vector<std::string> names;
    EntryReader reader(index_.entriesOf(path, stampOf(path), stop_));
    for (FolderEntry entry; reader.next(entry);) {
        if (kindOf(path, entry) == Kind::Folder)
            names.emplace_back(entry.name);
    }
    return names;
}

void FolderScan::collect(const std::string& path, std::string& below, int depth) {
    checkStop();
    const FolderStamp stamp = stampOf(path);
    if (depth > kMaxDepth || !visited_.insert({stamp.device, stamp.inode}).second)
        return skip(path,
                    depth > kMaxDepth ? "folders are nested too deeply" : "a link back to a folder already listed");
    const std::size_t parent = below.size();
    EntryReader reader(index_.entriesOf(path, stamp, stop_));
    for (FolderEntry entry; reader.next(entry); below.resize(parent)) {
        const Kind kind = kindOf(path, entry);
        below += entry.name;
        if (kind == Kind::Folder) {
            below += '/';
            collect(joined(path, entry.name), below, depth + 1);
        } else if (kind == Kind::File && (entry.kind == Kind::File || hasPictureExtension(entry.name))) {
            pictures_.add(below);
            if (++found_ % 4096 == 0) {
                checkStop();
                if (progress_)
                    progress_(found_);
            }
        } else if (kind == Kind::Other && hasPictureExtension(entry.name)) {
            skip(joined(path, entry.name), "not a regular file");
        }
    }
}

const NameList& FolderScan::pictures(const std::string& path) {
    pictures_.clear();
    visited_.clear();
    std::string below;
    collect(path, below, 0);
    if (progress_)
        progress_(found_);
    return pictures_;
}

} // namespace studio
