// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/transform/augment_ops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace studio {

namespace {

using Pixels = std::span<std::uint8_t>;
using Levels = std::array<std::uint8_t, 256>;
using Histogram = std::array<std::int64_t, 256>;

/// Where the pixel at (x, y) comes from: x' = a x + b y + c, y' = d x + e y + f, of edges, not of centres.
struct Affine {
    double a = 1, b = 0, c = 0, d = 0, e = 1, f = 0;
};

/// Pillow's nearest neighbour: centres of pixels, summed up in steps of 1/65536.
void warp(Pixels rgb, int size, const Affine& map) {
    const auto fixed = [](double value) { return static_cast<std::int64_t>(std::floor(value * 65536 + 0.5)); };
    const std::vector<std::uint8_t> from(rgb.begin(), rgb.end());
    const std::int64_t stepX = fixed(map.a), stepY = fixed(map.d);
    for (int y = 0; y < size; ++y) {
        std::int64_t fromX = fixed(map.c + map.a * 0.5 + map.b * 0.5) + y * fixed(map.b);
        std::int64_t fromY = fixed(map.f + map.d * 0.5 + map.e * 0.5) + y * fixed(map.e);
        std::uint8_t* to = rgb.data() + static_cast<std::ptrdiff_t>(y) * size * 3;
        for (int x = 0; x < size; ++x, to += 3, fromX += stepX, fromY += stepY) {
            const std::int64_t column = fromX >> 16, row = fromY >> 16;
            const bool inside = column >= 0 && column < size && row >= 0 && row < size;
            const std::uint8_t* pixel = inside ? from.data() + (row * size + column) * 3 : nullptr;
            for (int channel = 0; channel < 3; ++channel)
                to[channel] = inside ? pixel[channel] : std::uint8_t{0};
        }
    }
}

/// Counter-clockwise around the centre. Sines and cosines to 15 digits, so that right angles are right.
Affine rotation(double degrees, int size) {
    const auto rounded = [](double value) { return std::nearbyint(value * 1e15) / 1e15; };
    const double angle = -degrees * std::numbers::pi / 180;
    Affine map{.a = rounded(std::cos(angle)), .b = rounded(std::sin(angle))};
    map.d = -map.b;
    map.e = map.a;
    const double centre = size / 2.0;
    map.c = -centre * map.a - centre * map.b + centre;
    map.f = -centre * map.d - centre * map.e + centre;
    return map;
}

/// ITU-R 601-2 luma as Pillow has it.
std::uint8_t grey(const std::uint8_t* pixel) {
    return static_cast<std::uint8_t>((pixel[0] * 19595 + pixel[1] * 38470 + pixel[2] * 7471 + 0x8000) >> 16);
}

/// Between the picture that lacks something (factor 0) and the picture (1), or beyond it.
std::uint8_t blended(int without, int with, float factor) {
    const float value = static_cast<float>(without) + factor * static_cast<float>(with - without);
    return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f));
}

void enhanceBrightness(Pixels rgb, float factor) {
    for (std::uint8_t& value : rgb)
        value = blended(0, value, factor);
}

void enhanceColor(Pixels rgb, float factor) {
    for (std::size_t i = 0; i < rgb.size(); i += 3) {
        const int without = grey(&rgb[i]);
        for (std::size_t channel = 0; channel < 3; ++channel)
            rgb[i + channel] = blended(without, rgb[i + channel], factor);
    }
}

void enhanceContrast(Pixels rgb, float factor) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rgb.size(); i += 3)
        sum += grey(&rgb[i]);
    const double mean = static_cast<double>(sum) / (static_cast<double>(rgb.size()) / 3);
    const int without = static_cast<int>(mean + 0.5);
    for (std::uint8_t& value : rgb)
        value = blended(without, value, factor);
}

/// Against the picture smoothed by (1 1 1, 1 5 1, 1 1 1) / 13, whose border is the picture's own.
void enhanceSharpness(Pixels rgb, int size, float factor) {
    const std::vector<std::uint8_t> from(rgb.begin(), rgb.end());
    const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(size) * 3;
    for (int y = 1; y + 1 < size; ++y) {
        for (std::ptrdiff_t at = y * line + 3; at < (y + 1) * line - 3; ++at) {
            const std::uint8_t* middle = from.data() + at;
            int sum = 4 * *middle;
            for (const std::ptrdiff_t row : {-line, std::ptrdiff_t{0}, line})
                sum += middle[row - 3] + middle[row] + middle[row + 3];
            rgb[static_cast<std::size_t>(at)] = blended((2 * sum + 13) / 26, *middle, factor);
        }
    }
}

template<typename LevelOf>
void mapLevels(Pixels rgb, const LevelOf& levelOf) {
    Levels levels{};
    for (int i = 0; i < 256; ++i)
        levels[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(levelOf(i));
    for (std::uint8_t& value : rgb)
        value = levels[value];
}

/// Each channel by levels that follow from its own histogram.
template<typename LevelsOf>
void mapChannels(Pixels rgb, const LevelsOf& levelsOf) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
        Histogram histogram{};
        for (std::size_t i = channel; i < rgb.size(); i += 3)
            ++histogram[rgb[i]];
        const Levels levels = levelsOf(histogram);
        for (std::size_t i = channel; i < rgb.size(); i += 3)
            rgb[i] = levels[rgb[i]];
    }
}

Levels unchangedLevels() {
    Levels levels{};
    std::iota(levels.begin(), levels.end(), std::uint8_t{0});
    return levels;
}

/// The darkest value becomes 0 and the lightest 255.
Levels stretched(const Histogram& histogram) {
    const auto isThere = [](std::int64_t count) { return count > 0; };
    const auto low = std::find_if(histogram.begin(), histogram.end(), isThere) - histogram.begin();
    const auto high = 255 - (std::find_if(histogram.rbegin(), histogram.rend(), isThere) - histogram.rbegin());
    Levels levels = unchangedLevels();
    if (high <= low)
        return levels;
    const double scale = 255.0 / static_cast<double>(high - low), offset = -static_cast<double>(low) * scale;
    for (std::size_t i = 0; i < levels.size(); ++i)
        levels[i] = static_cast<std::uint8_t>(std::clamp(static_cast<double>(i) * scale + offset, 0.0, 255.0));
    return levels;
}

/// Values as often as one another, as far as whole levels allow.
Levels equalized(const Histogram& histogram) {
    Levels levels = unchangedLevels();
    const auto last = std::find_if(histogram.rbegin(), histogram.rend(), [](std::int64_t count) { return count > 0; });
    if (last == histogram.rend())
        return levels;
    const std::int64_t step = (std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0}) - *last) / 255;
    if (step == 0)
        return levels;
    std::int64_t sum = step / 2;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        levels[i] = static_cast<std::uint8_t>(std::min<std::int64_t>(sum / step, 255));
        sum += histogram[i];
    }
    return levels;
}

} // namespace

const char* augmentOpName(AugmentOp op) {
    static constexpr std::array<const char*, kAugmentOps> kNames{
        "Identity", "ShearX",   "ShearY",    "TranslateX", "TranslateY", "Rotate",       "Brightness",
        "Color",    "Contrast", "Sharpness", "Posterize",  "Solarize",   "AutoContrast", "Equalize"};
    return kNames[static_cast<std::size_t>(op)];
}

void applyAugmentOp(std::span<std::uint8_t> rgb, int size, AugmentOp op, double magnitude) {
    const auto factor = static_cast<float>(1 + magnitude);
    switch (op) {
    case AugmentOp::Identity:
        return;
    case AugmentOp::ShearX:
        return warp(rgb, size, {.b = magnitude});
    case AugmentOp::ShearY:
        return warp(rgb, size, {.d = magnitude});
    case AugmentOp::TranslateX:
        return warp(rgb, size, {.c = -std::trunc(magnitude)});
    case AugmentOp::TranslateY:
        return warp(rgb, size, {.f = -std::trunc(magnitude)});
    case AugmentOp::Rotate:
        return warp(rgb, size, rotation(magnitude, size));
    case AugmentOp::Brightness:
        return enhanceBrightness(rgb, factor);
    case AugmentOp::Color:
        return enhanceColor(rgb, factor);
    case AugmentOp::Contrast:
        return enhanceContrast(rgb, factor);
    case AugmentOp::Sharpness:
        return enhanceSharpness(rgb, size, factor);
    case AugmentOp::Posterize:
        return mapLevels(rgb, [bits = static_cast<int>(magnitude)](int i) { return i & ~((1 << (8 - bits)) - 1); });
    case AugmentOp::Solarize:
        return mapLevels(rgb, [magnitude](int i) { return i < magnitude ? i : 255 - i; });
    case AugmentOp::AutoContrast:
        return mapChannels(rgb, stretched);
    case AugmentOp::Equalize:
        return mapChannels(rgb, equalized);
    }
}

} // namespace studio
