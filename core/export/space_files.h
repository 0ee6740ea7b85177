// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio {

/// The files of a Space that are the same for every network (resources/space), carried in the program. What is special
/// to a network they read from space.json: no word of a user is ever pasted into code.
std::string_view spaceApp();   ///< app.py
std::string_view spaceModel(); ///< model.py

} // namespace studio
