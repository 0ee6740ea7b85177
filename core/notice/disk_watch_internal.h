// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/patient_thread.h"

namespace studio {

/// Looks at the room on a run's disk now and then, on a thread that may hang in it, and tells once when it gets low;
/// again only after there was room in between. `low` is called on that thread with the free bytes and must share all
/// that it uses. Made and destroyed on the thread of the run; does not wait for a disk that hangs.
class DiskWatch {
public:
    using Low = std::function<void(std::uint64_t free)>;
    DiskWatch(const std::string& folder, double seconds, Low low);
    ~DiskWatch();
    DiskWatch(const DiskWatch&) = delete;
    DiskWatch& operator=(const DiskWatch&) = delete;

    /// How large a checkpoint of the run is: less than three of them is low. Any thread.
    void setCheckpointBytes(std::uint64_t bytes) { *checkpointBytes_ = bytes; }

private:
    std::shared_ptr<std::atomic<std::uint64_t>> checkpointBytes_;
    PatientThread thread_;
};

/// Below this many free bytes a run's disk is low.
std::uint64_t lowDiskBytes(std::uint64_t checkpointBytes);

} // namespace studio
