// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/image/image_file.h"
#include "core/image/jpeg_codec_internal.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

namespace {

/// Pixels, or nothing for damage; and what was odd about them.
std::pair<std::vector<std::uint8_t>, std::string> decoded(std::span<const std::uint8_t> bytes, bool fast) {
    Picture picture;
    std::vector<PictureOddity> odd;
    try {
        decodeJpeg(bytes, nullptr, picture, "picture", fast, &odd);
    } catch (const Error&) {
        return {};
    }
    std::string told;
    for (const PictureOddity& one : odd)
        told += one.kind + one.message;
    return {picture.rgb, told};
}

void requireWhole(const Picture& picture, const ImageHeader& header) {
    fuzz::require(picture.width == header.width && picture.height == header.height);
    fuzz::require(picture.rgb.size() ==
                  std::size_t{3} * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height));
}

/// Ours passes over what lies beside a crop: in it, nothing may be different. (libjpeg reads ahead and may complain of
/// what a crop does not come to.)
void compareCrops(std::span<const std::uint8_t> bytes, const PixelRect& wanted) {
    Picture fast, slow;
    PixelRect fastRegion = wanted, slowRegion = wanted;
    try {
        decodeJpeg(bytes, &fastRegion, fast, "picture", true);
        decodeJpeg(bytes, &slowRegion, slow, "picture", false);
    } catch (const Error&) {
        return;
    }
    fuzz::require(fast.rgb == slow.rgb && fastRegion.x == slowRegion.x && fastRegion.width == slowRegion.width);
}

} // namespace

/// Our code around the decoders; large pictures are left out, they only cost time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::attempt([&] {
        const std::span<const std::uint8_t> bytes(data, size);
        const ImageHeader header = readImageHeader(bytes, "picture");
        if (std::int64_t{header.width} * header.height > 256 * 256)
            return;
        if (header.format == ImageFormat::Jpeg)
            fuzz::require(decoded(bytes, true) == decoded(bytes, false));
        std::vector<PictureOddity> odd;
        requireWhole(decodePicture(bytes, "picture", kMaxPixels, &odd), header);
        if (header.format != ImageFormat::Jpeg)
            return;
        const int x = header.width / 3, y = header.height / 3;
        compareCrops(bytes, {x, y, 1, 1});
        compareCrops(bytes, {x, y, std::max(1, x), std::max(1, y)});
    });
}
