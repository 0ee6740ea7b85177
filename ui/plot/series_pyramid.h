// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include <QList>
#include <QPointF>

namespace studio {

/// The points of a long series (one per training step, 900,000 and more), drawn from a bounded number of points
/// whatever part of it is in view. The points themselves stay with whoever owns them; over them lie buckets of 16, 256,
/// ... neighbours with the least and the greatest value, so that spikes survive, and the mean. Neighbours are put
/// together by their index alone: what is drawn of the past does not flicker while the series grows. GUI thread.
class SeriesPyramid {
public:
    /// x ascending with the index; a y that is not finite is a gap.
    using PointOf = std::function<QPointF(std::size_t index)>;
    explicit SeriesPyramid(PointOf pointOf);

    void clear();
    /// Takes in the points up to `count`.
    void grow(std::size_t count);
    std::size_t size() const { return size_; }
    /// The point nearest to x; one that is not finite where there is none.
    QPointF nearest(double x) const;

    /// What is in view is refined until every point is there, or `parts` parts are; the rest is as coarse as it is when
    /// all is in view.
    struct View {
        double from = -std::numeric_limits<double>::infinity(), to = std::numeric_limits<double>::infinity();
        std::size_t parts = 800;
    };
    /// The least and the greatest value of each part and the newest point, x ascending; at most three
    /// points a part.
    QList<QPointF> envelope(const View& view) const;
    /// The last value of each part.
    QList<QPointF> last(const View& view) const;
    /// The exponentially weighted mean of the points on either side, over `share` of those in view, with bias
    /// correction where one side ends: it does not trail the points, and of few in view hardly any are averaged.
    QList<QPointF> smoothed(const View& view, double share) const;

private:
    /// Of neighbours; without a point: count 0. x and y of values that are numbers, but for xLast and yLast.
    struct Bucket {
        double xMin = 0, yMin = 0, xMax = 0, yMax = 0, xLast = 0, yLast = 0, sum = 0;
        std::uint32_t finite = 0, gaps = 0;
    };
    struct Range {
        std::size_t begin = 0, end = 0;
    };
    static void join(Bucket& into, const Bucket& next);
    Bucket leaf(std::size_t index) const;
    Bucket bucketOf(std::size_t begin, std::size_t end) const;
    std::size_t firstFrom(double x) const;
    Range inView(const View& view) const;
    std::vector<Bucket> partsOf(const View& view) const;

    PointOf pointOf_;
    std::size_t size_ = 0;
    std::vector<std::vector<Bucket>> levels_; ///< of 16, 256, ... points; only full buckets
};

/// Exponential smoothing of a short series with bias correction; weight 0 returns the values as they are.
QList<QPointF> smoothPoints(const QList<QPointF>& points, double weight);

} // namespace studio
