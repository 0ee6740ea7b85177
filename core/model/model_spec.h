// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace studio {

/// Which first layer a torchvision-family network has.
enum class Stem {
    Standard, ///< 7x7 stride 2 + max pool: for pictures of about 128 px and more
    Small,    ///< 3x3 stride 1, no pool: for 32..96 px pictures
};

struct ModelSpec {
    std::string name = "resnet50"; ///< one of modelNames()
    std::int64_t classes = 1000;
    Stem stem = Stem::Standard; ///< ignored by the CIFAR family, which always has its own small stem
    /// The input of every strided convolution of 16 channels or more is blurred (Zhang 2019, arXiv 1904.11486; as FFCV
    /// has it): 3x3, [1 2 1] x [1 2 1] / 16. Constant: no weights, and the same state_dict().
    bool blurPool = false;
};

/// The names of architectures(), in that order: torchvision's residual networks (resnet50, resnext50_32x4d,
/// wide_resnet50_2 ...), and those of He et al. 2016 for CIFAR (resnet20 ...).
const std::vector<std::string>& modelNames();
/// "resnet18, resnet34, ...".
std::string modelNamesText();
bool isModelName(const std::string& name);
bool isCifarFamily(const std::string& name);
/// "ResNet-50", "ResNeXt-50 32x4d", "Wide ResNet-50-2".
std::string modelDisplayName(const std::string& name);

/// Counted from the architecture alone, without building it: trainable parameters and multiply-adds of one forward
/// pass of one picture (convolutions and the last layer).
struct ModelSize {
    std::int64_t parameters = 0;
    std::int64_t multiplyAdds = 0;
    std::int64_t buffers = 0; ///< batch-norm statistics, elements
};
ModelSize modelSize(const ModelSpec& spec, int imageSize);

} // namespace studio
