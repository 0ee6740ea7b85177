// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/device/precision.h"

namespace studio {

/// A place a network can run on, as shown to people and as `--device` takes it.
struct DeviceInfo {
    std::string id;                ///< "cpu", "cuda:0"
    std::string name;              ///< "CPU, 4 cores", "NVIDIA T4"
    std::uint64_t memoryBytes = 0; ///< 0 = unknown
    /// What it computes in. The first half precision is what "amp" (autocast) means here.
    std::vector<Precision> precisions{Precision::Fp32};
    bool accelerator = false; ///< not the CPU: that is left to the decode threads
};

struct DeviceMemory {
    std::uint64_t freeBytes = 0, totalBytes = 0; ///< 0 = unknown
};

/// Devices usable now, best first; the CPU is always the last. Any thread.
std::vector<DeviceInfo> listDevices();

/// Resolves "auto", "cpu", "cuda" (the best card) or "cuda:N" to one of listDevices(). Throws Error(Device) that says
/// what is missing, Error(Config) where time alone does not bring it (this build has no plug-in, the driver is too
/// old, a variable hides it), Error(Usage) for another word.
DeviceInfo findDevice(const std::string& request);
/// Why a card cannot be had.
struct NoCard {
    std::string why;    ///< sentences with the way out; empty = that is not known
    bool lasts = false; ///< until somebody does something; else it may pass
};
/// Of all cards where this machine has one; nothing is known where one can be used, where there is none, and where
/// nobody has looked.
NoCard whyNoCard();
/// The id of what findDevice() finds; `request` itself where it finds none.
std::string deviceIdOf(const std::string& request);

/// Compute threads of LibTorch on the CPU, for the whole process; 0 = usable cores. Before anything is computed.
void setComputeThreads(int threads);

} // namespace studio
