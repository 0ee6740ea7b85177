// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/series_buffer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace studio {

SeriesBuffer::SeriesBuffer(std::size_t budget)
    : budget_(std::max<std::size_t>(2, budget & ~std::size_t{1})) {
    buckets_.reserve(budget_ + 1);
}

void SeriesBuffer::clear() {
    width_ = 1;
    appended_ = 0;
    buckets_.clear();
}

void SeriesBuffer::append(double x, double y) {
    append(x, y, y, 1);
}

void SeriesBuffer::append(double x, double y, double mean, double count) {
    ++appended_;
    const bool gap = !std::isfinite(y);
    const Bucket one{x, y, x, y, x, y, gap ? 0 : count * (std::isfinite(mean) ? mean : y), gap ? 0 : count, 1, gap};
    const auto fits = [&] { return !buckets_.empty() && buckets_.back().count < width_ && buckets_.back().gap == gap; };
    if (!fits() && buckets_.size() >= budget_)
        merge();
    if (fits())
        join(buckets_.back(), one);
    else
        buckets_.push_back(one);
}

void SeriesBuffer::join(Bucket& into, const Bucket& next) {
    if (next.yMin < into.yMin) {
        into.yMin = next.yMin;
        into.xMin = next.xMin;
    }
    if (next.yMax > into.yMax) {
        into.yMax = next.yMax;
        into.xMax = next.xMax;
    }
    into.xLast = next.xLast;
    into.yLast = next.yLast;
    into.sum += next.sum;
    into.weight += next.weight;
    into.count += next.count;
}

// Halves the number of buckets; a gap stays a bucket of its own.
void SeriesBuffer::merge() {
    width_ *= 2;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        Bucket bucket = buckets_[i];
        if (i + 1 < buckets_.size() && bucket.gap == buckets_[i + 1].gap)
            join(bucket, buckets_[++i]);
        buckets_[kept++] = bucket;
    }
    // Alternating values and gaps cannot be merged: then the oldest half goes, so that memory stays bounded.
    if (kept >= budget_) {
        std::move(buckets_.begin() + static_cast<std::ptrdiff_t>(kept / 2),
                  buckets_.begin() + static_cast<std::ptrdiff_t>(kept), buckets_.begin());
        kept -= kept / 2;
    }
    buckets_.resize(kept);
}

QList<QPointF> SeriesBuffer::envelope() const {
    QList<QPointF> points;
    points.reserve(static_cast<qsizetype>(buckets_.size()) * 2);
    for (const Bucket& bucket : buckets_) {
        const QPointF low(bucket.xMin, bucket.yMin), high(bucket.xMax, bucket.yMax);
        if (bucket.gap || bucket.count == 1 || low == high) {
            points += low;
        } else if (bucket.xMin <= bucket.xMax) {
            points += low;
            points += high;
        } else {
            points += high;
            points += low;
        }
    }
    return points;
}

QList<QPointF> SeriesBuffer::newest() const {
    QList<QPointF> points;
    points.reserve(static_cast<qsizetype>(buckets_.size()));
    for (const Bucket& bucket : buckets_)
        points += QPointF(bucket.xLast, bucket.yLast);
    return points;
}

QList<QPointF> SeriesBuffer::smoothed(double share, double from, double to) const {
    double inView = 0;
    for (const Bucket& bucket : buckets_) {
        if (bucket.xLast >= from && bucket.xLast <= to)
            inView += bucket.weight;
    }
    const double length = std::max(share * inView / 2, 1e-9); // in points: how far it reaches to either side
    struct Average {
        double sum = 0, norm = 0;
    };
    const auto keptOf = [length](const Bucket& bucket) { return std::exp(-bucket.weight / length); };
    const auto take = [&keptOf](Average& average, const Bucket& bucket) {
        const double kept = keptOf(bucket);
        average.sum *= kept;
        average.norm *= kept;
        if (bucket.weight > 0) {
            average.sum += (1 - kept) * (bucket.sum / bucket.weight);
            average.norm += 1 - kept;
        }
    };
    std::vector<Average> before;
    before.reserve(buckets_.size());
    Average average;
    for (const Bucket& bucket : buckets_) {
        take(average, bucket);
        before.push_back(average);
    }
    average = {};
    QList<QPointF> points(static_cast<qsizetype>(buckets_.size()));
    for (std::size_t i = buckets_.size(); i-- > 0;) {
        const Bucket& bucket = buckets_[i];
        take(average, bucket);
        const double own = 1 - keptOf(bucket); // in both of them
        const double value = bucket.gap ? std::numeric_limits<double>::quiet_NaN()
                                        : (before[i].sum + average.sum - own * (bucket.sum / bucket.weight)) /
                                              (before[i].norm + average.norm - own);
        points[static_cast<qsizetype>(i)] = QPointF(bucket.xLast, value);
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
