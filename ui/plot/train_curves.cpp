// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/train_curves.h"

#include <algorithm>
#include <cmath>

#include "core/recipe/rate_plan.h"

namespace studio {

namespace {

double weightsTop1Of(const EpochRecord& record) {
    return (record.hasAverage() ? record.weightsTop1 : record.valTop1) * 100;
}

double weightsLossOf(const EpochRecord& record) {
    return record.hasAverage() ? record.weightsLoss : record.valLoss;
}

} // namespace

bool hasAxis(const RunHistory& history, XAxis axis) {
    if (!isTime(axis) || history.steps.empty())
        return true;
    const auto hasSeconds = [](const StepRecord& record) { return record.seconds > 0; };
    if (std::none_of(history.steps.begin(), history.steps.end(), hasSeconds))
        return false;
    WallClock clock;
    clock.read(history);
    return axis == XAxis::Time || clock.isSet();
}

TrainCurves::TrainCurves()
    : loss_([this](std::size_t i) { return QPointF(xOf(i), valueOf(i, history_->steps[i].loss)); })
    , speed_([this](std::size_t i) {
        const StepRecord& record = history_->steps[i];
        return QPointF(xOf(i), valueOf(i, record.seconds > 0 ? record.count / record.seconds : qQNaN()));
    })
    , rate_([this](std::size_t i) { return QPointF(xOf(i), valueOf(i, history_->steps[i].learningRate)); }) {}

void TrainCurves::reset(std::shared_ptr<const RunHistory> history, XAxis axis, std::int64_t stepsPerEpoch) {
    history_ = std::move(history);
    axis_ = axis;
    stepsPerEpoch_ = stepsPerEpoch;
    if (history_ && stepsPerEpoch_ <= 0 && !history_->epochs.empty())
        stepsPerEpoch_ = history_->epochs.back().step / std::max(1, history_->epochs.back().epoch);
    if (history_ && stepsPerEpoch_ <= 0 && !history_->steps.empty())
        stepsPerEpoch_ = history_->steps.back().step;
    taken_ = 0;
    hours_ = 0;
    hoursOf_.clear();
    firstWithTime_ = 0;
    clock_.clear();
    for (SeriesPyramid* series : {&loss_, &speed_, &rate_})
        series->clear();
    grow();
}

void TrainCurves::grow() {
    if (history_ == nullptr)
        return;
    const std::vector<StepRecord>& steps = history_->steps;
    if (isTime(axis_))
        hoursOf_.reserve(steps.size());
    if (axis_ == XAxis::Wall)
        clock_.read(*history_);
    for (; taken_ < steps.size(); ++taken_) {
        // Rows may be lost with a damaged history: the next one stands for them.
        const std::int64_t before = taken_ > 0 ? steps[taken_ - 1].step : 0;
        hours_ +=
            static_cast<double>(std::max<std::int64_t>(1, steps[taken_].step - before)) * steps[taken_].seconds / 3600;
        if (axis_ == XAxis::Time)
            hoursOf_.push_back(hours_);
        else if (axis_ == XAxis::Wall)
            hoursOf_.push_back(clock_.walk(steps[taken_]));
        if (isTime(axis_) && std::isnan(hoursOf_.back())) {
            hoursOf_.back() = 0;
            firstWithTime_ = taken_ + 1;
        }
    }
    for (SeriesPyramid* series : {&loss_, &speed_, &rate_})
        series->grow(taken_);
}

double TrainCurves::xOf(std::size_t index) const {
    return isTime(axis_) ? hoursOf_[index] : xOfStep(history_->steps[index].step);
}

double TrainCurves::valueOf(std::size_t index, double value) const {
    return index < firstWithTime_ ? qQNaN() : value;
}

double TrainCurves::xOfCount(double step) const {
    return axis_ == XAxis::Epoch ? step / static_cast<double>(std::max<std::int64_t>(1, stepsPerEpoch_)) : step;
}

double TrainCurves::xOfEpoch(const EpochRecord& record) const {
    return axis_ == XAxis::Epoch ? record.epoch : static_cast<double>(record.step);
}

double TrainCurves::xOfEvent(const EventRecord& event) const {
    return axis_ == XAxis::Wall ? clock_.hoursAt(event.utcMs) : xOfMoment(event.step);
}

double TrainCurves::stepAt(double x) const {
    if (taken_ == 0 || !isCurrent())
        return -1;
    if (axis_ == XAxis::Epoch)
        return x * static_cast<double>(std::max<std::int64_t>(1, stepsPerEpoch_));
    if (axis_ == XAxis::Step)
        return x;
    const auto at = std::lower_bound(hoursOf_.begin(), hoursOf_.end(), x);
    const auto index = std::min<std::size_t>(static_cast<std::size_t>(at - hoursOf_.begin()), taken_ - 1);
    return static_cast<double>(history_->steps[index].step);
}

double TrainCurves::xOfStepAt(double step) const {
    if (taken_ == 0 || !isCurrent())
        return -1;
    if (!isTime(axis_))
        return xOfCount(step);
    const auto less = [](const StepRecord& record, double value) { return static_cast<double>(record.step) < value; };
    const auto begin = history_->steps.begin();
    const auto at = std::lower_bound(begin, begin + static_cast<std::ptrdiff_t>(taken_), step, less);
    return hoursOf_[std::min<std::size_t>(static_cast<std::size_t>(at - begin), taken_ - 1)];
}

double TrainCurves::xOfMoment(std::int64_t step) const {
    if (axis_ != XAxis::Time || history_ == nullptr)
        return xOfStep(step);
    double fromHours = 0, hours = 0;
    std::int64_t from = 0;
    const auto between = [&](std::int64_t to, double until) {
        const double share = to > from ? static_cast<double>(step - from) / static_cast<double>(to - from) : 1;
        return fromHours + std::clamp(share, 0.0, 1.0) * (until - fromHours);
    };
    for (const EpochRecord& record : history_->epochs) {
        hours += std::max(0.0, record.seconds - record.validationSeconds) / 3600;
        if (step <= record.step)
            return between(record.step, hours);
        from = record.step;
        fromHours = hours;
    }
    return between(taken_ > 0 ? history_->steps[taken_ - 1].step : 0, std::max(hours, hours_));
}

template<class Value>
QList<QPointF> TrainCurves::perEpoch(Value value) const {
    QList<QPointF> points;
    if (history_ == nullptr)
        return points;
    double hours = 0;
    for (const EpochRecord& record : history_->epochs) {
        double x = xOfEpoch(record);
        const bool untold = axis_ == XAxis::Wall && record.finishedUtcMs <= 0; // nobody wrote when it ended
        if (axis_ == XAxis::Wall)
            x = hours = untold ? hours : std::max(hours, clock_.hoursAt(record.finishedUtcMs));
        // Validation is not part of a step's time: the clock of that axis is that of the steps.
        else if (axis_ == XAxis::Time)
            x = hours += std::max(0.0, record.seconds - record.validationSeconds) / 3600;
        points += QPointF(x, untold ? qQNaN() : value(record));
    }
    return points;
}

QList<QPointF> TrainCurves::trainTop1() const {
    return perEpoch([](const EpochRecord& record) { return record.trainTop1 * 100; });
}

QList<QPointF> TrainCurves::valTop1() const {
    return perEpoch([](const EpochRecord& record) { return record.valTop1 * 100; });
}

QList<QPointF> TrainCurves::valTop5() const {
    return perEpoch([](const EpochRecord& record) { return record.valTop5 * 100; });
}

QList<QPointF> TrainCurves::trainLoss() const {
    return perEpoch([](const EpochRecord& record) { return record.trainLoss; });
}

QList<QPointF> TrainCurves::valLoss() const {
    return perEpoch([](const EpochRecord& record) { return record.valLoss; });
}

QList<QPointF> TrainCurves::weightsTop1() const {
    return perEpoch(weightsTop1Of);
}

QList<QPointF> TrainCurves::weightsLoss() const {
    return perEpoch(weightsLossOf);
}

template<class Value>
QList<QPointF> TrainCurves::perAveragedEpoch(Value value) const {
    const auto isAveraged = [](const EpochRecord& record) { return record.hasAverage(); };
    if (history_ == nullptr || std::none_of(history_->epochs.begin(), history_->epochs.end(), isAveraged))
        return {};
    return perEpoch([&](const EpochRecord& record) { return record.hasAverage() ? value(record) : qQNaN(); });
}

QList<QPointF> TrainCurves::averageTop1() const {
    return perAveragedEpoch([](const EpochRecord& record) { return record.averageTop1 * 100; });
}

QList<QPointF> TrainCurves::averageLoss() const {
    return perAveragedEpoch([](const EpochRecord& record) { return record.averageLoss; });
}

std::vector<TrainCurves::Branch> TrainCurves::branches() const {
    std::vector<Branch> all;
    if (history_ == nullptr || taken_ == 0 || !isCurrent())
        return all;
    for (const AbandonedPart& part : history_->abandoned) {
        Branch branch;
        const double fork = part.from > 0 ? xOfStepAt(static_cast<double>(part.from)) : 0;
        const auto place = [&](std::int64_t step, double hours) {
            return isTime(axis_) ? fork + hours : xOfStep(step);
        };
        for (const AbandonedPart::Point& point : part.points)
            branch.stepLoss += QPointF(place(point.step, point.hours), point.loss);
        for (const EpochRecord& record : history_->epochs) { // the branch grows out of the newest epoch before it
            if (record.step > part.from)
                break;
            const double x = axis_ == XAxis::Epoch ? record.epoch : xOfStepAt(static_cast<double>(record.step));
            branch.valTop1 = {{x, weightsTop1Of(record)}};
            branch.valLoss = {{x, weightsLossOf(record)}};
        }
        for (const EpochRecord& record : part.epochs) {
            const auto after = std::lower_bound(
                part.points.begin(), part.points.end(), record.step,
                [](const AbandonedPart::Point& point, std::int64_t step) { return point.step < step; });
            const double x = axis_ == XAxis::Epoch ? record.epoch
                                                   : place(record.step, after == part.points.end() ? 0 : after->hours);
            branch.valTop1 += QPointF(x, weightsTop1Of(record));
            branch.valLoss += QPointF(x, weightsLossOf(record));
        }
        if (part.epochs.empty())
            branch.valTop1 = branch.valLoss = {};
        all.push_back(std::move(branch));
    }
    return all;
}

QList<QPointF> TrainCurves::plannedRate() const {
    QList<QPointF> points;
    if (history_ == nullptr || isTime(axis_) || stepsPerEpoch_ <= 0)
        return points;
    const RatePlan plan(history_->recipe.config, history_->recipe.changes, stepsPerEpoch_);
    constexpr std::int64_t kPoints = 240;
    const std::int64_t stride = std::max<std::int64_t>(1, plan.totalSteps() / kPoints);
    for (std::int64_t step = 0; step < plan.totalSteps(); step += stride)
        points += QPointF(xOfStep(step + 1), plan.at(step));
    return points;
}

} // namespace studio
