// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/torch.h"

namespace studio {

/// The convolution's answer, of a blurred input if it is strided and `blurs` (ModelSpec::blurPool).
at::Tensor convolve(torch::nn::Conv2dImpl& layer, const at::Tensor& x, bool blurs);

} // namespace studio
