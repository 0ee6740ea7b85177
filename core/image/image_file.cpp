// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_file.h"

#include <cstring>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/image/bmp_codec_internal.h"
#include "core/image/jpeg_codec_internal.h"
#include "core/image/png_codec_internal.h"
#include "core/image/tiff_codec_internal.h"
#include "core/image/webp_codec_internal.h"

namespace studio {

namespace {

/// All but JPEG.
void decodeOther(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, const std::string& place,
                 std::vector<PictureOddity>* odd) {
    const auto read = [&](PictureDecoder kind, auto decode) {
        DecoderLog log(kind, odd);
        if (!decode(log) || log.failed())
            throw pictureDamage(log.text(), place);
    };
    switch (header.format) {
    case ImageFormat::Png:
        return read(PictureDecoder::Png, [&](DecoderLog& log) { return decodePng(bytes, header, out, log); });
    case ImageFormat::WebP:
        return read(PictureDecoder::WebP, [&](DecoderLog& log) { return decodeWebP(bytes, header, out, log); });
    case ImageFormat::Bmp:
        return read(PictureDecoder::Bmp, [&](DecoderLog& log) { return decodeBmp(bytes, header, out, log); });
    case ImageFormat::Tiff:
        return read(PictureDecoder::Tiff, [&](DecoderLog& log) { return decodeTiff(bytes, header, out, log, place); });
    case ImageFormat::Jpeg:
    case ImageFormat::Unknown:
        break;
    }
}

/// Keeps the rows and columns of `region` in place.
void cropInPlace(Picture& picture, const PixelRect& region) {
    const auto lineBytes = static_cast<std::size_t>(region.width) * 3;
    for (int y = 0; y < region.height; ++y) {
        const std::size_t from = (static_cast<std::size_t>(region.y + y) * static_cast<std::size_t>(picture.width) +
                                  static_cast<std::size_t>(region.x)) *
                                 3;
        std::memmove(picture.rgb.data() + static_cast<std::size_t>(y) * lineBytes, picture.rgb.data() + from,
                     lineBytes);
    }
    picture.width = region.width;
    picture.height = region.height;
    picture.rgb.resize(lineBytes * static_cast<std::size_t>(region.height));
}

} // namespace

void readImageFile(const std::string& path, std::vector<std::uint8_t>& bytes) {
    const FileDescriptor file = openToRead(path);
    if (!file.isOpen())
        throw systemError("The picture cannot be opened", displayText(path), errno);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0)
        throw systemError("The picture cannot be read", displayText(path), errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {"This is not a regular file", displayText(path), {}, {}});
    if (static_cast<std::uint64_t>(info.st_size) > kMaxFileBytes)
        throw Error(ErrorKind::Data,
                    {"The file is too large for a picture (" + byteText(static_cast<std::uint64_t>(info.st_size)) +
                         ", at most " + byteText(kMaxFileBytes) + ")",
                     displayText(path),
                     {},
                     {}});
    bytes.resize(static_cast<std::size_t>(info.st_size));
    std::size_t at = 0;
    while (at < bytes.size()) {
        const ssize_t got = readSome(file.get(), std::as_writable_bytes(std::span(bytes).subspan(at)));
        if (got < 0)
            throw systemError("The picture cannot be read", displayText(path), errno);
        if (got == 0)
            break;
        at += static_cast<std::size_t>(got);
    }
    bytes.resize(at);
}

Picture decodePicture(std::span<const std::uint8_t> bytes, const std::string& place, std::int64_t maxPixels,
                      std::vector<PictureOddity>* odd) {
    Picture picture;
    const ImageHeader header = readImageHeader(bytes, place, maxPixels);
    if (header.format == ImageFormat::Jpeg)
        decodeJpeg(bytes, nullptr, picture, place, true, odd);
    else
        decodeOther(bytes, header, picture, place, odd);
    return picture;
}

Picture loadPicture(const std::string& path, std::int64_t maxPixels) {
    std::vector<std::uint8_t> bytes;
    readImageFile(path, bytes);
    return decodePicture(bytes, path, maxPixels);
}

void decodeRegion(std::span<const std::uint8_t> bytes, const ImageHeader& header, PixelRect& region, Picture& out,
                  const std::string& place) {
    if (header.format == ImageFormat::Jpeg)
        return decodeJpeg(bytes, &region, out, place);
    decodeOther(bytes, header, out, place, nullptr);
    cropInPlace(out, region);
}

} // namespace studio
