// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_curves.h"

#include <algorithm>

#include "core/recipe/rate_plan.h"

namespace studio {

TrainCurves::TrainCurves()
    : loss_([this](std::size_t i) { return QPointF(xOf(i), history_->steps[i].loss); })
    , speed_([this](std::size_t i) {
        const StepRecord& record = history_->steps[i];
        return QPointF(xOf(i), record.seconds > 0 ? record.count / record.seconds : qQNaN());
    })
    , rate_([this](std::size_t i) { return QPointF(xOf(i), history_->steps[i].learningRate); }) {}

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
    for (SeriesPyramid* series : {&loss_, &speed_, &rate_})
        series->clear();
    grow();
}

void TrainCurves::grow() {
    if (history_ == nullptr)
        return;
    const std::vector<StepRecord>& steps = history_->steps;
    if (axis_ == XAxis::Time)
        hoursOf_.reserve(steps.size());
    for (; taken_ < steps.size(); ++taken_) {
        // Rows may be lost with a damaged history: the next one stands for them.
        const std::int64_t before = taken_ > 0 ? steps[taken_ - 1].step : 0;
        hours_ +=
            static_cast<double>(std::max<std::int64_t>(1, steps[taken_].step - before)) * steps[taken_].seconds / 3600;
        if (axis_ == XAxis::Time)
            hoursOf_.push_back(hours_);
    }
    for (SeriesPyramid* series : {&loss_, &speed_, &rate_})
        series->grow(taken_);
}

double TrainCurves::xOf(std::size_t index) const {
    return axis_ == XAxis::Time ? hoursOf_[index] : xOfStep(history_->steps[index].step);
}

double TrainCurves::xOfStep(std::int64_t step) const {
    if (axis_ == XAxis::Epoch)
        return static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, stepsPerEpoch_));
    return static_cast<double>(step);
}

double TrainCurves::xOfEpoch(const EpochRecord& record) const {
    return axis_ == XAxis::Epoch ? record.epoch : static_cast<double>(record.step);
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
        // Validation is not part of a step's time: the clock of the time axis is that of the steps.
        hours += std::max(0.0, record.seconds - record.validationSeconds) / 3600;
        points += QPointF(axis_ == XAxis::Time ? hours : xOfEpoch(record), value(record));
    }
    return points;
}

QList<QPointF> TrainCurves::trainTop1() const {
    return perEpoch([](const EpochRecord& record) { return record.trainTop1 * 100; });
}

QList<QPointF> TrainCurves::valTop1() const {
    return perEpoch([](const EpochRecord& record) { return record.valTop1 * 100; });
}

QList<QPointF> TrainCurves::trainLoss() const {
    return perEpoch([](const EpochRecord& record) { return record.trainLoss; });
}

QList<QPointF> TrainCurves::valLoss() const {
    return perEpoch([](const EpochRecord& record) { return record.valLoss; });
}

QList<QPointF> TrainCurves::plannedRate() const {
    QList<QPointF> points;
    if (history_ == nullptr || axis_ == XAxis::Time || stepsPerEpoch_ <= 0)
        return points;
    const RatePlan plan(history_->recipe.config, history_->recipe.changes, stepsPerEpoch_);
    constexpr std::int64_t kPoints = 240;
    const std::int64_t stride = std::max<std::int64_t>(1, plan.totalSteps() / kPoints);
    for (std::int64_t step = 0; step < plan.totalSteps(); step += stride)
        points += QPointF(xOfStep(step + 1), plan.at(step));
    return points;
}

} // namespace studio
