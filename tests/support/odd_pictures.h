// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <opencv2/imgcodecs.hpp>
#include <zlib.h>

#include "core/image/image_file.h"

/// Pictures that are not quite as they should be, byte by byte.
namespace studio::test {

using Bytes = std::vector<std::uint8_t>;

/// A picture without sharp edges.
inline Picture gradientPicture(int width, int height) {
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (const int level :
                 {20 + x * 200 / width, 20 + y * 200 / height, 220 - (x + y) * 180 / (width + height)})
                picture.rgb.push_back(static_cast<std::uint8_t>(level));
        }
    }
    return picture;
}

inline Bytes bytesOf(const std::string& text) {
    return {text.begin(), text.end()};
}

inline void append(Bytes& to, const Bytes& what) {
    to.insert(to.end(), what.begin(), what.end());
}

inline void appendNumber(Bytes& to, std::uint32_t value, int count, bool big) {
    for (int i = 0; i < count; ++i)
        to.push_back(static_cast<std::uint8_t>(value >> (8 * (big ? count - 1 - i : i))));
}

inline Bytes inserted(Bytes into, std::size_t at, const Bytes& what) {
    into.insert(into.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
    return into;
}

inline Bytes cut(Bytes bytes, std::size_t missing) {
    bytes.resize(bytes.size() - missing);
    return bytes;
}

/// Where `what` begins, or the end.
inline std::size_t placeOf(const Bytes& bytes, const Bytes& what) {
    return static_cast<std::size_t>(std::search(bytes.begin(), bytes.end(), what.begin(), what.end()) - bytes.begin());
}

inline Bytes jpegSegment(std::uint8_t marker, const Bytes& body) {
    Bytes out{0xFF, marker};
    appendNumber(out, static_cast<std::uint32_t>(body.size() + 2), 2, true);
    append(out, body);
    return out;
}

inline Bytes pngChunk(const std::string& name, const Bytes& body, bool goodChecksum = true) {
    Bytes out;
    appendNumber(out, static_cast<std::uint32_t>(body.size()), 4, true);
    append(out, bytesOf(name));
    append(out, body);
    const auto sum = ::crc32(0, out.data() + 4, static_cast<uInt>(out.size() - 4));
    appendNumber(out, static_cast<std::uint32_t>(sum) ^ (goodChecksum ? 0u : 1u), 4, true);
    return out;
}

inline Bytes packed(const Bytes& raw) {
    uLongf size = ::compressBound(static_cast<uLong>(raw.size()));
    Bytes out(size);
    ::compress(out.data(), &size, raw.data(), static_cast<uLong>(raw.size()));
    out.resize(size);
    return out;
}

/// The parts of a PNG; `samples` of `colourType` (2: RGB, 3: palette, 6: RGBA), unfiltered.
struct PngParts {
    Bytes head, pixels, tail;
    Bytes whole(const Bytes& before = {}, const Bytes& behind = {}) const {
        Bytes out = head;
        append(out, before);
        append(out, pngChunk("IDAT", pixels));
        append(out, behind);
        append(out, tail);
        return out;
    }
};

inline PngParts pngParts(int width, int height, int bits, int colourType, const Bytes& samples) {
    PngParts parts{{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, {}, pngChunk("IEND", {})};
    Bytes header;
    appendNumber(header, static_cast<std::uint32_t>(width), 4, true);
    appendNumber(header, static_cast<std::uint32_t>(height), 4, true);
    append(header, {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(colourType), 0, 0, 0});
    append(parts.head, pngChunk("IHDR", header));
    Bytes raw;
    const std::size_t line = samples.size() / static_cast<std::size_t>(height);
    for (std::size_t at = 0; at < samples.size(); at += line) {
        raw.push_back(0);
        raw.insert(raw.end(), samples.begin() + static_cast<std::ptrdiff_t>(at),
                   samples.begin() + static_cast<std::ptrdiff_t>(at + line));
    }
    parts.pixels = packed(raw);
    return parts;
}

/// One directory entry of a TIFF: SHORT (3) or LONG (4).
struct TiffEntry {
    int tag, type;
    std::vector<std::uint32_t> values;
};

struct TiffKind {
    int bits = 8, samples = 3, photometric = 2, compression = 1;
    std::vector<TiffEntry> more{};
    std::uint32_t next = 0; ///< offset of another directory
};

/// A TIFF of one strip, little-endian; `data` as its compression wants it.
inline Bytes tiff(int width, int height, const Bytes& data, const TiffKind& kind = {}) {
    constexpr int kShort = 3, kLong = 4;
    const auto number = [](int value) { return static_cast<std::uint32_t>(value); };
    std::vector<TiffEntry> entries{
        {256, kShort, {number(width)}},
        {257, kShort, {number(height)}},
        {258, kShort, std::vector<std::uint32_t>(static_cast<std::size_t>(kind.samples), number(kind.bits))},
        {259, kShort, {number(kind.compression)}},
        {262, kShort, {number(kind.photometric)}},
        {273, kLong, {0}},
        {277, kShort, {number(kind.samples)}},
        {278, kShort, {number(height)}},
        {279, kLong, {static_cast<std::uint32_t>(data.size())}}};
    entries.insert(entries.end(), kind.more.begin(), kind.more.end());
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.tag < b.tag; });
    const std::size_t listEnd = 8 + 2 + 12 * entries.size() + 4;
    Bytes lists;
    for (const TiffEntry& entry : entries) {
        if (entry.values.size() * (entry.type == kShort ? 2 : 4) > 4) {
            for (const std::uint32_t value : entry.values)
                appendNumber(lists, value, entry.type == kShort ? 2 : 4, false);
        }
    }
    Bytes out{'I', 'I', '*', 0, 8, 0, 0, 0};
    appendNumber(out, static_cast<std::uint32_t>(entries.size()), 2, false);
    std::size_t list = listEnd;
    for (const TiffEntry& entry : entries) {
        appendNumber(out, number(entry.tag), 2, false);
        appendNumber(out, number(entry.type), 2, false);
        appendNumber(out, static_cast<std::uint32_t>(entry.values.size()), 4, false);
        const std::size_t bytes = entry.values.size() * (entry.type == kShort ? 2 : 4);
        if (entry.tag == 273) {
            appendNumber(out, static_cast<std::uint32_t>(listEnd + lists.size()), 4, false);
        } else if (bytes > 4) {
            appendNumber(out, static_cast<std::uint32_t>(list), 4, false);
            list += bytes;
        } else {
            Bytes value;
            for (const std::uint32_t one : entry.values)
                appendNumber(value, one, entry.type == kShort ? 2 : 4, false);
            value.resize(4);
            append(out, value);
        }
    }
    appendNumber(out, kind.next, 4, false);
    append(out, lists);
    append(out, data);
    return out;
}

inline Bytes encodedByOpenCv(const char* extension, const Picture& picture, const std::vector<int>& options = {}) {
    cv::Mat image(picture.height, picture.width, CV_8UC3);
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        image.data[i / 3 * 3 + 2 - i % 3] = picture.rgb[i];
    Bytes bytes;
    cv::imencode(extension, image, bytes, options);
    return bytes;
}

inline Bytes losslessWebP(const Picture& picture) {
    return encodedByOpenCv(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101});
}

inline Bytes riffChunk(const std::string& name, Bytes body) {
    Bytes out = bytesOf(name);
    appendNumber(out, static_cast<std::uint32_t>(body.size()), 4, false);
    if (body.size() % 2 != 0)
        body.push_back(0);
    append(out, body);
    return out;
}

/// An extended WebP of these chunks. `flags`: 2 = animation, 8 = EXIF.
inline Bytes extendedWebP(int width, int height, std::uint8_t flags, const std::vector<Bytes>& chunks) {
    Bytes canvas{flags, 0, 0, 0};
    appendNumber(canvas, static_cast<std::uint32_t>(width - 1), 3, false);
    appendNumber(canvas, static_cast<std::uint32_t>(height - 1), 3, false);
    Bytes body = bytesOf("WEBP");
    append(body, riffChunk("VP8X", canvas));
    for (const Bytes& chunk : chunks)
        append(body, chunk);
    return riffChunk("RIFF", body);
}

/// All chunks of a plain WebP.
inline Bytes webPPixels(const Bytes& webp) {
    return {webp.begin() + 12, webp.end()};
}

/// Two pictures, one after the other.
inline Bytes animatedWebP(const Picture& first, const Picture& second) {
    const auto frame = [](const Picture& picture) {
        Bytes body{0, 0, 0, 0, 0, 0};
        appendNumber(body, static_cast<std::uint32_t>(picture.width - 1), 3, false);
        appendNumber(body, static_cast<std::uint32_t>(picture.height - 1), 3, false);
        append(body, {100, 0, 0, 0});
        append(body, webPPixels(losslessWebP(picture)));
        return riffChunk("ANMF", body);
    };
    return extendedWebP(first.width, first.height, 2,
                        {riffChunk("ANIM", {0, 0, 0, 0, 0, 0}), frame(first), frame(second)});
}

} // namespace studio::test
