// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg_codec_internal.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <new>

#include <jpeglib.h>

#include <jerror.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/image/jpeg_entropy_internal.h"

namespace studio {

namespace {

/// libjpeg's error manager with a way out and a memory of what it said.
struct JpegErrors {
    jpeg_error_mgr base;
    std::jmp_buf out;
    DecoderLog log{PictureDecoder::Jpeg};
};

JpegErrors* errorsOf(j_common_ptr info) {
    return reinterpret_cast<JpegErrors*>(info->err);
}

void onError(j_common_ptr info) {
    JpegErrors* errors = errorsOf(info);
    char text[JMSG_LENGTH_MAX];
    (*errors->base.format_message)(info, text);
    errors->log.fail(text);
    std::longjmp(errors->out, 1);
}

/// A damaged picture is refused at the first complaint that costs pixels: the others would be thrown away in any case,
/// and a hostile file can make libjpeg go on for hours.
void onMessage(j_common_ptr info, int level) {
    if (level >= 0)
        return;
    JpegErrors* errors = errorsOf(info);
    char text[JMSG_LENGTH_MAX];
    (*errors->base.format_message)(info, text);
    if (!errors->log.note(text))
        std::longjmp(errors->out, 1);
}

/// A picture may have as many scans as its writer likes, each a walk over the whole picture. Writers use about ten;
/// libjpeg-turbo's own tools draw the line here, too.
constexpr int kMaxScans = 500;
/// Buffers that one unusual picture made larger than this are given back.
constexpr std::size_t kKeptBytes = 64u << 20;

void onProgress(j_common_ptr info) {
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMaxScans)
        return;
    JpegErrors* errors = errorsOf(info);
    char text[64];
    std::snprintf(text, sizeof text, "more than %d scans", kMaxScans);
    errors->log.fail(text);
    std::longjmp(errors->out, 1);
}

void giveBackIfLarge(std::vector<std::uint8_t>& buffer) {
    if (buffer.capacity() > kKeptBytes)
        std::vector<std::uint8_t>().swap(buffer);
}

void prepareErrors(JpegErrors& errors) {
    jpeg_std_error(&errors.base);
    errors.base.error_exit = onError;
    errors.base.emit_message = onMessage;
}

/// A decoder, used for one picture after another. Methods that may longjmp hold no object with a destructor.
class Reader {
public:
    Reader() {
        prepareErrors(errors_);
        info_.err = &errors_.base;
        progress_.progress_monitor = onProgress;
    }
    ~Reader() { jpeg_destroy_decompress(&info_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Whatever became of the picture before is forgotten, its tables too: a picture without Huffman or quantization
    /// tables would be decoded with those of the picture before, other pixels in another order of pictures.
    bool begin(const std::uint8_t* bytes, std::size_t size, std::vector<PictureOddity>* odd) {
        errors_.log = DecoderLog(PictureDecoder::Jpeg, odd);
        fast_ = false;
        if (setjmp(errors_.out) != 0)
            return false;
        jpeg_destroy_decompress(&info_); // does nothing to one that was not created yet
        jpeg_create_decompress(&info_);
        info_.progress = &progress_;
        jpeg_mem_src(&info_, bytes, static_cast<unsigned long>(size));
        jpeg_read_header(&info_, TRUE);
        const bool fourInks = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
        info_.out_color_space = fourInks ? JCS_CMYK : JCS_RGB;
        info_.dct_method = JDCT_ISLOW;
        jpeg_start_decompress(&info_);
        return true;
    }
    /// After begin(): with our own entropy decoding from here on, if it can.
    void speedUp() { fast_ = entropy_.take(info_); }
    /// Our entropy decoding came across something that libjpeg must judge: begin again without it.
    bool irregular() const { return fast_ && entropy_.failed(); }

    /// Narrows to the region; on return it is what the lines will hold.
    bool crop(PixelRect& region) {
        if (setjmp(errors_.out) != 0)
            return false;
        // Two pixels more on each side: chroma upsampling looks at its neighbours, so the edge of a crop would differ.
        const int left = std::max(region.x - 2, 0);
        const int right = std::min(region.x + region.width + 2, static_cast<int>(info_.output_width));
        auto x = static_cast<JDIMENSION>(left), width = static_cast<JDIMENSION>(right - left);
        jpeg_crop_scanline(&info_, &x, &width);
        if (fast_)
            entropy_.keepColumns(x / mcuWidth(), (x + width - 1) / mcuWidth());
        if (region.y > 0)
            jpeg_skip_scanlines(&info_, static_cast<JDIMENSION>(region.y));
        region.x = static_cast<int>(x);
        region.width = static_cast<int>(width);
        return true;
    }

    bool readLines(std::uint8_t* to, int lines, int lineBytes) {
        if (setjmp(errors_.out) != 0)
            return false;
        for (int y = 0; y < lines;) {
            JSAMPROW row = to + static_cast<std::size_t>(y) * static_cast<std::size_t>(lineBytes);
            const JDIMENSION got = jpeg_read_scanlines(&info_, &row, 1);
            if (got == 0)
                return false;
            y += static_cast<int>(got);
        }
        return true;
    }

    /// For whole pictures: reads up to the end-of-image marker, so that its absence is noticed.
    bool finish() {
        if (setjmp(errors_.out) != 0)
            return false;
        jpeg_finish_decompress(&info_);
        return true;
    }

    /// The picture is done, or given up: what it took is given back, so that no thread holds a large one's
    /// coefficients until its next picture.
    void end() {
        if (setjmp(errors_.out) == 0)
            jpeg_abort_decompress(&info_);
        entropy_.shrink(kKeptBytes);
    }

    int width() const { return static_cast<int>(info_.output_width); }
    int height() const { return static_cast<int>(info_.output_height); }
    int components() const { return info_.output_components; }
    const DecoderLog& log() const { return errors_.log; }

private:
    /// In pixels. The only component of a picture stands in single blocks whatever its sampling factors say.
    JDIMENSION mcuWidth() const {
        return static_cast<JDIMENSION>(info_.num_components == 1 ? DCTSIZE : DCTSIZE * info_.max_h_samp_factor);
    }

    JpegErrors errors_;
    jpeg_progress_mgr progress_{};
    jpeg_decompress_struct info_{};
    JpegEntropy entropy_;
    bool fast_ = false;
};

/// Four inks to RGB as Pillow does it. Adobe files store the inks inverted, and so do, in practice, all others.
void inksToRgb(const std::vector<std::uint8_t>& inks, std::vector<std::uint8_t>& rgb) {
    const std::size_t count = inks.size() / 4;
    rgb.resize(count * 3);
    for (std::size_t i = 0; i < count; ++i) {
        const int black = inks[4 * i + 3];
        for (std::size_t c = 0; c < 3; ++c) {
            const int product = (255 - inks[4 * i + c]) * black + 128;
            rgb[3 * i + c] = static_cast<std::uint8_t>(std::clamp(black - (((product >> 8) + product) >> 8), 0, 255));
        }
    }
}

/// `rect`: what `out` holds. False: not decoded.
bool decodeWith(Reader& reader, std::span<const std::uint8_t> bytes, const PixelRect* region, PixelRect& rect,
                Picture& out, bool fast, std::vector<PictureOddity>* odd) {
    if (!reader.begin(bytes.data(), bytes.size(), odd))
        return false;
    if (fast)
        reader.speedUp();
    rect = region != nullptr ? *region : PixelRect{0, 0, reader.width(), reader.height()};
    const bool partial = rect.width < reader.width() || rect.height < reader.height();
    if (partial && !reader.crop(rect))
        return false;
    out.width = rect.width;
    out.height = rect.height;
    const int lineBytes = rect.width * reader.components();
    thread_local std::vector<std::uint8_t> inks;
    std::vector<std::uint8_t>& lines = reader.components() == 4 ? inks : out.rgb;
    lines.resize(static_cast<std::size_t>(lineBytes) * static_cast<std::size_t>(rect.height));
    // A cropped decode cannot see damage below its last line; the full check decodes whole files.
    if (!reader.readLines(lines.data(), rect.height, lineBytes) || (!partial && !reader.finish()))
        return false;
    if (reader.components() == 4) {
        inksToRgb(inks, out.rgb);
        giveBackIfLarge(inks);
    }
    return true;
}

/// Writes to a vector: libjpeg's own memory destination leaves its block freed and named when it cannot grow.
struct VectorDestination {
    jpeg_destination_mgr base;
    std::vector<std::uint8_t>* bytes;

    static constexpr std::size_t kFirstBytes = 64u << 10;

    /// Room for as many bytes as there are (at first, kFirstBytes), behind them.
    static void grow(j_compress_ptr info) {
        auto* self = reinterpret_cast<VectorDestination*>(info->dest);
        const std::size_t used = self->bytes->size();
        bool enough = true;
        try {
            self->bytes->resize(std::max(2 * used, kFirstBytes));
        } catch (const std::bad_alloc&) {
            enough = false;
        }
        if (!enough)
            ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
        self->base.next_output_byte = self->bytes->data() + used;
        self->base.free_in_buffer = self->bytes->size() - used;
    }
    static boolean onFull(j_compress_ptr info) {
        grow(info);
        return TRUE;
    }
    static void onEnd(j_compress_ptr info) {
        auto* self = reinterpret_cast<VectorDestination*>(info->dest);
        self->bytes->resize(self->bytes->size() - self->base.free_in_buffer);
    }
};

/// False: the log of `errors` says why.
bool encodeTo(std::vector<std::uint8_t>& bytes, const Picture& picture, int quality, JpegErrors& errors) {
    jpeg_compress_struct info{};
    VectorDestination destination{
        {nullptr, 0, VectorDestination::grow, VectorDestination::onFull, VectorDestination::onEnd}, &bytes};
    prepareErrors(errors);
    info.err = &errors.base;
    if (setjmp(errors.out) != 0) {
        jpeg_destroy_compress(&info);
        return false;
    }
    jpeg_create_compress(&info);
    info.dest = &destination.base;
    info.image_width = static_cast<JDIMENSION>(picture.width);
    info.image_height = static_cast<JDIMENSION>(picture.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        auto* row =
            const_cast<std::uint8_t*>(picture.rgb.data()) + std::size_t{info.next_scanline} * info.image_width * 3;
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    return true;
}

} // namespace

Error pictureDamage(const std::string& why, const std::string& place) {
    const auto says = [&](const char* words) { return why.find(words) != std::string::npos; };
    const bool other = says("nsupported") || says("not supported") || says("can not handle") || says("does not know");
    const bool early = says("end of") || says("Premature") || says("the file ends");
    return Error(ErrorKind::Data, {early   ? "The picture ends too early"
                                   : other ? "The picture is of a kind that cannot be read"
                                           : "The picture is damaged",
                                   displayText(place) + (why.empty() ? "" : ": " + why),
                                   {},
                                   {}});
}

void decodeJpeg(std::span<const std::uint8_t> bytes, PixelRect* region, Picture& out, const std::string& place,
                bool fast, std::vector<PictureOddity>* odd) {
    thread_local Reader reader; // its tables and buffers are made once a thread
    PixelRect rect;
    bool good = decodeWith(reader, bytes, region, rect, out, fast, odd);
    if (reader.irregular())
        good = decodeWith(reader, bytes, region, rect, out, false, odd);
    reader.end();
    if (!good || reader.log().failed())
        throw pictureDamage(reader.log().text(), place);
    if (region != nullptr)
        *region = rect;
}

std::vector<std::uint8_t> encodeJpeg(const Picture& picture, int quality) {
    std::vector<std::uint8_t> bytes;
    JpegErrors errors;
    if (!encodeTo(bytes, picture, quality, errors))
        throw Error(ErrorKind::Internal, {"A picture cannot be encoded", errors.log.text(), {}, {}});
    return bytes;
}

} // namespace studio
