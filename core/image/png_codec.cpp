// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/png_codec_internal.h"

#include <csetjmp>
#include <cstring>
#include <new>

#include <png.h>
#include <zlib.h>

#include "core/base/error.h"

namespace studio {

namespace {

/// What libpng's callbacks see.
struct Source {
    const std::uint8_t* next;
    std::size_t left;
    DecoderLog* log;
    bool linesRead; ///< all of them: what comes may be missing or wrong
};

Source& sourceOf(png_structp png, png_voidp (*get)(png_const_structrp)) {
    return *static_cast<Source*>(get(png));
}

void onRead(png_structp png, png_bytep to, std::size_t count) {
    Source& source = sourceOf(png, png_get_io_ptr);
    if (count > source.left)
        png_error(png, source.linesRead ? "the file ends behind its pixels" : "the file ends early");
    std::memcpy(to, source.next, count);
    source.next += count;
    source.left -= count;
}

void onWarning(png_structp png, png_const_charp message) {
    Source& source = sourceOf(png, png_get_error_ptr);
    if (!source.log->note(message))
        png_longjmp(png, 1);
}

void onError(png_structp png, png_const_charp message) {
    Source& source = sourceOf(png, png_get_error_ptr);
    if (source.linesRead)
        source.log->note(message);
    else
        source.log->fail(message);
    png_longjmp(png, 1);
}

/// Whether a chunk of an animation stands before the pixels. Bounded by the bytes there are.
bool isAnimated(std::span<const std::uint8_t> bytes) {
    for (std::size_t at = 8; at + 8 <= bytes.size();) {
        const auto* chunk = bytes.data() + at;
        if (std::memcmp(chunk + 4, "acTL", 4) == 0)
            return true;
        if (std::memcmp(chunk + 4, "IDAT", 4) == 0)
            return false;
        at += 12 + (std::size_t{chunk[0]} << 24 | std::size_t{chunk[1]} << 16 | std::size_t{chunk[2]} << 8 | chunk[3]);
    }
    return false;
}

/// Methods that may longjmp hold no object with a destructor.
class Reader {
public:
    Reader(std::span<const std::uint8_t> bytes, DecoderLog& log)
        : source_{bytes.data(), bytes.size(), &log, false}
        , png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_, onError, onWarning))
        , info_(png_ != nullptr ? png_create_info_struct(png_) : nullptr) {}
    ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Alpha and the low byte of 16 bits are dropped, as Pillow's convert("RGB") does.
    bool begin(const ImageHeader& header) {
        if (png_ == nullptr || info_ == nullptr || setjmp(png_jmpbuf(png_)) != 0)
            return false;
        png_set_read_fn(png_, &source_, onRead);
        png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX); // the header was looked at
        png_set_benign_errors(png_, 1);
        // Chunks that may come a thousand times or unpack to megabytes, and that nobody looks at.
        static constexpr png_byte kPassed[] = "tEXt\0zTXt\0iTXt\0sPLT\0hIST\0eXIf\0pCAL\0sCAL";
        png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kPassed, 8);
        png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
        png_read_info(png_, info_);
        png_set_strip_16(png_);
        png_set_palette_to_rgb(png_);
        png_set_expand_gray_1_2_4_to_8(png_);
        png_set_gray_to_rgb(png_);
        png_set_strip_alpha(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
        const bool asTold = png_get_image_width(png_, info_) == static_cast<png_uint_32>(header.width) &&
                            png_get_image_height(png_, info_) == static_cast<png_uint_32>(header.height) &&
                            png_get_rowbytes(png_, info_) == static_cast<std::size_t>(header.width) * 3;
        if (!asTold)
            source_.log->fail("it does not have the size that its header says");
        return asTold;
    }
    bool readLines(std::uint8_t* to, int lines, std::size_t lineBytes) {
        if (setjmp(png_jmpbuf(png_)) != 0)
            return false;
        for (int pass = 0; pass < passes_; ++pass) {
            for (int y = 0; y < lines; ++y)
                png_read_row(png_, to + static_cast<std::size_t>(y) * lineBytes, nullptr);
        }
        source_.linesRead = true;
        return true;
    }
    /// What stands behind the pixels, their checksum among it.
    void finish() {
        if (setjmp(png_jmpbuf(png_)) == 0)
            png_read_end(png_, nullptr);
    }

private:
    Source source_;
    png_structp png_;
    png_infop info_;
    int passes_ = 1;
};

void onWrite(png_structp png, png_bytep from, std::size_t count) {
    auto& bytes = *static_cast<std::vector<std::uint8_t>*>(png_get_io_ptr(png));
    bool kept = true;
    try {
        bytes.insert(bytes.end(), from, from + count);
    } catch (const std::bad_alloc&) { // not through C code
        kept = false;
    }
    if (!kept)
        png_error(png, "there is not enough memory");
}

/// Fast rather than small. Holds no object with a destructor: it may longjmp.
bool writeTo(std::vector<std::uint8_t>& bytes, png_structp png, png_infop info, const Picture& picture) {
    if (png == nullptr || info == nullptr || setjmp(png_jmpbuf(png)) != 0)
        return false;
    png_set_write_fn(png, &bytes, onWrite, nullptr);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    png_set_compression_level(png, Z_BEST_SPEED);
    png_set_compression_strategy(png, Z_RLE);
    png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < picture.height; ++y)
        png_write_row(png,
                      picture.rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) * 3);
    png_write_end(png, info);
    return true;
}

} // namespace

std::vector<std::uint8_t> encodePng(const Picture& picture) {
    std::vector<std::uint8_t> bytes;
    DecoderLog log(PictureDecoder::Png);
    Source source{nullptr, 0, &log, false};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &source, onError, onWarning);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    const bool written = writeTo(bytes, png, info, picture);
    png_destroy_write_struct(&png, &info);
    if (!written)
        throw Error(ErrorKind::Internal, {"A picture cannot be encoded", log.text(), {}, {}});
    return bytes;
}

bool decodePng(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log) {
    Reader reader(bytes, log);
    if (!reader.begin(header))
        return false;
    out.width = header.width;
    out.height = header.height;
    const std::size_t lineBytes = static_cast<std::size_t>(header.width) * 3;
    out.rgb.resize(lineBytes * static_cast<std::size_t>(header.height));
    if (!reader.readLines(out.rgb.data(), header.height, lineBytes))
        return false;
    reader.finish();
    if (isAnimated(bytes))
        log.note("animated: only its first picture is used");
    return !log.failed();
}

} // namespace studio
