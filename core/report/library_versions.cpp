// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/library_versions.h"

#include <cstdio>

#include <jpeglib.h> // takes FILE and size_t for granted
#include <opencv2/core/utility.hpp>
#include <sqlite3.h>

namespace studio {

namespace {

#ifdef LIBJPEG_TURBO_VERSION_NUMBER
/// 2001005: "2.1.5". It has no function that tells.
std::string jpegVersion() {
    constexpr int kNumber = LIBJPEG_TURBO_VERSION_NUMBER;
    return std::to_string(kNumber / 1'000'000) + "." + std::to_string(kNumber / 1000 % 1000) + "." +
           std::to_string(kNumber % 1000);
}
#else
std::string jpegVersion() {
    return "API " + std::to_string(JPEG_LIB_VERSION);
}
#endif

} // namespace

std::vector<std::pair<std::string, std::string>> libraryVersions() {
    return {{"LibTorch", STUDIO_TORCH_VERSION},
            {"OpenCV", cv::getVersionString()},
            {"libjpeg-turbo", jpegVersion()},
            {"SQLite", sqlite3_libversion()}};
}

} // namespace studio
