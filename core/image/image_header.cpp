// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_header.h"

#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/image/foreign_kinds.h"

namespace studio {

namespace {

using namespace std::string_view_literals;
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
    std::uint64_t little(std::size_t at, int count) {
        std::uint64_t value = 0;
        for (int i = count; i-- > 0;)
            value = value << 8 | byte(at + static_cast<std::size_t>(i));
        return value;
    }
    std::uint64_t big(std::size_t at, int count) {
        std::uint64_t value = 0;
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
    Size() = default;
    Size(std::uint64_t width_, std::uint64_t height_) // of at most 32 bits
        : width(static_cast<std::int64_t>(width_))
        , height(static_cast<std::int64_t>(height_)) {}
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
        const std::uint64_t bits = in.little(21, 4);
        return {(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
    }
    if (startsWith(bytes, 12, "VP8X"))
        return {in.little(24, 3) + 1, in.little(27, 3) + 1};
    return {};
}

Size bmpSize(Cursor& in) {
    if (in.little(14, 4) == 12)
        return {in.little(18, 2), in.little(20, 2)};
    const auto width = static_cast<std::int32_t>(in.little(18, 4));
    const auto height = static_cast<std::int32_t>(in.little(22, 4));
    return width < 0 ? Size() : Size(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(std::llabs(height)));
}

/// Classic and BigTIFF differ in the width of their numbers only.
Size tiffSize(Cursor& in, bool bigEndian) {
    const auto number = [&](std::size_t at, int count) { return bigEndian ? in.big(at, count) : in.little(at, count); };
    const bool wide = number(2, 2) == 43;
    const int word = wide ? 8 : 4; // bytes of an offset or count
    const std::size_t directory = number(wide ? 8 : 4, word);
    const int countBytes = wide ? 8 : 2;
    const std::uint64_t entries = number(directory, countBytes);
    constexpr std::uint64_t kShort = 3, kLong = 4;
    Size size;
    std::uint64_t orientation = 0;
    for (std::uint64_t i = 0; i < entries && !in.beyond(); ++i) {
        const std::size_t at = directory + static_cast<std::size_t>(countBytes) + (wide ? 20 : 12) * i;
        const std::uint64_t tag = number(at, 2), type = number(at + 2, 2);
        if (tag == 274 && orientation == 0 && type == kShort)
            orientation = number(at + 4 + static_cast<std::size_t>(word), 2);
        if (tag != 256 && tag != 257)
            continue;
        // As libtiff takes it: the first of several counts. Another type or number of values could mean another size
        // to the decoder than to us.
        std::int64_t& side = tag == 256 ? size.width : size.height;
        if (side != 0)
            continue;
        const std::size_t value = at + 4 + static_cast<std::size_t>(word);
        if ((type != kShort && type != kLong) || number(at + 4, word) != 1)
            return {};
        side = static_cast<std::int64_t>(type == kShort ? number(value, 2) : number(value, 4));
        if (side == 0)
            return {};
    }
    if (orientation >= 5 && orientation <= 8) // lines are columns
        std::swap(size.width, size.height);
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
    for (const std::string_view magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
        if (startsWith(bytes, 0, magic))
            return ImageFormat::Tiff;
    }
    return ImageFormat::Unknown;
}

Error refused(const std::string& place, const std::string& why, const std::string& next = {}) {
    return Error(ErrorKind::Data, {why, displayText(place), {}, next});
}

/// Kinds that begin like one of ours.
void refuseVariants(ImageFormat format, Bytes bytes, const std::string& place) {
    if (format == ImageFormat::Png && startsWith(bytes, 12, "CgBI"))
        throw refused(place, "Apple's own kind of PNG (CgBI) cannot be used", "Convert it to a usual PNG.");
    if (format == ImageFormat::Jpeg && startsWith(bytes, 2, "\xFF\xF7"))
        throw refused(place, foreignKindOf(bytes).title, foreignKindOf(bytes).next);
    if (format == ImageFormat::Tiff && startsWith(bytes, 8, "CR"))
        throw refused(place, "Camera raw (CR2) pictures cannot be used", "Convert it to PNG or JPEG.");
}

Size sizeIn(ImageFormat format, Bytes bytes, Cursor& in) {
    switch (format) {
    case ImageFormat::Jpeg:
        return jpegSize(in);
    case ImageFormat::Png:
        return {in.big(16, 4), in.big(20, 4)};
    case ImageFormat::WebP:
        return webpSize(in, bytes);
    case ImageFormat::Bmp:
        return bmpSize(in);
    case ImageFormat::Tiff:
        return tiffSize(in, bytes[0] == 'M');
    case ImageFormat::Unknown:
        break;
    }
    return {};
}

} // namespace

ImageFormat imageFormatOf(Bytes bytes) {
    return formatOf(bytes);
}

ImageHeader readImageHeader(Bytes bytes, const std::string& place, std::int64_t maxPixels) {
    if (bytes.empty())
        throw refused(place, "The file is empty");
    ImageHeader header;
    header.format = formatOf(bytes);
    if (header.format == ImageFormat::Unknown) {
        const ForeignKind kind = foreignKindOf(bytes);
        throw refused(place, kind.title, kind.next);
    }
    refuseVariants(header.format, bytes, place);
    Cursor in(bytes);
    const Size size = sizeIn(header.format, bytes, in);
    if (in.beyond() || size.width <= 0 || size.height <= 0)
        throw refused(place, "The picture ends too early or its header is damaged");
    if (size.width > maxPixels || size.height > maxPixels || size.width * size.height > maxPixels)
        throw refused(
            place,
            "The picture is too large (" + std::to_string(size.width) + " x " + std::to_string(size.height) +
                " px; max_pixels is " + grouped(maxPixels) + ")",
            "Make it smaller, or raise max_pixels (on the command line of check, pack and classify: --max-pixels).");
    header.width = static_cast<int>(size.width);
    header.height = static_cast<int>(size.height);
    return header;
}

} // namespace studio
