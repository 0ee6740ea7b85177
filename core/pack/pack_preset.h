// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace studio {

/// How pictures are packed.
struct PackPreset {
    enum class Size { AsItIs, LongestSide, ShortSide };
    std::string name;  ///< "max500-q90"; also the name of the folder
    std::string about; ///< one sentence
    Size size = Size::AsItIs;
    int side = 0;    ///< px; larger pictures are made smaller, none is made larger
    int quality = 0; ///< of the JPEG, 1..100
};
/// In the order in which one is taken where several are there.
const std::vector<PackPreset>& packPresets();
/// Throws Error(Config) listing the names.
const PackPreset& findPackPreset(const std::string& name);

} // namespace studio
