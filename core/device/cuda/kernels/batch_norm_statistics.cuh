// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Mean and variance of each channel. A thread sums differences to the first value that it meets, and squares of them:
// with a mean of 1e3 and a deviation of 1e-2 that loses no digit, and one far value costs only the digits of the few
// hundred that share its thread. Results are combined with their counts (Chan, Golub, LeVeque 1979), means relative to
// the channel's first value, so that they stay small numbers.

#include "core/device/cuda/kernels/batch_norm.h"
#include "core/device/cuda/kernels/element.cuh"
#include "core/device/cuda/kernels/reduce.cuh"

namespace studio::cuda {

/// Of `count` values of each of kPack channels: their means, and the sums of the squares of their distances to them.
struct Moments {
    static constexpr int kWords = 1 + 2 * kPack;
    float count = 0, mean[kPack] = {}, squares[kPack] = {};
};

__device__ inline Moments combined(const Moments& a, const Moments& b) {
    if (b.count == 0) // MUTATE false: of nothing
        return a;
    if (a.count == 0)
        return b;
    Moments both;
    both.count = a.count + b.count;
    const float share = b.count / both.count;
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        const float apart = b.mean[i] - a.mean[i];
        both.mean[i] = a.mean[i] + apart * share;
        both.squares[i] = a.squares[i] + b.squares[i] + apart * apart * a.count * share;
    }
    return both;
}

__device__ inline void put(const Moments& from, float* to, std::int64_t stride) {
    to[0] = from.count;
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        to[(1 + i) * stride] = from.mean[i];
        to[(1 + kPack + i) * stride] = from.squares[i];
    }
}

__device__ inline void take(Moments& to, const float* from, std::int64_t stride) {
    to.count = from[0];
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        to.mean[i] = from[(1 + i) * stride];
        to.squares[i] = from[(1 + kPack + i) * stride];
    }
}

/// The moments of a thread's own pixels, means relative to `origin`.
template<typename T, bool whole>
__device__ void gatherMoments(const BatchNormForward& pass, const Place& at, const float (&origin)[kPack],
                              Moments& mine) {
    if (at.count == 0 || at.pixel >= pass.size.pixels) // MUTATE false: threads without a pixel or a channel
        return;
    const auto load = [&](std::int64_t pixel) {
        return loadPack<T, whole>(static_cast<const T*>(pass.x) + pixel * pass.size.channels + at.first, at.count);
    };
    float first[kPack], sum[kPack] = {}, squares[kPack] = {};
    unpack(load(at.pixel), first);
    forPixels<4>(at.pixel + at.stride, at.stride, pass.size.pixels, load, [&](const Pack<T>& pack, std::int64_t) {
        float value[kPack];
        unpack(pack, value);
        for (int i = 0; i < kPack; ++i) {
            const float difference = value[i] - first[i];
            sum[i] += difference;
            squares[i] = fmaf(difference, difference, squares[i]);
        }
    });
    const std::int64_t further = (pass.size.pixels - 1 - at.pixel) / at.stride;
    mine.count = static_cast<float>(further + 1);
    for (int i = 0; i < kPack; ++i) {
        const float mean = sum[i] / mine.count, rest = squares[i] - sum[i] * mean;
        mine.mean[i] = first[i] - origin[i] + mean;
        mine.squares[i] = rest < 0 ? 0.0f : rest; // NaN stays
    }
}

/// `mean` and `squares` of the channel's `count` values.
__device__ inline void keepStatistics(const BatchNormForward& pass, int channel, float mean, float squares,
                                      float count) {
    pass.mean[channel] = mean;
    pass.invstd[channel] = 1.0f / sqrtf(squares / count + pass.eps);
    const float keep = 1.0f - pass.momentum;
    pass.runningMean[channel] = keep * pass.runningMean[channel] + pass.momentum * mean;
    if (count > 1) // MUTATE true: one pixel has no variance
        pass.runningVariance[channel] =
            keep * pass.runningVariance[channel] + pass.momentum * (squares / (count - 1.0f));
}

/// The first value of each channel.
template<typename T, bool whole>
__device__ void loadOrigin(const BatchNormForward& pass, const Place& at, float (&origin)[kPack]) {
    unpack(loadPack<T, whole>(static_cast<const T*>(pass.x) + (at.count > 0 ? at.first : 0), at.count), origin);
}

/// Grid, block, scratch: forwardPlan().
template<typename T, bool whole>
__global__ void __launch_bounds__(kThreads, kBlocks<T, whole>) batchNormStatistics(BatchNormForward pass) {
    const Place at = placeOf(pass.size.channels);
    float origin[kPack];
    loadOrigin<T, whole>(pass, at, origin);
    Moments mine;
    gatherMoments<T, whole>(pass, at, origin, mine);
    if (!reduceColumn(mine, pass.scratch))
        return;
    if (threadIdx.y != 0) // MUTATE false: the result is in row 0
        return;
    loadOrigin<T, whole>(pass, at, origin); // once more: the reduction needs the registers
    KERNEL_UNROLL(kPack)                    // not to at.count: arrays that a variable indexes are no registers
    for (int i = 0; i < kPack; ++i) {
        if (i < at.count)
            keepStatistics(pass, at.first + i, origin[i] + mine.mean[i], mine.squares[i], mine.count);
    }
}

} // namespace studio::cuda
