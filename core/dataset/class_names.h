// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/dataset/image_folder.h"

namespace studio {

/// Reads ROOT/classes.json if there: {"folder": "display name"} or {"folder": {"name": ...}} or the file a run holds.
/// Missing file: names stay folder names. Malformed: Error(Config) naming the file.
void applyClassNames(const std::string& root, std::vector<ClassInfo>& classes);

} // namespace studio
