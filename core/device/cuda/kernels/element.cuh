// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Elements of an activation between memory, where they are fp16, bf16 or fp32, and arithmetic, which is fp32 alone:
// bf16 has no arithmetic before sm_80.

#include "core/device/cuda/kernels/launch.cuh"

namespace studio::cuda {

__device__ inline float toFloat(float value) {
    return value;
}
__device__ inline float toFloat(__half value) {
    return __half2float(value);
}
__device__ inline float toFloat(__nv_bfloat16 value) {
    return __bfloat162float(value);
}

__device__ inline void setFrom(float& out, float value) {
    out = value;
}
__device__ inline void setFrom(__half& out, float value) {
    out = __float2half_rn(value);
}
__device__ inline void setFrom(__nv_bfloat16& out, float value) {
    out = __float2bfloat16_rn(value);
}

/// kPack neighbouring channels of a pixel, read and written sixteen bytes at a time.
template<typename T>
struct alignas(16) Pack {
    T value[kPack];
};

/// Blocks that a processor must have room for at once, which leaves a thread of them 80 registers (else 128): 768
/// threads with two or more loads of sixteen bytes on their way keep the memory of an H100 busy.
template<typename T, bool whole>
inline constexpr int kBlocks = whole && sizeof(T) == 2 ? 3 : 2;

/// Channels `from`... of a pixel: `count` of them, the rest 0. Whole: all kPack are there and lie on a multiple of
/// sixteen bytes.
template<typename T, bool whole>
__device__ Pack<T> loadPack(const T* from, int count) {
    if constexpr (whole) {
        return *reinterpret_cast<const Pack<T>*>(from);
    } else {
        Pack<T> pack;
        KERNEL_UNROLL(kPack)
        for (int i = 0; i < kPack; ++i) {
            if (i < count) // MUTATE true: a channel that exists is read
                pack.value[i] = from[i];
            else
                setFrom(pack.value[i], 0.0f);
        }
        return pack;
    }
}

template<typename T>
__device__ void unpack(const Pack<T>& pack, float (&out)[kPack]) {
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i)
        out[i] = toFloat(pack.value[i]);
}

/// The counterpart of loadPack() and unpack().
template<typename T, bool whole>
__device__ void store(T* to, int count, const float (&in)[kPack]) {
    if constexpr (whole) {
        Pack<T> pack;
        KERNEL_UNROLL(kPack)
        for (int i = 0; i < kPack; ++i)
            setFrom(pack.value[i], in[i]);
        *reinterpret_cast<Pack<T>*>(to) = pack;
    } else {
        KERNEL_UNROLL(kPack)
        for (int i = 0; i < kPack; ++i) {
            if (i < count) // MUTATE true: a channel that exists is written
                setFrom(to[i], in[i]);
        }
    }
}

/// The same of per-channel numbers.
__device__ inline void loadChannels(const float* from, int count, float (&out)[kPack]) {
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i)
        out[i] = i < count ? from[i] : 0.0f;
}

/// maskBytes(), for the device.
__device__ inline int groupsOf(int channels) {
    return (channels + kPack - 1) / kPack;
}

/// Where a thread of a columnPlan() works: group `group` of kPack channels from `first`, of which `count` exist (0 =
/// none), and every `stride`th pixel from `pixel`.
struct Place {
    int group, first, count;
    std::int64_t pixel, stride;
};

__device__ inline Place placeOf(int channels) {
    Place at;
    at.group = static_cast<int>(blockIdx.y * blockDim.x + threadIdx.x);
    at.first = at.group * kPack;
    const int left = channels - at.first;
    at.count = left < 0 ? 0 : left < kPack ? left : kPack;
    at.pixel = static_cast<std::int64_t>(blockIdx.x) * blockDim.y + threadIdx.y;
    at.stride = static_cast<std::int64_t>(gridDim.x) * blockDim.y;
    return at;
}

/// load(pixel) and then use(what it gave, pixel) for every pixel of `at` up to `end`, `ahead` loads being on their way
/// at once: memory that is waited for one by one would be a tenth as fast. A compiler may not do that by itself, since
/// a loop's next turn depends on its end, and a store on where it goes.
template<int ahead, typename Load, typename Use>
__device__ void forPixels(std::int64_t pixel, std::int64_t stride, std::int64_t end, const Load& load, const Use& use) {
    for (; pixel + (ahead - 1) * stride < end; pixel += ahead * stride) {
        decltype(load(pixel)) loaded[ahead];
        KERNEL_UNROLL(ahead)
        for (int i = 0; i < ahead; ++i)
            loaded[i] = load(pixel + i * stride);
        KERNEL_UNROLL(ahead)
        for (int i = 0; i < ahead; ++i)
            use(loaded[i], pixel + i * stride);
    }
    for (; pixel < end; pixel += stride)
        use(load(pixel), pixel);
}

} // namespace studio::cuda
