// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>

namespace studio {

/// What a plot shows of its x axis. It either follows (everything is in view, and the right edge goes with the newest
/// point) or is fixed to a part that stays until somebody moves it. Nothing else decides: a toggle that shows follows()
/// tells the truth.
class PlotView {
public:
    struct Range {
        double from = 0, to = 1;
        friend bool operator==(const Range&, const Range&) = default;
    };
    static constexpr std::size_t kMostSteps = 50;

    bool follows() const { return !fixed_; }
    /// The part in view; empty while following.
    const std::optional<Range>& fixed() const { return fixed_; }

    /// Everything is in view again, and the steps before are forgotten.
    void follow();
    /// Holds what is in view now. Not a step of its own: back() goes to what was before.
    void freeze(const Range& shown);
    /// A part of the axis, from `shown` on. Returns false, and changes nothing, if that is in view already.
    bool zoom(const Range& to, const Range& shown);
    /// Between these many zooms are one step: a drag.
    void beginDrag();
    void endDrag();
    /// The view before the last zoom. Returns false if there is none.
    bool back();
    std::size_t steps() const { return before_.size(); }
    /// Data now reach from `from` to `to`: a part that hangs over their end is moved, and made shorter only where it
    /// is longer than all of them.
    void keepWithin(const Range& data);
    /// Shows the same, with the same steps back.
    bool isAs(const PlotView& other) const { return fixed_ == other.fixed_ && before_ == other.before_; }

private:
    std::optional<Range> fixed_;
    std::deque<std::optional<Range>> before_;
    bool dragging_ = false, dragged_ = false;
};

} // namespace studio
