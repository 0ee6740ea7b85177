// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image_file.h"
#include "core/image/resize_passes.h"

namespace studio {

/// Source box in pixel coordinates; fractions allowed.
struct BoxF {
    double x = 0, y = 0, width = 0, height = 0;
    /// Whether the resize filter may read pixels just outside the box: true for "resize, then crop" (evaluation), false
    /// for "crop, then resize" (random crops).
    bool readsAround = false;
};

/// The whole-pixel rectangle a resize of `box` to `outSize` reads, inside a picture of the given size.
PixelRect regionFor(const BoxF& box, int outSize, int width, int height);

/// Bilinear resize with antialiasing: the triangle filter widened by the scale when shrinking, 8-bit fixed point,
/// horizontal pass first: Pillow's `resize(size, BILINEAR, box)` to the bit, which is what torchvision's transforms
/// call on pictures. OpenCV has no such filter. Object = reusable scratch memory; one thread.
class Resizer {
public:
    /// `fast`: AVX2 where the CPU has it. The bytes are the same either way.
    explicit Resizer(bool fast = true);
    /// `dst` gets outWidth*outHeight*3 bytes, rows packed. Requires box inside the picture, sizes >= 1.
    void resize(const Picture& source, const BoxF& box, int outWidth, int outHeight, std::uint8_t* dst);

private:
    void rows(const Picture& source, int firstRow, int rowCount, int outWidth, std::uint8_t* dst) const;
    static void copy(const Picture& source, int x, int y, int width, int height, std::uint8_t* dst);

    bool fast_;
    ResizeWeights horizontal_, vertical_;
    std::vector<std::uint8_t> rows_;
};

} // namespace studio
