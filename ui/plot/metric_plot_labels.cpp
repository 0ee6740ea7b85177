// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "ui/plot/free_places.h"
#include "ui/plot/mark_item.h"
#include "ui/plot/metric_plot_parts.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

QSizeF sizeOf(const QCPItemText& label) {
    return {textWidth(label.text(), label.font()) + 6.0, QFontMetrics(label.font()).height() + 2.0};
}

bool hasCircles(SeriesStyle style) {
    return style == SeriesStyle::Circles || style == SeriesStyle::PaleCircles;
}

} // namespace

double MetricPlot::Parts::roomAtEnd(double length) const {
    double widest = 0;
    bool labelled = false;
    for (const Series& one : series) {
        labelled = labelled || one.endLabel != nullptr;
        if (one.endLabel != nullptr && !one.points.isEmpty() && one.graph->visible())
            widest = std::max(widest, textWidth(valueFormat(one.points.back().y()), one.endLabel->font()) + 12.0);
    }
    const double wide = plot->axisRect()->width();
    const double share = wide > 4 * widest ? widest / (wide - widest) : 0;
    return length * std::max(share, labelled ? 0.06 : 0.02);
}

QList<QPointF> MetricPlot::Parts::pixelsOf(const Series& one) const {
    const QCPRange x = plot->xAxis->range();
    const auto less = [](const QPointF& point, double value) { return point.x() < value; };
    auto from = std::lower_bound(one.points.begin(), one.points.end(), x.lower, less);
    auto to = std::lower_bound(from, one.points.end(), x.upper, less);
    from -= from != one.points.begin() ? 1 : 0;
    to += to != one.points.end() ? 1 : 0;
    QList<QPointF> pixels;
    pixels.reserve(to - from);
    for (auto at = from; at != to; ++at) {
        const bool drawn = std::isfinite(at->y()) && (!logY || at->y() > 0);
        pixels += QPointF(plot->xAxis->coordToPixel(at->x()), drawn ? plot->yAxis->coordToPixel(at->y()) : qQNaN());
    }
    return pixels;
}

void MetricPlot::Parts::placeEndLabels(FreePlaces& places) {
    struct Place {
        QCPItemText* label;
        double y;
    };
    std::vector<Place> found;
    const QRect area = plot->axisRect()->rect();
    double rightmost = 0, apart = 0;
    for (Series& one : series) {
        if (one.endLabel == nullptr)
            continue;
        const bool there = !one.points.isEmpty() && one.graph->visible() && std::isfinite(one.points.back().y());
        const QPointF last = there ? one.points.back() : QPointF();
        const bool inside = there && plot->xAxis->range().contains(last.x());
        one.endLabel->setVisible(inside);
        if (!inside)
            continue;
        one.endLabel->setText(valueFormat(last.y()));
        apart = std::max(apart, sizeOf(*one.endLabel).height());
        rightmost = std::max(rightmost, plot->xAxis->coordToPixel(last.x()));
        const double y = plot->yAxis->coordToPixel(last.y());
        // Not clamped: before it is laid out a plot may be lower than a line of text.
        found.push_back({one.endLabel, std::max<double>(area.top(), std::min(y, area.bottom() - apart / 2))});
    }
    std::sort(found.begin(), found.end(), [](const Place& a, const Place& b) { return a.y < b.y; });
    for (std::size_t i = 1; i < found.size(); ++i)
        found[i].y = std::max(found[i].y, found[i - 1].y + apart);
    for (std::size_t i = found.size(); i-- > 0;) {
        const double lowest = i + 1 < found.size() ? found[i + 1].y - apart : area.bottom() - apart / 2;
        found[i].y = std::min(found[i].y, lowest);
        found[i].label->position->setCoords(rightmost + 5, found[i].y);
        const QSizeF size = sizeOf(*found[i].label);
        places.addBox({rightmost + 5, found[i].y - size.height() / 2, size.width(), size.height()});
    }
}

void MetricPlot::Parts::placeBest(FreePlaces& places) {
    const bool inside =
        hasBest && plot->xAxis->range().contains(bestAt.x()) && plot->yAxis->range().contains(bestAt.y());
    bestRing->setVisible(inside);
    bestLabel->setVisible(false);
    if (!inside)
        return;
    bestRing->position->setCoords(bestAt);
    const QPointF at(plot->xAxis->coordToPixel(bestAt.x()), plot->yAxis->coordToPixel(bestAt.y()));
    places.addBox({at.x() - 7, at.y() - 7, 14, 14});
    const auto box = places.take(placesAround(at, sizeOf(*bestLabel), plot->axisRect()->rect()), qQNaN());
    if (!box)
        return; // the tile beside the plots says it too
    bestLabel->setVisible(true);
    bestLabel->position->setCoords(box->topLeft());
    words += *box;
}

void MetricPlot::placeLabels() {
    Parts& p = *parts_;
    double from = 0, to = 0;
    p.emptyText->setVisible(!p.emptyText->text().isEmpty() && !p.xExtent(from, to));
    p.words.clear();
    FreePlaces places{QRectF(p.plot->axisRect()->rect())};
    for (const Parts::Series& one : p.series) {
        if (one.graph->visible())
            places.addCurve(p.pixelsOf(one), hasCircles(one.spec.style) ? 7 : one.graph->pen().widthF());
    }
    p.marks->addLines(places);
    p.placeEndLabels(places);
    p.placeBest(places);
    p.marks->setOtherWords(p.words);
    p.words += p.marks->placeWords(places);
}

} // namespace studio
