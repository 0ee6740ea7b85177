// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// torchvision's adjust_brightness, _contrast, _saturation and _hue of one pixel in [0, 1]; core/device/pixel_ops.cpp is
// the same for the CPU.

#include "core/device/cuda/kernels/launch.cuh"
#include "core/device/cuda/kernels/prepare.h"

namespace studio::cuda {

struct Colour {
    float r, g, b;
};

__device__ inline float unit(float value) {
    return fminf(fmaxf(value, 0.0f), 1.0f);
}

__device__ inline float greyOf(const Colour& in) {
    return 0.2989f * in.r + 0.587f * in.g + 0.114f * in.b;
}

/// Each channel times `factor` plus `offset`, clamped: brightness, contrast and saturation.
__device__ inline Colour blended(const Colour& in, float factor, float offset) {
    return {unit(in.r * factor + offset), unit(in.g * factor + offset), unit(in.b * factor + offset)};
}

/// From a hue in sectors of sixty degrees, [0, 6), back to red, green and blue.
__device__ inline Colour fromSector(float scaled, float saturation, float high) {
    const float whole = floorf(scaled), part = scaled - whole;
    const float p = unit(high * (1 - saturation));
    const float q = unit(high * (1 - saturation * part));
    const float t = unit(high * (1 - saturation * (1 - part)));
    switch (static_cast<int>(whole) % 6) { // 6 itself comes of rounding
    case 0:
        return {high, t, p};
    case 1:
        return {q, high, p};
    case 2:
        return {p, high, t};
    case 3:
        return {p, q, high};
    case 4:
        return {t, p, high};
    default:
        return {high, p, q};
    }
}

/// `shift` in turns.
__device__ inline Colour shiftedHue(const Colour& in, float shift) {
    const float high = fmaxf(in.r, fmaxf(in.g, in.b)), range = high - fminf(in.r, fminf(in.g, in.b));
    const float saturation = range == 0 ? 0.0f : range / high, divisor = range == 0 ? 1.0f : range;
    const float rc = (high - in.r) / divisor, gc = (high - in.g) / divisor, bc = (high - in.b) / divisor;
    const float sector = in.r == high ? bc - gc : in.g == high ? 2 + rc - bc : 4 + gc - rc;
    const float turn = sector / 6 + 1;
    float hue = turn - floorf(turn) + shift;
    hue -= floorf(hue);
    return fromSector(hue * 6, saturation, high);
}

/// The adjustments of a picture in their order, all of them or those before the contrast. `grey`: the picture's mean
/// grey at its contrast.
__device__ inline Colour adjusted(Colour in, const PictureOps& ops, float grey, bool beforeContrast) {
    // By index, not by address: only so does the array stay in registers.
    for (int i = 0; i < 4; ++i) { // NOLINT(modernize-loop-convert)
        const int which = ops.order[i];
        if (which == 0 && ops.brightness != 1)
            in = blended(in, ops.brightness, 0);
        else if (which == 1 && beforeContrast) // MUTATE false: contrast sees what came before it
            return in;
        else if (which == 1 && ops.contrast != 1)
            in = blended(in, ops.contrast, (1 - ops.contrast) * grey);
        else if (which == 2 && ops.saturation != 1)
            in = blended(in, ops.saturation, (1 - ops.saturation) * greyOf(in));
        else if (which == 3 && ops.hue != 0)
            in = shiftedHue(in, ops.hue);
    }
    return in;
}

} // namespace studio::cuda
