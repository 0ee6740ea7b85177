// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/recipe_files.h"

#include <QCoreApplication>

#include "ui/session/studio.h"

namespace studio {

namespace {

struct RecipeFiles {
    Q_DECLARE_TR_FUNCTIONS(studio::RecipeFiles)
};

} // namespace

void saveRecipeFile(Studio& studio) {
    const QString suggestion = displayOf(studio.recipe.name()) + QStringLiteral(".json");
    const auto file = studio.dialogs.pickSaveFile(RecipeFiles::tr("Save the recipe"), suggestion,
                                                  RecipeFiles::tr("Recipes (*.json)"));
    if (file)
        studio.saveRecipe(bytesOf(*file));
}

void openRecipeFile(Studio& studio) {
    const QStringList files =
        studio.dialogs.pickFiles(RecipeFiles::tr("Open a recipe"), RecipeFiles::tr("Recipes (*.json)"));
    if (!files.isEmpty())
        studio.openRecipe(bytesOf(files.front()));
}

} // namespace studio
