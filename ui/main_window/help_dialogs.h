// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMainWindow;

namespace studio {

/// Every command that has a key, as a window.
void showKeyboardShortcuts(QMainWindow& window);
void showAbout(QMainWindow& window);

} // namespace studio
