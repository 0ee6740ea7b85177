// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/base/error.h"

namespace studio {

/// The volume that a run folder lies on.
struct RunVolume {
    std::uint64_t freeBytes = 0; ///< for this user
    std::uint64_t totalBytes = 0;
    bool inMemory = false;      ///< tmpfs, ramfs: gone at the next boot
    bool instanceStore = false; ///< EC2 instance store: erased when the machine is stopped
    bool readOnly = false;
};

/// Of a folder, or of the nearest one above it that exists. Throws Error(Io).
RunVolume volumeOf(const std::string& folder);

/// Whether a block device is an EC2 instance store, through partitions, LVM and RAID. `sys` is the root of sysfs.
bool isInstanceStore(dev_t device, const std::string& sys = "/sys");

/// What a person should know before leaving a run alone on this volume: that its checkpoints will not fit, that they
/// would not outlive the machine. Empty = nothing. `checkpoints` = how many are kept at once, `bytes` of each.
std::vector<Message> volumeWarnings(const std::string& folder, const RunVolume& volume, std::uint64_t bytes,
                                    std::int64_t checkpoints);

} // namespace studio
