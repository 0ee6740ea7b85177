// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/error.h"
#include "core/pack/pack_writer.h"
#include "tests/support/fault_points.h"
#include "tests/support/picture_folders.h"

namespace studio::test {

inline ImageFolder opened(const std::string& root) {
    DataSpec spec;
    spec.root = root;
    return openImageFolder(spec);
}

inline std::optional<Error> errorOf(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

/// The bytes of a pack.
inline std::string pairOf(const std::string& folder) {
    return wholeFile(folder + "/pictures.pack") + "|" + wholeFile(folder + "/pictures.index");
}

/// Name and bytes of what is in a folder.
inline std::map<std::string, std::string> filesIn(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        files[entry.path().filename().string()] = wholeFile(entry.path().string());
    return files;
}

/// Packs below `out` as max500-q90 and stops after so many pictures.
inline void packUntil(const ImageFolder& data, const std::string& out, std::int64_t pictures) {
    std::stop_source stop;
    packPictures(
        data, {"max500-q90", out, 2}, {},
        [&](const PackStatus& status) {
            if (status.done >= pictures)
                stop.request_stop();
        },
        stop.get_token());
}

inline Picture noise(int width, int height) {
    CounterRandom random(3, CounterRandom::Purpose::Sample, 0, 0);
    Picture picture{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i)
        picture.rgb.push_back(static_cast<std::uint8_t>(random.below(256)));
    return picture;
}

} // namespace studio::test
