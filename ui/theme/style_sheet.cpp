// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include <utility>
#include <vector>

#include "ui/theme/fonts.h"

namespace studio {

namespace {

// Dynamic property "kind" (buttons.h): plain, primary, icon, link, tool. A focus border of 2 px takes 1 px of padding.
constexpr char kButtons[] = R"(
QPushButton { background: @surface; color: @text; border: 1px solid @control; border-radius: 5px;
    padding: 0 12px; min-height: @height0; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @sunken; }
QPushButton:focus { border: 2px solid @accent; padding: 0 11px; min-height: @height2; }
QPushButton:disabled { color: @faint; border-color: @border; background: @window; }
QPushButton[kind="primary"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[kind="primary"]:hover { background: @accentHover; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled { background: @sunken; color: @faint; border: 1px solid @border;
    padding: 0 12px; min-height: @height0; }
QPushButton[kind="link"] { background: transparent; color: @accent; border: 1px solid transparent; padding: 0 4px;
    min-height: @height4; }
QPushButton[kind="link"]:hover { background: @hover; }
QPushButton[kind="link"]:focus { border: 2px solid @accent; padding: 0 3px; min-height: @height6; }
QPushButton[kind="link"]:disabled { color: @faint; }
QPushButton[kind="icon"] { background: transparent; border: 1px solid transparent; padding: 0; min-height: @height2;
    min-width: @height2; }
QPushButton[kind="icon"]:hover, QPushButton[kind="tool"]:hover { background: @hover; }
QPushButton[kind="icon"]:focus, QPushButton[kind="tool"]:focus { border: 2px solid @accent; }
QPushButton[kind="icon"]:focus { min-height: @height4; min-width: @height4; padding: 0; }
QPushButton[kind="icon"]:checked { background: @selection; }
QPushButton[kind="tool"] { background: transparent; color: @text2; border: 1px solid transparent; padding: 0 10px;
    min-height: @height2; }
QPushButton[kind="tool"]:focus { padding: 0 9px; min-height: @height4; }
QPushButton[kind="tool"]:checked { background: @selection; color: @accent; }
QPushButton[kind="menu"] { padding: 0 26px 0 12px; }
QPushButton[kind="menu"]:focus { padding: 0 25px 0 11px; }
QToolButton[kind="segment"] { background: transparent; color: @text2; border: 1px solid transparent;
    border-radius: 5px; padding: 0; }
QToolButton[kind="segment"]:hover { color: @text; }
QToolButton[kind="segment"]:checked { background: @surface; color: @text; border-color: @control; }
QToolButton[kind="segment"]:focus { border: 2px solid @accent; }
QToolButton[kind="segment"]:disabled { color: @faint; }
QToolButton[kind="segment"]:checked:disabled { background: transparent; color: @faint; border-color: @border; }
QPushButton::menu-indicator { image: url(:/theme/down-@mode.svg); subcontrol-origin: border;
    subcontrol-position: right center; right: 9px; width: 10px; height: 10px; }
QPushButton[kind="icon"]::menu-indicator { image: none; width: 0; }
)";

constexpr char kFields[] = R"(
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit { background: @surface; color: @text;
    border: 1px solid @control; border-radius: 5px; padding: 0 8px; min-height: @height0;
    selection-background-color: @accent; selection-color: @onAccent; }
QPlainTextEdit { padding: 4px 6px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus { border: 2px solid @accent;
    padding: 0 7px; min-height: @height2; }
QLineEdit[tone="warning"], QComboBox[tone="warning"], QAbstractSpinBox[tone="warning"] { border-color: @warning; }
QLineEdit[tone="error"], QComboBox[tone="error"], QAbstractSpinBox[tone="error"] { border-color: @error; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { background: @window; color: @faint;
    border-color: @border; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: 0; padding: 0; min-height: 20px; background: transparent; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url(:/theme/down-@mode.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @surface; color: @text; border: 1px solid @control; outline: 0;
    selection-background-color: @selection; selection-color: @text; padding: 3px; }
QComboBox QAbstractItemView::item { min-height: @height2; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; border: 0; width: 22px;
    background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; border-radius: 3px; }
QAbstractSpinBox::up-arrow { image: url(:/theme/up-@mode.svg); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url(:/theme/down-@mode.svg); width: 9px; height: 9px; }
QCheckBox { spacing: 8px; background: transparent; color: @text; }
QCheckBox:disabled { color: @faint; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @control; border-radius: 3px;
    background: @surface; }
QCheckBox::indicator:hover { background: @hover; }
QCheckBox::indicator:checked { border-color: @accent; background: @selection;
    image: url(:/theme/check-@mode.svg); }
QCheckBox::indicator:focus { border: 2px solid @accent; width: 12px; height: 12px; }
QCheckBox::indicator:disabled { border-color: @border; background: @window; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; background: @surface;
    border: 2px solid @accent; }
QSlider::handle:horizontal:focus { background: @accent; }
)";

constexpr char kFrames[] = R"(
QToolTip { background: @tooltip; color: @text; border: 1px solid @border; padding: 4px 6px; }
QMenuBar { background: @window; color: @text2; border: 0; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: @hover; color: @text; }
QMenu { background: @surface; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 28px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @faint; background: transparent; }
QMenu::separator { height: 1px; background: @border; margin: 4px 6px; }
QMenu::indicator { width: 14px; height: 14px; left: 7px; }
QMenu::indicator:checked { image: url(:/theme/check-@mode.svg); }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @neutralBar; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 28px; margin: 2px; }
QScrollBar::handle:horizontal { min-width: 28px; margin: 2px; }
QScrollBar::handle:hover { background: @control; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: 0; }
QAbstractItemView { background: @surface; border: 0; outline: 0; }
QListWidget { background: transparent; }
QListWidget::item { padding: 0 8px; border-radius: 6px; color: @text; }
QListWidget::item:hover { background: @hover; }
QListWidget::item:selected { background: @selection; }
QTextBrowser { background: @surface; border: 1px solid @border; border-radius: 8px; }
QHeaderView { background: transparent; }
QHeaderView::section { background: @surface; color: @text3; border: 0; border-bottom: 1px solid @border;
    padding: 0 0 0 8px; }
QHeaderView::up-arrow { image: url(:/theme/up-@mode.svg); width: 8px; height: 8px; }
QHeaderView::down-arrow { image: url(:/theme/down-@mode.svg); width: 8px; height: 8px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; button-layout: 3; }
QMessageBox QLabel#qt_msgbox_label { font-weight: 600; }
QMessageBox QLabel#qt_msgbox_informativelabel { min-width: 340px; }
QStatusBar { background: transparent; border: 0; }
QStatusBar::item { border: 0; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @border; }
)";

} // namespace

QString makeStyleSheet(const ThemeColors& c) {
    QString sheet = QString::fromLatin1(kButtons) + QString::fromLatin1(kFields) + QString::fromLatin1(kFrames);
    // Longer names first: @accent is the beginning of @accentHover.
    const std::vector<std::pair<const char*, QColor>> names = {
        {"@accentHover", mixed(c.accent, c.text, 0.85)},
        {"@neutralBar", mixed(c.neutralBar, c.surface, 0.75)},
        {"@onAccent", c.onAccent},
        {"@selection", c.selection},
        {"@tooltip", c.dark ? c.hover : c.surface},
        {"@surface", c.surface},
        {"@control", c.control},
        {"@warning", c.warning},
        {"@border", c.border},
        {"@window", c.window},
        {"@sunken", c.sunken},
        {"@accent", c.accent},
        {"@hover", c.hover},
        {"@error", c.error},
        {"@faint", mixed(c.text3, c.window, 0.6)},
        {"@text2", c.text2},
        {"@text3", c.text3},
        {"@text", c.text},
    };
    for (const auto& [name, color] : names)
        sheet.replace(QLatin1String(name), color.name());
    // What is inside the 1 px edge, and less where a focus border or a small control takes more.
    for (const int less : {0, 2, 4, 6})
        sheet.replace(QStringLiteral("@height%1").arg(less), QStringLiteral("%1px").arg(controlHeight() - 2 - less));
    return sheet.replace(QLatin1String("@mode"), c.dark ? QStringLiteral("dark") : QStringLiteral("light"));
}

} // namespace studio
