// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preflight/peak_memory_internal.h"

#include <fstream>
#include <sstream>
#include <string>

namespace studio {

ProcessMemory processMemory() {
    ProcessMemory memory;
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string name;
        std::uint64_t kibibytes = 0;
        if (!(words >> name >> kibibytes))
            continue;
        if (name == "VmRSS:")
            memory.now = kibibytes * 1024;
        if (name == "VmHWM:")
            memory.peak = kibibytes * 1024;
    }
    return memory;
}

void forgetPeakMemory() {
    constexpr const char* kResetPeak = "5"; // proc(5)
    std::ofstream("/proc/self/clear_refs") << kResetPeak;
}

} // namespace studio
