// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

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

} // namespace studio
