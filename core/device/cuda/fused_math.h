// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/device/cuda/fused_place.h"
#include "core/device/cuda/switches.h"
#include "core/model/block_math_internal.h"

namespace studio::cuda {

/// Batch norm, addition, ReLU and pooling by our own kernels, forward and backward, as autograd functions: for
/// activations in NHWC order (channels_last) of fp16, bf16 or fp32 beside fp32 parameters. Parameters, buffers and
/// results are those of LibTorch's layers within rounding, but num_batches_tracked is left to the caller, which counts
/// all layers at once. Where a layer is none that the kernels know (no parameters, no running statistics, cumulative
/// average), LibTorch's own calls are made. Owned by the network; engine thread, and autograd's thread while that
/// waits.
class FusedMath final : public BlockMath {
public:
    /// `stream`: the cudaStream_t on which LibTorch computes now. `threads` of a block; fewer only in tests.
    explicit FusedMath(std::function<void*()> stream, int threads = kThreads, const Switches& switches = {});

    at::Tensor norm(Layer& layer, const at::Tensor& x) override;
    at::Tensor normRelu(Layer& layer, const at::Tensor& x) override;
    at::Tensor normAddRelu(Layer& layer, const at::Tensor& x, const at::Tensor& residual) override;
    at::Tensor forShortcut(const at::Tensor& x) override;
    at::Tensor maxPool(const at::Tensor& x) override;
    void endPass() override;

    /// Whether norm() of such a layer counts no batches.
    static bool isFused(const Layer& layer);

private:
    at::Tensor apply(Layer& layer, const at::Tensor& x, const at::Tensor& residual, bool relu);

    FusedPlaceHandle place_;
    Switches switches_;
    at::Tensor last_, twin_; ///< what normAddRelu() returned last, and what forShortcut() gives for it
};

} // namespace studio::cuda
