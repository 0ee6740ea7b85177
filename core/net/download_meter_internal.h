// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <utility>

#include "core/net/download.h"

namespace studio {

/// Counts bytes and tells of them, at most ten times a second; the rate is that of the last five seconds.
class DownloadMeter {
public:
    explicit DownloadMeter(const DownloadProgress& progress)
        : progress_(progress) {}

    /// Bytes come, behind those that are there.
    void begin(std::uint64_t there, std::uint64_t total);
    void beginCheck(std::uint64_t total);
    void add(std::uint64_t bytes);
    /// Tells that time goes by without bytes.
    void tick();
    /// Nothing comes for a while, and why.
    void pause(const std::string& why);
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    void start(std::uint64_t there, std::uint64_t total, bool checking);
    void show(bool always);
    const DownloadProgress& progress_;
    DownloadStatus status_;
    std::deque<std::pair<Clock::time_point, std::uint64_t>> window_;
    Clock::time_point shown_{};
};

} // namespace studio
