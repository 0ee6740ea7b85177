// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <optional>
#include <string>

namespace studio {

/// CUDA's number for what a card's chip can do ("sm_75" is 7.5).
struct ComputeCapability {
    int major = 0, minor = 0;
    auto operator<=>(const ComputeCapability&) const = default;
};
/// "7.5"
std::string capabilityText(ComputeCapability capability);

/// The oldest chip that CUDA 13 and our kernels compute on: Turing (T4, RTX 20).
inline constexpr ComputeCapability kLeastCapability{7, 5};

/// Which number formats a chip computes fast in.
struct CardAbility {
    bool usable = false; ///< new enough at all; nothing else is true without it
    bool fp16 = false, bf16 = false, tf32 = false;
};
CardAbility abilityOf(ComputeCapability capability);
/// "fp16, bf16, TF32"; empty for a card that cannot be used.
std::string precisionText(const CardAbility& ability);

/// Which CUDA build of LibTorch a driver can run.
enum class LibtorchSet {
    Unknown, ///< the driver's version cannot be read
    TooOld,  ///< below leastDriverFor() the chip
    Cu126,   ///< torch 2.7.1, CUDA 12.6
    Cu130,   ///< torch 2.11.0, CUDA 13.0
};
/// What this program was built with; Unknown = a LibTorch without CUDA.
LibtorchSet libtorchSetOfBuild();
/// The oldest chip that CUDA 12.6 has no kernels for: Blackwell.
inline constexpr ComputeCapability kFirstOfCuda13{10, 0};
inline constexpr const char* kLeastDriver = "525.60.13";
/// `driverVersion` as the driver says it, "580.95.05". A chip that is newer than CUDA 12.6 has kernels in the set for
/// CUDA 13 alone.
LibtorchSet libtorchSetFor(const std::string& driverVersion, std::optional<ComputeCapability> chip = std::nullopt);
/// The oldest driver with which a set computes on that chip.
const char* leastDriverFor(std::optional<ComputeCapability> chip);
/// "torch 2.11.0, CUDA 13.0"; empty where no set fits.
std::string libtorchSetText(LibtorchSet set);

} // namespace studio
