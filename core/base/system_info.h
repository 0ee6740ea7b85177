// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace studio {

/// What the machine offers, for the page Start and `system-info`. Unknown numbers are 0, unknown text is empty.
struct SystemInfo {
    std::string cpuName;
    int cores = 0;                     ///< usable by this process: affinity and cgroup quota considered
    std::uint64_t memoryBytes = 0;     ///< physical, or the cgroup's limit if lower
    std::uint64_t memoryFreeBytes = 0; ///< available without swapping
    std::string system;                ///< "Debian GNU/Linux 12 (bookworm)"
    std::string gpuName;               ///< from the NVIDIA driver's files; empty without a driver
};
SystemInfo systemInfo();

/// What people paste into a report of a fault: `system-info`, the window's menu and its page Start give the same.
struct SystemFacts {
    std::string version; ///< of this program
    SystemInfo info;
    std::vector<std::pair<std::string, std::string>> devices; ///< id and name
    std::string runsFolder;                                   ///< bytes
    std::uint64_t runsFreeBytes = 0;
    std::string toolkit; ///< of the window, "Qt 6.4.2"; empty without one
    /// Names and values that stand for the line about info.gpuName; empty = nobody asked the driver.
    std::vector<std::pair<std::string, std::string>> gpus{};
};
/// Lines of text, the last one ended too.
std::string systemText(const SystemFacts& facts);

/// One reading for the status bar; cheap (two small files), not on a hot path.
struct SystemLoad {
    double cpuFraction = -1; ///< of all cores since the previous call; -1 on the first
    std::uint64_t memoryUsedBytes = 0;
    std::uint64_t memoryBytes = 0;
};
/// Called on one thread only; keeps the previous counters inside.
SystemLoad systemLoad();

} // namespace studio
