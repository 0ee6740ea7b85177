// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/eta.h"

#include <algorithm>
#include <utility>

namespace studio {
namespace {

/// A picture in validation needs no backward pass: about a third of a training picture's time.
constexpr double kForwardShare = 1.0 / 3.0;

} // namespace

EtaEstimator::EtaEstimator(std::int64_t stepsPerEpoch, std::int32_t epochs, double valShare, Work work)
    : stepsPerEpoch_(stepsPerEpoch)
    , epochs_(epochs)
    , valShare_(valShare)
    , work_(std::move(work)) {}

void EtaEstimator::addStep(std::int32_t epoch, double seconds, double waitSeconds, std::int32_t count) {
    window_[static_cast<std::size_t>(steps_) % kWindow] = {seconds, waitSeconds, count, workOf(epoch)};
    ++steps_;
}

void EtaEstimator::addValidation(double seconds) {
    validationSeconds_ = seconds;
}

EtaEstimator::Step EtaEstimator::recent() const {
    Step sum;
    for (const Step& step : window_) {
        sum.seconds += step.seconds;
        sum.waitSeconds += step.waitSeconds;
        sum.count += step.count;
        sum.work += step.work;
    }
    return sum;
}

double EtaEstimator::secondsPerWork() const {
    const Step sum = recent();
    return sum.work > 0 ? sum.seconds / sum.work : 0;
}

double EtaEstimator::remainingSeconds(std::int32_t epoch, std::int64_t stepInEpoch, double validationDone) const {
    if (steps_ < kStepsNeeded) {
        return -1;
    }
    const double dearest = secondsPerWork() * static_cast<double>(stepsPerEpoch_); // of all epochs
    const double validation = validationSeconds_ >= 0 ? validationSeconds_ : dearest * valShare_ * kForwardShare;
    double left = secondsToValidation(epoch, stepInEpoch) + validation * (1 - std::clamp(validationDone, 0.0, 1.0));
    for (std::int32_t later = epoch + 1; later <= epochs_; ++later) {
        left += dearest * workOf(later) + validation;
    }
    return left;
}

double EtaEstimator::secondsToValidation(std::int32_t epoch, std::int64_t stepInEpoch) const {
    if (steps_ < kStepsNeeded) {
        return -1;
    }
    const std::int64_t steps = std::max<std::int64_t>(0, stepsPerEpoch_ - stepInEpoch);
    return secondsPerWork() * workOf(epoch) * static_cast<double>(steps);
}

double EtaEstimator::imagesPerSecond() const {
    const Step sum = recent();
    return sum.seconds > 0 ? sum.count / sum.seconds : 0;
}

double EtaEstimator::waitFraction() const {
    const Step sum = recent();
    return sum.seconds > 0 ? std::clamp(sum.waitSeconds / sum.seconds, 0.0, 1.0) : 0;
}

} // namespace studio
