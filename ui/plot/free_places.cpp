// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/free_places.h"

#include <algorithm>
#include <cmath>

namespace studio {

FreePlaces::FreePlaces(const QRectF& area)
    : area_(area) {}

void FreePlaces::addCurve(const QList<QPointF>& pixels, double penWidth) {
    const auto columns = static_cast<std::size_t>(std::max(0.0, std::ceil(area_.width())));
    std::vector<Ink>& curve = curves_.emplace_back(columns);
    const auto reach = static_cast<float>(penWidth / 2 + 1);
    const auto finite = [](const QPointF& point) { return std::isfinite(point.x()) && std::isfinite(point.y()); };
    for (qsizetype i = 0; i < pixels.size(); ++i) {
        if (finite(pixels[i]))
            cover(curve, i > 0 && finite(pixels[i - 1]) ? pixels[i - 1] : pixels[i], pixels[i], reach);
    }
}

void FreePlaces::cover(std::vector<Ink>& curve, QPointF from, QPointF to, float reach) const {
    const auto last = static_cast<double>(curve.size()) - 1;
    const double first = std::max(0.0, std::floor(from.x() - area_.left() - 1));
    const double slope = to.x() > from.x() ? (to.y() - from.y()) / (to.x() - from.x()) : 0;
    const auto at = [&](double x) {
        return slope == 0 ? to.y() : from.y() + slope * (std::clamp(x, from.x(), to.x()) - from.x());
    };
    for (double column = first; column <= std::min(last, std::floor(to.x() - area_.left() + 1)); ++column) {
        const double left = area_.left() + column - 1, right = left + 3;
        auto low = static_cast<float>(std::min(at(left), at(right))),
             high = static_cast<float>(std::max(at(left), at(right)));
        if (to.x() - from.x() < 1) { // steeper than a column is wide
            low = static_cast<float>(std::min(from.y(), to.y()));
            high = static_cast<float>(std::max(from.y(), to.y()));
        }
        Ink& ink = curve[static_cast<std::size_t>(column)];
        const bool empty = ink.bottom < ink.top;
        ink.top = empty ? low - reach : std::min(ink.top, low - reach);
        ink.bottom = empty ? high + reach : std::max(ink.bottom, high + reach);
    }
}

bool FreePlaces::isFree(const QRectF& box) const {
    if (!area_.contains(box))
        return false;
    for (const QRectF& taken : boxes_) {
        if (taken.intersects(box))
            return false;
    }
    const auto left = static_cast<std::size_t>(std::floor(box.left() - area_.left()));
    const auto right = static_cast<std::size_t>(std::ceil(box.right() - area_.left()));
    for (const std::vector<Ink>& curve : curves_) {
        for (std::size_t column = left; column < std::min(right, curve.size()); ++column) {
            const Ink& ink = curve[column];
            if (ink.top <= ink.bottom && double{ink.top} < box.bottom() && double{ink.bottom} > box.top())
                return false;
        }
    }
    return true;
}

bool FreePlaces::isCrossed(const QRectF& box, double own) const {
    return std::any_of(lines_.begin(), lines_.end(),
                       [&](double x) { return x != own && x > box.left() - 1 && x < box.right() + 1; });
}

std::optional<QRectF> FreePlaces::take(std::span<const QRectF> candidates, double own) {
    constexpr int kPatience = 12; // so much further is worth it to stand between the lines
    const QRectF* found = nullptr;
    int waited = 0;
    for (const QRectF& box : candidates) {
        if (found != nullptr && ++waited > kPatience)
            break;
        if (!isFree(box))
            continue;
        const bool clean = !isCrossed(box, own);
        if (found == nullptr || clean)
            found = &box;
        if (clean)
            break;
    }
    if (found == nullptr)
        return std::nullopt;
    boxes_.push_back(*found);
    return *found;
}

std::vector<QRectF> placesAround(const QPointF& point, const QSizeF& size, const QRectF& area) {
    constexpr double kGap = 8;
    std::vector<QRectF> places;
    const double w = size.width(), h = size.height();
    const auto add = [&](double left, double top) {
        const double fits = std::clamp(left, area.left() + 1, std::max(area.left() + 1, area.right() - w - 1));
        const QRectF box(fits, top, w, h);
        if (area.contains(box))
            places.push_back(box);
    };
    for (double away = kGap; away < std::max(area.width(), area.height()); away += h * 0.75) {
        for (const double top : {point.y() - away - h, point.y() + away}) {
            for (const double left : {point.x() - w, point.x(), point.x() - w / 2})
                add(left, top);
        }
        add(point.x() - away - w, point.y() - h / 2);
        add(point.x() + away, point.y() - h / 2);
        add(point.x() - away - w, point.y() - away - h);
        add(point.x() - away - w, point.y() + away);
        add(point.x() + away, point.y() - away - h);
        add(point.x() + away, point.y() + away);
    }
    return places;
}

} // namespace studio
