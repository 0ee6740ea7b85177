// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preflight/pace_internal.h"

#include <algorithm>

#include "core/base/clock.h"

namespace studio {

namespace {

constexpr int kWarmParts = 5;
constexpr double kWarmShare = 0.25; ///< of the limit: no more goes into warming up
constexpr std::size_t kSteadyParts = 20;
constexpr double kSteadySeconds = 1.5, kSteadyWithin = 0.05;

} // namespace

Pace::Pace(double limit)
    : Pace(limit, monotonicSeconds()) {}

Pace::Pace(double limit, double now)
    : limit_(limit)
    , begun_(now)
    , last_(now) {}

void Pace::add(std::int64_t pictures) {
    add(pictures, monotonicSeconds());
}

void Pace::add(std::int64_t pictures, double now) {
    const bool isWarmingUp = warm_ == 0 || (warm_ < kWarmParts && now - begun_ < kWarmShare * limit_);
    if (parts_.empty() && isWarmingUp) {
        ++warm_;
        warmSeconds_ += now - last_;
        warmPictures_ += pictures;
    } else {
        parts_.push_back({now - last_, pictures});
    }
    last_ = now;
}

void Pace::restart() {
    restart(monotonicSeconds());
}

bool Pace::isEnough() const {
    return isEnough(monotonicSeconds());
}

bool Pace::isEnough(double now) const {
    return !parts_.empty() && (now - begun_ >= limit_ || isSteady());
}

double Pace::rateOf(std::size_t first, std::size_t count) const {
    double seconds = 0;
    std::int64_t pictures = 0;
    for (std::size_t i = first; i < first + count; ++i) {
        seconds += parts_[i].seconds;
        pictures += parts_[i].pictures;
    }
    return seconds > 0 ? static_cast<double>(pictures) / seconds : 0;
}

bool Pace::isSteady() const {
    double seconds = 0;
    for (const Part& part : parts_)
        seconds += part.seconds;
    if (parts_.size() < kSteadyParts || seconds < kSteadySeconds)
        return false;
    const std::size_t half = parts_.size() / 2;
    const double older = rateOf(0, half), newer = rateOf(half, parts_.size() - half);
    return std::max(older, newer) <= (1 + kSteadyWithin) * std::min(older, newer);
}

double Pace::rate() const {
    return rateOf(0, parts_.size());
}

double Pace::startSeconds() const {
    const double usual = rate() > 0 ? static_cast<double>(warmPictures_) / rate() : warmSeconds_;
    return std::max(0.0, warmSeconds_ - usual);
}

double Pace::fraction() const {
    return std::clamp((monotonicSeconds() - begun_) / limit_, 0.0, 1.0);
}

} // namespace studio
