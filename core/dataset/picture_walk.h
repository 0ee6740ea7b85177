// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/dataset/unused_names.h"

namespace studio {

/// What a walk went past.
struct WalkedPast {
    UnusedNames names;
    std::int64_t folderLinks = 0; ///< not followed
    std::string firstFolderLink;

    /// For people, one sentence a reason.
    std::vector<std::string> sentences() const;
};

/// Tells `take` each file at or below `path` whose name is a picture's, in the bytewise order of their paths, folder by
/// folder: the first come at once, however many there are. A `path` that is no folder is told as it is. Left out: names
/// of systems (isSystemName) and links to folders; these, and whatever is no picture by its name, are added to `past`
/// where one is given. `take` says whether to go on. Returns the folders that could not be read. Throws nothing but
/// what `take` throws. Any thread but the GUI's.
std::vector<std::string> walkPictures(const std::string& path, const std::function<bool(const std::string&)>& take,
                                      const std::stop_token& stop = {}, WalkedPast* past = nullptr);

} // namespace studio
