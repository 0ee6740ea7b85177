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

/// For what the kernels return: a lost card must arrive as LibTorch's own errors do.
inline void requireLaunched(int error) {
    constexpr int kMemoryAllocation = 2; // cudaErrorMemoryAllocation: code that is loaded late needs memory, too
    TORCH_CHECK(error != kMemoryAllocation, "CUDA error: out of memory, for a kernel's code");
    TORCH_CHECK(error == 0, "A kernel could not be launched: CUDA error ", error);
}

} // namespace studio::cuda
