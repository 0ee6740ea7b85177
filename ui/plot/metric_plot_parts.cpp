// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/metric_plot_parts.h"

#include <algorithm>
#include <cmath>

namespace studio {

bool MetricPlot::Parts::xExtent(double& from, double& to) const {
    from = std::numeric_limits<double>::infinity();
    to = -from;
    for (const Series& one : series) {
        if (one.points.isEmpty() || !one.graph->visible())
            continue;
        from = std::min(from, one.points.front().x());
        to = std::max(to, one.points.back().x());
    }
    return from <= to;
}

bool MetricPlot::Parts::keepViewWithinData() {
    double from = leastFrom, end = -std::numeric_limits<double>::infinity();
    for (const Series& one : series) {
        if (one.points.isEmpty())
            continue;
        from = std::min(from, one.points.front().x());
        end = std::max(end, one.points.back().x());
    }
    if (!std::isfinite(end))
        return false; // between two runs
    const std::optional<PlotView::Range> before = view.fixed();
    if (end < dataEnd) {
        const double to = std::max(end, leastTo);
        view.keepWithin({from, to + std::max(roomAtEnd(to - from), 1e-9)});
    }
    dataEnd = end;
    return view.fixed() != before;
}

template<class Take>
void MetricPlot::Parts::Series::eachBetween(double from, double to, Take take) const {
    const auto less = [](const QPointF& point, double x) { return point.x() < x; };
    for (auto at = std::lower_bound(points.begin(), points.end(), from, less); at != points.end() && at->x() <= to;
         ++at) {
        if (std::isfinite(at->y()))
            take(at->y());
    }
}

std::vector<double> MetricPlot::Parts::valuesBetween(double from, double to) const {
    std::vector<double> values;
    for (const Series& one : series) {
        if (!one.counts())
            continue;
        one.eachBetween(from, to, [&](double y) {
            if (!logY || y > 0)
                values.push_back(y);
        });
    }
    return values;
}

int MetricPlot::Parts::countOutside() const {
    const QCPRange x = plot->xAxis->range(), y = plot->yAxis->range();
    int count = 0;
    for (const Series& one : series) {
        const int measured = one.spec.smooths;
        if (!one.counts() || (measured >= 0 && series[static_cast<std::size_t>(measured)].graph->visible()))
            continue;
        one.eachBetween(x.lower, x.upper, [&](double value) { count += y.contains(value) ? 0 : 1; });
    }
    return count;
}

int nearestPoint(const QList<QPointF>& points, double x) {
    if (points.isEmpty())
        return -1;
    const auto less = [](const QPointF& point, double value) { return point.x() < value; };
    const auto at = std::lower_bound(points.begin(), points.end(), x, less);
    int index = static_cast<int>(at - points.begin());
    if (at == points.end() || (index > 0 && x - points[index - 1].x() < at->x() - x))
        --index;
    return index;
}

double MetricPlot::Parts::snapped() const {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const Series& one : series) {
        const int index = std::isfinite(crosshairX) && one.spec.readout && one.graph->visible()
                              ? nearestPoint(one.points, crosshairX)
                              : -1;
        if (index < 0 || !std::isfinite(one.points[index].y()))
            continue;
        const double x = one.points[index].x();
        if (!std::isfinite(best) || std::fabs(x - crosshairX) < std::fabs(best - crosshairX))
            best = x;
    }
    return best;
}

bool MetricPlot::Parts::reaches(const Series& one, double x) const {
    const double slack = plot->xAxis->range().size() * 0.02;
    return one.spec.readout && one.graph->visible() && !one.points.isEmpty() && x >= one.points.front().x() - slack &&
           x <= one.points.back().x() + slack;
}

} // namespace studio
