// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/transform/geometry.h"

#include <algorithm>
#include <cmath>

#include "core/base/random.h"

namespace studio {

namespace {

/// Python's round(): half to even.
double roundHalfEven(double value) {
    return std::nearbyint(value); // the default rounding mode is to nearest even
}

} // namespace

BoxF randomResizedCrop(int width, int height, const RandomCropSpec& spec, std::uint64_t seed, std::uint32_t epoch,
                       std::uint64_t index) {
    CounterRandom random(seed, CounterRandom::Purpose::Crop, epoch, index);
    const double area = static_cast<double>(width) * height;
    const double logMin = std::log(spec.ratioMin), logMax = std::log(spec.ratioMax);
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double target = area * random.uniform(spec.scaleMin, spec.scaleMax);
        const double ratio = std::exp(random.uniform(logMin, logMax));
        const int w = static_cast<int>(roundHalfEven(std::sqrt(target * ratio)));
        const int h = static_cast<int>(roundHalfEven(std::sqrt(target / ratio)));
        if (w > 0 && w <= width && h > 0 && h <= height) {
            const auto top = random.below(static_cast<std::uint32_t>(height - h + 1));
            const auto left = random.below(static_cast<std::uint32_t>(width - w + 1));
            return {static_cast<double>(left), static_cast<double>(top), static_cast<double>(w), static_cast<double>(h),
                    false};
        }
    }
    const double ratio = static_cast<double>(width) / height;
    int w = width, h = height;
    if (ratio < spec.ratioMin)
        h = std::clamp(static_cast<int>(roundHalfEven(w / spec.ratioMin)), 1, height);
    else if (ratio > spec.ratioMax)
        w = std::clamp(static_cast<int>(roundHalfEven(h * spec.ratioMax)), 1, width);
    return {static_cast<double>((width - w) / 2), static_cast<double>((height - h) / 2), static_cast<double>(w),
            static_cast<double>(h), false};
}

BoxF evaluationCrop(int width, int height, int resizeShort, int cropSize) {
    const int shortSide = std::min(width, height), longSide = std::max(width, height);
    const int newLong = static_cast<int>(static_cast<double>(resizeShort) * longSide / shortSide);
    const int newWidth = width <= height ? resizeShort : newLong;
    const int newHeight = width <= height ? newLong : resizeShort;
    const double left = roundHalfEven((newWidth - cropSize) / 2.0);
    const double top = roundHalfEven((newHeight - cropSize) / 2.0);
    const double scaleX = static_cast<double>(width) / newWidth, scaleY = static_cast<double>(height) / newHeight;
    return {left * scaleX, top * scaleY, cropSize * scaleX, cropSize * scaleY, true};
}

CropPlanner trainCropPlanner(const RandomCropSpec& spec, std::uint64_t seed, std::uint32_t epoch) {
    return [=](int width, int height, std::uint32_t index) {
        return randomResizedCrop(width, height, spec, seed, epoch, index);
    };
}

CropPlanner evaluationCropPlanner(int resizeShort, int cropSize) {
    return [=](int width, int height, std::uint32_t) { return evaluationCrop(width, height, resizeShort, cropSize); };
}

} // namespace studio
