// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include <jpeglib.h>
#include <opencv2/imgcodecs.hpp>

#include "core/base/error.h"
#include "core/image/image_file.h"
#include "tests/support/formula_picture.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// A soft picture: JPEG keeps it nearly as it is.
Picture softPicture(int width, int height) {
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (const int level : {x * 200 / width, y * 200 / height, 220 - (x + y) * 200 / (width + height)}) {
                picture.rgb.push_back(static_cast<std::uint8_t>(level));
            }
        }
    }
    return picture;
}

cv::Mat matOf(const Picture& picture, int type) {
    const cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data()));
    const int channels = CV_MAT_CN(type);
    cv::Mat out(picture.height, picture.width, CV_8UC(channels));
    for (int y = 0; y < rgb.rows; ++y) {
        for (int x = 0; x < rgb.cols; ++x) {
            for (int c = 0; c < channels; ++c) {
                out.ptr(y)[x * channels + c] = c == 3 ? 77 : rgb.ptr(y)[x * 3 + (channels == 1 ? 1 : 2 - c)];
            }
        }
    }
    if (CV_MAT_DEPTH(type) == CV_16U) {
        cv::Mat deep;
        out.convertTo(deep, type, 256, 131); // the high byte is the 8-bit value
        return deep;
    }
    return out;
}

Bytes encoded(const char* extension, const Picture& picture, int type = CV_8UC3, const std::vector<int>& options = {}) {
    Bytes bytes;
    cv::imencode(extension, matOf(picture, type), bytes, options);
    return bytes;
}

/// JPEG bytes with any number of colour components and sampling factor 1 or 2 of the first.
Bytes rawJpeg(const Bytes& pixels, int width, int height, J_COLOR_SPACE space, int components, int sampling) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = static_cast<JDIMENSION>(width);
    info.image_height = static_cast<JDIMENSION>(height);
    info.input_components = components;
    info.in_color_space = space;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 95, TRUE);
    info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = sampling;
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < height; ++y) {
        auto* row = const_cast<std::uint8_t*>(pixels.data()) + static_cast<std::size_t>(y * width * components);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    const Bytes bytes(buffer, buffer + size);
    std::free(buffer);
    return bytes;
}

/// An entry of a TIFF's directory.
struct TiffTag {
    int tag, type;
    std::uint32_t value;
};

/// A grey TIFF of 8 x 4 pixels, one strip, with these entries for its size before the others.
Bytes greyTiff(const std::vector<TiffTag>& sizes) {
    constexpr int kShort = 3;
    std::vector<TiffTag> tags = sizes;
    const auto count = static_cast<std::uint32_t>(sizes.size() + 7);
    for (const TiffTag& tag : {TiffTag{258, kShort, 8}, TiffTag{259, kShort, 1}, TiffTag{262, kShort, 1},
                               TiffTag{273, 4, 8 + 2 + 12 * count + 4}, TiffTag{277, kShort, 1},
                               TiffTag{278, kShort, 4}, TiffTag{279, 4, 32}})
        tags.push_back(tag);
    Bytes bytes{'I', 'I', '*', 0};
    const auto put = [&](std::uint32_t value, int length) {
        for (int i = 0; i < length; ++i)
            bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    };
    put(8, 4);
    put(count, 2);
    for (const TiffTag& tag : tags) {
        put(static_cast<std::uint32_t>(tag.tag), 2);
        put(static_cast<std::uint32_t>(tag.type), 2);
        put(1, 4);
        put(tag.value, 4);
    }
    put(0, 4);
    for (int i = 0; i < 32; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i * 7));
    return bytes;
}

std::map<std::string, Bytes> everyFormat() {
    const Picture picture = softPicture(61, 43);
    return {{"jpeg", encodeJpeg(picture, 92)},
            {"png", encoded(".png", picture)},
            {"png alpha", encoded(".png", picture, CV_8UC4)},
            {"png grey", encoded(".png", picture, CV_8UC1)},
            {"png 16 bit", encoded(".png", picture, CV_16UC3)},
            {"webp", encoded(".webp", picture, CV_8UC3, {cv::IMWRITE_WEBP_QUALITY, 101})},
            {"webp lossy", encoded(".webp", picture, CV_8UC3, {cv::IMWRITE_WEBP_QUALITY, 90})},
            {"bmp", encoded(".bmp", picture)},
            {"tiff", encoded(".tiff", picture)}};
}

/// The kind of Error the call ends with, if any; another exception fails the test by itself.
std::optional<Error> errorOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

std::optional<Error> decodeError(const Bytes& bytes) {
    return errorOf([&] { decodePicture(bytes, "p"); });
}

bool isDataError(const Bytes& bytes, const char* word = "") {
    const auto error = decodeError(bytes);
    return error && error->kind() == ErrorKind::Data && error->message().text().find(word) != std::string::npos;
}

std::string text(const char* value, std::size_t size) {
    return {value, size};
}

Bytes bytesFrom(const std::string& value) {
    return {value.begin(), value.end()};
}

} // namespace

class ImageFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPngIsWrittenWithoutLossAsOpenCvReadsIt() {
        for (const auto& [width, height] : {std::pair{1, 1}, {32, 32}, {61, 43}}) {
            const Picture source = softPicture(width, height);
            const Bytes bytes = encodePng(source);
            QVERIFY(decodePicture(bytes, "p").rgb == source.rgb);
            const cv::Mat read = cv::imdecode(bytes, cv::IMREAD_COLOR);
            QCOMPARE(cv::norm(read, matOf(source, CV_8UC3), cv::NORM_INF), 0.0);
        }
    }

    void everyFormatDecodesToItsPixels() {
        const Picture source = softPicture(61, 43);
        for (const auto& [name, bytes] : everyFormat()) {
            const ImageHeader header = readImageHeader(bytes, "p");
            QVERIFY2(header.width == 61 && header.height == 43, name.c_str());
            const Picture picture = decodePicture(bytes, "p");
            QVERIFY2(picture.width == 61 && picture.height == 43, name.c_str());
            Picture expected = source;
            if (name == "png grey") {
                for (std::size_t i = 0; i < expected.rgb.size(); i += 3) {
                    expected.rgb[i] = expected.rgb[i + 2] = expected.rgb[i + 1];
                }
            }
            const bool lossy = name == "jpeg" || name == "webp lossy";
            const double difference = largestDifference(picture.rgb, expected.rgb);
            QVERIFY2(difference <= (lossy ? 14 : 0), (name + " " + std::to_string(difference)).c_str());
        }
    }
    void headersCutAnywhereNeverCrash() {
        for (const auto& [name, bytes] : everyFormat()) {
            for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 700); ++size) {
                // A buffer of exactly this size, so that a read beyond it is one beyond the allocation.
                const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
                const auto error = errorOf([&] { readImageHeader(cut, "p"); });
                QVERIFY2(!error || error->kind() == ErrorKind::Data, name.c_str());
                QVERIFY2(error || size >= 24 || name == "tiff", name.c_str());
            }
        }
    }
    void headersWithFlippedBytesNeverCrash() {
        for (const auto& [name, bytes] : everyFormat()) {
            Bytes changed = bytes;
            for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 120); ++at) {
                for (const int value : {0, 1, 0x7F, 0x80, 0xFF}) {
                    changed[at] = static_cast<std::uint8_t>(value);
                    errorOf([&, header = ImageHeader{}]() mutable { header = readImageHeader(changed, "p"); });
                }
                changed[at] = bytes[at];
            }
        }
        QVERIFY(true); // reached: no crash, no exception but Error
    }
    void damagedPicturesAreRefusedOrDecodedToTheirSize() {
        for (const auto& [name, bytes] : everyFormat()) {
            for (std::size_t at = 8; at < bytes.size(); at += bytes.size() / 40 + 1) {
                Bytes changed = bytes;
                changed[at] ^= 0x5A;
                const auto error = errorOf([&, name_ = name] {
                    const Picture picture = decodePicture(changed, name_);
                    QCOMPARE(picture.rgb.size(),
                             static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3);
                });
                QVERIFY2(!error || error->kind() == ErrorKind::Data, name.c_str());
            }
        }
    }
    void truncatedPicturesAreRefused() {
        for (const auto& [name, bytes] : everyFormat()) {
            for (const double share : {0.3, 0.6, 0.9}) {
                Bytes cut = bytes;
                cut.resize(static_cast<std::size_t>(share * static_cast<double>(bytes.size())));
                QVERIFY2(isDataError(cut), (name + " " + std::to_string(share)).c_str());
            }
        }
    }
    void jpegWithoutItsLastBytesIsRefused() {
        const Bytes whole = encodeJpeg(formulaPicture(120, 90), 90);
        for (const std::size_t missing :
             {std::size_t{1}, std::size_t{2}, std::size_t{40}, whole.size() / 2, whole.size() - 30}) {
            QVERIFY2(isDataError(Bytes(whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(missing))),
                     std::to_string(missing).c_str());
        }
        Bytes longer = whole;
        longer.insert(longer.end(), 100, 0); // bytes after the end are common and harmless
        QCOMPARE(decodePicture(longer, "p").rgb, decodePicture(whole, "p").rgb);
    }
    void foreignContentIsRefusedByName() {
        QVERIFY(isDataError({}, "empty"));
        QVERIFY(isDataError(bytesFrom("this is a text, called .jpg"), "not a picture"));
        QVERIFY(isDataError(bytesFrom(text("GIF89a\1\0\1\0\0\0\0", 13)), "GIF"));
        QVERIFY(isDataError(bytesFrom(std::string(100, '\0')), "zero bytes only"));
        QVERIFY(isDataError(bytesFrom("\xFF\xD8\xFF"), "too early"));
        QVERIFY(decodeError(bytesFrom("some text"))->message().place == "p");
    }
    void bombsAreRefusedBeforeDecoding() {
        const auto patched = [](Bytes bytes, std::size_t at, const std::string& value) {
            std::copy(value.begin(), value.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
            return bytes;
        };
        const Picture picture = softPicture(40, 40);
        QVERIFY(isDataError(patched(encoded(".png", picture), 16, text("\0\1\0\0\0\1\0\0", 8)),
                            "too large (65536 x 65536"));
        QVERIFY(isDataError(patched(encoded(".png", picture), 16, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "too large"));
        QVERIFY(isDataError(patched(encoded(".bmp", picture), 18, text("\0\0\1\0\0\0\1\0", 8)), "too large"));
        QVERIFY(isDataError(patched(encoded(".bmp", picture), 18, text("\0\0\0\x80\0\0\0\x80", 8))));
        Bytes jpeg = encodeJpeg(picture, 90);
        const auto frame = std::search(jpeg.begin(), jpeg.end(), std::begin("\xFF\xC0"), std::begin("\xFF\xC0") + 2,
                                       [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
        jpeg = patched(jpeg, static_cast<std::size_t>(frame - jpeg.begin()) + 5, "\xFF\xFF\xFF\xFF");
        QVERIFY(isDataError(jpeg, "too large"));
        QVERIFY(isDataError(patched(encoded(".png", picture), 16, text("\0\0\0\0", 4))));
    }
    void aTiffThatNamesItsSizeTwiceIsTakenAsItsDecoderTakesIt() {
        const Bytes plain = greyTiff({{256, 3, 8}, {257, 3, 4}});
        const Picture picture = decodePicture(plain, "p");
        QCOMPARE(picture.rgb.size(), std::size_t{8 * 4 * 3});
        QCOMPARE(int{picture.rgb[3 * 31]}, 31 * 7);
        const Bytes twice = greyTiff({{256, 3, 8}, {257, 3, 4}, {256, 3, 1}, {257, 3, 1}});
        const ImageHeader header = readImageHeader(twice, "p");
        QCOMPARE(header.width, 8);
        QCOMPARE(header.height, 4);
        QVERIFY(decodePicture(twice, "p").rgb == picture.rgb);
        // Small at second sight: libtiff would make room for the first size.
        QVERIFY(isDataError(greyTiff({{256, 4, 32768}, {257, 4, 32768}, {256, 3, 1}, {257, 3, 1}}), "too large"));
        // Eight bytes at the place that the value names.
        QVERIFY(isDataError(greyTiff({{256, 16, 8}, {257, 3, 4}}), "header is damaged"));
    }
    void onePixelAndGreyAndFourInksDecode() {
        for (const char* extension : {".png", ".bmp", ".jpg", ".webp", ".tiff"}) {
            QCOMPARE(decodePicture(encoded(extension, softPicture(1, 1)), "p").rgb.size(), std::size_t{3});
        }
        const Bytes grey = rawJpeg(Bytes(64, 90), 8, 8, JCS_GRAYSCALE, 1, 1);
        QVERIFY(largestDifference(decodePicture(grey, "p").rgb, Bytes(192, 90)) <= 1);
        // Inks as Adobe stores them, inverted: 255 = none. Pillow makes black * colour / 255 of them.
        Bytes inks;
        for (int i = 0; i < 256; ++i) {
            inks.insert(inks.end(), {200, 100, 0, 128});
        }
        const Picture picture = decodePicture(rawJpeg(inks, 16, 16, JCS_CMYK, 4, 1), "p");
        QVERIFY(std::abs(picture.rgb[0] - 100) <= 2 && std::abs(picture.rgb[1] - 50) <= 2 && picture.rgb[2] <= 2);
    }
    void regionOfAJpegEqualsTheWholePicture() {
        // Strong colour edges: what chroma upsampling makes of a crop's edge then shows.
        Picture source{211, 157, {}};
        for (int i = 0; i < source.width * source.height; ++i) {
            const bool red = (i % source.width / 5 + i / source.width / 7) % 2 == 0;
            source.rgb.insert(source.rgb.end(), {static_cast<std::uint8_t>(red ? 230 : 20), 60,
                                                 static_cast<std::uint8_t>(red ? 20 : 230)});
        }
        for (const int sampling : {1, 2}) {
            const Bytes bytes = rawJpeg(source.rgb, source.width, source.height, JCS_RGB, 3, sampling);
            compareRegions(bytes, decodePicture(bytes, "p"), 2);
        }
    }
    void regionOfAPngIsExact() {
        const Bytes bytes = encoded(".png", formulaPicture(211, 157));
        compareRegions(bytes, formulaPicture(211, 157), 0);
    }
    void regionOfATruncatedJpegIsRefused() {
        Bytes bytes = encodeJpeg(formulaPicture(211, 157), 90);
        bytes.resize(bytes.size() / 2);
        PixelRect region{100, 120, 50, 30};
        Picture out;
        const auto error = errorOf([&] { decodeRegion(bytes, {ImageFormat::Jpeg, 211, 157}, region, out, "p"); });
        QVERIFY(error && error->kind() == ErrorKind::Data);
    }
    void filesThatAreNoFilesAreRefusedAtOnce() {
        const QTemporaryDir dir;
        const std::string root = dir.path().toStdString();
        QCOMPARE(::mkfifo((root + "/fifo.jpg").c_str(), 0600), 0);
        for (const std::string& path : {root + "/fifo.jpg", root, std::string("/dev/zero")}) {
            const auto error = errorOf([&] { loadPicture(path); });
            QVERIFY(error && error->kind() == ErrorKind::Data);
            QVERIFY(error->message().place.find(path) != std::string::npos);
        }
        const auto missing = errorOf([&] { loadPicture(root + "/none.jpg"); });
        QVERIFY(missing && missing->kind() == ErrorKind::Io);
        writeBytes(root + "/empty.jpg", {});
        QVERIFY(errorOf([&] { loadPicture(root + "/empty.jpg"); })->kind() == ErrorKind::Data);
        writeBytes(root + "/huge.png", encoded(".png", softPicture(4, 4)));
        QCOMPARE(::truncate((root + "/huge.png").c_str(), static_cast<off_t>(kMaxFileBytes) + 1), 0); // sparse
        QVERIFY(errorOf([&] { loadPicture(root + "/huge.png"); })->kind() == ErrorKind::Data);
        writeBytes(root + "/good.png", encoded(".png", softPicture(4, 4)));
        QCOMPARE(loadPicture(root + "/good.png").rgb, softPicture(4, 4).rgb);
    }

private:
    static void compareRegions(const Bytes& bytes, const Picture& whole, int tolerance) {
        const ImageHeader header = readImageHeader(bytes, "p");
        for (const PixelRect& asked : {PixelRect{0, 0, 211, 157},
                                       {0, 0, 1, 1},
                                       {210, 156, 1, 1},
                                       {16, 16, 32, 32},
                                       {17, 31, 95, 70},
                                       {63, 1, 2, 150},
                                       {0, 140, 211, 17},
                                       {5, 0, 200, 157},
                                       {0, 15, 211, 2}}) {
            PixelRect region = asked;
            Picture part;
            decodeRegion(bytes, header, region, part, "p");
            QVERIFY(region.x <= asked.x && region.x + region.width >= asked.x + asked.width && region.x >= 0);
            QVERIFY(region.y <= asked.y && region.y + region.height >= asked.y + asked.height && region.y >= 0);
            QVERIFY(region.x + region.width <= 211 && region.y + region.height <= 157);
            QCOMPARE(part.width, region.width);
            QCOMPARE(part.height, region.height);
            int worst = 0;
            for (int y = asked.y; y < asked.y + asked.height; ++y) {
                for (int i = asked.x * 3; i < (asked.x + asked.width) * 3; ++i) {
                    const auto ours = static_cast<std::size_t>((y - region.y) * region.width * 3 + i - region.x * 3);
                    const auto theirs = static_cast<std::size_t>(y * whole.width * 3 + i);
                    worst = std::max(worst, std::abs(part.rgb[ours] - whole.rgb[theirs]));
                }
            }
            QVERIFY2(worst <= tolerance,
                     qPrintable(QStringLiteral("%1 at %2 %3").arg(worst).arg(asked.x).arg(asked.y)));
        }
    }
};

QTEST_APPLESS_MAIN(ImageFileTest)
#include "tst_image_file.moc"
