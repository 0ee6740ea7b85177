// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace studio {

enum class ImageFormat { Unknown, Jpeg, Png, WebP, Bmp, Tiff };

/// What the first bytes of a file say, found by our own bounded parsers before any decoder runs.
struct ImageHeader {
    ImageFormat format = ImageFormat::Unknown;
    int width = 0; ///< pixels (EXIF orientation is ignored, as torchvision does; a TIFF's own is not)
    int height = 0;
};

/// Pictures above this are refused before decoding, unless the recipe says otherwise (max_pixels); it is Pillow's limit
/// against decompression bombs.
inline constexpr std::int64_t kMaxPixels = 178'956'970;
/// The largest limit that can be chosen: what the decoders' arithmetic and a machine's memory bear.
inline constexpr std::int64_t kLargestMaxPixels = 500'000'000;

/// The format that the first bytes (some dozens) tell; Unknown for anything else.
ImageFormat imageFormatOf(std::span<const std::uint8_t> bytes);

/// Magic bytes and size. Throws Error(Data) naming `place` for: other kinds of files (named for what they are), a
/// header cut short, zero or more than `maxPixels` pixels.
ImageHeader readImageHeader(std::span<const std::uint8_t> bytes, const std::string& place,
                            std::int64_t maxPixels = kMaxPixels);

} // namespace studio
