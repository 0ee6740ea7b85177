// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_header.h"

#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace {

using Bytes = std::span<const std::uint8_t>;

bool startsWith(Bytes bytes, std::size_t at, std::string_view magic) {
    return bytes.size() >= at + magic.size() && std::memcmp(bytes.data() + at, magic.data(), magic.size()) == 0;
}

/// Bounded reads: beyond the end they give 0 and remember it.
class Cursor {
public:
    explicit Cursor(Bytes bytes)
        : bytes_(bytes) {}
    std::uint32_t byte(std::size_t at) {
        if (at >= bytes_.size()) {
            beyond_ = true;
            return 0;
        }
        return bytes_[at];
    }
    std::uint32_t little(std::size_t at, int count) {
        std::uint32_t value = 0;
        for (int i = count; i-- > 0;)
            value = value << 8 | byte(at + static_cast<std::size_t>(i));
        return value;
    }
    std::uint32_t big(std::size_t at, int count) {
        std::uint32_t value = 0;
        for (int i = 0; i < count; ++i)
            value = value << 8 | byte(at + static_cast<std::size_t>(i));
        return value;
    }
    bool beyond() const { return beyond_; }

private:
    Bytes bytes_;
    bool beyond_ = false;
};

struct Size {
    std::int64_t width = 0, height = 0;
};

Size jpegSize(Cursor& in) {
    for (std::size_t at = 2; !in.beyond();) {
        if (in.byte(at) != 0xFF) { // garbage between segments: search on, as decoders do
            ++at;
            continue;
        }
        const std::uint32_t marker = in.byte(at + 1);
        if (marker == 0xFF) {
            ++at;
        } else if (marker == 0x01 || marker == 0x00 || (marker >= 0xD0 && marker <= 0xD8)) {
            at += 2;
        } else if (marker == 0xD9 || marker == 0xDA) {
            return {}; // image data or the end before any frame
        } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            return {in.big(at + 7, 2), in.big(at + 5, 2)};
        } else {
            at += 2 + std::max<std::size_t>(in.big(at + 2, 2), 2);
        }
    }
    return {};
}

Size webpSize(Cursor& in, Bytes bytes) {
    if (startsWith(bytes, 12, "VP8 "))
        return {in.little(26, 2) & 0x3FFF, in.little(28, 2) & 0x3FFF};
    if (startsWith(bytes, 12, "VP8L")) {
        const std::uint32_t bits = in.little(21, 4);
        return {(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
    }
    if (startsWith(bytes, 12, "VP8X"))
        return {in.little(24, 3) + 1, in.little(27, 3) + 1};
    return {};
}

Size bmpSize(Cursor& in) {
    if (in.little(14, 4) == 12)
        return {in.little(18, 2), in.little(20, 2)};
    const auto height = static_cast<std::int32_t>(in.little(22, 4));
    return {static_cast<std::int32_t>(in.little(18, 4)), std::llabs(height)};
}

Size tiffSize(Cursor& in, bool bigEndian) {
    const auto number = [&](std::size_t at, int count) { return bigEndian ? in.big(at, count) : in.little(at, count); };
    const std::size_t directory = number(4, 4);
    const std::uint32_t entries = number(directory, 2);
    constexpr std::uint32_t kShort = 3, kLong = 4;
    Size size;
    for (std::uint32_t i = 0; i < entries && !in.beyond(); ++i) {
        const std::size_t at = directory + 2 + std::size_t{12} * i;
        const std::uint32_t tag = number(at, 2), type = number(at + 2, 2);
        if (tag != 256 && tag != 257)
            continue;
        // As libtiff takes it: the first of several counts. Another type or number of values could mean another size
        // to the decoder than to us.
        std::int64_t& side = tag == 256 ? size.width : size.height;
        if (side != 0)
            continue;
        if ((type != kShort && type != kLong) || number(at + 4, 4) != 1)
            return {};
        side = type == kShort ? number(at + 8, 2) : number(at + 8, 4);
        if (side == 0)
            return {};
    }
    return size;
}

ImageFormat formatOf(Bytes bytes) {
    if (startsWith(bytes, 0, "\xFF\xD8\xFF"))
        return ImageFormat::Jpeg;
    if (startsWith(bytes, 0, "\x89PNG\r\n\x1A\n"))
        return ImageFormat::Png;
    if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP"))
        return ImageFormat::WebP;
    if (startsWith(bytes, 0, "BM"))
        return ImageFormat::Bmp;
    if (startsWith(bytes, 0, std::string_view("II*\0", 4)) || startsWith(bytes, 0, std::string_view("MM\0*", 4)))
        return ImageFormat::Tiff;
    if (startsWith(bytes, 0, "GIF87a") || startsWith(bytes, 0, "GIF89a"))
        return ImageFormat::Gif;
    return ImageFormat::Unknown;
}

Error refused(const std::string& place, const std::string& why, const std::string& next = {}) {
    return Error(ErrorKind::Data, {why, displayText(place), {}, next});
}

} // namespace

ImageFormat imageFormatOf(Bytes bytes) {
    return formatOf(bytes);
}

ImageHeader readImageHeader(Bytes bytes, const std::string& place) {
    if (bytes.empty())
        throw refused(place, "The file is empty");
    ImageHeader header;
    header.format = formatOf(bytes);
    Cursor in(bytes);
    Size size;
    switch (header.format) {
    case ImageFormat::Jpeg:
        size = jpegSize(in);
        break;
    case ImageFormat::Png:
        size = {in.big(16, 4), in.big(20, 4)};
        break;
    case ImageFormat::WebP:
        size = webpSize(in, bytes);
        break;
    case ImageFormat::Bmp:
        size = bmpSize(in);
        break;
    case ImageFormat::Tiff:
        size = tiffSize(in, bytes[0] == 'M');
        break;
    case ImageFormat::Gif:
        throw refused(place, "GIF pictures cannot be used", "Convert it to PNG or JPEG.");
    case ImageFormat::Unknown:
        throw refused(place, "This is not a picture", "Usable are JPEG, PNG, WebP, BMP and TIFF.");
    }
    if (in.beyond() || size.width <= 0 || size.height <= 0)
        throw refused(place, "The picture ends too early or its header is damaged");
    if (size.width > kMaxPixels || size.height > kMaxPixels || size.width * size.height > kMaxPixels)
        throw refused(place, "The picture is too large (" + std::to_string(size.width) + " x " +
                                 std::to_string(size.height) + " px)");
    header.width = static_cast<int>(size.width);
    header.height = static_cast<int>(size.height);
    return header;
}

} // namespace studio
