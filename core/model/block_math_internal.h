// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/torch.h"

namespace studio {

/// How a network computes what lies between its convolutions: batch normalisation, what follows it in a residual block,
/// and the pooling behind the first layer. This form makes LibTorch's calls; a device may put a fused one in its place,
/// for the same parameters and buffers. Owned by the network; whoever calls forward().
class BlockMath {
public:
    virtual ~BlockMath() = default;
    using Layer = torch::nn::BatchNorm2dImpl;

    virtual at::Tensor norm(Layer& layer, const at::Tensor& x) { return layer.forward(x); }
    virtual at::Tensor normRelu(Layer& layer, const at::Tensor& x) { return layer.forward(x).relu_(); }
    /// relu(norm(x) + residual)
    virtual at::Tensor normAddRelu(Layer& layer, const at::Tensor& x, const at::Tensor& residual) {
        at::Tensor y = layer.forward(x);
        y += residual;
        return y.relu_();
    }
    /// What a block's shortcut is to take for its input x: the same values, where x came from normAddRelu() perhaps
    /// with a way back of their own, so that the two gradients of x are added in its pass and not before it. Both are
    /// one memory, which autograd does not know: neither may be changed in place.
    virtual at::Tensor forShortcut(const at::Tensor& x) { return x; }
    /// 3x3 pixels, every second one
    virtual at::Tensor maxPool(const at::Tensor& x) { return at::max_pool2d(x, 3, 2, 1); }
    /// Behind the last block, also where one threw: nothing of the pass is kept.
    virtual void endPass() {}
};

/// A forward pass, for as long as it lives.
class BlockMathPass {
public:
    explicit BlockMathPass(BlockMath& math)
        : math_(math) {}
    ~BlockMathPass() { math_.endPass(); }
    BlockMathPass(const BlockMathPass&) = delete;
    BlockMathPass& operator=(const BlockMathPass&) = delete;

private:
    BlockMath& math_;
};

/// layer(x), of an x that may have more channels than the layer, which are zeros: a device gives three colours a fourth
/// place where its convolutions like that better.
at::Tensor firstLayer(torch::nn::Conv2dImpl& layer, const at::Tensor& x);

/// The place that a network and its blocks share.
using BlockMathSlot = std::shared_ptr<std::unique_ptr<BlockMath>>;

} // namespace studio
