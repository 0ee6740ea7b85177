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
    bool operator==(const AugmentSpec&) const = default;
};

/// What happens to picture `index` in `epoch`: a pure function. Any thread.
PixelOps drawPixelOps(const AugmentSpec& spec, std::uint64_t seed, std::uint32_t epoch, std::uint64_t index);

} // namespace studio
