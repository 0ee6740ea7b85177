// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include <QList>
#include <QPointF>

namespace studio {

/// Points of a long live series (one per training step, 450,000 and more) kept so that drawing costs the same however
/// long the run is: beyond `budget` points, neighbours are merged into buckets that keep the least and the greatest
/// value, so spikes survive, and the mean; the bucket width doubles when the budget is reached. What is kept depends on
/// the points alone, not on the portions in which they came.
class SeriesBuffer {
public:
    explicit SeriesBuffer(std::size_t budget = 4000);

    void clear();
    /// x ascending. Values that are not finite become a gap.
    void append(double x, double y);
    /// The same where the point stands for `count` points of that mean: the others were left out. A mean that is not
    /// finite is not known, and y is taken for it.
    void append(double x, double y, double mean, double count);

    std::size_t appended() const { return appended_; }
    /// At most 2 * budget points, x ascending.
    QList<QPointF> envelope() const;
    /// The last value of each bucket: at most budget points.
    QList<QPointF> newest() const;
    /// The exponentially weighted mean of the points on either side, over `share` of those from x `from` to `to`, with
    /// bias correction where one side ends: it does not trail the points, and of few in view hardly any are averaged.
    /// At most budget points.
    QList<QPointF> smoothed(double share, double from = -std::numeric_limits<double>::infinity(),
                            double to = std::numeric_limits<double>::infinity()) const;

private:
    struct Bucket {
        double xMin = 0, yMin = 0, xMax = 0, yMax = 0, xLast = 0, yLast = 0;
        double sum = 0, weight = 0;
        std::size_t count = 0;
        bool gap = false;
    };
    static void join(Bucket& into, const Bucket& next);
    void merge();

    std::size_t budget_;
    std::size_t width_ = 1, appended_ = 0;
    std::vector<Bucket> buckets_;
};

/// Exponential smoothing of a short series with bias correction; weight 0 returns the values as they are.
QList<QPointF> smoothPoints(const QList<QPointF>& points, double weight);

} // namespace studio
