// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The backward pass. With S1 = sum of dy and S2 = sum of dy * (x - mean) over a channel, dy being what passes the ReLU:
// dbeta = S1, dgamma = S2 * invstd, dx = gamma * invstd * (dy - S1/n - (x - mean) * invstd^2 * S2/n).

#include "core/device/cuda/kernels/batch_norm_apply.cuh"
#include "core/device/cuda/kernels/reduce.cuh"

namespace studio::cuda {

/// S1 and S2.
struct Sums {
    static constexpr int kWords = 2;
    float plain = 0, centred = 0;
};

__device__ inline Sums combined(const Sums& a, const Sums& b) {
    Sums both;
    both.plain = a.plain + b.plain;
    both.centred = a.centred + b.centred;
    return both;
}

__device__ inline void put(const Sums& from, float* to, std::int64_t stride) {
    to[0] = from.plain;
    to[stride] = from.centred;
}

__device__ inline void take(Sums& to, const float* from, std::int64_t stride) {
    to.plain = from[0];
    to.centred = from[stride];
}

/// What the gradient at a pixel is made of.
template<typename T>
struct Slopes {
    Pack<T> dy, x;
    unsigned bits; // of the mask
};

template<typename T, bool whole, Tail tail>
__device__ Slopes<T> loadSlopes(const BatchNormBackward& pass, const Place& at, std::int64_t pixel) {
    const std::int64_t index = pixel * pass.size.channels + at.first;
    Slopes<T> out;
    out.dy = loadPack<T, whole>(static_cast<const T*>(pass.dy) + index, at.count);
    out.x = loadPack<T, whole>(static_cast<const T*>(pass.x) + index, at.count);
    out.bits = tail == Tail::AddRelu ? pass.mask[pixel * groupsOf(pass.size.channels) + at.group] : 0;
    return out;
}

/// x and the dy that passes the ReLU.
template<typename T, Tail tail>
__device__ void unpackSlopes(const Slopes<T>& slopes, const Normaliser& normalised, float (&dy)[kPack],
                             float (&x)[kPack]) {
    unpack(slopes.dy, dy);
    unpack(slopes.x, x);
    for (int i = 0; i < kPack; ++i) {
        if constexpr (tail == Tail::Relu)
            dy[i] = passes(normalised(x[i], i)) ? dy[i] : 0.0f; // MUTATE delete: ReLU
        if constexpr (tail == Tail::AddRelu)
            dy[i] = (slopes.bits >> i & 1u) != 0 ? dy[i] : 0.0f; // MUTATE delete: ReLU
    }
}

/// What both kernels need of a channel.
template<Tail tail>
__device__ Normaliser gradientNormaliser(const BatchNormBackward& pass, const Place& at, float (&invstd)[kPack]) {
    loadChannels(pass.invstd + at.first, at.count, invstd);
    return normaliserOf(at, pass.gamma, pass.beta, pass.mean, invstd);
}

/// Grid, block, scratch: backwardPlan().
template<typename T, bool whole, Tail tail>
__global__ void __launch_bounds__(kThreads, kBlocks<T, whole>) batchNormGradientSums(BatchNormBackward pass) {
    const Place at = placeOf(pass.size.channels);
    Sums mine[kPack];
    if (at.count > 0) { // MUTATE true: threads without a channel
        float invstd[kPack];
        const Normaliser normalised = gradientNormaliser<tail>(pass, at, invstd);
        const auto load = [&](std::int64_t pixel) { return loadSlopes<T, whole, tail>(pass, at, pixel); };
        forPixels<2>(at.pixel, at.stride, pass.size.pixels, load, [&](const Slopes<T>& slopes, std::int64_t) {
            float dy[kPack], x[kPack];
            unpackSlopes<T, tail>(slopes, normalised, dy, x);
            for (int i = 0; i < kPack; ++i) {
                mine[i].plain += dy[i];
                mine[i].centred = fmaf(dy[i], x[i] - normalised.mean[i], mine[i].centred);
            }
        });
    }
    if (!reduceColumn(mine, pass.scratch))
        return;
    if (threadIdx.y != 0) // MUTATE false: the result is in row 0
        return;
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        if (i < at.count) {
            pass.dbeta[at.first + i] = mine[i].plain;
            pass.dgamma[at.first + i] = mine[i].centred * pass.invstd[at.first + i];
        }
    }
}

/// Grid, block: applyPlan(). From the last pixel to the first, as batchNormApply().
template<typename T, bool whole, Tail tail>
__global__ void __launch_bounds__(kThreads, kBlocks<T, whole>) batchNormGradient(BatchNormBackward pass) {
    const Place at = placeOf(pass.size.channels);
    if (at.count == 0) // MUTATE false: threads without a channel
        return;
    float slope[kPack], level[kPack];
    const Normaliser normalised = gradientNormaliser<tail>(pass, at, slope);
    float dgamma[kPack];
    loadChannels(pass.dgamma + at.first, at.count, dgamma);
    loadChannels(pass.dbeta + at.first, at.count, level);
    const float share = 1.0f / static_cast<float>(pass.size.pixels);
    for (int i = 0; i < kPack; ++i) {
        slope[i] *= dgamma[i] * share;
        level[i] *= share;
    }
    const std::int64_t last = pass.size.pixels - 1;
    const auto load = [&](std::int64_t back) { return loadSlopes<T, whole, tail>(pass, at, last - back); };
    forPixels<kAhead<tail>>(
        at.pixel, at.stride, pass.size.pixels, load, [&](const Slopes<T>& slopes, std::int64_t back) {
            const std::int64_t index = (last - back) * pass.size.channels + at.first;
            float dy[kPack], x[kPack];
            unpackSlopes<T, tail>(slopes, normalised, dy, x);
            if constexpr (tail == Tail::AddRelu)
                store<T, whole>(static_cast<T*>(pass.dz) + index, at.count, dy);
            for (int i = 0; i < kPack; ++i)
                x[i] = normalised.scale[i] * (dy[i] - level[i] - (x[i] - normalised.mean[i]) * slope[i]);
            store<T, whole>(static_cast<T*>(pass.dx) + index, at.count, x);
        });
}

} // namespace studio::cuda
