// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_walk.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/dataset/folder_names.h"
#include "core/dataset/image_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

struct Walk {
    const std::function<bool(const std::string&)>& take;
    const std::stop_token& stop;
    std::vector<std::string> unread;
    bool goesOn = true;

    /// Names of pictures, and of folders with their "/", as they are ordered in paths.
    std::vector<std::string> namesIn(const std::string& folder) {
        std::vector<std::string> names;
        std::error_code error;
        fs::directory_iterator at(folder, error);
        for (; !error && at != fs::end(at) && !stop.stop_requested(); at.increment(error)) {
            std::string name = at->path().filename().native();
            std::error_code entryError;
            if (isSystemName(name))
                continue;
            if (at->is_directory(entryError) && !at->is_symlink(entryError))
                names.push_back(name + '/');
            else if (hasPictureExtension(name) && at->is_regular_file(entryError))
                names.push_back(std::move(name));
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

std::vector<std::string> walkPictures(const std::string& path, const std::function<bool(const std::string&)>& take,
                                      const std::stop_token& stop) {
    Walk walk{take, stop, {}, true};
    std::error_code error;
    if (fs::is_directory(path, error))
        walk.folder(path);
    else
        take(path);
    return std::move(walk.unread);
}

} // namespace studio
