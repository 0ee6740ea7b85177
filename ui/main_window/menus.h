// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMainWindow;

namespace studio {

class Studio;

/// Builds the menu bar from studio.actions(), and gives the window their keys.
void buildMenus(QMainWindow& window, Studio& studio);
/// Connects what needs no more than the window: quit, full screen, help.
void connectWindowActions(QMainWindow& window, Studio& studio);

} // namespace studio
