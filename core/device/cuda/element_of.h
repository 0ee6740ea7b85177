// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/torch.h"
#include "core/device/cuda/kernels/launch_plan.h"
#include "core/device/precision.h"

namespace studio::cuda {

inline bool isElement(at::ScalarType type) {
    return type == at::kHalf || type == at::kBFloat16 || type == at::kFloat;
}

/// Requires isElement().
inline Element elementOf(at::ScalarType type) {
    return type == at::kHalf ? Element::Half : type == at::kBFloat16 ? Element::BFloat16 : Element::Float;
}

/// What the network's activations are stored in.
inline at::ScalarType activationType(Precision precision) {
    return precision == Precision::Fp16 ? at::kHalf : precision == Precision::Bf16 ? at::kBFloat16 : at::kFloat;
}

inline bool isHalf(Precision precision) {
    return activationType(precision) != at::kFloat;
}

/// What CUDA calls an error that is of the launch or of this build; null: it may be of the card. The numbers are those
/// of enum cudaError, which stay (CUDA Runtime API, section 6.37).
inline const char* refusalOfALaunch(int error) {
    switch (error) {
    case 1:
        return "invalid argument";
    case 9:
        return "invalid configuration argument";
    case 98:
        return "invalid device function";
    case 209:
        return "no kernel image is available for execution on the device";
    case 218:
        return "a PTX JIT compilation failed";
    case 221:
        return "PTX JIT compiler library not found";
    case 222:
        return "the provided PTX was compiled with an unsupported toolchain";
    case 223:
        return "PTX JIT compilation was disabled";
    case 701:
        return "too many resources requested for launch";
    default:
        return nullptr;
    }
}

/// For what the kernels return: a lost card must arrive as LibTorch's own errors do, and nothing else as one.
inline void requireLaunched(int error) {
    constexpr int kMemoryAllocation = 2; // cudaErrorMemoryAllocation: code that is loaded late needs memory, too
    TORCH_CHECK(error != kMemoryAllocation, "CUDA error: out of memory, for a kernel's code");
    const char* const refusal = refusalOfALaunch(error);
    TORCH_CHECK(refusal == nullptr, "A kernel of the studio's cannot be launched on this card: ", refusal, " (", error,
                ")");
    TORCH_CHECK(error == 0, "A kernel could not be launched: CUDA error ", error);
}

} // namespace studio::cuda
