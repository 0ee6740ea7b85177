// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/model/architecture.h"
#include "core/model/network_internal.h"

namespace studio {

/// The torchvision family (He et al. 2016 with the stride in the 3x3 convolution; Xie et al. 2017; Zagoruyko &
/// Komodakis 2016). Weights as LibTorch's constructors leave them. Requires one of that family.
std::shared_ptr<Network> buildResnet(const Architecture& net, const ModelSpec& spec);

} // namespace studio
