// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/torch.h"
#include "core/base/torch_compat.h"

namespace studio {

/// Gradient clipping by the global norm (Pascanu et al. 2013), PyTorch's clip_grad_norm_: all gradients together are
/// scaled, in place, by `largest` / (their L2 norm + 1e-6) where that is below 1. Returns the norm as it was, a scalar
/// where the gradients are: nothing waits for the device.
inline at::Tensor clipGradients(const std::vector<at::Tensor>& gradients, double largest) {
    const torch::NoGradGuard noGrad;
    const at::Tensor norm = at::stack(at::_foreach_norm(gradients, 2)).norm();
    const at::Tensor factor = (largest / (norm + 1e-6)).clamp_max(1);
    multiplyAll(gradients, factor);
    return norm;
}

} // namespace studio
