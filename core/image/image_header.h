// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace studio {

enum class ImageFormat { Unknown, Jpeg, Png, WebP, Bmp, Tiff, Gif };

/// What the first bytes of a file say, found by our own bounded parsers before any decoder runs.
struct ImageHeader {
    ImageFormat format = ImageFormat::Unknown;
    int width = 0; ///< pixels as stored (EXIF orientation is ignored, as torchvision does)
    int height = 0;
};

/// Pictures above this are refused before decoding (Pillow's decompression-bomb limit).
inline constexpr std::int64_t kMaxPixels = 178'956'970;

/// The format that the first bytes (some dozens) tell; Unknown for anything else.
ImageFormat imageFormatOf(std::span<const std::uint8_t> bytes);

/// Magic bytes and size. Throws Error(Data) naming `place` for: unknown format, GIF, a header cut short, zero or too
/// many pixels. TIFF sizes are found by the decoder; its limit is checked by reading the IFD.
ImageHeader readImageHeader(std::span<const std::uint8_t> bytes, const std::string& place);

} // namespace studio
