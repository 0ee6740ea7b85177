// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

/// Tells `take` each file at or below `path` whose name is a picture's, in the bytewise order of their paths, folder by
/// folder: the first come at once, however many there are. A `path` that is no folder is told as it is. Left out: names
/// of systems (isSystemName) and links to folders. `take` says whether to go on. Returns the folders that could not be
/// read. Throws nothing but what `take` throws. Any thread but the GUI's.
std::vector<std::string> walkPictures(const std::string& path, const std::function<bool(const std::string&)>& take,
                                      const std::stop_token& stop = {});

} // namespace studio
