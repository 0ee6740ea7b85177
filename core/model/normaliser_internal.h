// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/torch.h"

namespace studio {

/// How a network computes batch normalisation and what follows it in a residual block. This form makes LibTorch's
/// calls; a device may put a fused one in its place, for the same parameters and buffers. Owned by the network; whoever
/// calls forward().
class Normaliser {
public:
    virtual ~Normaliser() = default;
    using Layer = torch::nn::BatchNorm2dImpl;

    virtual at::Tensor norm(Layer& layer, const at::Tensor& x) { return layer.forward(x); }
    virtual at::Tensor normRelu(Layer& layer, const at::Tensor& x) { return layer.forward(x).relu_(); }
    /// relu(norm(x) + residual)
    virtual at::Tensor normAddRelu(Layer& layer, const at::Tensor& x, const at::Tensor& residual) {
        at::Tensor y = layer.forward(x);
        y += residual;
        return y.relu_();
    }
};

/// The place that a network and its blocks share.
using NormaliserSlot = std::shared_ptr<std::unique_ptr<Normaliser>>;

} // namespace studio
