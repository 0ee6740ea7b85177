// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_file.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::attempt([&] {
        const ImageHeader header = readImageHeader(std::span(data, size), "picture");
        fuzz::require(header.width > 0 && header.height > 0);
        fuzz::require(std::int64_t{header.width} * header.height <= kMaxPixels);
    });
}
