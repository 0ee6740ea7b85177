// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/gap_item.h"

#include <cmath>

namespace studio {

GapItem::GapItem(QCustomPlot* plot)
    : QCPAbstractItem(plot) {
    setLayer(QStringLiteral("background"));
    setSelectable(false);
    setAntialiased(false);
}

double GapItem::selectTest(const QPointF&, bool, QVariant*) const {
    return -1;
}

// By lines, not by a brush: a pattern does not grow with the screen's scale.
void GapItem::draw(QCPPainter* painter) {
    constexpr double kStep = 7, kLeast = 2;
    const QRectF area = parentPlot()->axisRect()->rect();
    const QCPAxis* axis = parentPlot()->xAxis;
    painter->setPen(QPen(color_, 1));
    for (const PlotGap& gap : gaps_) {
        const double left = std::max(axis->coordToPixel(gap.from), area.left());
        const double right = std::min(axis->coordToPixel(gap.to), area.right());
        if (right - left < kLeast)
            continue;
        // On a grid of the plot's own, so that the hatch stands still while its ends move.
        const double first = std::floor((left - area.height()) / kStep) * kStep;
        for (double x = first; x < right; x += kStep) {
            const double from = std::max(x, left), to = std::min(x + area.height(), right);
            if (from < to)
                painter->drawLine(QPointF(from, area.bottom() - (from - x)), QPointF(to, area.bottom() - (to - x)));
        }
    }
}

} // namespace studio
