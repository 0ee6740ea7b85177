// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include <QList>
#include <QPointF>

namespace studio {

/// Points of a long live series (one per training step, 450,000 and more) kept so that drawing costs the same however
/// long the run is: beyond `budget` points, neighbours are merged into buckets that keep the least and the greatest
/// value, so spikes survive; the bucket width doubles when the budget is reached. A smoothed curve (exponential moving
/// average with bias correction over every point) is kept beside it at the same resolution.
class SeriesBuffer {
public:
    explicit SeriesBuffer(std::size_t budget = 4000);

    void clear();
    /// x ascending. Values that are not finite become a gap.
    void append(double x, double y);
    /// The same where the smoothed value is known already: points between were left out. NaN = not known.
    void append(double x, double y, double smoothed);
    /// Share of the past in the smoothed curve, 0..<1. Call before the first point (or clear() first).
    void setSmoothing(double weight);

    std::size_t appended() const { return appended_; }
    /// At most 2 * budget points, x ascending.
    QList<QPointF> envelope() const;
    /// At most budget points.
    QList<QPointF> smoothed() const;
    /// The newest point's smoothed value; NaN before the first.
    double lastSmoothed() const;

private:
    struct Bucket {
        double xMin = 0, yMin = 0, xMax = 0, yMax = 0, xLast = 0, smooth = 0;
        std::size_t count = 0;
        bool gap = false;
    };
    void merge();

    std::size_t budget_;
    std::size_t width_ = 1, appended_ = 0;
    double weight_ = 0.98, average_ = 0, norm_ = 0;
    std::vector<Bucket> buckets_;
};

/// Exponential smoothing of a short series with bias correction; weight 0 returns the values as they are.
QList<QPointF> smoothPoints(const QList<QPointF>& points, double weight);

} // namespace studio
