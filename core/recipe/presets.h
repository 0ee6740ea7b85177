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
    double publishedTop1 = -1; ///< of what it follows, as a fraction, as published; -1 = nothing was
    std::string source = {};   ///< what it follows, its published result, and what of it is left out; empty = nothing
};
const std::vector<Preset>& presets();
/// Throws Error(Config) listing the names.
const Preset& findPreset(const std::string& name);

} // namespace studio
