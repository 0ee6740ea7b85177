// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/recipe_files.h"

#include <memory>

#include <QAction>
#include <QCoreApplication>
#include <QMenu>

#include "core/base/text.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

struct RecipeFiles {
    Q_DECLARE_TR_FUNCTIONS(studio::RecipeFiles)
};

} // namespace

void saveRecipeFile(Studio& studio) {
    if (const std::string file = studio.recipe.file(); !file.empty())
        studio.saveRecipe(file, false);
    else
        saveRecipeFileAs(studio);
}

void saveRecipeFileAs(Studio& studio) {
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

void addRecentRecipes(Studio& studio, QMenu& menu) {
    const auto added = std::make_shared<QList<QAction*>>();
    QObject::connect(&menu, &QMenu::aboutToShow, &menu, [&studio, &menu, added] {
        qDeleteAll(*added);
        added->clear();
        const std::vector<std::string> files = studio.settings.recentRecipes();
        if (files.empty())
            return;
        *added += menu.addSection(RecipeFiles::tr("Used last"));
        for (const std::string& file : files) {
            QAction* action = menu.addAction(displayOf(baseName(file)));
            action->setToolTip(displayOf(file));
            QObject::connect(action, &QAction::triggered, &menu, [&studio, file] { studio.openRecipe(file); });
            *added += action;
        }
        QAction* forget = menu.addAction(RecipeFiles::tr("Forget these files"));
        QObject::connect(forget, &QAction::triggered, &menu, [&studio] { studio.settings.forgetRecentRecipes(); });
        *added += forget;
    });
}

} // namespace studio
