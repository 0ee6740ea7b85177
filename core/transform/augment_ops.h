// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace studio {

/// The operations of TrivialAugment and RandAugment, in the order of torchvision's tables.
enum class AugmentOp {
    Identity,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Brightness,
    Color,
    Contrast,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize
};
inline constexpr int kAugmentOps = 14;
/// "ShearX", as torchvision spells it.
const char* augmentOpName(AugmentOp op);

/// Changes a square RGB picture (NHWC) of `size` px in place, to the bytes that torchvision gets for a Pillow image.
/// `magnitude`: a shear's tangent, pixels, degrees, an enhancement's factor less one, bits that are kept, the level
/// from which on values are inverted; else without meaning. Moved pictures take the nearest pixel, and black where
/// there is none. Any thread.
void applyAugmentOp(std::span<std::uint8_t> rgb, int size, AugmentOp op, double magnitude);

} // namespace studio
