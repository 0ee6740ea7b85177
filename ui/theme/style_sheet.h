// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/theme/theme.h"

namespace studio {

/// The style sheet of standard controls (buttons, fields, menus, scroll bars, table heads). No fonts and no colours of
/// plain text in it: those would silently beat setFont() and palettes.
QString makeStyleSheet(const ThemeColors& colors);

} // namespace studio
