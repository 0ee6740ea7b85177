// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio {

/// What the name of a folder says about what lies in it: the one list of such names, for every verb and for archives.

enum class SetRole { None, Train, Val, Test };

/// train, training, train_set, training_set; val, valid, validation, val_set, validation_set; test, testing, test_set:
/// in any case, with "_", "-" or a space between the words, or nothing.
SetRole setRoleOf(std::string_view folder);
/// "training", "validation", "test"; empty for None.
const char* setRoleText(SetRole role);

/// Hidden names, and what systems, file servers, desktops and archivers leave in a folder: lost+found, Thumbs.db,
/// @eaDir, __MACOSX and the like, in any case. No class, no picture.
bool isSystemName(std::string_view name);
/// Hidden names that this program itself leaves beside pictures: nobody need be told of them.
bool isOwnName(std::string_view name);

/// True for a folder that a trainer made: recipe.json and checkpoints/ are in it.
bool holdsRun(const std::string& folder);

} // namespace studio
