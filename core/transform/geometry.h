// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/loader/loader.h"

namespace studio {

/// torchvision's RandomResizedCrop: ten tries of a random area and log-uniform aspect ratio, else the centre crop.
struct RandomCropSpec {
    double scaleMin = 0.08, scaleMax = 1.0; ///< share of the picture's area
    double ratioMin = 3.0 / 4.0, ratioMax = 4.0 / 3.0;
};

/// The crop of picture `index` in `epoch`; integer pixel edges, inside the picture.
BoxF randomResizedCrop(int width, int height, const RandomCropSpec& spec, std::uint64_t seed, std::uint32_t epoch,
                       std::uint64_t index);

/// torchvision's Resize(resizeShort) + CenterCrop(cropSize) as one box of the stored picture. The composition rounds as
/// torchvision does (long side truncated, crop offset rounded half to even).
BoxF evaluationCrop(int width, int height, int resizeShort, int cropSize);

CropPlanner trainCropPlanner(const RandomCropSpec& spec, std::uint64_t seed, std::uint32_t epoch);
CropPlanner evaluationCropPlanner(int resizeShort, int cropSize);

} // namespace studio
