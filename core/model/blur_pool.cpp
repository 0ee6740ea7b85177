// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/blur_pool_internal.h"

namespace studio {

namespace {

/// [1 2 1] x [1 2 1] / 16 with a border of zeros, taken at every `stride`-th pixel: two means over 2x2 pixels. So it
/// needs no filter that would have to be moved, saved and kept from the optimiser, and takes any layout and precision.
at::Tensor blurred(const at::Tensor& x, std::int64_t stride) {
    return at::avg_pool2d(at::avg_pool2d(x, 2, 1, 1), 2, stride);
}

} // namespace

at::Tensor convolve(torch::nn::Conv2dImpl& layer, const at::Tensor& x, bool blurs) {
    const std::int64_t stride = (*layer.options.stride())[0];
    if (!blurs || stride == 1) {
        return layer.forward(x);
    }
    if (layer.weight.size(2) > 1) {
        return layer.forward(blurred(x, 1));
    }
    return at::conv2d(blurred(x, stride), layer.weight); // what a 1x1 convolution skips need not be blurred
}

} // namespace studio
