// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/series_pen.h"

#include "ui/theme/theme.h"

namespace studio {

namespace {

// In widths of the pen.
QList<qreal> dashOf(int color) {
    switch (color) {
    case 2:
        return {5, 3};
    case 3:
        return {1.2, 2};
    case 4:
        return {6, 2.5, 1.2, 2.5};
    case 5:
        return {10, 3};
    default:
        return {3, 3}; // grey
    }
}

} // namespace

QColor seriesColor(int color, const ThemeColors& colors) {
    if (color == kPointedAt)
        return colors.text;
    return color < 0 ? colors.control : colors.series[static_cast<std::size_t>(color)];
}

QPen seriesPen(int color, SeriesStyle style, const ThemeColors& colors) {
    QColor ink = seriesColor(color, colors);
    const bool pale = style == SeriesStyle::Raw || style == SeriesStyle::PaleCircles || style == SeriesStyle::Abandoned;
    if (pale)
        ink.setAlpha(100);
    QPen pen(ink, pale ? 1.0 : 1.6);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (style == SeriesStyle::Planned)
        return QPen(colors.control, 1.2, Qt::DashLine);
    if (style == SeriesStyle::Companion) {
        pen.setWidthF(1.2);
        pen.setDashPattern({4, 2.5});
    }
    if (style == SeriesStyle::Compared)
        pen.setDashPattern(dashOf(color));
    return pen;
}

QPen legendPen(int color, SeriesStyle style, const ThemeColors& colors) {
    QPen pen = seriesPen(color, style, colors);
    pen.setColor(seriesColor(color, colors));
    pen.setWidthF(1.8);
    return pen;
}

} // namespace studio
