// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/eta.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"

namespace studio {
namespace {

/// A picture in validation needs no backward pass: about a third of a training picture's time.
constexpr double kForwardShare = 1.0 / 3.0;
/// Two parts of a time that took so many times as long are no steady speed.
constexpr double kEven = 1.5;

} // namespace

std::string remainingText(double seconds) {
    return seconds < 0 ? "estimating the rest" : durationText(std::max(1.0, seconds)) + " to go";
}

EtaEstimator::EtaEstimator(std::int64_t stepsPerEpoch, std::int32_t epochs, double valShare, Work work)
    : stepsPerEpoch_(stepsPerEpoch)
    , epochs_(epochs)
    , valShare_(valShare)
    , work_(std::move(work)) {}

void EtaEstimator::addStep(std::int32_t epoch, double seconds, double waitSeconds, std::int32_t count) {
    window_[static_cast<std::size_t>(steps_) % kWindow] = {seconds, waitSeconds, count, workOf(epoch)};
    ++steps_;
    known_ = std::min<std::int64_t>(known_ + 1, kWindow);
    if (!settled_ && steps_ >= kStepsNeeded) {
        settle();
    }
}

/// What never becomes even (pictures that come in bursts) is told by the whole window.
void EtaEstimator::settle() {
    const auto pace = [](const Step& sum) { return sum.work > 0 ? sum.seconds / sum.work : 0; };
    const double older = pace(sumOf(kStepsNeeded / 2, kStepsNeeded / 2)), newer = pace(sumOf(0, kStepsNeeded / 2));
    const bool even = newer > 0 && std::max(older, newer) <= kEven * std::min(older, newer);
    settled_ = even || (steps_ >= static_cast<std::int64_t>(kWindow) && recent().seconds > 0);
    if (even) {
        known_ = kStepsNeeded;
    }
}

void EtaEstimator::takePast() {
    settled_ = settled_ || (steps_ >= kStepsNeeded && recent().seconds > 0);
}

void EtaEstimator::addValidation(double seconds) {
    validationSeconds_ = seconds;
}

/// `count` steps, the newest of them with `newest` after it; there are so many.
EtaEstimator::Step EtaEstimator::sumOf(std::int64_t newest, std::int64_t count) const {
    Step sum;
    for (std::int64_t i = 1; i <= count; ++i) {
        const Step& step = window_[static_cast<std::size_t>(steps_ - newest - i) % kWindow];
        sum.seconds += step.seconds;
        sum.waitSeconds += step.waitSeconds;
        sum.count += step.count;
        sum.work += step.work;
    }
    return sum;
}

/// Of a step of so much work. More of it than in the steps that were seen makes the network slower, not the pictures
/// that it waits for: they are read and decoded in the same time, and what is longer counts.
double EtaEstimator::stepSeconds(double work) const {
    const Step sum = recent();
    if (sum.work <= 0) {
        return 0;
    }
    const double seen = sum.work / static_cast<double>(known_);
    if (work <= seen) {
        return sum.seconds / sum.work * work;
    }
    return std::max((sum.seconds - sum.waitSeconds) / sum.work * work, sum.seconds / static_cast<double>(known_));
}

double EtaEstimator::remainingSeconds(std::int32_t epoch, std::int64_t stepInEpoch, double validationDone) const {
    if (!settled_) {
        return -1;
    }
    const auto epochSeconds = [this](double work) { return stepSeconds(work) * static_cast<double>(stepsPerEpoch_); };
    const double validation =
        validationSeconds_ >= 0 ? validationSeconds_ : epochSeconds(1) * valShare_ * kForwardShare; // of whole pictures
    double left = secondsToValidation(epoch, stepInEpoch) + validation * (1 - std::clamp(validationDone, 0.0, 1.0));
    for (std::int32_t later = epoch + 1; later <= epochs_; ++later) {
        left += epochSeconds(workOf(later)) + validation;
    }
    return left;
}

double EtaEstimator::secondsToValidation(std::int32_t epoch, std::int64_t stepInEpoch) const {
    if (!settled_) {
        return -1;
    }
    const std::int64_t steps = std::max<std::int64_t>(0, stepsPerEpoch_ - stepInEpoch);
    return stepSeconds(workOf(epoch)) * static_cast<double>(steps);
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
