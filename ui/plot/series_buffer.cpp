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
    average_ = norm_ = 0;
    buckets_.clear();
}

void SeriesBuffer::setSmoothing(double weight) {
    weight_ = std::clamp(weight, 0.0, 0.9999);
}

void SeriesBuffer::append(double x, double y) {
    append(x, y, std::numeric_limits<double>::quiet_NaN());
}

void SeriesBuffer::append(double x, double y, double smoothed) {
    ++appended_;
    const bool gap = !std::isfinite(y);
    if (std::isfinite(smoothed)) {
        average_ = smoothed;
        norm_ = 1;
    } else if (!gap) {
        average_ = weight_ * average_ + (1 - weight_) * y;
        norm_ = weight_ * norm_ + (1 - weight_);
    }
    if (buckets_.empty() || buckets_.back().count >= width_ || buckets_.back().gap != gap) {
        if (buckets_.size() >= budget_)
            merge();
        if (buckets_.empty() || buckets_.back().count >= width_ || buckets_.back().gap != gap)
            buckets_.push_back({x, y, x, y, x, 0, 0, gap});
    }
    Bucket& last = buckets_.back();
    if (!gap && y < last.yMin) {
        last.yMin = y;
        last.xMin = x;
    }
    if (!gap && y > last.yMax) {
        last.yMax = y;
        last.xMax = x;
    }
    last.xLast = x;
    last.smooth = lastSmoothed();
    ++last.count;
}

// Halves the number of buckets; a gap stays a bucket of its own.
void SeriesBuffer::merge() {
    width_ *= 2;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        Bucket bucket = buckets_[i];
        if (i + 1 < buckets_.size() && bucket.gap == buckets_[i + 1].gap) {
            const Bucket& next = buckets_[i + 1];
            if (next.yMin < bucket.yMin) {
                bucket.yMin = next.yMin;
                bucket.xMin = next.xMin;
            }
            if (next.yMax > bucket.yMax) {
                bucket.yMax = next.yMax;
                bucket.xMax = next.xMax;
            }
            bucket.xLast = next.xLast;
            bucket.smooth = next.smooth;
            bucket.count += next.count;
            ++i;
        }
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

QList<QPointF> SeriesBuffer::smoothed() const {
    QList<QPointF> points;
    points.reserve(static_cast<qsizetype>(buckets_.size()));
    for (const Bucket& bucket : buckets_)
        points += QPointF(bucket.xLast, bucket.gap ? std::numeric_limits<double>::quiet_NaN() : bucket.smooth);
    return points;
}

double SeriesBuffer::lastSmoothed() const {
    return norm_ > 0 ? average_ / norm_ : std::numeric_limits<double>::quiet_NaN();
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
