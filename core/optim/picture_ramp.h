// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio {

/// Progressive resizing: the side of the training pictures over a run, FFCV's ramp. With t = (epoch - 1) / epochs the
/// side is `start` up to t = `from`, `full` from t = `until` on, and between them start + (full - start) x
/// (t - from) / (until - from), rounded to a multiple of 32 px (of 4 px where `full` is below 128), never outside
/// `start` to `full`. A value.
struct PictureRamp {
    std::int64_t full = 224;
    std::int64_t start = 0; ///< 0 = `full` all the time
    double from = 0.4, until = 0.8;
    std::int64_t epochs = 1;

    /// Not where a file that nobody checked names impossible sizes.
    bool grows() const { return start > 0 && start < full && full <= 65'536; }
    /// Of an epoch, from 1.
    std::int64_t sideAt(std::int64_t epoch) const;
    /// Mean area of the pictures of epochs 1 to `last`, as a share of the full one's: what they cost.
    double meanArea(std::int64_t last) const;
};

} // namespace studio
