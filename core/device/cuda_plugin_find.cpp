// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What can be said of the plug-in and of a card without loading anything.
#include <filesystem>

#include "core/device/cuda_plugin.h"

namespace studio {

namespace fs = std::filesystem;

CudaPlugin findCudaPlugin() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return error ? CudaPlugin() : findCudaPlugin(program.parent_path().native());
}

CudaPlugin findCudaPlugin(const std::string& programFolder) {
    const fs::path folder(programFolder);
    for (const fs::path& place : {folder, folder / "../lib/resnet-studio"}) {
        const fs::path file = (place / CudaPlugin::kFileName).lexically_normal();
        std::error_code error;
        if (fs::is_regular_file(file, error))
            return {file.native()};
    }
    return {};
}

DeviceInfo cardDevice(const GraphicsCard& card, int number) {
    DeviceInfo info;
    info.id = "cuda:" + std::to_string(number);
    info.name = card.name.empty() ? "NVIDIA card" : card.name;
    info.memoryBytes = card.memoryBytes.value_or(0);
    // Where the driver does not tell the chip, it has fp16 if it can be opened at all.
    const CardAbility ability = abilityOf(card.capability.value_or(kLeastCapability));
    info.precisions = {Precision::Fp16};
    if (ability.bf16)
        info.precisions.push_back(Precision::Bf16);
    if (ability.tf32)
        info.precisions.push_back(Precision::Tf32);
    info.precisions.push_back(Precision::Fp32);
    info.accelerator = true;
    return info;
}

} // namespace studio
