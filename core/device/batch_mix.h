// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device/pixel_ops.h"

namespace studio {

/// How each picture of a batch is mixed with the one before it (the first with the last), drawn beforehand
/// (core/transform/mixing.h). Labels are mixed as the pictures are.
struct BatchMix {
    enum class Kind {
        None,
        Mixup, ///< own x picture + (1 - own) x picture before
        Cutmix ///< `box` is that of the picture before
    };
    Kind kind = Kind::None;
    double own = 1; ///< share of the picture's own label, 0..1; 1 where nothing is mixed
    PixelBox box{};
};

/// Takes as much memory as any other: for tries.
inline constexpr BatchMix kAnyMix{BatchMix::Kind::Mixup, 0.5, {}};

} // namespace studio
