// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/infer/grad_cam_internal.h"

namespace studio {

namespace {

/// d logit / d features, and only that: no weight is asked for its gradient.
at::Tensor gradientOf(Network& network, const at::Tensor& features, std::int64_t classIndex) {
    const torch::AutoGradMode withGradients(true);
    const at::Tensor input = features.detach().requires_grad_(true);
    const at::Tensor logit = network.head(input)[0][classIndex];
    return torch::autograd::grad({logit}, {input})[0];
}

} // namespace

at::Tensor gradCam(Network& network, const at::Tensor& input, std::int64_t classIndex) {
    const torch::NoGradGuard noGrad;
    const at::Tensor features = network.features(input.to(network.parameters().front().device()));
    const at::Tensor weights = gradientOf(network, features, classIndex).mean({2, 3}, true);
    const at::Tensor small = (weights * features).sum(1, true).relu();
    const at::Tensor map =
        at::upsample_bilinear2d(small, {input.size(2), input.size(3)}, false)[0][0].to(at::kCPU, at::kFloat);
    const float largest = map.max().item<float>();
    return (largest > 0 ? map / largest : map).contiguous();
}

} // namespace studio
