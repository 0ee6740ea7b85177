// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/plot/metric_plot_parts.h"

namespace studio {

QString MetricPlot::Parts::readoutOf(std::size_t index, double x) const {
    const Series& one = series[index];
    const int at = nearestPoint(one.points, x);
    const Format& format = readoutFormat ? readoutFormat : valueFormat;
    QString value = format(one.points[at].y()), smoothed;
    if (one.measured) {
        const QPointF measured = one.measured(x);
        if (std::isfinite(measured.y()))
            smoothed = std::exchange(value, format(measured.y()));
    }
    for (const Series& line : series) {
        const int on = line.spec.smooths == static_cast<int>(index) ? nearestPoint(line.points, x) : -1;
        if (on >= 0 && std::isfinite(line.points[on].y()))
            smoothed = format(line.points[on].y());
    }
    const QString text = one.spec.name + QStringLiteral("  ") + value;
    return smoothed.isEmpty() || smoothed == value ? text : QString(text + u' ' + MetricPlot::tr("(%1)").arg(smoothed));
}

void MetricPlot::updateCrosshair() {
    Parts& p = *parts_;
    QString text;
    const double snapped = p.snapped();
    for (std::size_t i = 0; i < p.series.size(); ++i) {
        Parts::Series& one = p.series[i];
        const int index =
            std::isfinite(snapped) && p.reaches(one, snapped) ? nearestPoint(one.points, p.crosshairX) : -1;
        const bool shown = index >= 0 && std::isfinite(one.points[index].y());
        one.tracer->setVisible(shown);
        if (!shown)
            continue;
        one.tracer->position->setCoords(one.points[index]);
        text += QLatin1Char('\n') + p.readoutOf(i, p.crosshairX);
    }
    const bool on = std::isfinite(snapped) && p.plot->xAxis->range().contains(snapped);
    p.crosshair->setVisible(on);
    p.readout->setVisible(on);
    if (!on)
        return;
    p.crosshair->point1->setCoords(snapped, 0);
    p.crosshair->point2->setCoords(snapped, 1);
    if (p.logY)
        p.crosshair->point1->setCoords(snapped, 0.1);
    p.readout->setText(QString(p.xFormat(snapped) + text));
    const double x = p.plot->xAxis->coordToPixel(snapped);
    const QRect area = p.plot->axisRect()->rect();
    const bool right = x < area.center().x();
    p.readout->setPositionAlignment(Qt::AlignTop | (right ? Qt::AlignLeft : Qt::AlignRight));
    p.readout->position->setCoords(right ? x + 8 : x - 8, area.top() + area.height() * 0.18);
}

QString MetricPlot::summary() const {
    const Parts& p = *parts_;
    QStringList values;
    double newest = -std::numeric_limits<double>::infinity();
    for (const Parts::Series& one : p.series) {
        const bool told = one.spec.readout && one.spec.style != SeriesStyle::Planned && one.graph->visible();
        const auto last = std::find_if(one.points.rbegin(), one.points.rend(),
                                       [](const QPointF& point) { return std::isfinite(point.y()); });
        if (!told || last == one.points.rend())
            continue;
        newest = std::max(newest, last->x());
        const double measured = one.measured ? one.measured(last->x()).y() : last->y();
        values +=
            QString(one.spec.name + QLatin1Char(' ') + p.valueFormat(std::isfinite(measured) ? measured : last->y()));
    }
    if (values.isEmpty())
        return p.emptyText->text().isEmpty() ? tr("no values yet") : p.emptyText->text();
    return tr("%1 at %2").arg(values.join(QStringLiteral(", ")), p.xFormat(newest));
}

} // namespace studio
