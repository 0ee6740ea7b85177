// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Batch normalisation (Ioffe and Szegedy 2015) with the ReLU and the residual addition that follow it in a ResNet, in
// one pass over memory less for each of them, as NVIDIA's apex (groupbn) and PyTorch's channels-last kernels do it: two
// launches each way. Results are PyTorch's batch_norm, add and relu with eps inside the root; statistics, gamma and
// beta are fp32.
//
// All pointers are device memory; activations are `pixels` x `channels` (NHWC, pixels = N*H*W), contiguous. Fast where
// channels are a multiple of kPack and activations begin at a multiple of 16 bytes, right everywhere. The functions put
// kernels on `stream` (cudaStream_t; null = the default one), wait for nothing and may be captured in a graph. They
// return a cudaError_t (0 = none; what is wrong with sizes or pointers is cudaErrorInvalidValue). Any thread.

#include <cstdint>

#include "core/device/cuda/kernels/launch_plan.h"

namespace studio::cuda {

struct BatchNormSize {
    Element element = Element::Half;
    std::int64_t pixels = 0;
    int channels = 0;
    /// Threads of a block: a power of two up to kThreads. Fewer only in tests, where each is a thread of the system.
    int threads = kThreads;
};

/// y = relu(gamma * (x - mean) * invstd + beta + residual) by the batch's own statistics.
struct BatchNormForward {
    BatchNormSize size;
    const void* x = nullptr;
    /// Null = none. With one, `relu` must be set and `mask` given.
    const void* residual = nullptr;
    bool relu = false;
    void* y = nullptr;
    /// Out, only with a residual: bit c % 8 of byte [pixel][c / 8] tells that the gradient passes (the sum was not <=
    /// 0; maskBytes(channels) bytes a pixel). Without one the backward pass rebuilds the sum from x, which it reads
    /// anyway. A thread holds eight neighbouring channels, so a byte is one thread's: a ballot of the warp would
    /// interleave them.
    std::uint8_t* mask = nullptr;
    const float *gamma = nullptr, *beta = nullptr;
    /// Out: mean and 1 / sqrt(variance + eps) of each channel.
    float *mean = nullptr, *invstd = nullptr;
    /// running = (1 - momentum) * running + momentum * (mean; variance * n / (n - 1)). One single pixel has no such
    /// variance: the running one is then left as it is.
    float *runningMean = nullptr, *runningVariance = nullptr;
    float momentum = 0.1f, eps = 1e-5f;
    /// forwardPlan()
    ReduceScratch scratch;
};

/// The same by statistics that are given, for evaluation; saves nothing. A residual needs `relu` here too.
struct BatchNormEvaluation {
    BatchNormSize size;
    const void *x = nullptr, *residual = nullptr;
    bool relu = false;
    void* y = nullptr;
    const float *gamma = nullptr, *beta = nullptr, *mean = nullptr, *variance = nullptr;
    float eps = 1e-5f;
};

/// Gradients of BatchNormForward, dy being that of y.
struct BatchNormBackward {
    BatchNormSize size;
    const void *dy = nullptr, *x = nullptr;
    /// Null = none; only with a mask: y was used twice, and this is the rest of its gradient. The two are added.
    const void* dySecond = nullptr;
    bool relu = false;
    /// As the forward pass wrote it; null = there was no residual.
    const std::uint8_t* mask = nullptr;
    void* dx = nullptr;
    /// Out, only with a mask: the residual's gradient, which is what passes the ReLU.
    void* dz = nullptr;
    const float *gamma = nullptr, *beta = nullptr, *mean = nullptr, *invstd = nullptr;
    float *dgamma = nullptr, *dbeta = nullptr;
    /// backwardPlan()
    ReduceScratch scratch;
};

/// The launch of each pass's reduction; says how large its scratch is.
constexpr LaunchPlan forwardPlan(const BatchNormSize& size) {
    return reducePlan(size.pixels, size.channels, 1 + 2 * kPack, size.threads);
}
constexpr LaunchPlan backwardPlan(const BatchNormSize& size) {
    return reducePlan(size.pixels, size.channels, 2 * kPack, size.threads);
}

int batchNormForward(const BatchNormForward& pass, void* stream);
int batchNormEvaluation(const BatchNormEvaluation& pass, void* stream);
int batchNormBackward(const BatchNormBackward& pass, void* stream);

} // namespace studio::cuda
