// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/device/batch_mix.h"

namespace studio {

class CounterRandom;

/// torchvision's MixUp (Zhang et al., 2017, arXiv 1710.09412) and CutMix (Yun et al., 2019, arXiv 1905.04899): the
/// batch is mixed with itself rolled by one row, with one share for all of it. Where both are on, each batch takes one
/// of them, with the same chance.
struct MixSpec {
    double mixup = 0, cutmix = 0; ///< alpha of the share's distribution Beta(alpha, alpha); 0 = off
    bool isOn() const { return mixup > 0 || cutmix > 0; }
    bool operator==(const MixSpec&) const = default;
};

/// How batch `batch` of `epoch`, of pictures of `size` px, is mixed: a pure function. Any thread.
BatchMix drawMix(const MixSpec& spec, int size, std::uint64_t seed, std::uint32_t epoch, std::uint64_t batch);

/// Of the distribution Beta(alpha, alpha), alpha > 0: the share of one of two gamma variates in their sum, each by the
/// method of Marsaglia and Tsang (ACM TOMS 26(3), 2000). In logarithms, so that a small alpha does not end in 0 / 0.
double drawBeta(CounterRandom& random, double alpha);

} // namespace studio
