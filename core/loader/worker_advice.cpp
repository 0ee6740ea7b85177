// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loader/worker_advice.h"

#include <algorithm>
#include <filesystem>

#include "core/base/system_info.h"

namespace studio {

namespace {

constexpr int kMaxWorkers = 64;

int numaNodes(const std::string& sysfs) {
    std::error_code error;
    int nodes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(sysfs + "/sys/devices/system/node", error)) {
        const std::string name = entry.path().filename().string();
        nodes += name.size() > 4 && name.starts_with("node") && name.find_first_not_of("0123456789", 4) == name.npos;
    }
    return std::max(nodes, 1);
}

std::string coresText(int cores) {
    return cores == 1 ? "1 core may be used" : std::to_string(cores) + " cores may be used";
}

} // namespace

WorkerAdvice adviseWorkers(const FeedPlace& place) {
    const int cores = place.cores > 0 ? place.cores : systemInfo().cores;
    if (!place.accelerator) {
        const int count = std::clamp(cores / 4, 1, kMaxWorkers);
        return {count, coresText(cores) + "; the network is trained on them too, so one in four decodes"};
    }
    const int nodes = numaNodes(place.sysfs);
    const int near = nodes > 1 ? std::max(cores / nodes, 1) : cores;
    const int count = std::clamp(near - 1, 1, kMaxWorkers);
    std::string reason = coresText(cores);
    if (nodes > 1)
        reason += " on " + std::to_string(nodes) + " NUMA nodes; those of one node, less one for the trainer";
    else if (cores > 1)
        reason += "; one is left for the trainer";
    return {count, reason};
}

} // namespace studio
