// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_walk.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/base/text.h"
#include "core/dataset/folder_names.h"
#include "core/dataset/image_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

struct Walk {
    const std::function<bool(const std::string&)>& take;
    const std::stop_token& stop;
    WalkedPast* past = nullptr;
    std::vector<std::string> unread = {};
    bool goesOn = true;

    void leaveOut(const fs::directory_entry& entry, const std::string& name) {
        if (past == nullptr || isOwnName(name))
            return;
        const std::string& path = entry.path().native();
        std::error_code error;
        if (!isSystemName(name) && entry.is_directory(error)) {
            if (past->folderLinks++ == 0)
                past->firstFolderLink = path;
            return;
        }
        past->names.add(path, isSystemName(name)             ? UnusedReason::System
                              : entry.is_regular_file(error) ? UnusedReason::NotAPicture
                              : entry.exists(error)          ? UnusedReason::NotAFile
                                                             : UnusedReason::BrokenLink);
    }

    /// Names of pictures, and of folders with their "/", as they are ordered in paths.
    std::vector<std::string> namesIn(const std::string& folder) {
        std::vector<std::string> names;
        std::error_code error;
        fs::directory_iterator at(folder, error);
        for (; !error && at != fs::end(at) && !stop.stop_requested(); at.increment(error)) {
            std::string name = at->path().filename().native();
            std::error_code entryError;
            if (isSystemName(name))
                leaveOut(*at, name);
            else if (at->is_directory(entryError) && !at->is_symlink(entryError))
                names.push_back(name + '/');
            else if (hasPictureExtension(name) && at->is_regular_file(entryError))
                names.push_back(std::move(name));
            else
                leaveOut(*at, name);
        }
        if (error)
            unread.push_back(folder);
        std::sort(names.begin(), names.end());
        return names;
    }

    void folder(const std::string& path) {
        const std::string prefix = path.ends_with('/') ? path : path + '/';
        for (const std::string& name : namesIn(path)) {
            if (!goesOn || stop.stop_requested())
                return;
            if (name.ends_with('/'))
                folder(prefix + name.substr(0, name.size() - 1));
            else
                goesOn = take(prefix + name);
        }
    }
};

} // namespace

std::vector<std::string> WalkedPast::sentences() const {
    std::vector<std::string> all = names.sentences();
    if (folderLinks > 0)
        all.push_back(grouped(folderLinks) + " x a link to a folder, which is not followed" +
                      (folderLinks > 1 ? ", for example " : ": ") + displayText(firstFolderLink));
    return all;
}

std::vector<std::string> walkPictures(const std::string& path, const std::function<bool(const std::string&)>& take,
                                      const std::stop_token& stop, WalkedPast* past) {
    Walk walk{take, stop, past};
    std::error_code error;
    if (fs::is_directory(path, error))
        walk.folder(path);
    else
        take(path);
    return std::move(walk.unread);
}

} // namespace studio
