// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/folder_scan.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/image_folder.h"

namespace studio {

namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxListed = 1000;

} // namespace

FolderScan::FolderScan(std::function<void(std::int64_t)> progress, std::stop_token stop)
    : progress_(std::move(progress))
    , stop_(std::move(stop)) {}

void FolderScan::checkStop() const {
    if (stop_.stop_requested())
        throw Error(ErrorKind::Usage, "Stopped");
}

void FolderScan::skip(const std::string& path, const std::string& reason) {
    ++skipped_.count;
    if (skipped_.first.size() < kMaxListed)
        skipped_.first.push_back(displayText(path) + ": " + reason);
}

std::vector<FolderScan::Entry> FolderScan::entries(const std::string& path) {
    checkStop();
    const auto close = [](DIR* open) { ::closedir(open); };
    const std::unique_ptr<DIR, decltype(close)> folder(::opendir(path.c_str()), close);
    if (!folder)
        throw systemError("Cannot read a folder", displayText(path), errno);
    std::vector<Entry> list;
    errno = 0;
    while (const dirent* entry = ::readdir(folder.get())) {
        const std::string name = entry->d_name;
        if (name[0] == '.')
            continue;
        unsigned char type = entry->d_type;
        if (type == DT_UNKNOWN || type == DT_LNK) {
            struct stat info {};
            const std::string full = path + "/" + name;
            if (::stat(full.c_str(), &info) != 0) {
                skip(full, "a link that leads nowhere");
                continue;
            }
            type = S_ISREG(info.st_mode) ? DT_REG : S_ISDIR(info.st_mode) ? DT_DIR : DT_CHR;
        }
        list.push_back({name, type == DT_REG ? Kind::File : type == DT_DIR ? Kind::Folder : Kind::Other});
        errno = 0;
    }
    if (errno != 0)
        throw systemError("Cannot read a folder", displayText(path), errno);
    std::sort(list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return list;
}

std::vector<std::string> FolderScan::subfolders(const std::string& path) {
    std::vector<std::string> names;
    for (const Entry& entry : entries(path)) {
        if (entry.kind == Kind::Folder)
            names.push_back(entry.name);
    }
    return names;
}

void FolderScan::collect(const std::string& root, const std::string& below, int depth,
                         std::vector<std::string>& found) {
    const std::string path = below.empty() ? root : root + "/" + below;
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        throw systemError("Cannot read a folder", displayText(path), errno);
    if (depth > kMaxDepth || !visited_.insert({info.st_dev, info.st_ino}).second)
        return skip(path,
                    depth > kMaxDepth ? "folders are nested too deeply" : "a link back to a folder already listed");
    for (const Entry& entry : entries(path)) {
        const std::string relative = below.empty() ? entry.name : below + "/" + entry.name;
        if (entry.kind == Kind::Folder) {
            collect(root, relative, depth + 1, found);
        } else if (hasPictureExtension(entry.name)) {
            if (entry.kind == Kind::Other) {
                skip(root + "/" + relative, "not a regular file");
                continue;
            }
            found.push_back(relative);
            if (++found_ % 4096 == 0) {
                checkStop();
                if (progress_)
                    progress_(found_);
            }
        }
    }
}

std::vector<std::string> FolderScan::pictures(const std::string& path) {
    std::vector<std::string> found;
    visited_.clear();
    collect(path, "", 0, found);
    if (progress_)
        progress_(found_);
    return found;
}

} // namespace studio
