// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/transform/mixing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/random.h"

namespace studio {

namespace {

/// Box and Muller's.
double drawNormal(CounterRandom& random) {
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform())); // of (0, 1]
    return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

/// Logarithm of a variate of the distribution Gamma(alpha, 1).
double drawLogGamma(CounterRandom& random, double alpha) {
    // The method wants a shape of 1 or more: Gamma(alpha) is Gamma(alpha + 1) x uniform^(1 / alpha).
    const double boost = alpha < 1 ? std::log(1 - random.uniform()) / alpha : 0;
    const double d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = drawNormal(random);
        const double root = 1 + c * x;
        const double v = root * root * root, u = 1 - random.uniform();
        if (root > 0 && std::log(u) < x * x / 2 + d - d * v + d * std::log(v))
            return std::log(d * v) + boost;
    }
}

/// A box around a random point with the share 1 - `own` of the area, as far as it lies in the picture.
PixelBox drawBox(CounterRandom& random, double own, int size) {
    const int x = static_cast<int>(random.below(static_cast<std::uint32_t>(size)));
    const int y = static_cast<int>(random.below(static_cast<std::uint32_t>(size)));
    const int half = static_cast<int>(0.5 * std::sqrt(1 - own) * size);
    const int left = std::max(x - half, 0), top = std::max(y - half, 0);
    return {left, top, std::min(x + half, size) - left, std::min(y + half, size) - top};
}

} // namespace

double drawBeta(CounterRandom& random, double alpha) {
    const double first = drawLogGamma(random, alpha), second = drawLogGamma(random, alpha);
    return 1 / (1 + std::exp(second - first));
}

BatchMix drawMix(const MixSpec& spec, int size, std::uint64_t seed, std::uint32_t epoch, std::uint64_t batch) {
    if (!spec.isOn())
        return {};
    CounterRandom random(seed, CounterRandom::Purpose::Mix, epoch, batch);
    const bool first = random.uniform() < 0.5;
    const bool mixup = spec.cutmix <= 0 || (spec.mixup > 0 && first);
    BatchMix mix{.kind = mixup ? BatchMix::Kind::Mixup : BatchMix::Kind::Cutmix,
                 .own = drawBeta(random, mixup ? spec.mixup : spec.cutmix)};
    if (mixup)
        return mix;
    mix.box = drawBox(random, mix.own, size);
    mix.own = 1 - static_cast<double>(mix.box.width) * mix.box.height / (static_cast<double>(size) * size);
    return mix;
}

} // namespace studio
