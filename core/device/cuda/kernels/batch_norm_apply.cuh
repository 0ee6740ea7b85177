// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The elementwise half of the forward pass, and evaluation.

#include "core/device/cuda/kernels/batch_norm.h"
#include "core/device/cuda/kernels/element.cuh"

namespace studio::cuda {

/// What follows the normalisation.
enum class Tail { None, Relu, AddRelu };

/// Pixels that an elementwise kernel loads at once: with a residual there are enough loads, and no registers for more.
template<Tail tail>
inline constexpr int kAhead = tail == Tail::AddRelu ? 1 : 2;

/// gamma * (x - mean) * invstd + beta, for both passes the same operations, so that the backward pass rebuilds the very
/// sign that the forward pass saw. The difference comes first: x * scale + shift would lose the digits that a large
/// mean takes up.
struct Normaliser {
    float mean[kPack], scale[kPack], beta[kPack];
    __device__ float operator()(float x, int i) const { return fmaf(x - mean[i], scale[i], beta[i]); }
};

__device__ inline Normaliser normaliserOf(const Place& at, const float* gamma, const float* beta, const float* mean,
                                          const float (&invstd)[kPack]) {
    Normaliser out;
    loadChannels(mean + at.first, at.count, out.mean);
    loadChannels(beta + at.first, at.count, out.beta);
    loadChannels(gamma + at.first, at.count, out.scale);
    for (int i = 0; i < kPack; ++i)
        out.scale[i] *= invstd[i];
    return out;
}

/// The gradient passes a ReLU where its input is not <= 0; at NaN it passes, as in PyTorch.
__device__ inline bool passes(float sum) {
    return !(sum <= 0);
}

/// BatchNormForward or BatchNormEvaluation after the statistics are known.
struct BatchNormApply {
    BatchNormSize size;
    const void *x, *residual;
    void* y;
    std::uint8_t* mask; // null: none wanted
    const float *gamma, *beta, *mean;
    const float *invstd, *variance; // one of them is null
    float eps;
};

/// What a pixel is made of.
template<typename T>
struct Terms {
    Pack<T> x, residual;
};

template<typename T, bool whole, Tail tail>
__device__ void applyAt(const BatchNormApply& pass, const Place& at, const Normaliser& normalised,
                        const Terms<T>& terms, std::int64_t pixel) {
    float value[kPack], other[kPack] = {};
    unpack(terms.x, value);
    if constexpr (tail == Tail::AddRelu)
        unpack(terms.residual, other);
    unsigned bits = 0;
    for (int i = 0; i < kPack; ++i) {
        value[i] = normalised(value[i], i) + other[i];
        if constexpr (tail != Tail::None) {
            const bool open = passes(value[i]); // a channel that does not exist is 0
            bits |= static_cast<unsigned>(open) << i;
            value[i] = open ? value[i] : 0.0f; // MUTATE delete: ReLU
        }
    }
    store<T, whole>(static_cast<T*>(pass.y) + pixel * pass.size.channels + at.first, at.count, value);
    if (tail == Tail::AddRelu && pass.mask != nullptr)
        pass.mask[pixel * groupsOf(pass.size.channels) + at.group] = static_cast<std::uint8_t>(bits);
}

/// Grid, block: applyPlan(). Walks from the last pixel to the first: the statistics were read the other way, and what
/// was read last is still in the L2 cache.
template<typename T, bool whole, Tail tail>
__global__ void __launch_bounds__(kThreads, kBlocks<T, whole>) batchNormApply(BatchNormApply pass) {
    const Place at = placeOf(pass.size.channels);
    if (at.count == 0) // MUTATE false: threads without a channel
        return;
    float invstd[kPack];
    loadChannels((pass.invstd != nullptr ? pass.invstd : pass.variance) + at.first, at.count, invstd);
    if (pass.invstd == nullptr) {
        for (float& each : invstd)
            each = 1.0f / sqrtf(each + pass.eps);
    }
    const Normaliser normalised = normaliserOf(at, pass.gamma, pass.beta, pass.mean, invstd);
    const std::int64_t last = pass.size.pixels - 1;
    const auto load = [&](std::int64_t back) {
        const std::int64_t index = (last - back) * pass.size.channels + at.first;
        Terms<T> terms;
        terms.x = loadPack<T, whole>(static_cast<const T*>(pass.x) + index, at.count);
        if constexpr (tail == Tail::AddRelu)
            terms.residual = loadPack<T, whole>(static_cast<const T*>(pass.residual) + index, at.count);
        return terms;
    };
    forPixels<kAhead<tail>>(at.pixel, at.stride, pass.size.pixels, load, [&](const Terms<T>& terms, std::int64_t back) {
        applyAt<T, whole, tail>(pass, at, normalised, terms, last - back);
    });
}

} // namespace studio::cuda
