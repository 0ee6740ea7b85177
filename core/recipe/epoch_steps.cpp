// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/epoch_steps.h"

#include <charconv>

namespace studio {

std::size_t picturesPerEpoch(std::size_t pictures, std::int64_t batchSize) {
    const auto batch = static_cast<std::size_t>(batchSize);
    return pictures > batch && pictures % batch == 1 ? pictures - 1 : pictures;
}

std::int64_t stepsInEpoch(std::size_t pictures, std::int64_t batchSize) {
    const auto batch = static_cast<std::size_t>(batchSize);
    return static_cast<std::int64_t>((picturesPerEpoch(pictures, batchSize) + batch - 1) / batch);
}

std::int64_t stepsInEpoch(const std::optional<std::string>& trainPictures, std::int64_t batchSize) {
    constexpr std::uint64_t kMost = 1'000'000'000;
    const std::string text = trainPictures.value_or("");
    std::uint64_t pictures = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pictures);
    if (error != std::errc() || end != text.data() + text.size() || pictures > kMost || batchSize <= 0)
        return 0;
    return stepsInEpoch(static_cast<std::size_t>(pictures), batchSize);
}

} // namespace studio
