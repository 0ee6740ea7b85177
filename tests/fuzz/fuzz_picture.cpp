// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/image_file.h"
#include "core/data/jpeg_codec_internal.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

namespace {

/// Pixels, or nothing for damage.
std::vector<std::uint8_t> decoded(std::span<const std::uint8_t> bytes, bool fast) {
    Picture picture;
    try {
        decodeJpeg(bytes, nullptr, picture, "picture", fast);
    } catch (const Error&) {
        return {};
    }
    return picture.rgb;
}

} // namespace

/// Our code around the decoders; large pictures are left out, they only cost time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::attempt([&] {
        const std::span<const std::uint8_t> bytes(data, size);
        const ImageHeader header = readImageHeader(bytes, "picture");
        if (header.format != ImageFormat::Jpeg || std::int64_t{header.width} * header.height > 256 * 256)
            return;
        fuzz::require(decoded(bytes, true) == decoded(bytes, false));
        const Picture picture = decodePicture(bytes, "picture");
        fuzz::require(picture.rgb.size() == std::size_t{3} * static_cast<std::size_t>(picture.width) *
                                                static_cast<std::size_t>(picture.height));
        PixelRect region{header.width / 3, header.height / 3, 1, 1};
        Picture part;
        decodeRegion(bytes, header, region, part, "picture");
    });
}
