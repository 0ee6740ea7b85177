// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/loader/loader.h"
#include "core/transform/augment_ops.h"

namespace studio {

/// Operations that are drawn for each picture (torchvision's definitions): TrivialAugment's wide form, one operation of
/// random strength (Müller and Hutter, 2021, arXiv 2103.10158), or RandAugment, some operations of one strength (Cubuk
/// et al., 2019, arXiv 1909.13719). Strengths are of 31 bins.
struct AutoAugmentSpec {
    enum class Kind { None, TrivialWide, Rand };
    Kind kind = Kind::None;
    int ops = 2;       ///< RandAugment: operations on a picture
    int magnitude = 9; ///< RandAugment: bin of their strength, 0..30
    bool isOn() const { return kind != Kind::None; }
    bool operator==(const AutoAugmentSpec&) const = default;
};
inline constexpr const char* kTrivialAugmentWide = "trivialaugment-wide";
inline constexpr const char* kRandAugment = "randaugment";
/// Of what a recipe says; any other name is none.
AutoAugmentSpec autoAugmentSpec(const std::string& name, std::int64_t ops, std::int64_t magnitude);

struct AugmentStep {
    AugmentOp op = AugmentOp::Identity;
    double magnitude = 0; ///< applyAugmentOp()'s
    bool operator==(const AugmentStep&) const = default;
};
/// What is done to picture `index`, a square of `size` px, in `epoch`, in order: a pure function. Any thread.
std::vector<AugmentStep> drawAutoAugment(const AutoAugmentSpec& spec, int size, std::uint64_t seed, std::uint32_t epoch,
                                         std::uint64_t index);
/// Does it in the decode threads, on the crop's bytes. That comes before the mirror, not after it as torchvision has
/// it: either sign of a shear, shift or turn is as likely, so it is the same distribution, but for a vertical shear,
/// which is anchored at the left edge and so at the other one of a mirrored picture. Empty where it is off.
PictureFinisher autoAugmentFinisher(const AutoAugmentSpec& spec, std::uint64_t seed, std::uint32_t epoch);

} // namespace studio
