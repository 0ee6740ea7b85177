// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_preset.h"

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

const std::vector<PackPreset>& packPresets() {
    using Size = PackPreset::Size;
    static const std::vector<PackPreset> kPresets{
        {"max500-q90", "Longest side 500 px, JPEG quality 90: half the bytes, three times the pictures a second",
         Size::LongestSide, 500, 90},
        {"short256-q90", "Shorter side 256 px, JPEG quality 90: the fastest, a little accuracy is lost",
         Size::ShortSide, 256, 90},
        {"originals", "The files as they are, for disks that are slow with many small files", Size::AsItIs, 0, 0}};
    return kPresets;
}

const PackPreset& findPackPreset(const std::string& name) {
    std::string known;
    for (const PackPreset& preset : packPresets()) {
        if (preset.name == name)
            return preset;
        known += (known.empty() ? "" : ", ") + preset.name;
    }
    throw Error(
        ErrorKind::Config,
        {"There is no way of packing called \"" + displayText(name) + "\"", {}, {}, "Known are " + known + "."});
}

} // namespace studio
