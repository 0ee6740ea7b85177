// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// What a run is fed on and with, as far as the number of decode threads depends on it.
struct FeedPlace {
    bool accelerator = false; ///< the network is trained elsewhere than on the cores that decode
    std::string sysfs = {};   ///< root of /sys and /proc; empty = the machine's own (others are for tests)
    int cores = 0;            ///< cores this process may use; 0 = ask the system (affinity and cgroup quota)
};

/// How many decode threads suit this machine, and why, in a sentence for people.
struct WorkerAdvice {
    int count = 1;
    std::string reason;
};

/// For an accelerator: one thread a core, one core left for the trainer; where the machine has several NUMA nodes, the
/// cores of one node, because pictures that cross to another node cost the memory bus twice. On the CPU the network
/// needs the cores: one decode thread for each four. 1..64.
WorkerAdvice adviseWorkers(const FeedPlace& place = {});

} // namespace studio
