// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder_scan.h"

#include <cerrno>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/dataset/content_kind.h"
#include "core/dataset/folder_names.h"
#include "core/dataset/image_folder.h"
#include "core/dataset/neighbours.h"

namespace studio {

namespace {

using Kind = FolderEntry::Kind;

constexpr int kMaxDepth = 16;

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

/// Link: it leads nowhere, and that has been noted if it is to be.
Kind FolderScan::kindOf(const std::string& folder, const FolderEntry& entry, bool note) {
    if (entry.kind != Kind::Link)
        return entry.kind;
    struct stat info {};
    const std::string path = joined(folder, entry.name);
    const int problem =
        callOnFile(path, "Cannot follow a link", [&] { return ::stat(path.c_str(), &info) == 0 ? 0 : errno; });
    if (problem != 0) {
        checkStop(); // many of them take their time
        const bool leadsNowhere = isAboutName(problem) && !isNoRight(problem);
        if (note)
            unused_.add(path, leadsNowhere ? UnusedReason::BrokenLink : UnusedReason::Unreadable);
        return Kind::Link;
    }
    return S_ISREG(info.st_mode) ? Kind::File : S_ISDIR(info.st_mode) ? Kind::Folder : Kind::Other;
}

/// By the names that a trainer gives; entries are sorted, so one walk tells.
bool FolderScan::isRun(std::string_view entries) {
    bool checkpoints = false;
    EntryReader reader(entries);
    for (FolderEntry entry; reader.next(entry);) {
        if (entry.name == "checkpoints")
            checkpoints = entry.kind == Kind::Folder || entry.kind == Kind::Link;
        else if (entry.name == "recipe.json")
            return checkpoints && entry.kind == Kind::File;
        else if (entry.name > "recipe.json")
            return false;
    }
    return false;
}

FolderLook FolderScan::look(const std::string& path) {
    checkStop();
    FolderLook look;
    EntryReader reader(index_.entriesOf(path, stampOf(path), stop_));
    for (FolderEntry entry; reader.next(entry);) {
        if (isSystemName(entry.name))
            continue;
        const Kind kind = kindOf(path, entry, false);
        if (kind == Kind::Link) {
            look.brokenLinks.emplace_back(entry.name);
        } else if (kind == Kind::Folder) {
            if (!holdsRun(joined(path, entry.name)))
                look.folders.emplace_back(entry.name);
        } else if (kind == Kind::File && hasPictureExtension(entry.name)) {
            if (look.pictures++ == 0)
                look.firstPicture = entry.name;
        }
    }
    return look;
}

std::vector<std::string> FolderScan::subfolders(const std::string& path) {
    checkStop();
    std::vector<std::string> names;
    EntryReader reader(index_.entriesOf(path, stampOf(path), stop_));
    for (FolderEntry entry; reader.next(entry);) {
        if (isSystemName(entry.name)) { // no link of theirs is followed: what it leads to is nobody's picture
            if ((entry.kind == Kind::Folder || entry.kind == Kind::Link) && !isOwnName(entry.name))
                unused_.add(joined(path, entry.name), UnusedReason::System);
            continue;
        }
        const Kind kind = kindOf(path, entry, true);
        if (kind == Kind::Folder) {
            names.emplace_back(entry.name);
        } else if (kind == Kind::File && hasPictureExtension(entry.name)) {
            unused_.add(joined(path, entry.name), UnusedReason::BesideClasses);
        }
    }
    return names;
}

void FolderScan::takeFile(const std::string& folder, std::string_view name, const std::string& below) {
    if (!hasPictureExtension(name)) {
        const std::string path = joined(folder, name);
        if (const auto reason = whyNoPicture(path, name)) {
            if (*reason == UnusedReason::Unreadable)
                checkStop(); // many of them take their time
            return unused_.add(path, *reason);
        }
    }
    pictures_.add(below);
    if (++found_ % 4096 == 0) {
        checkStop();
        if (progress_)
            progress_(found_);
    }
}

void FolderScan::collect(const std::string& path, std::string& below, int depth) {
    checkStop();
    const FolderStamp stamp = stampOf(path);
    if (depth > kMaxDepth || !visited_.insert({stamp.device, stamp.inode}).second)
        return unused_.add(path, depth > kMaxDepth ? UnusedReason::TooDeep : UnusedReason::LinkLoop);
    const std::size_t parent = below.size();
    const std::string_view entries = index_.entriesOf(path, stamp, stop_);
    if (isRun(entries))
        return unused_.add(path, UnusedReason::RunFolder);
    EntryReader reader(entries);
    for (FolderEntry entry; reader.next(entry); below.resize(parent)) {
        if (isSystemName(entry.name)) {
            if (!isOwnName(entry.name))
                unused_.add(joined(path, entry.name), UnusedReason::System);
            continue;
        }
        const Kind kind = kindOf(path, entry, true);
        below += entry.name;
        if (kind == Kind::Folder) {
            below += '/';
            collect(joined(path, entry.name), below, depth + 1);
        } else if (kind == Kind::File) {
            takeFile(path, entry.name, below);
        } else if (kind == Kind::Other) {
            unused_.add(joined(path, entry.name), UnusedReason::NotAFile);
        }
    }
}

const NameList& FolderScan::pictures(const std::string& path) {
    pictures_.clear();
    visited_.clear();
    const std::int64_t unused = unused_.count(), runs = unused_.count(UnusedReason::RunFolder);
    std::string below;
    collect(path, below, 0);
    const std::int64_t newRuns = unused_.count(UnusedReason::RunFolder) - runs;
    heldRunsOnly_ = pictures_.empty() && newRuns > 0 && newRuns == unused_.count() - unused;
    if (progress_)
        progress_(found_);
    return pictures_;
}

} // namespace studio
