// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/transform/auto_augment.h"

#include <cmath>

#include "core/base/random.h"

namespace studio {

namespace {

constexpr int kBins = 31;

/// How far the operations of a method go.
struct Reach {
    float shear, shift, degrees, factor;
    double bits; ///< that are taken away
};

/// torch.linspace(from, to, 31)[bin]: in single precision, from the nearer end.
float spaced(float from, float to, int bin) {
    const float step = (to - from) / static_cast<float>(kBins - 1);
    return bin < kBins / 2 ? from + step * static_cast<float>(bin) : to - step * static_cast<float>(kBins - 1 - bin);
}

AugmentStep stepOf(AugmentOp op, const Reach& reach, int bin, bool negative) {
    const auto either = [&](float most) { return static_cast<double>(spaced(0, most, bin)) * (negative ? -1 : 1); };
    switch (op) {
    case AugmentOp::Identity:
    case AugmentOp::AutoContrast:
    case AugmentOp::Equalize:
        return {op, 0};
    case AugmentOp::ShearX:
    case AugmentOp::ShearY:
        return {op, either(reach.shear)};
    case AugmentOp::TranslateX:
    case AugmentOp::TranslateY:
        return {op, std::trunc(either(reach.shift))};
    case AugmentOp::Rotate:
        return {op, either(reach.degrees)};
    case AugmentOp::Brightness:
    case AugmentOp::Color:
    case AugmentOp::Contrast:
    case AugmentOp::Sharpness:
        return {op, either(reach.factor)};
    case AugmentOp::Posterize:
        return {op, 8 - std::nearbyint(bin * reach.bits / (kBins - 1))};
    case AugmentOp::Solarize:
        return {op, static_cast<double>(spaced(255, 0, bin))};
    }
    return {};
}

} // namespace

AutoAugmentSpec autoAugmentSpec(const std::string& name, std::int64_t ops, std::int64_t magnitude) {
    using Kind = AutoAugmentSpec::Kind;
    return {.kind = name == kTrivialAugmentWide ? Kind::TrivialWide
                    : name == kRandAugment      ? Kind::Rand
                                                : Kind::None,
            .ops = static_cast<int>(ops),
            .magnitude = static_cast<int>(magnitude)};
}

std::vector<AugmentStep> drawAutoAugment(const AutoAugmentSpec& spec, int size, std::uint64_t seed, std::uint32_t epoch,
                                         std::uint64_t index) {
    if (!spec.isOn())
        return {};
    const bool trivial = spec.kind == AutoAugmentSpec::Kind::TrivialWide;
    const Reach reach = trivial ? Reach{.shear = 0.99f, .shift = 32, .degrees = 135, .factor = 0.99f, .bits = 6}
                                : Reach{.shear = 0.3f,
                                        .shift = static_cast<float>(150.0 / 331 * size),
                                        .degrees = 30,
                                        .factor = 0.9f,
                                        .bits = 4};
    CounterRandom random(seed, CounterRandom::Purpose::AutoAugment, epoch, index);
    std::vector<AugmentStep> steps;
    for (int i = 0; i < (trivial ? 1 : spec.ops); ++i) {
        const auto op = static_cast<AugmentOp>(random.below(kAugmentOps));
        const int bin = trivial ? static_cast<int>(random.below(kBins)) : spec.magnitude;
        steps.push_back(stepOf(op, reach, bin, random.below(2) == 1));
    }
    return steps;
}

PictureFinisher autoAugmentFinisher(const AutoAugmentSpec& spec, std::uint64_t seed, std::uint32_t epoch) {
    if (!spec.isOn())
        return {};
    return [=](std::span<std::uint8_t> rgb, int size, std::uint32_t index) {
        for (const AugmentStep& step : drawAutoAugment(spec, size, seed, epoch, index))
            applyAugmentOp(rgb, size, step.op, step.magnitude);
    };
}

} // namespace studio
