// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/transform/augment.h"

#include <algorithm>
#include <utility>

#include "core/base/random.h"

namespace studio {

PixelOps drawPixelOps(const AugmentSpec& spec, std::uint64_t seed, std::uint32_t epoch, std::uint64_t index) {
    PixelOps ops;
    ops.flip = CounterRandom(seed, CounterRandom::Purpose::Flip, epoch, index).uniform() < spec.flip;
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
