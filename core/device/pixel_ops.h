// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace studio {

/// A box of a square picture, in pixels.
struct PixelBox {
    int left = 0, top = 0, width = 0, height = 0;
    bool isEmpty() const { return width <= 0 || height <= 0; }
    bool operator==(const PixelBox& other) const { // C++17, as nvcc reads it
        return left == other.left && top == other.top && width == other.width && height == other.height;
    }
};

/// What happens to one decoded picture on its way into the network, drawn beforehand (core/transform/augment.h). The
/// CPU form below and a device's kernel compute the same thing.
struct PixelOps {
    bool flip = false;
    /// Factors of torchvision's adjust_brightness/contrast/saturation; 1 = leave alone. `hue` in [-0.5, 0.5], 0 = none.
    float brightness = 1, contrast = 1, saturation = 1, hue = 0;
    /// The order the four run in: 0 brightness, 1 contrast, 2 saturation, 3 hue (ColorJitter draws a permutation).
    std::array<std::uint8_t, 4> order{0, 1, 2, 3};
    /// Part of the finished picture that is set to 0 after normalisation; empty = none. Inside the picture.
    PixelBox erased{};
    bool anyColour() const { return brightness != 1 || contrast != 1 || saturation != 1 || hue != 0; }
};

struct Normalisation {
    std::array<float, 3> mean{0.485f, 0.456f, 0.406f};
    std::array<float, 3> std{0.229f, 0.224f, 0.225f};
};

/// One picture: `rgb` size x size x 3 uint8 -> `out` three planes of size x size floats (CHW), flipped, jittered in
/// [0, 1] as torchvision's float-tensor functions do, normalised, then erased. Any thread; no allocation when
/// anyColour() is false.
void applyPixelOps(const std::uint8_t* rgb, int size, const PixelOps& ops, const Normalisation& norm, float* out);

/// The four adjustments on planar floats in [0, 1] (r, g, b each `count` long): torchvision.transforms.functional's
/// definitions for float tensors. Exposed for the parity tests.
void adjustBrightness(float* rgb, std::size_t count, float factor);
void adjustContrast(float* rgb, std::size_t count, float factor);
void adjustSaturation(float* rgb, std::size_t count, float factor);
void adjustHue(float* rgb, std::size_t count, float shift);

} // namespace studio
