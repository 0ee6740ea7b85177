// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/tiff_codec_internal.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>

#include <tiffio.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace {

/// The file, as libtiff reads it.
struct Memory {
    std::span<const std::uint8_t> bytes;
    std::uint64_t at = 0;
};

tmsize_t onRead(thandle_t handle, void* to, tmsize_t count) {
    auto& memory = *static_cast<Memory*>(handle);
    const std::uint64_t left = memory.bytes.size() - std::min<std::uint64_t>(memory.at, memory.bytes.size());
    const std::uint64_t got = std::min(left, static_cast<std::uint64_t>(std::max<tmsize_t>(count, 0)));
    if (got > 0)
        std::memcpy(to, memory.bytes.data() + memory.at, got);
    memory.at += got;
    return static_cast<tmsize_t>(got);
}

tmsize_t onWrite(thandle_t, void*, tmsize_t) {
    return 0;
}

toff_t onSeek(thandle_t handle, toff_t offset, int whence) {
    auto& memory = *static_cast<Memory*>(handle);
    const std::uint64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory.at : memory.bytes.size();
    memory.at = from + offset;
    return memory.at;
}

int onClose(thandle_t) {
    return 0;
}

toff_t onSize(thandle_t handle) {
    return static_cast<Memory*>(handle)->bytes.size();
}

/// "JPEGLib" and "LibJpeg" hand on what libjpeg says of the JPEG data in a TIFF: the policy for JPEG holds for it.
bool isOfJpeg(const char* module) {
    return module != nullptr && (std::strcmp(module, "JPEGLib") == 0 || std::strcmp(module, "LibJpeg") == 0);
}

/// What libtiff complains to. While it opens the file an error may concern an entry that nobody needs.
struct Said {
    DecoderLog& log;
    bool reading = false;
    char first[512] = {}; ///< error while opening
};

std::string_view composed(char (&text)[512], const char* module, const char* format, std::va_list arguments) {
    int used = 0;
    if (module != nullptr && !isOfJpeg(module))
        used = std::clamp(std::snprintf(text, sizeof text, "%s: ", module), 0, static_cast<int>(sizeof text) - 1);
    std::vsnprintf(text + used, sizeof text - static_cast<std::size_t>(used), format, arguments);
    return text;
}

int onWarning(TIFF*, void* user, const char* module, const char* format, std::va_list arguments) {
    char text[512];
    const std::string_view message = composed(text, module, format, arguments);
    static_cast<Said*>(user)->log.noteAs(isOfJpeg(module) ? PictureDecoder::Jpeg : PictureDecoder::Tiff, message);
    return 1; // said; nothing for the terminal
}

int onError(TIFF*, void* user, const char* module, const char* format, std::va_list arguments) {
    auto& said = *static_cast<Said*>(user);
    char text[512];
    const std::string_view message = composed(text, module, format, arguments);
    if (said.reading)
        said.log.fail(message);
    else if (said.first[0] == '\0')
        std::snprintf(said.first, sizeof said.first, "%s", text);
    return 1;
}

using Tiff = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

/// Null: the log says why. What one picture needs bounds what libtiff may allocate at a time.
Tiff openTiff(Memory& memory, const ImageHeader& header, Said& said) {
    constexpr tmsize_t kLeast = 64 << 20;
    const tmsize_t bound = std::max(kLeast, tmsize_t{header.width} * header.height * 8 + kLeast);
    const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                   TIFFOpenOptionsFree);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), bound);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), onError, &said);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), onWarning, &said);
    Tiff tiff(TIFFClientOpenExt("TIFF", "rm", &memory, onRead, onWrite, onSeek, onClose, onSize, nullptr, nullptr,
                                options.get()),
              TIFFClose);
    if (tiff == nullptr)
        said.log.fail(said.first);
    else if (said.first[0] != '\0')
        said.log.note(said.first);
    said.reading = true;
    return tiff;
}

std::uint16_t number(TIFF* tiff, std::uint32_t tag) {
    std::uint16_t value = 0;
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

/// What the samples are, where they are nothing that can be shown as a picture of 8 bits; else empty.
std::string otherSamples(TIFF* tiff) {
    const int bits = number(tiff, TIFFTAG_BITSPERSAMPLE);
    const int photometric = number(tiff, TIFFTAG_PHOTOMETRIC);
    if (photometric == PHOTOMETRIC_LOGL || photometric == PHOTOMETRIC_LOGLUV)
        return {}; // libtiff makes 8 bits of them
    const std::string size = std::to_string(bits) + "-bit ";
    switch (number(tiff, TIFFTAG_SAMPLEFORMAT)) {
    case SAMPLEFORMAT_IEEEFP:
        return size + "floating-point numbers (float)";
    case SAMPLEFORMAT_COMPLEXINT:
    case SAMPLEFORMAT_COMPLEXIEEEFP:
        return size + "complex numbers";
    case SAMPLEFORMAT_INT:
        if (bits > 8)
            return size + "signed integers";
        break;
    default:
        break;
    }
    return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 ? "" : size + "integers";
}

void refuseOtherKinds(TIFF* tiff, const std::string& place) {
    const char* next = "Convert it to 8 or 16 bits per colour, for example as PNG.";
    if (const std::string samples = otherSamples(tiff); !samples.empty())
        throw Error(
            ErrorKind::Data,
            {"The TIFF holds " + samples + ", which cannot be used as a picture", displayText(place), {}, next});
    const std::uint16_t compression = number(tiff, TIFFTAG_COMPRESSION);
    if (TIFFIsCODECConfigured(compression) == 0)
        throw Error(ErrorKind::Data,
                    {"The TIFF's compression (number " + std::to_string(compression) + ") cannot be read",
                     displayText(place),
                     {},
                     "Convert it to PNG or JPEG."});
}

/// Lines of the file are columns of the picture.
bool isSideways(int orientation) {
    return orientation >= 5 && orientation <= 8;
}

/// Whether the colours of the file were multiplied by its alpha.
bool isMultiplied(TIFF* tiff) {
    std::uint16_t count = 0;
    std::uint16_t* kinds = nullptr;
    return TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) == 1 && count > 0 && kinds != nullptr &&
           kinds[0] == EXTRASAMPLE_ASSOCALPHA;
}

/// As Pillow divides.
std::uint8_t divided(std::uint32_t colour, std::uint32_t alpha) {
    return static_cast<std::uint8_t>(alpha == 0 ? 0 : std::min(255u, colour * 255 / alpha));
}

void store(const std::uint32_t* from, std::size_t count, bool multiplied, std::uint8_t* to) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t pixel = from[i], alpha = TIFFGetA(pixel);
        const bool divide = multiplied && alpha != 255;
        to[3 * i] = divide ? divided(TIFFGetR(pixel), alpha) : static_cast<std::uint8_t>(TIFFGetR(pixel));
        to[3 * i + 1] = divide ? divided(TIFFGetG(pixel), alpha) : static_cast<std::uint8_t>(TIFFGetG(pixel));
        to[3 * i + 2] = divide ? divided(TIFFGetB(pixel), alpha) : static_cast<std::uint8_t>(TIFFGetB(pixel));
    }
}

/// Lines that libtiff decodes at a time: no strip or tile is decoded twice.
std::uint32_t bandOf(TIFF* tiff, std::uint32_t height) {
    std::uint32_t part = 0;
    TIFFGetFieldDefaulted(tiff, TIFFIsTiled(tiff) != 0 ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP, &part);
    if (part == 0 || part >= height)
        return height;
    constexpr std::uint32_t kLines = 256;
    return std::min(height, part >= kLines ? part : kLines / part * part);
}

/// From how the lines are stored to how they are meant: the tag's numbers 1 to 8.
void turn(Picture& picture, int orientation) {
    if (orientation < 2 || orientation > 8)
        return;
    const auto width = static_cast<std::size_t>(picture.width), height = static_cast<std::size_t>(picture.height);
    const bool swapped = isSideways(orientation);
    const bool right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    const bool bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    Picture turned{swapped ? picture.height : picture.width, swapped ? picture.width : picture.height, {}};
    turned.rgb.resize(picture.rgb.size());
    const auto across = static_cast<std::size_t>(turned.width), down = static_cast<std::size_t>(turned.height);
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t column = swapped ? y : x, line = swapped ? x : y;
            const std::size_t to = (bottom ? down - 1 - line : line) * across + (right ? across - 1 - column : column);
            std::copy_n(picture.rgb.data() + 3 * (y * width + x), 3, turned.rgb.data() + 3 * to);
        }
    }
    picture = std::move(turned);
}

struct Rgba {
    ~Rgba() { TIFFRGBAImageEnd(&image); }
    TIFFRGBAImage image{};
};

bool readPixels(TIFF* tiff, const ImageHeader& header, Picture& out, DecoderLog& log) {
    char why[1024] = {};
    Rgba rgba;
    TIFFRGBAImage& image = rgba.image;
    if (TIFFRGBAImageOK(tiff, why) == 0 || TIFFRGBAImageBegin(&image, tiff, 1, why) == 0) {
        log.fail(why);
        return false;
    }
    const bool sideways = isSideways(image.orientation);
    if (image.width != static_cast<std::uint32_t>(sideways ? header.height : header.width) ||
        image.height != static_cast<std::uint32_t>(sideways ? header.width : header.height)) {
        log.fail("it does not have the size that its header says");
        return false;
    }
    image.req_orientation = image.orientation; // it would flip, and not turn; turn() does both
    // libtiff would multiply by alpha and round: its tables are made to pass colours on as other containers do.
    for (std::size_t i = 0; image.UaToAa != nullptr && i < 65536; ++i)
        image.UaToAa[i] = static_cast<std::uint8_t>(i & 255);
    for (std::size_t i = 0; image.Bitdepth16To8 != nullptr && i < 65536; ++i)
        image.Bitdepth16To8[i] = static_cast<std::uint8_t>(i >> 8);
    const bool multiplied = isMultiplied(tiff);
    const std::uint32_t band = bandOf(tiff, image.height);
    std::vector<std::uint32_t> raster(std::size_t{image.width} * band);
    out.width = static_cast<int>(image.width);
    out.height = static_cast<int>(image.height);
    out.rgb.resize(std::size_t{image.width} * image.height * 3);
    for (std::uint32_t y = 0; y < image.height && !log.failed(); y += band) {
        const std::uint32_t lines = std::min(band, image.height - y);
        image.row_offset = static_cast<int>(y);
        if (TIFFRGBAImageGet(&image, raster.data(), image.width, lines) == 0) {
            log.fail("it cannot be decoded");
            return false;
        }
        const std::size_t first = std::size_t{y} * image.width;
        store(raster.data(), std::size_t{lines} * image.width, multiplied, out.rgb.data() + 3 * first);
    }
    return !log.failed();
}

} // namespace

bool decodeTiff(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log,
                const std::string& place) {
    Memory memory{bytes};
    Said said{log};
    const Tiff tiff = openTiff(memory, header, said);
    if (tiff == nullptr)
        return false;
    refuseOtherKinds(tiff.get(), place);
    if (TIFFLastDirectory(tiff.get()) == 0)
        log.note("more than one picture: only the first is used");
    if (!readPixels(tiff.get(), header, out, log))
        return false;
    turn(out, number(tiff.get(), TIFFTAG_ORIENTATION));
    return true;
}

} // namespace studio
