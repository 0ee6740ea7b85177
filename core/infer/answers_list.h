// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/dataset/picture_list.h"

namespace studio {

/// Whether `path` is to be read by readListOrAnswers() without anybody saying so: a list by its name, or a result.
bool isListOrAnswers(const std::string& path);

/// readPictureList(), and for a result of classify or evaluate (CSV or JSON, of any size) the pictures of its rows, in
/// their order, with its truths as labels. The relative paths of a result are those of whoever asked for it: where none
/// of the first is below its folder a person has to name one. Throws as readPictureList() and readAnswers() do, and
/// Error(Usage) for such paths.
PictureListFile readListOrAnswers(const std::string& file, const std::string& folder = {});

} // namespace studio
