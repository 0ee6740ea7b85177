// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/legend_entry.h"

#include <QPainter>

#include "ui/plot/series_pen.h"
#include "ui/theme/paint.h"

namespace studio {

LegendEntry::LegendEntry(const QString& name, int color, SeriesStyle style, QWidget* parent)
    : QAbstractButton(parent)
    , color_(color)
    , style_(style) {
    setText(name);
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(name);
    setToolTip(tr("Click hides or shows this curve"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    repaintOnTheme(this);
}

QSize LegendEntry::sizeHint() const {
    const QFont font = roleFont(TextRole::Caption);
    return {30 + textWidth(text(), font) + 4, std::max(24, QFontMetrics(font).height() + 8)};
}

void LegendEntry::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const bool on = isChecked();
    const QColor color = on ? seriesColor(color_, colors()) : colors().border;
    if (style_ == SeriesStyle::Raw) {
        QColor pale = color;
        pale.setAlpha(95);
        painter.fillRect(QRectF(0, middle - 4, 22, 8), pale);
    } else {
        QPen pen = legendPen(color_, style_, colors());
        pen.setColor(color);
        painter.setPen(pen);
        painter.drawLine(QPointF(0, middle), QPointF(22, middle));
    }
    if (style_ == SeriesStyle::Circles || style_ == SeriesStyle::PaleCircles) {
        painter.setBrush(colors().surface);
        painter.setPen(QPen(color, 1.4));
        painter.drawEllipse(QPointF(11, middle), 3, 3);
    }
    paintText(painter, QRectF(28, 0, width() - 28, height()), text(), roleFont(TextRole::Caption),
              on ? colors().text2 : colors().text3);
    if (hasFocus())
        paintFocusRing(painter, rect(), kRadiusSmall);
}

} // namespace studio
