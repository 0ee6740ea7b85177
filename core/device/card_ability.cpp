// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/card_ability.h"

#include <charconv>
#include <utility>

namespace studio {

namespace {

constexpr ComputeCapability kAmpere{8, 0};
using Version = std::pair<int, int>;
// NVIDIA's table of minor version compatibility: CUDA 12.x runs from 525 on, CUDA 13.x from 580. It holds for kernels
// that were compiled for the chip; ours are.
constexpr Version kCuda12{525, 60}, kCuda13{580, 0};

/// The first two numbers of "525.60.13"; nothing if it does not begin with a number.
std::optional<Version> versionOf(const std::string& text) {
    Version version{0, 0};
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, version.first);
    if (first.ec != std::errc{})
        return std::nullopt;
    if (first.ptr != end && *first.ptr == '.')
        std::from_chars(first.ptr + 1, end, version.second);
    return version;
}

} // namespace

std::string capabilityText(ComputeCapability capability) {
    return std::to_string(capability.major) + "." + std::to_string(capability.minor);
}

CardAbility abilityOf(ComputeCapability capability) {
    CardAbility ability;
    ability.usable = ability.fp16 = capability >= kLeastCapability;
    ability.bf16 = ability.tf32 = capability >= kAmpere;
    return ability;
}

std::string precisionText(const CardAbility& ability) {
    std::string text;
    const std::pair<bool, const char*> all[]{{ability.fp16, "fp16"}, {ability.bf16, "bf16"}, {ability.tf32, "TF32"}};
    for (const auto& [has, name] : all) {
        if (has)
            text += (text.empty() ? "" : ", ") + std::string(name);
    }
    return text;
}

LibtorchSet libtorchSetFor(const std::string& driverVersion, std::optional<ComputeCapability> chip) {
    const auto version = versionOf(driverVersion);
    if (!version)
        return LibtorchSet::Unknown;
    if (*version >= kCuda13)
        return LibtorchSet::Cu130;
    return *version >= kCuda12 && !(chip >= kFirstOfCuda13) ? LibtorchSet::Cu126 : LibtorchSet::TooOld;
}

LibtorchSet libtorchSetOfBuild() {
    constexpr int kCuda = STUDIO_CUDA, kFirstWithBlackwell = 1208;
    return kCuda >= 1300                              ? LibtorchSet::Cu130
           : kCuda > 0 && kCuda < kFirstWithBlackwell ? LibtorchSet::Cu126
                                                      : LibtorchSet::Unknown;
}

const char* leastDriverFor(std::optional<ComputeCapability> chip) {
    return chip >= kFirstOfCuda13 ? "580" : kLeastDriver; // an unknown chip is below every known one
}

std::string libtorchSetText(LibtorchSet set) {
    switch (set) {
    case LibtorchSet::Cu130:
        return "torch 2.11.0, CUDA 13.0";
    case LibtorchSet::Cu126:
        return "torch 2.7.1, CUDA 12.6";
    case LibtorchSet::Unknown:
    case LibtorchSet::TooOld:
        break;
    }
    return {};
}

} // namespace studio
