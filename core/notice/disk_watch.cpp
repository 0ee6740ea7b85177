// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/disk_watch_internal.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/base/error.h"
#include "core/run/run_volume.h"

namespace studio {

namespace {

constexpr std::uint64_t kLeastBytes = 500'000'000, kCheckpoints = 3;
constexpr auto kPatience = std::chrono::milliseconds(200);

void watch(const std::string& folder, double seconds, const DiskWatch::Low& low,
           const std::atomic<std::uint64_t>& checkpointBytes, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    bool told = false;
    while (!stop.stop_requested()) {
        try {
            const std::uint64_t free = volumeOf(folder).freeBytes, limit = lowDiskBytes(checkpointBytes);
            if (free < limit && !told && !stop.stop_requested())
                low(free);
            told = free < limit || (told && free < limit + limit / 2); // not at each file that comes and goes
        } catch (const Error&) {
            // The disk does not answer; the run tells of that.
        }
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
    }
}

/// What the thread does; it owns all that it uses.
auto watching(const std::string& folder, double seconds, DiskWatch::Low low,
              std::shared_ptr<std::atomic<std::uint64_t>> bytes) {
    return [folder, seconds, low = std::move(low), bytes = std::move(bytes)](const std::stop_token& stop) {
        watch(folder, seconds, low, *bytes, stop);
    };
}

} // namespace

std::uint64_t lowDiskBytes(std::uint64_t checkpointBytes) {
    return std::max(kLeastBytes, kCheckpoints * checkpointBytes);
}

DiskWatch::DiskWatch(const std::string& folder, double seconds, Low low)
    : checkpointBytes_(std::make_shared<std::atomic<std::uint64_t>>(0))
    , thread_(watching(folder, seconds, std::move(low), checkpointBytes_)) {}

DiskWatch::~DiskWatch() {
    thread_.stop(kPatience);
}

} // namespace studio
