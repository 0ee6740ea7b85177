// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/device/compute_device_internal.h"

namespace studio {

/// What libstudio_cuda.so offers. The two are parts of one build: what crosses between them are C++ classes, so the
/// program takes no plug-in whose `build` is not its own.
struct CudaPluginEntry {
    const char* build; ///< kPluginBuild as the plug-in was compiled
    /// Opens the card of that PCI bus id ("00000000:00:1E.0") on the calling thread, on which the device is then used.
    /// Throws Error(Device).
    std::unique_ptr<ComputeDevice> (*open)(const DeviceInfo& info, const std::string& pciBusId);
};

/// The plug-in's one symbol, `const CudaPluginEntry* studioCudaPlugin()` with C linkage.
inline constexpr const char* kCudaPluginSymbol = "studioCudaPlugin";

/// Names the program's version, LibTorch's, and the text of the headers that both sides share.
inline constexpr const char* kPluginBuild = STUDIO_PLUGIN_BUILD;

} // namespace studio
