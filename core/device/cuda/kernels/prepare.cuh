// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A thread takes a pixel: bytes in, elements out. Reading three bytes at a time is far from what memory can do, but the
// warp's bytes lie together in the L1 cache, and a batch is a thousandth of the memory traffic of its training step.
// Included by prepare.cu alone.

#include "core/device/cuda/kernels/colour.cuh"
#include "core/device/cuda/kernels/element.cuh"
#include "core/device/cuda/kernels/reduce.cuh"

namespace studio::cuda {

/// PrepareInput as the kernels take it.
struct PrepareArguments {
    int count, size, outChannels;
    const std::uint8_t* pixels;
    const PictureOps* ops;
    float mean[3], std[3];
    void* out;
    float* greyMeans;
    ReduceScratch scratch;
};

struct GreySum {
    static constexpr int kWords = 1;
    float sum = 0;
};

__device__ inline GreySum combined(const GreySum& a, const GreySum& b) {
    GreySum both;
    both.sum = a.sum + b.sum;
    return both;
}

__device__ inline void put(const GreySum& from, float* to, std::int64_t) {
    *to = from.sum;
}

__device__ inline void take(GreySum& to, const float* from, std::int64_t) {
    to.sum = *from;
}

/// A pixel in [0, 1].
__device__ inline Colour colourAt(const std::uint8_t* rgb) {
    const float scale = 1 / 255.0f;
    return {static_cast<float>(rgb[0]) * scale, static_cast<float>(rgb[1]) * scale, static_cast<float>(rgb[2]) * scale};
}

/// The mean grey of each picture that has a contrast. Grid, block, scratch: preparePlan().
__global__ void __launch_bounds__(kThreads) prepareGreyMeans(PrepareArguments in) {
    const int picture = static_cast<int>(blockIdx.y);
    const PictureOps ops = in.ops[picture];
    if (ops.contrast == 1) // the whole block, the whole picture
        return;
    const std::int64_t pixels = static_cast<std::int64_t>(in.size) * in.size;
    const std::uint8_t* const rgb = in.pixels + picture * pixels * 3;
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * blockDim.y;
    GreySum mine;
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.y + threadIdx.y; i < pixels; i += stride)
        mine.sum += greyOf(adjusted(colourAt(rgb + i * 3), ops, 0, true));
    if (!reduceColumn(mine, in.scratch))
        return;
    if (threadIdx.y == 0) // MUTATE true: the result is in row 0
        in.greyMeans[picture] = mine.sum / static_cast<float>(pixels);
}

/// A pixel normalised, by the same two ways as applyPixelOps(): one product and sum where there is no jitter.
template<bool anyColour>
__device__ Colour preparedPixel(const PrepareArguments& in, const PictureOps& ops, int picture,
                                const std::uint8_t* rgb) {
    if (anyColour && ops.colour != 0) {
        const float grey = ops.contrast != 1 ? in.greyMeans[picture] : 0.0f;
        const Colour out = adjusted(colourAt(rgb), ops, grey, false);
        return {(out.r - in.mean[0]) / in.std[0], (out.g - in.mean[1]) / in.std[1], (out.b - in.mean[2]) / in.std[2]};
    }
    float out[3];
    for (int c = 0; c < 3; ++c)
        out[c] = static_cast<float>(rgb[c]) * (1 / (255.0f * in.std[c])) + -in.mean[c] / in.std[c];
    return {out[0], out[1], out[2]};
}

/// A pixel of four channels, written at once.
template<typename T>
struct alignas(4 * sizeof(T)) Four {
    T value[4];
};

/// Grid: x over pixels, y over pictures.
template<typename T, bool anyColour>
__global__ void __launch_bounds__(kThreads) prepareApply(PrepareArguments in) {
    const int picture = static_cast<int>(blockIdx.y), pixels = in.size * in.size;
    const int pixel = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (pixel >= pixels) // MUTATE false: the last block's rest
        return;
    const PictureOps ops = in.ops[picture];
    const int row = pixel / in.size, column = pixel - row * in.size;
    const int source = row * in.size + (ops.flip != 0 ? in.size - 1 - column : column);
    const std::int64_t first = static_cast<std::int64_t>(picture) * pixels;
    const Colour value = preparedPixel<anyColour>(in, ops, picture, in.pixels + (first + source) * 3);
    T* const out = static_cast<T*>(in.out) + (first + pixel) * in.outChannels;
    if (in.outChannels == 4) { // MUTATE true: the fourth channel, where there is one
        Four<T> four;
        setFrom(four.value[0], value.r);
        setFrom(four.value[1], value.g);
        setFrom(four.value[2], value.b);
        setFrom(four.value[3], 0.0f);
        *reinterpret_cast<Four<T>*>(out) = four;
        return;
    }
    setFrom(out[0], value.r);
    setFrom(out[1], value.g);
    setFrom(out[2], value.b);
}

} // namespace studio::cuda
