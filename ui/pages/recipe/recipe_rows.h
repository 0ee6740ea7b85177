// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QString>

namespace studio {

enum class RowKind { Whole, Number, Text, Choice, OnOff };

/// A row of the recipe's form.
struct RecipeRow {
    const char* key;
    RowKind kind;
    const char* choices; ///< words separated by '|'; "models" = the registry
    QString label;
    QString hint;  ///< unit, after the editor
    QString range; ///< what validate() takes
    QString effect;
    const char* paper = ""; ///< where the method was described; empty = no one paper
};

struct RecipeCard {
    QString title;
    bool right = false; ///< in the right column
    std::vector<RecipeRow> rows;
};

/// All keys of a recipe, in the order of the form.
std::vector<RecipeCard> recipeCards();

} // namespace studio
