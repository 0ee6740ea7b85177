// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plot_view.h"

#include <algorithm>
#include <utility>

namespace studio {

void PlotView::follow() {
    fixed_.reset();
    before_.clear();
}

void PlotView::freeze(const Range& shown) {
    if (follows())
        fixed_ = shown;
}

bool PlotView::zoom(const Range& to, const Range& shown) {
    if (to == fixed_.value_or(shown))
        return false;
    if (!dragging_ || !std::exchange(dragged_, true)) {
        before_.push_back(fixed_);
        if (before_.size() > kMostSteps)
            before_.pop_front();
    }
    fixed_ = to;
    return true;
}

void PlotView::beginDrag() {
    dragging_ = true;
    dragged_ = false;
}

void PlotView::endDrag() {
    dragging_ = false;
}

bool PlotView::back() {
    if (before_.empty())
        return false;
    fixed_ = before_.back();
    before_.pop_back();
    return true;
}

void PlotView::keepWithin(const Range& data) {
    if (!fixed_ || fixed_->to <= data.to)
        return;
    const double length = std::min(fixed_->to - fixed_->from, data.to - data.from);
    fixed_ = Range{data.to - length, data.to};
}

} // namespace studio
