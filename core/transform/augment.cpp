// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/transform/augment.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/random.h"

namespace studio {

namespace {

bool isMirrored(const AugmentSpec& spec, std::uint64_t seed, std::uint32_t epoch, std::uint64_t index) {
    const std::uint32_t drawnIn = spec.alternatingFlip ? 0 : epoch; // once for all epochs, which have numbers from 1
    CounterRandom random(seed, CounterRandom::Purpose::Flip, drawnIn, index);
    return spec.alternatingFlip ? (random.uniform() < 0.5) != (epoch % 2 == 0) : random.uniform() < spec.flip;
}

} // namespace

PixelBox randomErasing(double chance, int size, std::uint64_t seed, std::uint32_t epoch, std::uint64_t index) {
    constexpr double kLeastArea = 0.02, kMostArea = 0.33, kLeastRatio = 0.3, kMostRatio = 3.3;
    CounterRandom random(seed, CounterRandom::Purpose::Erase, epoch, index);
    if (random.uniform() >= chance)
        return {};
    const double area = static_cast<double>(size) * size;
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double erased = area * random.uniform(kLeastArea, kMostArea);
        const double ratio = std::exp(random.uniform(std::log(kLeastRatio), std::log(kMostRatio)));
        const int height = static_cast<int>(std::nearbyint(std::sqrt(erased * ratio)));
        const int width = static_cast<int>(std::nearbyint(std::sqrt(erased / ratio)));
        if (height < size && width < size) {
            const auto top = random.below(static_cast<std::uint32_t>(size - height + 1));
            const auto left = random.below(static_cast<std::uint32_t>(size - width + 1));
            return {static_cast<int>(left), static_cast<int>(top), width, height};
        }
    }
    return {};
}

PixelOps drawPixelOps(const AugmentSpec& spec, int size, std::uint64_t seed, std::uint32_t epoch, std::uint64_t index) {
    PixelOps ops;
    ops.flip = isMirrored(spec, seed, epoch, index);
    ops.erased = randomErasing(spec.erasing, size, seed, epoch, index);
    CounterRandom random(seed, CounterRandom::Purpose::Colour, epoch, index);
    for (std::uint32_t i = 4; i > 1; --i)
        std::swap(ops.order[i - 1], ops.order[random.below(i)]);
    const auto factor = [&](double range) {
        const double drawn = random.uniform(std::max(0.0, 1 - range), 1 + range);
        return range == 0 ? 1.0f : static_cast<float>(drawn);
    };
    ops.brightness = factor(spec.brightness);
    ops.contrast = factor(spec.contrast);
    ops.saturation = factor(spec.saturation);
    const double shift = random.uniform(-spec.hue, spec.hue);
    ops.hue = spec.hue == 0 ? 0.0f : static_cast<float>(shift);
    return ops;
}

} // namespace studio
