// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/model/network_internal.h"

namespace studio {

/// Grad-CAM (see Attention) for one picture: `input` [1,3,S,S], normalised, on the host -> float [S,S] on the host, 0
/// ... 1. The network keeps its weights, their gradients and its mode; it should be in evaluation mode. No other thread
/// may use the network meanwhile.
at::Tensor gradCam(Network& network, const at::Tensor& input, std::int64_t classIndex);

} // namespace studio
