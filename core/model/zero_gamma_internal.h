// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/network_internal.h"

namespace studio {

/// Sets the weight (gamma) of the last batch norm of each residual branch to zero, so that at first every block is its
/// shortcut alone (Goyal et al. 2017, arXiv 1706.02677, section 5.1; torchvision's zero_init_residual).
void zeroLastGammas(const Network& network);

} // namespace studio
