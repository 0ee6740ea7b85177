// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/interop/weights_file.h"
#include "core/recipe/source_weights.h"

namespace studio {

/// The classes of a last layer of `count` rows, as the file names them; empty where it does not. Throws Error, whose
/// place says why its names are of no use.
std::vector<ClassInfo> classesIn(const StatedFacts& stated, std::int64_t count, const std::string& place);
/// A side of pictures. One that cannot be read is told.
std::optional<int> sideIn(const StatedFacts& stated, const char* key, std::vector<std::string>& notes);
std::optional<bool> blurPoolIn(const StatedFacts& stated, std::vector<std::string>& notes);
/// The file says how its pictures were prepared, and perhaps not as this program does it: throws Error(Data), or tells
/// a training and what is not certain in the notes of `source`.
void checkNormalisation(const StatedFacts& stated, bool forTraining, SourceWeights& source);

} // namespace studio
