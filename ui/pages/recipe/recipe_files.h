// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMenu;

namespace studio {

class Studio;

/// Saves the recipe in the file that it came from, where that still holds what was read from it or saved there; asks
/// for one where it came from none. What goes wrong is reported.
void saveRecipeFile(Studio& studio);
/// Asks for a file and saves the recipe in it.
void saveRecipeFileAs(Studio& studio);
/// Asks for a recipe file, opens it and shows the page Recipe; what goes wrong is reported.
void openRecipeFile(Studio& studio);

/// Lists the presets, each with its length and, where there is one, the published result of what it follows.
void addPresets(Studio& studio, QMenu& menu);

/// Lists the files used last at the menu's end, anew each time it opens.
void addRecentRecipes(Studio& studio, QMenu& menu);

} // namespace studio
