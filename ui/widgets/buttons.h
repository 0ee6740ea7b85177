// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAction;
class QMenu;
class QPushButton;
class QWidget;

namespace studio {

enum class ButtonKind {
    Plain,
    Primary, ///< filled; at most one a page
    Link,
    Icon, ///< square, without text
    Tool, ///< checkable, in tool rows
    Menu, ///< opens a menu
};

/// A button in the style of the design. `text` may hold a mnemonic; foreign text goes through withoutMnemonic().
QPushButton* makeButton(const QString& objectName, const QString& text, const QString& icon = {},
                        ButtonKind kind = ButtonKind::Plain, QWidget* parent = nullptr);
/// Square button; `name` is its accessible name and tooltip.
QPushButton* makeIconButton(const QString& objectName, const QString& icon, const QString& name,
                            QWidget* parent = nullptr);
/// Checkable text button ("Log y", "Follow").
QPushButton* makeToggle(const QString& objectName, const QString& text, const QString& icon = {},
                        QWidget* parent = nullptr);
/// Button that opens `menu`, which it then owns.
QPushButton* makeMenuButton(const QString& objectName, const QString& text, const QString& icon, QMenu* menu,
                            QWidget* parent = nullptr);
/// Changes the kind of a button that is shown already (Pause becomes the filled Continue).
void setButtonKind(QPushButton* button, ButtonKind kind);
/// Makes the button a face of the action: words (unless it is a square one), icon, check mark, whether it can be used
/// and the tooltip with the key follow the action, and a click triggers it.
void bindButton(QPushButton* button, QAction* action);
/// A tooltip that ends with the key of the action: "Details (F9)".
QString toolTipWithKey(const QAction& action);
/// Enables the button, or disables it with the reason as tooltip where `blocker` is not empty.
void setBlocked(QPushButton* button, const QString& blocker, const QString& toolTip = {});

} // namespace studio
