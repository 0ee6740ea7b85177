// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/dataset/image_folder.h"

namespace studio {

/// The classes of a network that was trained elsewhere, in the order of its last layer. A text file has one a line: a
/// name, or a WordNet number and names after it ("n01440764 tench, Tinca tinca"). A JSON file is a run's classes.json,
/// a list of names, {"0": "name"}, {"0": ["n01440764", "tench"]} or {"name": 0}. The word kImagenetClasses in place of
/// a path stands for the list that the program has. Blanks at the ends of names are left out, but for those of a
/// classes.json: they are a folder's. Throws Error(Data) that names the line or entry, also for a name that is empty or
/// there twice; Error(Io, NoRight).
std::vector<ClassInfo> readClassList(const std::string& path);

/// The same of plain names; `place` names where they are from.
std::vector<ClassInfo> classesOfNames(const std::vector<std::string>& names, const std::string& place);
/// Of folders, which are taken as they are, and a name for each.
std::vector<ClassInfo> classesOfFolders(const std::vector<std::string>& folders, const std::vector<std::string>& names,
                                        const std::string& place);

} // namespace studio
