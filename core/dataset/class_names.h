// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"

namespace studio {

/// Reads ROOT/classes.json if there: {"folder": "display name"} or {"folder": {"name": ...}} or the file a run holds.
/// Missing file: names stay folder names. Malformed: Error(Config) naming the file.
void applyClassNames(const std::string& root, std::vector<ClassInfo>& classes);

/// Position of a class by the name of its folder. Classes are sorted bytewise.
std::optional<std::uint32_t> findClass(const std::vector<ClassInfo>& classes, const std::string& name);

/// For a folder that is none of `classes`: `what`, and whether its name is one of theirs written in another way, or
/// that of a set. `training`: where a class of this name could be added; empty = nowhere.
Error unknownClass(const std::string& folder, const std::string& name, const std::vector<ClassInfo>& classes,
                   const std::string& what, const std::string& training);

} // namespace studio
