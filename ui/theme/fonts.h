// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

class QWidget;

namespace studio {

/// Sizes of the design, as multiples of the desktop's font size.
enum class TextRole { Micro, Caption, Body, Section, Title, Figure, Display };

/// The application's font: the desktop's where a platform theme sets one, otherwise the first installed of Roboto,
/// Noto Sans, DejaVu Sans; at least 12 px. GUI thread, after QApplication.
QFont baseFont();
/// Titles and figures are semi-bold by themselves; `weight` overrides (QFont::Weight).
QFont roleFont(TextRole role, int weight = -1);
/// For paths to copy, hashes and logs.
QFont monoFont();
/// Gives the widget the font of its role, now and after every change of the desktop's font.
void keepFont(QWidget* widget, TextRole role, int weight = -1);
/// Per cent of the desktop's size, for people who want the window's text larger or smaller. For applyTheme().
inline constexpr int kTextSizes[] = {90, 100, 110, 125, 150};
void setTextSize(int percent);

/// The desktop has another font: this one, or the one that Qt says when asked again. For applyTheme().
void takeDesktopFont(const QFont& desktop);
void takeDesktopFont();

/// Heights of the design, grown where the font is larger than the one it was drawn with.
int controlHeight();
int tableRowHeight();
int tableHeadHeight();
int statusBarHeight();

} // namespace studio
