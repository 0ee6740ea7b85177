// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The backward pass. With S1 = sum of dy and S2 = sum of dy * (x - mean) over a channel, dy being what passes the ReLU:
// dbeta = S1, dgamma = S2 * invstd, dx = gamma * invstd * (dy - S1/n - (x - mean) * invstd^2 * S2/n).

#include "core/device/cuda/kernels/batch_norm_apply.cuh"
#include "core/device/cuda/kernels/reduce.cuh"

namespace studio::cuda {

/// S1 and S2 of kPack channels.
struct Sums {
    static constexpr int kWords = 2 * kPack;
    float plain[kPack] = {}, centred[kPack] = {};
};

__device__ inline Sums combined(const Sums& a, const Sums& b) {
    Sums both;
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        both.plain[i] = a.plain[i] + b.plain[i];
        both.centred[i] = a.centred[i] + b.centred[i];
    }
    return both;
}

__device__ inline void put(const Sums& from, float* to, std::int64_t stride) {
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        to[i * stride] = from.plain[i];
        to[(kPack + i) * stride] = from.centred[i];
    }
}

__device__ inline void take(Sums& to, const float* from, std::int64_t stride) {
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        to.plain[i] = from[i * stride];
        to.centred[i] = from[(kPack + i) * stride];
    }
}

/// Where the gradient of y comes from: one tensor, or two that are added, with the ReLU's mask of the forward pass.
enum class Source { Plain, Masked, MaskedTwo };

/// What the gradient at a pixel is made of.
template<typename T>
struct Slopes {
    Pack<T> dy, second, x;
    unsigned bits; // of the mask
};

template<typename T, bool whole, Source source>
__device__ Slopes<T> loadSlopes(const BatchNormBackward& pass, const Place& at, std::int64_t pixel) {
    const std::int64_t index = pixel * pass.size.channels + at.first;
    Slopes<T> out;
    out.dy = loadPack<T, whole>(static_cast<const T*>(pass.dy) + index, at.count);
    out.x = loadPack<T, whole>(static_cast<const T*>(pass.x) + index, at.count);
    if constexpr (source == Source::MaskedTwo)
        out.second = loadPack<T, whole>(static_cast<const T*>(pass.dySecond) + index, at.count);
    out.bits = source == Source::Plain ? 0 : pass.mask[pixel * groupsOf(pass.size.channels) + at.group];
    return out;
}

/// As it is stored.
template<typename T>
__device__ float rounded(float value) {
    T stored;
    setFrom(stored, value);
    return toFloat(stored);
}

/// x and the dy that passes the ReLU.
template<typename T, Source source, bool relu>
__device__ void unpackSlopes(const Slopes<T>& slopes, const Normaliser& normalised, float (&dy)[kPack],
                             float (&x)[kPack]) {
    unpack(slopes.dy, dy);
    unpack(slopes.x, x);
    if constexpr (source == Source::MaskedTwo) {
        float second[kPack];
        unpack(slopes.second, second);
        for (int i = 0; i < kPack; ++i)
            dy[i] = rounded<T>(dy[i] + second[i]);
    }
    for (int i = 0; i < kPack; ++i) {
        if constexpr (relu && source == Source::Plain)
            dy[i] = passes(normalised(x[i], i)) ? dy[i] : 0.0f; // MUTATE delete: ReLU
        if constexpr (source != Source::Plain)
            dy[i] = (slopes.bits >> i & 1u) != 0 ? dy[i] : 0.0f; // MUTATE delete: ReLU
    }
}

/// What both kernels need of a channel.
__device__ inline Normaliser gradientNormaliser(const BatchNormBackward& pass, const Place& at,
                                                float (&invstd)[kPack]) {
    loadChannels(pass.invstd + at.first, at.count, invstd);
    return normaliserOf(at, pass.gamma, pass.beta, pass.mean, invstd);
}

/// With a mask it also leaves the residual's gradient, which is the dy that the second kernel takes. Grid, block,
/// scratch: backwardPlan().
template<typename T, bool whole, Source source, bool relu>
__global__ void __launch_bounds__(kThreads, kBlocks<T, whole>) batchNormGradientSums(BatchNormBackward pass) {
    const Place at = placeOf(pass.size.channels);
    Sums mine;
    if (at.count > 0) { // MUTATE true: threads without a channel
        float invstd[kPack];
        const Normaliser normalised = gradientNormaliser(pass, at, invstd);
        const auto load = [&](std::int64_t pixel) { return loadSlopes<T, whole, source>(pass, at, pixel); };
        forPixels<2>(at.pixel, at.stride, pass.size.pixels, load, [&](const Slopes<T>& slopes, std::int64_t pixel) {
            float dy[kPack], x[kPack];
            unpackSlopes<T, source, relu>(slopes, normalised, dy, x);
            for (int i = 0; i < kPack; ++i) {
                mine.plain[i] += dy[i];
                mine.centred[i] = fmaf(dy[i], x[i] - normalised.mean[i], mine.centred[i]);
            }
            if constexpr (source != Source::Plain)
                store<T, whole>(static_cast<T*>(pass.dz) + pixel * pass.size.channels + at.first, at.count, dy);
        });
    }
    if (!reduceColumn(mine, pass.scratch))
        return;
    if (threadIdx.y != 0) // MUTATE false: the result is in row 0
        return;
    KERNEL_UNROLL(kPack)
    for (int i = 0; i < kPack; ++i) {
        if (i < at.count) {
            pass.dbeta[at.first + i] = mine.plain[i];
            pass.dgamma[at.first + i] = mine.centred[i] * pass.invstd[at.first + i];
        }
    }
}

/// Of a dy that passed its mask already. Grid, block: applyPlan(). From the last pixel to the first, as
/// batchNormApply().
template<typename T, bool whole, bool relu>
__global__ void __launch_bounds__(kThreads, kBlocks<T, whole>) batchNormGradient(BatchNormBackward pass) {
    const Place at = placeOf(pass.size.channels);
    if (at.count == 0) // MUTATE false: threads without a channel
        return;
    float slope[kPack], level[kPack];
    const Normaliser normalised = gradientNormaliser(pass, at, slope);
    float dgamma[kPack];
    loadChannels(pass.dgamma + at.first, at.count, dgamma);
    loadChannels(pass.dbeta + at.first, at.count, level);
    const float share = 1.0f / static_cast<float>(pass.size.pixels);
    for (int i = 0; i < kPack; ++i) {
        slope[i] *= dgamma[i] * share;
        level[i] *= share;
    }
    const std::int64_t last = pass.size.pixels - 1;
    const auto load = [&](std::int64_t back) { return loadSlopes<T, whole, Source::Plain>(pass, at, last - back); };
    forPixels<2>(at.pixel, at.stride, pass.size.pixels, load, [&](const Slopes<T>& slopes, std::int64_t back) {
        const std::int64_t index = (last - back) * pass.size.channels + at.first;
        float dy[kPack], x[kPack];
        unpackSlopes<T, Source::Plain, relu>(slopes, normalised, dy, x);
        for (int i = 0; i < kPack; ++i)
            x[i] = normalised.scale[i] * (dy[i] - level[i] - (x[i] - normalised.mean[i]) * slope[i]);
        store<T, whole>(static_cast<T*>(pass.dx) + index, at.count, x);
    });
}

} // namespace studio::cuda
