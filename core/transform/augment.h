// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/device/pixel_ops.h"

namespace studio {

/// Ranges of the colour jitter, torchvision's meaning: brightness b draws a factor from [max(0, 1-b), 1+b]; hue h a
/// shift from [-h, h], h <= 0.5.
struct AugmentSpec {
    double flip = 0.5; ///< chance of a horizontal flip
    double brightness = 0, contrast = 0, saturation = 0, hue = 0;
    /// Instead of by chance, a picture is mirrored in every other epoch; which ones they are is drawn for each picture
    /// (Jordan, 2024, arXiv 2404.00498).
    bool alternatingFlip = false;
    double erasing = 0; ///< chance of an erased box (randomErasing())
    bool operator==(const AugmentSpec&) const = default;
};

/// torchvision's RandomErasing with its usual ranges (Zhong et al., 2017, arXiv 1708.04896): 0.02 to 0.33 of the area,
/// height by width log-uniform from 0.3 to 3.3, ten tries. Empty where nothing is erased. A pure function. Any thread.
PixelBox randomErasing(double chance, int size, std::uint64_t seed, std::uint32_t epoch, std::uint64_t index);

/// What happens to picture `index`, a square of `size` px, in `epoch`: a pure function. Any thread.
PixelOps drawPixelOps(const AugmentSpec& spec, int size, std::uint64_t seed, std::uint32_t epoch, std::uint64_t index);

} // namespace studio
