// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/image/image_file.h"

namespace studio::test {

inline void writeBytes(const std::string& path, const std::vector<std::uint8_t>& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// A picture of one colour with some noise; class k of a set has a hue of its own, so any network tells them apart.
inline Picture colouredPicture(int classIndex, std::uint64_t index, int side) {
    CounterRandom random(99, CounterRandom::Purpose::Sample, static_cast<std::uint32_t>(classIndex), index);
    Picture picture{side, side, {}};
    const int base[3] = {classIndex % 3 == 0 ? 210 : 50, classIndex % 3 == 1 ? 210 : 50,
                         classIndex % 3 == 2 ? 210
                         : classIndex > 2    ? 200
                                             : 50};
    for (int i = 0; i < side * side; ++i) {
        for (const int level : base)
            picture.rgb.push_back(static_cast<std::uint8_t>(level + static_cast<int>(random.below(40)) - 20));
    }
    return picture;
}

/// ROOT/train/c0..cN/NNN.jpg and ROOT/val/...
inline void writePictureFolders(const std::string& root, int classes, int trainPerClass, int valPerClass,
                                int side = 24) {
    for (int c = 0; c < classes; ++c) {
        for (int i = 0; i < trainPerClass + valPerClass; ++i) {
            const std::string folder = root + (i < trainPerClass ? "/train/c" : "/val/c") + std::to_string(c);
            std::filesystem::create_directories(folder);
            writeBytes(folder + "/" + std::to_string(1000 + i) + ".jpg",
                       encodeJpeg(colouredPicture(c, static_cast<std::uint64_t>(i), side), 90));
        }
    }
}

} // namespace studio::test
