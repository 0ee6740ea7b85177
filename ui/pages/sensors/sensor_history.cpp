// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sensors/sensor_history.h"

#include <algorithm>

namespace studio {

namespace {

bool isLess(const SensorHistory::Sample& a, const SensorHistory::Sample& b) {
    return a.value < b.value;
}

} // namespace

void SensorHistory::add(double value, Clock::time_point now) {
    samples_.push_back({now, value});
    while (samples_.size() > kMost || now - samples_.front().at > kSpan)
        samples_.pop_front();
}

double SensorHistory::least() const {
    return samples_.empty() ? 0 : std::min_element(samples_.begin(), samples_.end(), isLess)->value;
}

double SensorHistory::most() const {
    return samples_.empty() ? 0 : std::max_element(samples_.begin(), samples_.end(), isLess)->value;
}

} // namespace studio
