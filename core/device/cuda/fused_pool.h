// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device/cuda/fused_place.h"

namespace studio::cuda {

/// at::max_pool2d(x, 3, 2, 1) by our own kernels, as an autograd function, of an x of fp16, bf16 or fp32 on the card:
/// float [N,C,H,W] -> [N,C,(H-1)/2+1,(W-1)/2+1], both in NHWC order. Undefined where the kernels do not know the size.
at::Tensor fusedMaxPool(const FusedPlaceHandle& place, const at::Tensor& x);

} // namespace studio::cuda
