// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_file.h"

#include <cstring>
#include <sys/stat.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/image/jpeg_codec_internal.h"

namespace studio {

namespace {

/// PNG, WebP, BMP, TIFF. OpenCV signals some damage by exceptions and some by an empty result.
void decodeOther(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out,
                 const std::string& place) {
    cv::Mat image;
    try {
        const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::uint8_t*>(bytes.data()));
        image = cv::imdecode(raw, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    } catch (const cv::Exception&) {
        image.release();
    }
    if (image.empty() || image.type() != CV_8UC3)
        throw Error(ErrorKind::Data,
                    {"The picture is damaged or of a kind that cannot be read", displayText(place), {}, {}});
    if (image.cols != header.width || image.rows != header.height)
        throw Error(ErrorKind::Data,
                    {"The picture does not have the size its header says", displayText(place), {}, {}});
    out.width = image.cols;
    out.height = image.rows;
    out.rgb.resize(static_cast<std::size_t>(image.cols) * static_cast<std::size_t>(image.rows) * 3);
    cv::Mat rgb(image.rows, image.cols, CV_8UC3, out.rgb.data());
    cv::cvtColor(image, rgb, cv::COLOR_BGR2RGB);
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
        throw Error(ErrorKind::Data, {"The file is too large for a picture", displayText(path), {}, {}});
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

Picture decodePicture(std::span<const std::uint8_t> bytes, const std::string& place) {
    Picture picture;
    const ImageHeader header = readImageHeader(bytes, place);
    if (header.format == ImageFormat::Jpeg)
        decodeJpeg(bytes, nullptr, picture, place);
    else
        decodeOther(bytes, header, picture, place);
    return picture;
}

Picture loadPicture(const std::string& path) {
    std::vector<std::uint8_t> bytes;
    readImageFile(path, bytes);
    return decodePicture(bytes, path);
}

void decodeRegion(std::span<const std::uint8_t> bytes, const ImageHeader& header, PixelRect& region, Picture& out,
                  const std::string& place) {
    if (header.format == ImageFormat::Jpeg)
        return decodeJpeg(bytes, &region, out, place);
    decodeOther(bytes, header, out, place);
    cropInPlace(out, region);
}

} // namespace studio
