// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/download_meter_internal.h"

#include <algorithm>

namespace studio {

namespace {

constexpr std::chrono::milliseconds kBetween{100};
constexpr std::chrono::seconds kWindow{5};

} // namespace

void DownloadMeter::start(std::uint64_t there, std::uint64_t total, bool checking) {
    status_ = {};
    status_.checking = checking;
    status_.done = there;
    status_.total = total;
    window_.assign(1, {Clock::now(), there});
    show(true);
}

void DownloadMeter::begin(std::uint64_t there, std::uint64_t total) {
    start(there, total, false);
}

void DownloadMeter::beginCheck(std::uint64_t total) {
    start(0, total, true);
}

void DownloadMeter::add(std::uint64_t bytes) {
    status_.done += bytes;
    show(false);
}

void DownloadMeter::tick() {
    show(false);
}

void DownloadMeter::pause(const std::string& why) {
    status_.note = why;
    status_.bytesPerSecond = 0;
    status_.secondsLeft = -1;
    window_.clear();
    if (progress_)
        progress_(status_);
}

void DownloadMeter::finish() {
    show(true);
}

void DownloadMeter::show(bool always) {
    const Clock::time_point now = Clock::now();
    if (!progress_ || (!always && now - shown_ < kBetween))
        return;
    shown_ = now;
    window_.emplace_back(now, status_.done);
    while (window_.size() > 2 && now - window_.front().first > kWindow)
        window_.pop_front();
    const double seconds = std::chrono::duration<double>(now - window_.front().first).count();
    const std::uint64_t bytes = status_.done - std::min(status_.done, window_.front().second);
    status_.bytesPerSecond = seconds > 0 ? static_cast<double>(bytes) / seconds : 0;
    status_.secondsLeft = status_.total > status_.done && status_.bytesPerSecond > 0
                              ? static_cast<double>(status_.total - status_.done) / status_.bytesPerSecond
                              : -1;
    progress_(status_);
}

} // namespace studio
