// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/recipe/config.h"

namespace studio {

/// A named starting point.
struct Preset {
    std::string name;  ///< "imagenet-classic"
    std::string about; ///< one sentence
    TrainConfig config;
};
const std::vector<Preset>& presets();
/// Throws Error(Config) listing the names.
const Preset& findPreset(const std::string& name);

} // namespace studio
