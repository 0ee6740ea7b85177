// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/wall_clock.h"

#include <algorithm>
#include <limits>

namespace studio {

namespace {

constexpr double kMsPerHour = 3'600'000;
constexpr double kLeastGap = 1.0 / 3600; ///< hours: the time of a step is known no better

} // namespace

// Only events whose step is that of their moment: a checkpoint is saved while the run goes on.
void WallClock::add(const EventRecord& event) {
    bool goesOn = false;
    switch (event.kind) {
    case EventKind::Resumed:
    case EventKind::RolledBack:
        // What was done past that step is void.
        std::erase_if(moments_, [&event](const Moment& one) { return one.step > event.step; });
        goesOn = true;
        break;
    case EventKind::Continued:
        goesOn = true;
        break;
    case EventKind::Started:
    case EventKind::Paused:
    case EventKind::Stopped:
    case EventKind::Finished:
        break;
    default:
        return;
    }
    if (event.utcMs > 0 && (moments_.empty() || event.step >= moments_.back().step))
        moments_.push_back({event.step, event.utcMs, goesOn});
}

void WallClock::read(const RunHistory& history) {
    moments_.clear();
    for (auto event = history.events.rbegin(); event != history.events.rend(); ++event)
        add(*event);
    for (const EpochRecord& epoch : history.epochs) {
        if (epoch.finishedUtcMs > 0)
            moments_.push_back({epoch.step, epoch.finishedUtcMs, false});
    }
    std::stable_sort(moments_.begin(), moments_.end(), [](const Moment& a, const Moment& b) {
        return a.step != b.step ? a.step < b.step : a.utcMs < b.utcMs;
    });
}

double WallClock::hoursAt(std::int64_t utcMs) const {
    return std::max(0.0, static_cast<double>(utcMs - startUtcMs()) / kMsPerHour);
}

double WallClock::walk(const StepRecord& record) {
    // Rows may be lost with a damaged history: the next one stands for them.
    const auto steps = static_cast<double>(std::max<std::int64_t>(1, record.step - walkedTo_));
    const auto bySteps = [](const Moment& one, std::int64_t step) { return one.step < step; };
    auto moment = std::lower_bound(moments_.begin(), moments_.end(), walkedTo_, bySteps);
    for (; moment != moments_.end() && moment->step < record.step; ++moment) {
        const double now = hoursAt(moment->utcMs);
        if (known_ && moment->goesOn && now - hours_ >= kLeastGap)
            gaps_ += PlotGap{hours_, now};
        hours_ = std::max(hours_, now);
        known_ = true;
    }
    walkedTo_ = record.step;
    if (!known_)
        return std::numeric_limits<double>::quiet_NaN();
    hours_ += steps * record.seconds / 3600;
    return hours_;
}

} // namespace studio
