// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/model/architecture.h"
#include "core/model/network_internal.h"

namespace studio {

/// The CIFAR family of He et al. 2016, section 4.2, with the parameter-free shortcut "A".
std::shared_ptr<Network> buildCifarResnet(const Architecture& net, const ModelSpec& spec);

} // namespace studio
