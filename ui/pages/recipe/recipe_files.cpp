// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/recipe_files.h"

#include <memory>

#include <QAction>
#include <QCoreApplication>
#include <QMenu>

#include "core/base/text.h"
#include "core/recipe/presets.h"
#include "ui/models/engine_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

struct RecipeFiles {
    Q_DECLARE_TR_FUNCTIONS(studio::RecipeFiles)
};

} // namespace

/// What cannot be read is in no recipe: a file without it would not be what the screen shows.
static bool isRefused(Studio& studio) {
    const auto& refused = studio.recipe.refused();
    if (!refused.empty())
        studio.report({RecipeFiles::tr("The recipe is not saved").toStdString(), refused.front().key,
                       refused.front().message,
                       RecipeFiles::tr("Put the value right, then save again.").toStdString()});
    return !refused.empty();
}

void saveRecipeFile(Studio& studio) {
    if (isRefused(studio))
        return;
    if (const std::string file = studio.recipe.file(); !file.empty())
        studio.saveRecipe(file, false);
    else
        saveRecipeFileAs(studio);
}

void saveRecipeFileAs(Studio& studio) {
    if (isRefused(studio))
        return;
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

void addPresets(Studio& studio, QMenu& menu) {
    for (const Preset& preset : presets()) {
        QString about = RecipeFiles::tr("%Ln epoch(s)", nullptr, static_cast<int>(preset.config.epochs));
        if (preset.publishedTop1 > 0)
            about = RecipeFiles::tr("%1, %2 published").arg(about, formatPercent(preset.publishedTop1, 1));
        // What stands behind a tab has a column of its own.
        QAction* action = menu.addAction(QString::fromStdString(preset.name) + QLatin1Char('\t') + about);
        const QString source = preset.source.empty() ? QString() : QLatin1Char(' ') + engineWords(preset.source);
        action->setToolTip(toolTipText(engineWords(preset.about) + source));
        QObject::connect(action, &QAction::triggered, &menu,
                         [&studio, &preset] { studio.recipe.load(preset.name, preset.config); });
    }
    menu.setToolTipsVisible(true);
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
