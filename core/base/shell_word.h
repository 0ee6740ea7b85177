// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio {

/// A path as a shell takes it, for commands that a message names: quoted where it needs to be.
std::string shellWord(std::string_view path);

} // namespace studio
