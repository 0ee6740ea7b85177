// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/pixel_ops.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace studio {

namespace {

float unit(float value) {
    return std::clamp(value, 0.0f, 1.0f);
}

float grey(float r, float g, float b) {
    return 0.2989f * r + 0.587f * g + 0.114f * b;
}

struct Rgb {
    float r, g, b;
};

/// torchvision's _rgb2hsv, shift, _hsv2rgb for one pixel.
Rgb shiftHue(Rgb in, float shift) {
    const float high = std::max({in.r, in.g, in.b}), low = std::min({in.r, in.g, in.b});
    const float range = high - low;
    const float saturation = range / (range == 0 ? 1 : high);
    const float divisor = range == 0 ? 1 : range;
    const float rc = (high - in.r) / divisor, gc = (high - in.g) / divisor, bc = (high - in.b) / divisor;
    const float sector = in.r == high ? bc - gc : in.g == high ? 2 + rc - bc : 4 + gc - rc;
    float hue = std::fmod(sector / 6 + 1, 1.0f) + shift;
    hue -= std::floor(hue);
    const float scaled = hue * 6;
    const float whole = std::floor(scaled);
    const float part = scaled - whole;
    const float p = unit(high * (1 - saturation));
    const float q = unit(high * (1 - saturation * part));
    const float t = unit(high * (1 - saturation * (1 - part)));
    switch (static_cast<int>(whole) % 6) {
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

void erase(float* planes, std::size_t side, const PixelBox& box) {
    for (std::size_t c = 0; c < 3; ++c) {
        for (int y = box.top; y < box.top + box.height; ++y)
            std::fill_n(planes + (c * side + static_cast<std::size_t>(y)) * side + box.left, box.width, 0.0f);
    }
}

/// Planes in [0, 1], in place.
void jitterAndNormalise(float* planes, std::size_t count, const PixelOps& ops, const Normalisation& norm) {
    for (const std::uint8_t which : ops.order) {
        if (which == 0 && ops.brightness != 1)
            adjustBrightness(planes, count, ops.brightness);
        else if (which == 1 && ops.contrast != 1)
            adjustContrast(planes, count, ops.contrast);
        else if (which == 2 && ops.saturation != 1)
            adjustSaturation(planes, count, ops.saturation);
        else if (which == 3 && ops.hue != 0)
            adjustHue(planes, count, ops.hue);
    }
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < count; ++i)
            planes[c * count + i] = (planes[c * count + i] - norm.mean[c]) / norm.std[c];
    }
}

} // namespace

void adjustBrightness(float* rgb, std::size_t count, float factor) {
    for (std::size_t i = 0; i < 3 * count; ++i)
        rgb[i] = unit(rgb[i] * factor);
}

void adjustContrast(float* rgb, std::size_t count, float factor) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += grey(rgb[i], rgb[count + i], rgb[2 * count + i]);
    const float offset = (1 - factor) * static_cast<float>(sum / static_cast<double>(count));
    for (std::size_t i = 0; i < 3 * count; ++i)
        rgb[i] = unit(rgb[i] * factor + offset);
}

void adjustSaturation(float* rgb, std::size_t count, float factor) {
    for (std::size_t i = 0; i < count; ++i) {
        const float offset = (1 - factor) * grey(rgb[i], rgb[count + i], rgb[2 * count + i]);
        for (std::size_t c = 0; c < 3; ++c)
            rgb[c * count + i] = unit(rgb[c * count + i] * factor + offset);
    }
}

void adjustHue(float* rgb, std::size_t count, float shift) {
    for (std::size_t i = 0; i < count; ++i) {
        const Rgb out = shiftHue({rgb[i], rgb[count + i], rgb[2 * count + i]}, shift);
        rgb[i] = out.r;
        rgb[count + i] = out.g;
        rgb[2 * count + i] = out.b;
    }
}

void applyPixelOps(const std::uint8_t* rgb, int size, const PixelOps& ops, const Normalisation& norm, float* out) {
    const auto side = static_cast<std::size_t>(size);
    const std::size_t count = side * side;
    std::array<float, 3> scale, offset;
    const bool colour = ops.anyColour();
    for (std::size_t c = 0; c < 3; ++c) {
        scale[c] = colour ? 1 / 255.0f : 1 / (255.0f * norm.std[c]);
        offset[c] = colour ? 0 : -norm.mean[c] / norm.std[c];
    }
    for (std::size_t y = 0; y < side; ++y) {
        for (std::size_t x = 0; x < side; ++x) {
            const std::uint8_t* in = rgb + (y * side + (ops.flip ? side - 1 - x : x)) * 3;
            for (std::size_t c = 0; c < 3; ++c)
                out[c * count + y * side + x] = static_cast<float>(in[c]) * scale[c] + offset[c];
        }
    }
    if (colour)
        jitterAndNormalise(out, count, ops, norm);
    if (!ops.erased.isEmpty())
        erase(out, side, ops.erased);
}

} // namespace studio
