// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/image/decoder_messages.h"
#include "core/image/image_header.h"

namespace studio {

inline constexpr std::size_t kMaxFileBytes = 256u << 20;

/// Decoded picture, 8-bit RGB, rows packed.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
};

/// Pixel rectangle inside a picture.
struct PixelRect {
    int x = 0, y = 0, width = 0, height = 0;
};

/// Reads a regular file of at most kMaxFileBytes into `bytes` (reused). Never blocks on a FIFO or device.
/// Throws Error(Data): not a regular file, too large; Error(Io): cannot be read. Both name the path.
void readImageFile(const std::string& path, std::vector<std::uint8_t>& bytes);

/// Whole picture as RGB. Grey, CMYK/YCCK, palette, alpha (dropped) and 16-bit are converted as Pillow's
/// convert("RGB") does, whatever the container; EXIF orientation ignored (a TIFF's own is not, as there). What costs
/// pixels is Error(Data), not grey filler; what does not (decoder_messages.h) is noted in `odd`, if given. No decoder
/// writes to the terminal. Any thread.
Picture decodePicture(std::span<const std::uint8_t> bytes, const std::string& place,
                      std::int64_t maxPixels = kMaxPixels, std::vector<PictureOddity>* odd = nullptr);
/// readImageFile + decodePicture.
Picture loadPicture(const std::string& path, std::int64_t maxPixels = kMaxPixels);

/// Decodes only what covers `region` (JPEG: cropped scanlines; others: all, then cropped). On return `region` is what
/// `out` holds: it contains the one asked for. `out` is reused. Errors as decodePicture().
void decodeRegion(std::span<const std::uint8_t> bytes, const ImageHeader& header, PixelRect& region, Picture& out,
                  const std::string& place);

/// JPEG bytes of an RGB picture, 4:2:0, quality 1..100.
std::vector<std::uint8_t> encodeJpeg(const Picture& picture, int quality);
/// PNG bytes of an RGB picture: fast rather than small.
std::vector<std::uint8_t> encodePng(const Picture& picture);

} // namespace studio
