// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The words of CUDA that the kernels use, for a compiler that knows none of them and on a machine without a toolkit:
// with them tests/support/kernel_runner.h runs the kernels on the CPU. The product never includes this. What is not
// here no kernel may use; above all nothing that relies on the threads of a warp keeping step.

#include <atomic>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "core/device/cuda/kernels/launch_plan.h"

// NOLINTBEGIN(bugprone-reserved-identifier): the words are CUDA's
#define __global__
#define __device__
#define __launch_bounds__(...)
#define KERNEL_UNROLL(times)

namespace studio::cuda {

struct HostIndex {
    unsigned x = 0, y = 0;
};
inline thread_local HostIndex threadIdx, blockIdx, blockDim, gridDim;

/// Defined by the runner. All threads of a block must come to the same barrier.
void __syncthreads();
/// The block's shared memory, `bytes` long (each call of a block must ask for as much). Begins as a pattern that is
/// NaN as a float and true as a flag, because a GPU does not clear it either.
void* hostShared(std::size_t bytes);
/// Runs `thread` once for each thread of each block; 0 as cudaSuccess.
int hostLaunch(Extent grid, Extent block, const std::function<void()>& thread);

/// Where other threads may go first: it lets them up to 2^`most` times.
void hostPause(unsigned most);

/// A fence orders nothing but what went before it and what comes after it on the side that fences too, and an atomic
/// operation orders nothing at all: the thread sanitizer reports what a kernel reads of another block without two
/// fences. (It does not understand std::atomic_thread_fence.)
inline std::atomic<unsigned> hostFences{0};
inline void __threadfence() {
    hostPause(4);
    hostFences.fetch_add(1, std::memory_order_acq_rel);
}
inline unsigned atomicInc(unsigned* address, unsigned limit) {
    hostPause(11);
    std::atomic_ref<unsigned> value(*address);
    unsigned old = value.load(std::memory_order_relaxed);
    while (!value.compare_exchange_weak(old, old >= limit ? 0 : old + 1, std::memory_order_relaxed)) {
    }
    return old;
}

/// IEEE binary16 and bfloat16: storage alone. Conversions round to nearest, ties to even, as the GPU's.
struct __half {
    std::uint16_t bits;
};
struct __nv_bfloat16 {
    std::uint16_t bits;
};

inline float __half2float(__half half) {
    const std::uint32_t sign = (half.bits & 0x8000u) << 16, size = half.bits & 0x7fffu;
    if (size >= 0x7c00u) // infinity, NaN
        return std::bit_cast<float>(sign | 0x7f800000u | (size & 0x3ffu) << 13);
    // In a float's fields the exponent is 112 too low; a product puts that right for subnormal numbers as well.
    const float value = std::bit_cast<float>(size << 13) * 0x1p112f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
}

inline __half __float2half_rn(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = bits >> 16 & 0x8000u, size = bits & 0x7fffffffu;
    if (size > 0x7f800000u)
        return {static_cast<std::uint16_t>(sign | 0x7fffu)};
    if (size >= 0x477ff000u) // 65520 and more
        return {static_cast<std::uint16_t>(sign | 0x7c00u)};
    if (size < 0x38800000u) { // subnormal: beside 0.5 the float unit rounds to multiples of 2^-24
        const auto rounded = std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + 0.5f);
        return {static_cast<std::uint16_t>(sign | (rounded - 0x3f000000u))};
    }
    return {static_cast<std::uint16_t>(sign | ((size - 0x38000000u + 0xfffu + (size >> 13 & 1)) >> 13))};
}

inline float __bfloat162float(__nv_bfloat16 value) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}

inline __nv_bfloat16 __float2bfloat16_rn(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u)
        return {0x7fff};
    return {static_cast<std::uint16_t>((bits + 0x7fffu + (bits >> 16 & 1)) >> 16)};
}

} // namespace studio::cuda
// NOLINTEND(bugprone-reserved-identifier)
