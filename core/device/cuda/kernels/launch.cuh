// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What differs between nvcc and a plain C++ compiler, so that the kernels beside it are one text for both.

#ifdef __CUDACC__
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include "core/device/cuda/kernels/launch_plan.h"

#define KERNEL_PRAGMA(text) _Pragma(#text)
/// Before a loop: copies of its body, so that many loads are on their way at once.
#define KERNEL_UNROLL(times) KERNEL_PRAGMA(unroll times)
#else
#include "core/device/cuda/kernels/host_words.h"
#endif

namespace studio::cuda {

/// The block's shared memory as one struct without constructors; a kernel has one. Its contents are undefined at first.
template<typename Shared>
__device__ Shared& blockShared() {
#ifdef __CUDACC__
    __shared__ Shared shared;
    return shared;
#else
    return *static_cast<Shared*>(hostShared(sizeof(Shared)));
#endif
}

/// Puts a kernel on `stream` (a cudaStream_t; null = the default stream) and does not wait for it. Returns the
/// cudaError_t of the launch, 0 = none.
template<typename Arguments>
int launch(void (*kernel)(Arguments), const LaunchPlan& plan, void* stream, const Arguments& arguments) {
#ifdef __CUDACC__
    const dim3 grid(plan.grid.x, plan.grid.y), block(plan.block.x, plan.block.y);
    kernel<<<grid, block, 0, static_cast<cudaStream_t>(stream)>>>(arguments);
    return static_cast<int>(cudaGetLastError());
#else
    static_cast<void>(stream);
    return hostLaunch(plan.grid, plan.block, [&] { kernel(arguments); });
#endif
}

/// cudaErrorInvalidValue
inline constexpr int kInvalidValue = 1;

/// Calls Work<T, whole>::run for the type that `element` names.
template<template<typename, bool> class Work, typename Arguments>
int forElement(Element element, bool whole, const Arguments& arguments, void* stream) {
    switch (element) {
    case Element::Half:
        return whole ? Work<__half, true>::run(arguments, stream) : Work<__half, false>::run(arguments, stream);
    case Element::BFloat16:
        return whole ? Work<__nv_bfloat16, true>::run(arguments, stream)
                     : Work<__nv_bfloat16, false>::run(arguments, stream);
    case Element::Float:
        return whole ? Work<float, true>::run(arguments, stream) : Work<float, false>::run(arguments, stream);
    }
    return kInvalidValue;
}

} // namespace studio::cuda
