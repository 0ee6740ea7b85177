// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>
#include <QString>

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

class QPainter;
class QWidget;

namespace studio {

/// Drawing shared by the painted widgets.

/// Rounded rectangle with a crisp 1 px edge inside `rect`.
void paintRoundBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge);
/// 2 px accent ring just inside `rect`.
void paintFocusRing(QPainter& painter, const QRectF& rect, double radius);
/// Flat bar with a filled part, ends rounded.
void paintBar(QPainter& painter, const QRectF& rect, double fraction, const QColor& fill, const QColor& back);
/// One line, elided right (or in the middle), vertically centred.
void paintText(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, const QColor& color,
               int flags = Qt::AlignLeft | Qt::AlignVCenter, Qt::TextElideMode elide = Qt::ElideRight);
/// A sentence in the middle of a view that has nothing to show; called in the view's paint event.
void paintEmptyText(QWidget& viewport, const QString& text);
/// Width of `text` in `font`.
int textWidth(const QString& text, const QFont& font);
/// Foreign text for buttons, menus and tabs: a lone & would become a mnemonic.
QString withoutMnemonic(const QString& text);
/// Foreign text for tooltips: its tags are shown, not interpreted.
QString toolTipText(const QString& text);

} // namespace studio
