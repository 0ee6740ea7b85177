// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace studio {

/// One residual network: what it is called, and what it is built and counted from.
struct Architecture {
    std::string name;        ///< as torchvision and recipes spell it
    std::string displayName; ///< for people
    bool cifar = false;      ///< He et al.'s CIFAR family: three stages from 16 channels, last layer `linear`
    std::vector<int> blocks; ///< residual blocks per stage
    bool bottleneck = false; ///< 1x1, 3x3 (strided: "v1.5"), 1x1
    int expansion = 1;
    int groups = 1;
    int widthPerGroup = 64;
    bool projection = true; ///< 1x1 convolution where a shortcut changes shape; false = option A (pad with zeros)
};

/// The one table of networks, in the order in which they are offered: names, sizes, construction and lists for people
/// follow from it.
const std::vector<Architecture>& architectures();
/// Throws Error(Config) listing the names for an unknown one.
const Architecture& architectureOf(const std::string& name);

} // namespace studio
