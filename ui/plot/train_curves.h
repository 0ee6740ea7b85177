// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QList>
#include <QPointF>

#include "ui/plot/series_pyramid.h"
#include "ui/plot/wall_clock.h"
#include "ui/session/run_history.h"

namespace studio {

/// Time: hours of training, without pauses and validation. Wall: hours since the start.
enum class XAxis { Epoch, Step, Time, Wall };
inline constexpr int kXAxes = 4;
inline bool isTime(XAxis axis) {
    return axis == XAxis::Time || axis == XAxis::Wall;
}
/// Whether the run tells where its points lie on that axis. True where it has no points yet.
bool hasAxis(const RunHistory& history, XAxis axis);

/// Turns a run's history into points of the Train page's curves. Each step is taken in once; a change of the x axis
/// starts over. Lives on the Train page.
class TrainCurves {
public:
    TrainCurves();
    TrainCurves(const TrainCurves&) = delete;
    TrainCurves& operator=(const TrainCurves&) = delete;

    /// Starts over with this history. `stepsPerEpoch` 0 = not known: then one epoch is what has been seen so far.
    void reset(std::shared_ptr<const RunHistory> history, XAxis axis, std::int64_t stepsPerEpoch);
    /// Takes in the steps that are new since reset() or the last call.
    void grow();

    double xOfStep(std::int64_t step) const { return xOfCount(static_cast<double>(step)); }
    double xOfEpoch(const EpochRecord& record) const;
    /// Where an event stands; on the axis of training time as near as the epochs' times tell.
    double xOfEvent(const EventRecord& event) const;
    /// The step at that place, and the place of a step: of the points there are, for a view of the same steps on
    /// another axis. -1 = there are none.
    double stepAt(double x) const;
    double xOfStepAt(double step) const;
    /// Where the run stood still; none but on the axis of wall time.
    const QList<PlotGap>& gaps() const { return clock_.gaps(); }
    /// When the wall time begins; 0 = not known.
    std::int64_t startUtcMs() const { return clock_.startUtcMs(); }
    /// What the points were made of; a session may show another run by now.
    const RunHistory* history() const { return history_.get(); }
    /// False between a roll-back of the history and reset(): steps that were taken in are gone.
    bool isCurrent() const { return history_ == nullptr || taken_ <= history_->steps.size(); }
    XAxis axis() const { return axis_; }
    std::int64_t stepsPerEpoch() const { return stepsPerEpoch_; }

    const SeriesPyramid& loss() const { return loss_; }
    const SeriesPyramid& speed() const { return speed_; }
    const SeriesPyramid& rate() const { return rate_; }

    /// Per-epoch values; accuracies in per cent.
    QList<QPointF> trainTop1() const;
    QList<QPointF> valTop1() const;
    QList<QPointF> valTop5() const;
    QList<QPointF> trainLoss() const;
    QList<QPointF> valLoss() const;
    /// Where a moving average of the weights is kept, the values above are of the better of the two. Of the weights
    /// themselves, and of the average: empty where no epoch has one, broken where one has none.
    QList<QPointF> weightsTop1() const;
    QList<QPointF> weightsLoss() const;
    QList<QPointF> averageTop1() const;
    QList<QPointF> averageLoss() const;
    /// What the run did and went back from, from where it goes on: on a time axis by the steps' own time. Its values
    /// are those of the weights themselves.
    struct Branch {
        QList<QPointF> stepLoss, valTop1, valLoss;
    };
    std::vector<Branch> branches() const;
    /// The schedule over the whole run, at most 240 points; empty for a time axis (the future has no clock).
    QList<QPointF> plannedRate() const;

private:
    double xOfCount(double step) const; ///< where time does not count
    template<class Value>
    QList<QPointF> perEpoch(Value value) const;
    template<class Value>
    QList<QPointF> perAveragedEpoch(Value value) const;
    double xOf(std::size_t index) const;
    double valueOf(std::size_t index, double value) const;
    double xOfMoment(std::int64_t step) const;

    std::shared_ptr<const RunHistory> history_;
    XAxis axis_ = XAxis::Epoch;
    std::int64_t stepsPerEpoch_ = 0;
    std::size_t taken_ = 0;
    double hours_ = 0;
    std::vector<double> hoursOf_;   ///< after each step; on a time axis alone
    std::size_t firstWithTime_ = 0; ///< steps before it have no place on the axis
    WallClock clock_;               ///< on the axis of wall time alone
    SeriesPyramid loss_, speed_, rate_;
};

} // namespace studio
