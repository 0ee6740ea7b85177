// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <QList>
#include <QPointF>
#include <QRectF>

namespace studio {

/// Where words can stand in a plot without touching a curve or each other. All in the plot's pixels. What a curve
/// covers is kept per column of pixels, so that asking costs the width of the words and not the length of the run.
class FreePlaces {
public:
    explicit FreePlaces(const QRectF& area);

    /// A line through points with ascending x; one that is not finite is a gap.
    void addCurve(const QList<QPointF>& pixels, double penWidth);
    /// Something that must not be covered: words, a ring.
    void addBox(const QRectF& box) { boxes_.push_back(box); }
    /// Something that words should not be crossed by: the line of a mark.
    void addLine(double x) { lines_.push_back(x); }

    bool isFree(const QRectF& box) const;
    /// Whether a mark's line goes through, that at `own` apart.
    bool isCrossed(const QRectF& box, double own) const;
    /// The first candidate that is free; one of the next few where that spares it a line. It is taken then. `own` = the
    /// line that the words belong to; NaN = none.
    std::optional<QRectF> take(std::span<const QRectF> candidates, double own);

private:
    struct Ink {
        float top = 0, bottom = -1; ///< bottom < top: none
    };
    void cover(std::vector<Ink>& curve, QPointF from, QPointF to, float reach) const;

    QRectF area_;
    std::vector<std::vector<Ink>> curves_; ///< one entry per column of area_
    std::vector<QRectF> boxes_;
    std::vector<double> lines_;
};

/// Places for words of `size` around a point, the best first: above to the left, above to the right, below, then
/// further and further away, all inside `area`.
std::vector<QRectF> placesAround(const QPointF& point, const QSizeF& size, const QRectF& area);

} // namespace studio
