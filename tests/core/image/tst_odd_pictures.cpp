// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <jpeglib.h>
#include <opencv2/imgcodecs.hpp>
#include <zlib.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/check.h"
#include "core/loader/loader.h"
#include "core/transform/geometry.h"
#include "tests/support/odd_pictures.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

/// Its green channel in all three.
Picture greyOf(Picture picture) {
    for (std::size_t i = 0; i < picture.rgb.size(); i += 3)
        picture.rgb[i] = picture.rgb[i + 2] = picture.rgb[i + 1];
    return picture;
}

Bytes encoded(const char* extension, const Picture& picture, int depth, int channels,
              const std::vector<int>& options = {}) {
    cv::Mat image(picture.height, picture.width, CV_MAKETYPE(CV_8U, channels));
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            for (int c = 0; c < channels; ++c)
                image.ptr(y)[x * channels + c] =
                    c == 3
                        ? 40
                        : picture
                              .rgb[static_cast<std::size_t>((y * picture.width + x) * 3 + (channels == 1 ? 1 : 2 - c))];
        }
    }
    if (depth == CV_16U)
        image.convertTo(image, CV_MAKETYPE(depth, channels), 256, 131); // the high byte is the 8-bit value
    Bytes bytes;
    cv::imencode(extension, image, bytes, options);
    return bytes;
}

/// A PNG of palette indices (colour type 3) or, with an empty palette, of grey; `raw` are its filtered lines.
Bytes png(std::uint32_t width, std::uint32_t height, const Bytes& palette, const Bytes& raw) {
    Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, header;
    for (const std::uint32_t side : {width, height})
        appendNumber(header, side, 4, true);
    append(header, {8, static_cast<std::uint8_t>(palette.empty() ? 0 : 3), 0, 0, 0});
    append(out, pngChunk("IHDR", header));
    if (!palette.empty())
        append(out, pngChunk("PLTE", palette));
    append(out, pngChunk("IDAT", packed(raw)));
    append(out, pngChunk("IEND", {}));
    return out;
}

/// Green levels as a palette of 256 greys whose order is turned round.
Bytes palettePng(const Picture& picture) {
    Bytes palette, raw;
    for (int i = 0; i < 256; ++i)
        palette.insert(palette.end(), 3, static_cast<std::uint8_t>(255 - i));
    for (int y = 0; y < picture.height; ++y) {
        raw.push_back(0);
        for (int x = 0; x < picture.width; ++x)
            raw.push_back(static_cast<std::uint8_t>(
                255 - picture.rgb[static_cast<std::size_t>((y * picture.width + x) * 3 + 1)]));
    }
    return png(static_cast<std::uint32_t>(picture.width), static_cast<std::uint32_t>(picture.height), palette, raw);
}

/// A JPEG of four inks, inverted as Adobe stores them, without black: the colours are those of the picture.
Bytes inkJpeg(const Picture& picture, J_COLOR_SPACE stored) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = static_cast<JDIMENSION>(picture.width);
    info.image_height = static_cast<JDIMENSION>(picture.height);
    info.input_components = 4;
    info.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_set_colorspace(&info, stored);
    jpeg_set_quality(&info, 100, TRUE);
    jpeg_start_compress(&info, TRUE);
    Bytes line(static_cast<std::size_t>(picture.width) * 4);
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            for (int c = 0; c < 4; ++c)
                line[static_cast<std::size_t>(x * 4 + c)] =
                    c == 3 ? 255 : picture.rgb[static_cast<std::size_t>((y * picture.width + x) * 3 + c)];
        }
        JSAMPROW row = line.data();
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    const Bytes bytes(buffer, buffer + size);
    std::free(buffer);
    return bytes;
}

/// The same JPEG with an EXIF block that asks viewers to turn it by 90 degrees.
Bytes withExifOrientation(Bytes jpeg) {
    const Bytes block{0xFF, 0xE1, 0, 34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                      0,    1,    1, 0x12, 0,   3,   0,   0,   0, 1, 0,   6,   0, 0,  0, 0, 0, 0};
    jpeg.insert(jpeg.begin() + 2, block.begin(), block.end());
    return jpeg;
}

double meanDifference(const Picture& a, const Picture& b) {
    if (a.width != b.width || a.height != b.height || a.rgb.size() != b.rgb.size())
        return 255;
    double sum = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i)
        sum += std::abs(a.rgb[i] - b.rgb[i]);
    return sum / static_cast<double>(std::max<std::size_t>(a.rgb.size(), 1));
}

long peakKilobytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

struct Odd {
    std::string file;
    Bytes bytes;
    Picture expected;
};

std::vector<Odd> oddPictures() {
    const Picture soft = gradientPicture(61, 43), tall = gradientPicture(1, 4000), dot = gradientPicture(1, 1);
    return {{"cmyk.jpg", inkJpeg(soft, JCS_CMYK), soft},
            {"ycck.jpg", inkJpeg(soft, JCS_YCCK), soft},
            {"grey.jpg", encoded(".jpg", soft, CV_8U, 1, {cv::IMWRITE_JPEG_QUALITY, 100}), greyOf(soft)},
            {"grey.png", encoded(".png", soft, CV_8U, 1), greyOf(soft)},
            {"grey16.png", encoded(".png", soft, CV_16U, 1), greyOf(soft)},
            {"colour16.png", encoded(".png", soft, CV_16U, 3), soft},
            {"alpha.png", encoded(".png", soft, CV_8U, 4), soft},
            {"palette.png", palettePng(soft), greyOf(soft)},
            {"a png.JPEG", encoded(".png", soft, CV_8U, 3), soft},
            {"a webp.JPEG", encoded(".webp", soft, CV_8U, 3, {cv::IMWRITE_WEBP_QUALITY, 101}), soft},
            {"a bmp.JPEG", encoded(".bmp", soft, CV_8U, 3), soft},
            {"turned.jpg", withExifOrientation(encodeJpeg(soft, 100)), soft},
            {"dot.jpg", encodeJpeg(dot, 100), dot},
            {"dot.png", encoded(".png", dot, CV_8U, 3), dot},
            {"tall.jpg", encodeJpeg(tall, 100), tall},
            {"tall.webp", encoded(".webp", tall, CV_8U, 3, {cv::IMWRITE_WEBP_QUALITY, 101}), tall}};
}

} // namespace

/// Pictures, names and files as they come: what the data set of a person who did not make it holds.
class OddPicturesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString();
    }
    void cleanup() { fs::remove_all(root_); } // QTemporaryDir cannot remove names that are not UTF-8

    void everyKindDecodesWithinTwoLevels() {
        for (const Odd& odd : oddPictures()) {
            writeBytes(root_ + "/" + odd.file, odd.bytes);
            const double mean = meanDifference(loadPicture(root_ + "/" + odd.file), odd.expected);
            QVERIFY2(mean <= 2, (odd.file + ": mean difference " + std::to_string(mean)).c_str());
        }
    }
    void everyKindTrainsAndTheGifIsNamed() {
        const auto all = oddPictures();
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (const char* set : {"/train/", "/val/"}) {
                fs::create_directories(root_ + set + std::to_string(i % 2));
                writeBytes(root_ + set + std::to_string(i % 2) + "/" + all[i].file, all[i].bytes);
            }
        }
        const std::string gif = "GIF89a\1\0\1\0\0\0\0";
        writeBytes(root_ + "/train/1/film.jpg", {gif.begin(), gif.end()});
        const ImageFolder data = openImageFolder({root_, {}, 0.1, 0});
        const auto bad = loadAll(data.train);
        QCOMPARE(bad.size(), std::size_t{1});
        QVERIFY(bad[0].path.ends_with("/1/film.jpg"));
        QVERIFY2(bad[0].reason.find("GIF") != std::string::npos, bad[0].reason.c_str());
        const CheckReport report = checkPictures(data, 2);
        QCOMPARE(report.problems.size(), std::size_t{1});
        QCOMPARE(report.problems[0].reason, std::string("GIF pictures cannot be used"));
    }
    void anyNameTrains() {
        const std::string names[] = {"r\xC3\xA4t", "caf\xE9", " space ",           "two\nlines", "\"quoted\"",
                                     "100%41",     "-rf",     "semi;colon$(x)`y`", "\xFF\xFE",   std::string(250, 'n')};
        int shade = 0;
        for (const std::string& name : names) {
            fs::create_directories(root_ + "/set/" + name);
            for (int i = 0; i < 3; ++i)
                writeBytes(root_ + "/set/" + name + "/" + name + std::to_string(i) + ".jpg",
                           encodeJpeg(colouredPicture(0, static_cast<std::uint64_t>(++shade), 20), 90));
        }
        const ImageFolder data = openImageFolder({root_ + "/set", {}, 0.3, 0});
        QCOMPARE(data.classes.size(), std::size(names));
        QCOMPARE(data.unused.count(), std::int64_t{0});
        QCOMPARE(data.train.size() + data.val.size(), 3 * std::size(names));
        QVERIFY(loadAll(data.train).empty());
        QVERIFY(loadAll(data.val).empty());
        const CheckReport report = checkPictures(data, 2);
        QVERIFY(report.problems.empty() && report.duplicates.empty());
        for (const std::string& name : names)
            QCOMPARE(unescapeBytes(escapeBytes(name)), name);
    }
    void aVeryLongPathTrains() {
        std::string deep = root_ + "/set/b";
        while (deep.size() < 3'900)
            deep += "/" + std::string(std::min<std::size_t>(255, 4'000 - deep.size()), 'd');
        fs::create_directories(root_ + "/set/a");
        fs::create_directories(deep);
        for (int i = 0; i < 4; ++i) {
            const Bytes bytes = encodeJpeg(colouredPicture(0, static_cast<std::uint64_t>(i), 20), 90);
            writeBytes((i < 2 ? root_ + "/set/a" : deep) + "/" + std::to_string(i) + ".jpg", bytes);
        }
        const ImageFolder data = openImageFolder({root_ + "/set", {}, 0.3, 0});
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{4});
        QVERIFY(data.train.pathOf(data.train.size() - 1).size() > 3'900);
        QVERIFY(loadAll(data.train).empty());
    }
    void aBombIsRefusedFasterThanAPictureIsDecoded() {
        const Bytes normal = encodeJpeg(gradientPicture(500, 375), 92);
        const double decodeTime = timeOf([&] { decodePicture(normal, "p"); });
        const Bytes bomb = png(30'000, 30'000, {}, Bytes(100'000));
        Bytes jpegBomb = normal;
        for (std::size_t i = 2; i + 9 < jpegBomb.size(); ++i) {
            if (jpegBomb[i] == 0xFF && jpegBomb[i + 1] == 0xC0) {
                std::fill_n(jpegBomb.begin() + static_cast<std::ptrdiff_t>(i) + 5, 4, std::uint8_t{0xFF});
                break;
            }
        }
        const long before = peakKilobytes();
        for (const Bytes& bytes : {bomb, jpegBomb}) {
            std::string told;
            const double time = timeOf([&] {
                try {
                    decodePicture(bytes, "bomb.png");
                } catch (const Error& error) {
                    told = error.message().text();
                }
            });
            QVERIFY2(told.find("too large") != std::string::npos && told.find("bomb.png") != std::string::npos,
                     told.c_str());
            QVERIFY2(time < decodeTime, std::to_string(time).c_str());
        }
        QVERIFY(peakKilobytes() - before < 20'000); // 900 million pixels would be 2.7 GB
    }
    void whatIsNoFileIsNeverOpened() {
        writePictureFolders(root_, 2, 3, 1);
        const std::string folder = root_ + "/train/c0/";
        QCOMPARE(::mkfifo((folder + "fifo.jpg").c_str(), 0600), 0);
        fs::create_symlink("/dev/zero", folder + "zero.jpg");
        fs::create_directories(folder + "folder.jpg");
        const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string name = folder + "socket.png";
        QVERIFY(name.size() < sizeof address.sun_path);
        std::copy(name.begin(), name.end(), address.sun_path);
        QCOMPARE(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        const ImageFolder data = openImageFolder({root_, {}, 0.1, 0});
        const CheckReport report = checkPictures(data, 2);
        QVERIFY(loadAll(data.train).empty());
        ::close(listening);
        QCOMPARE(data.train.size(), std::size_t{6});
        QCOMPARE(data.unused.count(), std::int64_t{3}); // the folder holds nothing and is no picture
        QVERIFY(report.problems.empty());
    }
    void aFileThatBecomesAFifoIsABadPicture() {
        writePictureFolders(root_, 2, 3, 1);
        const ImageFolder data = openImageFolder({root_, {}, 0.1, 0});
        fs::remove(data.train.pathOf(1));
        QCOMPARE(::mkfifo(data.train.pathOf(1).c_str(), 0600), 0);
        const auto bad = loadAll(data.train);
        QCOMPARE(bad.size(), std::size_t{1});
        QVERIFY2(bad[0].reason.find("not a regular file") != std::string::npos, bad[0].reason.c_str());
    }
    void linksThatLoopAreReportedAndNotFollowed() {
        writePictureFolders(root_, 2, 3, 1);
        // The fixture that makes a follower of links walk for ever: a link to itself and one upwards, in each folder.
        for (const char* folder : {"/train/c0/sub", "/train/c1/sub"}) {
            fs::create_directories(root_ + folder);
            fs::create_directory_symlink("../sub", root_ + folder + "/self");
            fs::create_directory_symlink("..", root_ + folder + "/up");
        }
        const ImageFolder data = openImageFolder({root_, {}, 0.1, 0});
        QCOMPARE(data.train.size(), std::size_t{6});
        QCOMPARE(data.unused.count(), std::int64_t{4});
        QVERIFY(data.unused.line(0).find("a link back to a folder already listed") != std::string::npos);
    }

private:
    /// Every picture of the set through the loader; the bad ones.
    static std::vector<BadPicture> loadAll(const ImageSet& set) {
        LoaderPlan plan;
        plan.set = &set;
        plan.order.resize(set.size());
        std::iota(plan.order.begin(), plan.order.end(), 0u);
        plan.batchSize = 4;
        plan.imageSize = 16;
        plan.crop = trainCropPlanner({}, 1, 1);
        plan.workers = 2;
        Loader loader(plan);
        std::vector<BadPicture> bad;
        std::size_t rows = 0;
        while (const auto batch = loader.next()) {
            rows += static_cast<std::size_t>(batch->count);
            bad.insert(bad.end(), batch->bad.begin(), batch->bad.end());
        }
        return rows == set.size() ? bad : std::vector<BadPicture>{{"rows are missing", {}, 0, 0}};
    }
    /// The fastest of five.
    static double timeOf(const std::function<void()>& call) {
        double best = 1e9;
        for (int i = 0; i < 5; ++i) {
            const double before = monotonicSeconds();
            call();
            best = std::min(best, monotonicSeconds() - before);
        }
        return best;
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
};

QTEST_APPLESS_MAIN(OddPicturesTest)
#include "tst_odd_pictures.moc"
