// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "ui/plot/plot_types.h"
#include "ui/session/run_history.h"

namespace studio {

/// When a run was at which step, in hours since its start: from the times of its events and of the ends of its epochs,
/// which were read from a clock, and between two of those from the time that each step took. Steps before the first
/// time that is known have none. A clock that was set back holds nothing up: time goes on by the steps' own until it is
/// past. Owned by the curves of a run.
class WallClock {
public:
    /// Takes in what the history tells by now. Steps that were walked through already stay where they are.
    void read(const RunHistory& history);
    /// Forgets all.
    void clear() { *this = {}; }
    /// Goes on to the next step, and returns when it ended; NaN = not known.
    double walk(const StepRecord& record);

    /// False: no moment of the run is known.
    bool isSet() const { return !moments_.empty(); }
    /// When the hours begin.
    std::int64_t startUtcMs() const { return isSet() ? moments_.front().utcMs : 0; }
    double hoursAt(std::int64_t utcMs) const;
    /// Where the run stood still, or did what does not count any more, up to the step that was walked to last.
    const QList<PlotGap>& gaps() const { return gaps_; }

private:
    struct Moment {
        std::int64_t step = 0, utcMs = 0;
        bool goesOn = false; ///< after a stand
    };
    void add(const EventRecord& event);

    std::vector<Moment> moments_; ///< step and time ascending
    QList<PlotGap> gaps_;
    std::int64_t walkedTo_ = 0;
    double hours_ = 0;
    bool known_ = false; ///< a moment before walkedTo_ was met
};

} // namespace studio
