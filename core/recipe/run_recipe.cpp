// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/run_recipe.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"

namespace studio {

RunRecipe readRunRecipe(const std::string& path) {
    return runRecipeFromJson(readSmallFile(path, kMaxRecipeBytes), displayText(path));
}

std::string learnedRecipeHash(TrainConfig config) {
    config.epochs = 1;
    return configHash(config);
}

} // namespace studio
