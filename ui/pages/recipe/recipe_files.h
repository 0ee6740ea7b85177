// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

class Studio;

/// Asks for a file and saves the recipe in it; what goes wrong is reported.
void saveRecipeFile(Studio& studio);
/// Asks for a recipe file, opens it and shows the page Recipe; what goes wrong is reported.
void openRecipeFile(Studio& studio);

} // namespace studio
