// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/paint.h"

#include <algorithm>
#include <cmath>

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QWidget>

namespace studio {

void paintRoundBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(edge.isValid() ? QPen(edge, 1) : QPen(Qt::NoPen));
    const double inset = edge.isValid() ? 0.5 : 0.0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

void paintFocusRing(QPainter& painter, const QRectF& rect, double radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colors().accent, 2));
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

void paintBar(QPainter& painter, const QRectF& rect, double fraction, const QColor& fill, const QColor& back) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double radius = std::min(rect.height() / 2, 2.5);
    QPainterPath shape;
    shape.addRoundedRect(rect, radius, radius);
    painter.fillPath(shape, back);
    const double share = std::isfinite(fraction) ? std::clamp(fraction, 0.0, 1.0) : 0.0;
    if (share > 0) {
        painter.setClipPath(shape);
        painter.fillRect(QRectF(rect.left(), rect.top(), std::max(1.0, rect.width() * share), rect.height()), fill);
    }
    painter.restore();
}

void paintText(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, const QColor& color,
               int flags, Qt::TextElideMode elide) {
    if (rect.width() <= 0)
        return;
    painter.setFont(font);
    painter.setPen(color);
    const QFontMetrics metrics(font);
    painter.drawText(rect, flags | Qt::TextSingleLine, metrics.elidedText(text, elide, static_cast<int>(rect.width())));
}

void paintEmptyText(QWidget& viewport, const QString& text) {
    QPainter painter(&viewport);
    painter.setFont(roleFont(TextRole::Body));
    painter.setPen(colors().text3);
    painter.drawText(viewport.rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, text);
}

int textWidth(const QString& text, const QFont& font) {
    return QFontMetrics(font).horizontalAdvance(text);
}

QString withoutMnemonic(const QString& text) {
    QString copy = text;
    return copy.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString toolTipText(const QString& text) {
    return text.isEmpty() ? text : QString(QStringLiteral("<span>") + text.toHtmlEscaped() + QStringLiteral("</span>"));
}

} // namespace studio
