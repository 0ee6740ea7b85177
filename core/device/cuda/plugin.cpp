// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/cuda_device.h"
#include "core/device/cuda/cuda_runtime.h"
#include "core/device/cuda/plugin_interface.h"

namespace {

std::unique_ptr<studio::ComputeDevice> openCard(const studio::DeviceInfo& info, const std::string& pciBusId) {
    const studio::cuda::Switches switches = studio::cuda::switchesOfEnvironment();
    return std::make_unique<studio::cuda::CudaDevice>(info, studio::cuda::openRuntime(pciBusId, switches), switches);
}

constexpr studio::CudaPluginEntry kEntry{studio::kPluginBuild, openCard};

} // namespace

extern "C" __attribute__((visibility("default"))) const studio::CudaPluginEntry* studioCudaPlugin() {
    return &kEntry;
}
