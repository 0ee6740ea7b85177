// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QKeySequence>
#include <QString>

class QAction;
class QMainWindow;

namespace studio {

class Studio;

/// One command of the menus. A row without a slot is a separator.
struct ActionRow {
    const char* id = nullptr; ///< objectName of the QAction
    QString menu{};           ///< title of the menu, with its mnemonic
    QString text{};
    QKeySequence keys{};
    std::function<void()> run{};
    bool checkable = false;
    QString submenu{};
};

/// Builds the menus in the order of the table; actions become children of `window`.
void buildMenus(QMainWindow& window, const std::vector<ActionRow>& rows);

/// Commands that need only the sessions: open, save recipe, training, help.
std::vector<ActionRow> fileActions(Studio& studio, QMainWindow& window);
std::vector<ActionRow> trainActions(Studio& studio);
std::vector<ActionRow> helpActions(Studio& studio, QMainWindow& window);

/// Enables what the state of the run allows.
void updateTrainActions(QMainWindow& window, const Studio& studio);

} // namespace studio
