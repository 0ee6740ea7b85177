// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/series_pyramid.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace studio {

namespace {

constexpr std::size_t kFan = 16;

/// The least power of two so that `points` points make no more than `parts` parts of that width.
std::size_t widthFor(std::size_t points, std::size_t parts) {
    std::size_t width = 1;
    while (points / width > parts)
        width *= 2;
    return width;
}

} // namespace

SeriesPyramid::SeriesPyramid(PointOf pointOf)
    : pointOf_(std::move(pointOf)) {}

void SeriesPyramid::clear() {
    size_ = 0;
    levels_.clear();
}

void SeriesPyramid::grow(std::size_t count) {
    size_ = std::max(size_, count);
    for (std::size_t level = 0, width = kFan; size_ / width > 0; ++level, width *= kFan) {
        if (level == levels_.size())
            levels_.emplace_back();
        // In place: of its own level there is none yet, those below are whole.
        for (std::size_t i = levels_[level].size(); i < size_ / width; ++i)
            levels_[level].push_back(bucketOf(i * width, (i + 1) * width));
    }
}

SeriesPyramid::Bucket SeriesPyramid::leaf(std::size_t index) const {
    const QPointF point = pointOf_(index);
    const double x = point.x(), y = point.y();
    const bool finite = std::isfinite(y);
    return {x, y, x, y, x, y, finite ? y : 0, finite ? 1u : 0u, finite ? 0u : 1u};
}

void SeriesPyramid::join(Bucket& into, const Bucket& next) {
    if (next.finite > 0) {
        if (into.finite == 0 || next.yMin < into.yMin) {
            into.yMin = next.yMin;
            into.xMin = next.xMin;
        }
        if (into.finite == 0 || next.yMax > into.yMax) {
            into.yMax = next.yMax;
            into.xMax = next.xMax;
        }
    }
    into.xLast = next.xLast;
    into.yLast = next.yLast;
    into.sum += next.sum;
    into.finite += next.finite;
    into.gaps += next.gaps;
}

SeriesPyramid::Bucket SeriesPyramid::bucketOf(std::size_t begin, std::size_t end) const {
    Bucket result;
    for (std::size_t at = begin; at < end;) {
        std::size_t width = 1, level = 0;
        for (std::size_t next = kFan;
             level < levels_.size() && at % next == 0 && at + next <= end && at / next < levels_[level].size();
             next *= kFan) {
            width = next;
            ++level;
        }
        join(result, width == 1 ? leaf(at) : levels_[level - 1][at / width]);
        at += width;
    }
    return result;
}

std::size_t SeriesPyramid::firstFrom(double x) const {
    std::size_t low = 0, high = size_;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (pointOf_(middle).x() < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

QPointF SeriesPyramid::nearest(double x) const {
    if (size_ == 0)
        return {x, std::numeric_limits<double>::quiet_NaN()};
    const std::size_t after = std::min(firstFrom(x), size_ - 1);
    const QPointF here = pointOf_(after), before = pointOf_(after > 0 ? after - 1 : 0);
    return x - before.x() < here.x() - x ? before : here;
}

SeriesPyramid::Range SeriesPyramid::inView(const View& view) const {
    const std::size_t begin = firstFrom(view.from);
    std::size_t end = firstFrom(view.to);
    while (end < size_ && pointOf_(end).x() <= view.to)
        ++end;
    return {begin, std::max(begin, end)};
}

std::vector<SeriesPyramid::Bucket> SeriesPyramid::partsOf(const View& view) const {
    const std::size_t parts = std::max<std::size_t>(2, view.parts), coarse = widthFor(size_, parts);
    Range seen = inView(view);
    const std::size_t fine = widthFor(seen.end - seen.begin, parts);
    // Whole parts of the rest begin and end there; a line comes in from one point on either side.
    seen.begin = (seen.begin - std::min(seen.begin, fine)) / coarse * coarse;
    seen.end = std::min(size_, (seen.end + fine + coarse - 1) / coarse * coarse);
    std::vector<Bucket> result;
    result.reserve(size_ / coarse + (seen.end - seen.begin) / fine + 2);
    for (std::size_t at = 0; at < size_;) {
        const std::size_t end = std::min(size_, at + (at >= seen.begin && at < seen.end ? fine : coarse));
        result.push_back(bucketOf(at, end));
        at = end;
    }
    return result;
}

QList<QPointF> SeriesPyramid::envelope(const View& view) const {
    QList<QPointF> points;
    const std::vector<Bucket> parts = partsOf(view);
    for (const Bucket& part : parts) {
        const QPointF low(part.xMin, part.yMin), high(part.xMax, part.yMax);
        if (part.finite > 0) {
            points += part.xMin <= part.xMax ? low : high;
            if (low != high)
                points += part.xMin <= part.xMax ? high : low;
        }
        if (part.gaps > 0)
            points += QPointF(part.xLast, std::numeric_limits<double>::quiet_NaN());
    }
    if (!parts.empty() && points.back().x() < parts.back().xLast) // where the series ends is always seen
        points += QPointF(parts.back().xLast, parts.back().yLast);
    return points;
}

QList<QPointF> SeriesPyramid::last(const View& view) const {
    QList<QPointF> points;
    for (const Bucket& part : partsOf(view))
        points += QPointF(part.xLast, part.yLast);
    return points;
}

QList<QPointF> SeriesPyramid::smoothed(const View& view, double share) const {
    const std::vector<Bucket> parts = partsOf(view);
    double inView = 0;
    for (const Bucket& part : parts) {
        if (part.xLast >= view.from && part.xLast <= view.to)
            inView += part.finite;
    }
    const double length = std::max(share * inView / 2, 1e-9); // in points: how far it reaches to either side
    struct Average {
        double sum = 0, norm = 0;
    };
    const auto keptOf = [length](const Bucket& part) { return std::exp(-static_cast<double>(part.finite) / length); };
    const auto meanOf = [](const Bucket& part) { return part.finite > 0 ? part.sum / part.finite : 0; };
    const auto take = [&](Average& average, const Bucket& part) {
        const double kept = keptOf(part);
        average.sum = kept * average.sum + (1 - kept) * meanOf(part);
        average.norm = kept * average.norm + (1 - kept);
    };
    std::vector<Average> before;
    before.reserve(parts.size());
    Average average;
    for (const Bucket& part : parts) {
        take(average, part);
        before.push_back(average);
    }
    average = {};
    QList<QPointF> points(static_cast<qsizetype>(parts.size()));
    for (std::size_t i = parts.size(); i-- > 0;) {
        const Bucket& part = parts[i];
        take(average, part);
        const double own = 1 - keptOf(part); // in both of them
        const double value = part.finite == 0 ? std::numeric_limits<double>::quiet_NaN()
                                              : (before[i].sum + average.sum - own * meanOf(part)) /
                                                    (before[i].norm + average.norm - own);
        points[static_cast<qsizetype>(i)] = QPointF(part.xLast, value);
    }
    return points;
}

QList<QPointF> smoothPoints(const QList<QPointF>& points, double weight) {
    QList<QPointF> result;
    result.reserve(points.size());
    double average = 0, norm = 0;
    for (const QPointF& point : points) {
        if (!std::isfinite(point.y())) {
            result += point;
            continue;
        }
        average = weight * average + (1 - weight) * point.y();
        norm = weight * norm + (1 - weight);
        result += QPointF(point.x(), average / norm);
    }
    return result;
}

} // namespace studio
