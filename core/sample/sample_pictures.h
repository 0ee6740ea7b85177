// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "core/image/image_file.h"

namespace studio {

/// The sample project: ten drawn classes (shapes and textures) with varied pose, colour, light, clutter, occlusion and
/// noise, as 96 px JPEGs: DIR/train/CLASS/NNNN.jpg, DIR/val/CLASS/NNNN.jpg, DIR/classes.json. Same seed, same bytes.
struct SampleSpec {
    int trainPerClass = 240;
    int valPerClass = 50;
    int imageSize = 96;
    std::uint64_t seed = 1;
};

inline constexpr int kSampleClasses = 10;

/// One picture, in memory.
Picture drawSamplePicture(int classIndex, std::uint64_t index, const SampleSpec& spec);

/// Writes the whole set. Into a folder that holds it complete already: returns at once. `progress(done, total)` may be
/// empty. Throws Error(Io), Error(DiskFull), or Error(Usage) if DIR holds something else.
void writeSamplePictures(const std::string& folder, const SampleSpec& spec,
                         const std::function<void(int, int)>& progress = {}, std::stop_token stop = {});

} // namespace studio
