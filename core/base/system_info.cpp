// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/system_info.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <unistd.h>

#include "core/base/text.h"

namespace studio {

namespace {

/// The text after "key" and a colon or equals sign on the first line that starts with it.
std::string valueOf(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.rfind(key, 0) != 0)
            continue;
        const auto at = line.find_first_of(":=");
        if (at == std::string::npos)
            continue;
        std::string value = line.substr(at + 1);
        value.erase(0, value.find_first_not_of(" \t\""));
        while (!value.empty() && (value.back() == '"' || value.back() == ' '))
            value.pop_back();
        return value;
    }
    return {};
}

std::uint64_t memInfoBytes(const std::string& key) {
    std::uint64_t kib = 0;
    std::istringstream(valueOf("/proc/meminfo", key)) >> kib;
    return kib * 1024;
}

int usableCores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    int cores =
        sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
    std::ifstream quotaFile("/sys/fs/cgroup/cpu.max"); // "max 100000" or "150000 100000"
    double quota = 0, period = 0;
    if (quotaFile >> quota >> period && period > 0)
        cores = std::min(cores, std::max(1, static_cast<int>(std::lround(quota / period))));
    return std::max(cores, 1);
}

std::string firstGpuName() {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", error)) {
        const std::string name = valueOf((entry.path() / "information").c_str(), "Model");
        if (!name.empty())
            return name;
    }
    return {};
}

} // namespace

SystemInfo systemInfo() {
    SystemInfo info;
    info.cpuName = valueOf("/proc/cpuinfo", "model name");
    info.cores = usableCores();
    info.memoryBytes = memInfoBytes("MemTotal");
    std::uint64_t limit = 0;
    if (std::ifstream("/sys/fs/cgroup/memory.max") >> limit && limit > 0)
        info.memoryBytes = std::min(info.memoryBytes, limit);
    info.memoryFreeBytes = memInfoBytes("MemAvailable");
    info.system = valueOf("/etc/os-release", "PRETTY_NAME");
    info.gpuName = firstGpuName();
    return info;
}

std::string systemText(const SystemFacts& facts) {
    const SystemInfo& info = facts.info;
    std::string text = "ResNet Studio " + facts.version + "\n";
    const auto add = [&text](std::string name, const std::string& value) {
        name.resize(9, ' ');
        text += name + value + "\n";
    };
    add("system", info.system);
    add("CPU", info.cpuName + ", " + std::to_string(info.cores) + " cores usable");
    add("memory", byteText(info.memoryBytes) + ", " + byteText(info.memoryFreeBytes) + " free");
    for (const auto& [name, value] : facts.gpus)
        add(name, value);
    if (facts.gpus.empty())
        add("GPU", info.gpuName.empty() ? "none found" : info.gpuName);
    for (const auto& [id, name] : facts.devices)
        add("device", id + ": " + name);
    add("runs", displayText(facts.runsFolder) + ", " + byteText(facts.runsFreeBytes) + " free");
    if (!facts.toolkit.empty())
        add("window", facts.toolkit);
    return text;
}

SystemLoad systemLoad() {
    static std::uint64_t lastBusy = 0, lastTotal = 0;
    SystemLoad load;
    std::ifstream in("/proc/stat");
    std::string word;
    in >> word;
    std::uint64_t total = 0, idle = 0;
    for (int i = 0; i < 8; ++i) {
        std::uint64_t ticks = 0;
        in >> ticks;
        total += ticks;
        idle += i == 3 || i == 4 ? ticks : 0;
    }
    if (lastTotal != 0 && total > lastTotal)
        load.cpuFraction = static_cast<double>(total - idle - lastBusy) / static_cast<double>(total - lastTotal);
    lastBusy = total - idle;
    lastTotal = total;
    load.memoryBytes = memInfoBytes("MemTotal");
    load.memoryUsedBytes = load.memoryBytes - std::min(load.memoryBytes, memInfoBytes("MemAvailable"));
    return load;
}

} // namespace studio
