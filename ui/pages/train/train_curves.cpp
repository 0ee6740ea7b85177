// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_curves.h"

#include <algorithm>

namespace studio {

namespace {

// Twice the pixels of a wide plot is all the eye can use.
constexpr std::size_t kBudget = 800;

} // namespace

TrainCurves::TrainCurves()
    : loss_(kBudget)
    , speed_(kBudget)
    , rate_(kBudget) {}

void TrainCurves::reset(const RunHistory* history, XAxis axis, std::int64_t stepsPerEpoch) {
    history_ = history;
    axis_ = axis;
    stepsPerEpoch_ = stepsPerEpoch;
    if (history != nullptr && stepsPerEpoch_ <= 0 && !history->epochs.empty())
        stepsPerEpoch_ = history->epochs.back().step / std::max(1, history->epochs.back().epoch);
    if (history != nullptr && stepsPerEpoch_ <= 0 && !history->steps.empty())
        stepsPerEpoch_ = history->steps.back().step;
    taken_ = 0;
    lastStep_ = 0;
    hours_ = 0;
    for (SeriesBuffer* buffer : {&loss_, &speed_, &rate_})
        buffer->clear();
    grow();
}

void TrainCurves::grow() {
    if (history_ == nullptr)
        return;
    for (; taken_ < history_->steps.size(); ++taken_) {
        const StepRecord& record = history_->steps[taken_];
        // Of a long run some steps are left out: the next one stands for them.
        const auto stands = static_cast<double>(std::max<std::int64_t>(1, record.step - lastStep_));
        hours_ += stands * record.seconds / 3600;
        lastStep_ = record.step;
        const double x = axis_ == XAxis::Time ? hours_ : xOfStep(record.step);
        const bool thinned = taken_ < history_->meanLoss.size();
        const double weight = thinned ? stands : 1, speed = record.count / record.seconds;
        loss_.append(x, record.loss, thinned ? double{history_->meanLoss[taken_]} : record.loss, weight);
        rate_.append(x, record.learningRate);
        if (record.seconds > 0)
            speed_.append(x, speed, speed, weight);
    }
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
    return between(lastStep_, std::max(hours, hours_));
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
    const Schedule schedule = scheduleOf(history_->recipe.config, stepsPerEpoch_);
    constexpr std::int64_t kPoints = 240;
    const std::int64_t stride = std::max<std::int64_t>(1, schedule.totalSteps / kPoints);
    for (std::int64_t step = 0; step < schedule.totalSteps; step += stride)
        points += QPointF(xOfStep(step + 1), learningRateAt(schedule, step));
    return points;
}

} // namespace studio
