// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoder_messages.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <iterator>

namespace studio {

namespace {

using enum PictureDecoder;
using enum MessageCost;

/// Texts are those of libjpeg (jerror.h), libpng, libtiff and, where a library says nothing, our own.
constexpr DecoderMessageRow kRows[] = {
    {Jpeg, "Premature end of JPEG file", Pixels, "cut short"},
    {Jpeg, "Corrupt JPEG data: premature end of data segment", Pixels, "damaged data"},
    {Jpeg, "Corrupt JPEG data: bad Huffman code", Pixels, "damaged data"},
    {Jpeg, "Corrupt JPEG data: bad arithmetic code", Pixels, "damaged data"},
    {Jpeg, "Corrupt JPEG data: found marker * instead of RST*", Pixels, "a part is missing"},
    {Jpeg, "Inconsistent progression sequence for *", Pixels, "scans that contradict each other"},
    {Jpeg, "Application transferred too many scanlines", Pixels, "only said when writing"},
    {Jpeg, "Corrupt JPEG data: * extraneous bytes before marker 0xd9", Nothing, "bytes left over behind the pixels"},
    {Jpeg, "Corrupt JPEG data: * extraneous bytes before marker *", Nothing, "extra bytes between segments"},
    {Jpeg, "Corrupt JPEG data: bad ICC marker", Nothing, "colour profile"},
    {Jpeg, "Unknown Adobe color transform code *", Nothing, "unknown Adobe transform, taken as usual"},
    {Jpeg, "Warning: unknown JFIF revision number *", Nothing, "unknown JFIF revision"},
    {Jpeg, "Invalid SOS parameters for sequential JPEG", Nothing, "unusual scan parameters, which say nothing"},

    // libpng ends with an error where it cannot give a line. Its warnings about the chunks of the pixels come behind
    // the last line: only a wrong checksum says then that a line is not what was stored.
    {Png, "IDAT: incorrect data check", Pixels, "wrong checksum of the pixels"},
    {Png, "IDAT: CRC error", Pixels, "wrong checksum of the pixels"},
    {Png, "IDAT: *", Nothing, "bytes behind the pixels"},
    {Png, "PLTE: *", Nothing, "a palette that is not used"}, // of one that is, it is an error
    {Png, "the file ends behind its pixels", Nothing, "cut short behind the pixels"},
    {Png, "animated: *", Nothing, "animated, its first picture is used"},
    {Png, "iCCP: *", Nothing, "colour profile"},
    {Png, "sRGB: *", Nothing, "colour space"},
    {Png, "gAMA: *", Nothing, "colour space"},
    {Png, "cHRM: *", Nothing, "colour space"},
    {Png, "tRNS: *", Nothing, "transparency, which is not used"},
    {Png, "tEXt: *", Nothing, "text"},
    {Png, "zTXt: *", Nothing, "text"},
    {Png, "iTXt: *", Nothing, "text"},
    {Png, "eXIf: *", Nothing, "camera data"},
    {Png, "IEND: *", Nothing, "damaged end mark"},
    {Png, "*", Nothing, "another part beside the pixels"},

    // libtiff's warnings about entries of the directory are many, and it goes on without the entry. Those of the
    // decoders of pixel data tell of lines that could not be read whole. JPEG data in a TIFF is judged as JPEG.
    {Tiff, "Fax*", Pixels, "damaged data"},
    {Tiff, "*Terminating PackBitsDecode due to lack of data*", Pixels, "cut short"},
    {Tiff, "more than one picture: *", Nothing, "several pictures, the first is used"},
    {Tiff, "PackBitsDecode: Discarding *", Nothing, "bytes behind the pixels"},
    {Tiff, "*", Nothing, "entries of its directory"},

    {WebP, "animated: *", Nothing, "animated, its first picture is used"},
    {WebP, "the file ends behind its pixels", Nothing, "cut short behind the pixels"},

    {Bmp, "the file ends behind its pixels", Nothing, "cut short behind the pixels"},
};

constexpr DecoderMessageRow kUnknown{Jpeg, "*", Pixels, "unknown complaint"};

/// `*` stands for any characters, none too.
bool fits(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

const char* nameOf(PictureDecoder decoder) {
    switch (decoder) {
    case Jpeg:
        return "JPEG";
    case Png:
        return "PNG";
    case Tiff:
        return "TIFF";
    case WebP:
        return "WebP";
    case Bmp:
        return "BMP";
    }
    return "";
}

} // namespace

std::span<const DecoderMessageRow> decoderMessageRows() {
    return kRows;
}

const DecoderMessageRow& decoderMessageRow(PictureDecoder decoder, std::string_view message) {
    const auto* found = std::find_if(std::begin(kRows), std::end(kRows), [&](const DecoderMessageRow& row) {
        return row.decoder == decoder && fits(row.pattern, message);
    });
    return found != std::end(kRows) ? *found : kUnknown;
}

bool DecoderLog::noteAs(PictureDecoder decoder, std::string_view message) noexcept {
    const DecoderMessageRow& row = decoderMessageRow(decoder, message);
    if (row.cost == Pixels) {
        fail(message);
        return false;
    }
    if (odd_ == nullptr)
        return true;
    try {
        std::string kind = std::string(nameOf(decoder)) + ", " + row.means;
        const bool known =
            std::any_of(odd_->begin(), odd_->end(), [&](const PictureOddity& one) { return one.kind == kind; });
        if (!known)
            odd_->push_back({std::move(kind), std::string(message.substr(0, sizeof text_))});
    } catch (const std::exception&) {
        // No memory for the remark: the picture is as good without it.
    }
    return true;
}

void DecoderLog::fail(std::string_view message) noexcept {
    if (failed_)
        return;
    failed_ = true;
    const std::size_t length = std::min(message.size(), sizeof text_ - 1);
    std::memcpy(text_, message.data(), length);
    text_[length] = '\0';
}

} // namespace studio
