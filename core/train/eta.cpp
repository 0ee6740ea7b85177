// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/eta.h"

#include <algorithm>

namespace studio {
namespace {

/// A picture in validation needs no backward pass: about a third of a training picture's time.
constexpr double kForwardShare = 1.0 / 3.0;

} // namespace

EtaEstimator::EtaEstimator(std::int64_t stepsPerEpoch, std::int32_t epochs, double valShare)
    : stepsPerEpoch_(stepsPerEpoch)
    , epochs_(epochs)
    , valShare_(valShare) {}

void EtaEstimator::addStep(double seconds, double waitSeconds, std::int32_t count) {
    window_[static_cast<std::size_t>(steps_) % kWindow] = {seconds, waitSeconds, count};
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
    }
    return sum;
}

double EtaEstimator::secondsPerStep() const {
    const auto known = std::min<std::int64_t>(steps_, kWindow);
    return known == 0 ? 0 : recent().seconds / static_cast<double>(known);
}

double EtaEstimator::remainingSeconds(std::int32_t epoch, std::int64_t stepInEpoch, double validationDone) const {
    if (steps_ < kStepsNeeded) {
        return -1;
    }
    const double epochSeconds = secondsPerStep() * static_cast<double>(stepsPerEpoch_);
    const double validation = validationSeconds_ >= 0 ? validationSeconds_ : epochSeconds * valShare_ * kForwardShare;
    const double thisEpoch = secondsToValidation(stepInEpoch) + validation * (1 - std::clamp(validationDone, 0.0, 1.0));
    return thisEpoch + static_cast<double>(std::max(0, epochs_ - epoch)) * (epochSeconds + validation);
}

double EtaEstimator::secondsToValidation(std::int64_t stepInEpoch) const {
    if (steps_ < kStepsNeeded) {
        return -1;
    }
    return secondsPerStep() * static_cast<double>(std::max<std::int64_t>(0, stepsPerEpoch_ - stepInEpoch));
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
