// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/device/cuda/kernels/batch_norm.h"
#include "core/device/cuda/kernels/launch_plan.h"
#include "core/model/normaliser_internal.h"

namespace studio::cuda {

/// Scratch memory of the reductions on one queue. It grows, and what it had before stays where it is, because a
/// recording has its address.
class Scratch {
public:
    ReduceScratch fitting(const LaunchPlan& plan, at::Device device);

private:
    std::vector<at::Tensor> partials_, tickets_; ///< the last ones are used
};

/// Batch norm, addition and ReLU by our own kernels, forward and backward, as an autograd function: for activations in
/// NHWC order (channels_last) of fp16, bf16 or fp32 beside fp32 parameters. Parameters, buffers and results are those
/// of LibTorch's layers within rounding, but num_batches_tracked is left to the caller, which counts all layers at
/// once. Where a layer is none that the kernels know (no parameters, no running statistics, cumulative average),
/// LibTorch's own calls are made. Owned by the network; engine thread, and autograd's thread while that waits.
class FusedNorm final : public Normaliser {
public:
    /// `stream`: the cudaStream_t on which LibTorch computes now. `threads` of a block; fewer only in tests.
    explicit FusedNorm(std::function<void*()> stream, int threads = kThreads);

    at::Tensor norm(Layer& layer, const at::Tensor& x) override;
    at::Tensor normRelu(Layer& layer, const at::Tensor& x) override;
    at::Tensor normAddRelu(Layer& layer, const at::Tensor& x, const at::Tensor& residual) override;

    /// Whether norm() of such a layer counts no batches.
    static bool isFused(const Layer& layer);

    /// What the passes share; the backward pass may outlive the network.
    struct Place {
        std::function<void*()> stream;
        int threads = kThreads;
        Scratch scratch;
    };

private:
    at::Tensor apply(Layer& layer, const at::Tensor& x, const at::Tensor& residual, bool relu);

    std::shared_ptr<Place> place_;
};

} // namespace studio::cuda
