// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "core/interop/weights_file.h"

namespace studio {

/// As programs call them; the first two are what torchvision and our own export say.
inline constexpr std::array<const char*, 4> kNormalisationKeys{"mean", "std", "image_mean", "image_std"};

/// What our own export says of the network beside its weights, and others perhaps as well.
inline constexpr std::array<const char*, 3> kSettingKeys{"image_size", "resize", "blurpool"};

/// How many names of classes are kept, and how large: a file of some megabytes may name one long text a million times.
class NameBudget {
public:
    /// Whether there is room for another one. Once there is none it stays so.
    bool takes(std::string_view name);
    /// Why there is none: "more than 100,000 names".
    const std::string& trouble() const { return trouble_; }

private:
    std::size_t count_ = 0, bytes_ = 0;
    std::string trouble_;
};

/// A text as people write such numbers: "[0.485, 0.456, 0.406]", "0.485 0.456 0.406", "0.5" for all three.
StatedNumbers statedNumbers(const char* key, std::string_view text);
/// A text as it is shown of what cannot be read.
std::string shownValue(std::string_view text);

/// In the metadata of safetensors.
StatedFacts factsIn(const std::map<std::string, std::string>& metadata);

} // namespace studio
