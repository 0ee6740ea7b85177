// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include "core/recipe/config.h"

namespace studio {

/// What a recipe file may have at most; a larger one is not read.
inline constexpr std::size_t kMaxRecipeBytes = 1u << 20;

/// Reads the recipe.json of a run: the one reader of that file, but for the glance of summariseRun(), which lives
/// lower. Throws Error: as readSmallFile() and runRecipeFromJson().
RunRecipe readRunRecipe(const std::string& path);

/// The recipe's hash without the number of epochs, which a resume may raise: what a checkpoint says of its recipe.
std::string learnedRecipeHash(TrainConfig config);

} // namespace studio
