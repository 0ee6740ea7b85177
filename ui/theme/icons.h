// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPixmap>
#include <QRectF>
#include <QString>

#include "ui/theme/theme.h"

class QPainter;

namespace studio {

/// A line icon of resources/icons by name ("play", "folder"), drawn in the ink of its state when it is painted, so that
/// it follows the theme. Unknown names draw nothing (and fail an assertion in Debug builds).
QIcon themeIcon(const QString& name, Ink ink = Ink::Text2);
/// Paints the icon into `rect` (square) in `color`. GUI thread.
void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color);
/// Whether resources hold an icon of that name.
bool hasIcon(const QString& name);

} // namespace studio
