// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include <jpeglib.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/image/image_file.h"
#include "core/image/jpeg_codec_internal.h"
#include "core/image/jpeg_entropy_internal.h"
#include "tests/support/formula_picture.h"
#include "tests/support/jpeg_kinds.h"

using namespace studio;
using namespace studio::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// What a decode came to: pixels and, of a whole picture, what was odd about it; or the words of the error.
struct Outcome {
    PixelRect region;
    Bytes pixels;
    std::string odd;
    std::string error;
    bool operator==(const Outcome& other) const {
        return region.x == other.region.x && region.y == other.region.y && region.width == other.region.width &&
               region.height == other.region.height && pixels == other.pixels && odd == other.odd &&
               error == other.error;
    }
};

Outcome decoded(const Bytes& bytes, const PixelRect* region, bool fast) {
    Outcome outcome;
    Picture picture;
    if (region != nullptr)
        outcome.region = *region;
    try {
        std::vector<PictureOddity> odd;
        decodeJpeg(bytes, region != nullptr ? &outcome.region : nullptr, picture, "picture", fast, &odd);
        outcome.pixels = picture.rgb;
        // Of a crop, libjpeg may tell of what it read ahead.
        for (const PictureOddity& one : odd)
            outcome.odd += region == nullptr ? one.kind + ": " + one.message + "\n" : "";
    } catch (const Error& error) {
        outcome.error = error.message().text();
    }
    return outcome;
}

bool sameBothWays(const Bytes& bytes, const PixelRect* region = nullptr) {
    return decoded(bytes, region, true) == decoded(bytes, region, false);
}

using Kind = JpegKind;

Bytes encoded(const Picture& picture, const Kind& kind) {
    return jpegOfKind(picture, kind);
}

/// Smooth parts, edges and noise: short codes, long codes and long runs.
Picture busyPicture(int width, int height, std::uint64_t seed) {
    Picture picture = formulaPicture(width, height);
    CounterRandom random(seed, CounterRandom::Purpose::Split, 0, 1);
    for (std::size_t i = picture.rgb.size() / 2; i < picture.rgb.size(); ++i)
        picture.rgb[i] = static_cast<std::uint8_t>(random.uniform() * 256);
    return picture;
}

std::vector<Kind> allKinds() {
    std::vector<Kind> kinds;
    for (const auto& [horizontal, vertical] : {std::pair{1, 1}, {2, 1}, {2, 2}, {1, 2}, {4, 1}}) {
        for (const int quality : {5, 50, 85, 100}) {
            kinds.push_back({.horizontal = horizontal, .vertical = vertical, .quality = quality});
            kinds.push_back(
                {.horizontal = horizontal, .vertical = vertical, .restart = 3, .optimised = true, .quality = quality});
        }
    }
    kinds.push_back({.grey = true});
    kinds.push_back({.restart = 1, .grey = true});
    kinds.push_back({.horizontal = 2, .vertical = 2, .grey = true}); // its blocks stand alone all the same
    kinds.push_back({.horizontal = 2, .vertical = 2, .apart = true});
    kinds.push_back(
        {.horizontal = 2, .vertical = 2, .progressive = true}); // libjpeg's alone, like those in several scans
    kinds.push_back({.arithmetic = true});
    return kinds;
}

/// Without the segments in front of the picture that begin with this marker.
Bytes without(const Bytes& bytes, std::uint8_t marker) {
    Bytes rest(bytes.begin(), bytes.begin() + 2);
    std::size_t at = 2;
    for (; bytes[at + 1] != 0xDA;) {
        const std::size_t length = 2 + (std::size_t{bytes[at + 2]} << 8 | bytes[at + 3]);
        if (bytes[at + 1] != marker)
            rest.insert(rest.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                        bytes.begin() + static_cast<std::ptrdiff_t>(at + length));
        at += length;
    }
    rest.insert(rest.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
    return rest;
}

/// Whether our decoding takes this picture.
bool isTaken(const Bytes& bytes) {
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&info, TRUE);
    jpeg_start_decompress(&info);
    JpegEntropy entropy;
    const bool taken = entropy.take(info);
    jpeg_destroy_decompress(&info);
    return taken;
}

/// With its last scan `times` more.
Bytes withScansAgain(const Bytes& bytes, int times) {
    const std::uint8_t startOfScan[] = {0xFF, 0xDA};
    const auto last = std::find_end(bytes.begin(), bytes.end(), std::begin(startOfScan), std::end(startOfScan));
    const Bytes scan(last, bytes.end() - 2);
    Bytes more(bytes.begin(), bytes.end() - 2);
    for (int i = 0; i < times; ++i)
        more.insert(more.end(), scan.begin(), scan.end());
    more.insert(more.end(), bytes.end() - 2, bytes.end());
    return more;
}

/// As a thread decodes it that has decoded nothing before.
Outcome decodedFirst(const Bytes& bytes, bool fast) {
    Outcome outcome;
    std::thread([&] { outcome = decoded(bytes, nullptr, fast); }).join();
    return outcome;
}

} // namespace

/// Our Huffman decoding against libjpeg's: whatever the file, the pixels or the complaint are the same.
class JpegEntropyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theUsualKindsAreOursAndNotLibjpegsTwice() {
        const Picture picture = busyPicture(40, 30, 8);
        for (const Kind& kind :
             {Kind{}, Kind{.horizontal = 2, .vertical = 2}, Kind{.restart = 2, .optimised = true}, Kind{.grey = true}})
            QVERIFY(isTaken(encoded(picture, kind)));
        for (const Kind& kind : {Kind{.progressive = true}, Kind{.arithmetic = true}, Kind{.apart = true}})
            QVERIFY(!isTaken(encoded(picture, kind)));
    }
    void wholePicturesOfEveryKindAreTheSame() {
        for (const Kind& kind : allKinds()) {
            for (const auto& [width, height] : {std::pair{1, 1}, {17, 33}, {200, 150}}) {
                const Bytes bytes = encoded(busyPicture(width, height, 1), kind);
                const Outcome fast = decoded(bytes, nullptr, true);
                QVERIFY2(fast.error.empty(), fast.error.c_str());
                QCOMPARE(fast.pixels.size(), static_cast<std::size_t>(width * height) * 3);
                QVERIFY(fast == decoded(bytes, nullptr, false));
            }
        }
    }
    void cropsAreTheSame() {
        CounterRandom random(7, CounterRandom::Purpose::Split, 0, 0);
        const auto draw = [&](int least, int most) {
            return least + static_cast<int>(random.uniform() * (most - least + 1));
        };
        for (const Kind& kind : allKinds()) {
            const Bytes bytes = encoded(busyPicture(173, 141, 2), kind);
            for (int i = 0; i < 12; ++i) {
                PixelRect region{draw(0, 172), draw(0, 140), 0, 0};
                region.width = draw(1, 173 - region.x);
                region.height = draw(1, 141 - region.y);
                QVERIFY(decoded(bytes, &region, true).error.empty());
                QVERIFY(sameBothWays(bytes, &region));
            }
        }
    }
    void damageIsJudgedTheSame() {
        int different = 0, complaints = 0, tried = 0;
        for (const Kind& kind : {Kind{.horizontal = 2, .vertical = 2}, Kind{.restart = 2, .optimised = true},
                                 Kind{.quality = 100}, Kind{.restart = 5, .grey = true}}) {
            const Bytes bytes = encoded(busyPicture(61, 45, 3), kind);
            for (std::size_t at = 2; at < bytes.size(); at += 3) {
                for (const int flip : {0x01, 0x80, 0xFF}) {
                    Bytes spoilt = bytes;
                    spoilt[at] ^= static_cast<std::uint8_t>(flip);
                    const Outcome fast = decoded(spoilt, nullptr, true);
                    different += fast == decoded(spoilt, nullptr, false) ? 0 : 1;
                    complaints += fast.error.empty() ? 0 : 1;
                    ++tried;
                }
            }
            for (std::size_t length = 2; length < bytes.size(); length += 11) {
                const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
                different += sameBothWays(cut) ? 0 : 1;
                // libjpeg reads ahead, and may complain of an end that a crop does not come to.
                const PixelRect top{5, 3, 20, 10};
                different += sameBothWays(cut, &top) || decoded(cut, &top, true) == decoded(bytes, &top, true) ? 0 : 1;
                QVERIFY(!decoded(cut, nullptr, true).error.empty());
            }
        }
        QCOMPARE(different, 0);
        QVERIFY2(complaints > tried / 20 && complaints < tried, qPrintable(QString::number(complaints)));
    }
    void moreRestartMarkersThanThePictureHasAreJudgedTheSame() {
        const Bytes bytes = encoded(busyPicture(61, 45, 3), {.restart = 1});
        Bytes flood(bytes.begin(), bytes.end() - 2);
        for (int i = 0; i < 100'000; ++i)
            flood.insert(flood.end(), {std::uint8_t{0xFF}, static_cast<std::uint8_t>(0xD0 + i % 8)});
        QVERIFY(sameBothWays(flood));
        flood.insert(flood.end(), bytes.end() - 2, bytes.end());
        QVERIFY(sameBothWays(flood));
    }
    void fillBytesInFrontOfAStuffedZeroAreJudgedTheSame() {
        const std::uint8_t stuffed[] = {0xFF, 0x00};
        const Bytes bytes = encoded(busyPicture(61, 45, 3), {.quality = 100});
        int places = 0;
        for (auto at = std::search(bytes.begin() + 700, bytes.end(), std::begin(stuffed), std::end(stuffed));
             at != bytes.end(); at = std::search(at + 1, bytes.end(), std::begin(stuffed), std::end(stuffed))) {
            Bytes filled = bytes;
            filled.insert(filled.begin() + (at - bytes.begin()), 1 + places % 3, std::uint8_t{0xFF});
            QVERIFY(!isTaken(filled));
            QVERIFY(sameBothWays(filled));
            ++places;
        }
        QVERIFY(places > 3);
        // Behind the pixels: libjpeg tells how much is left over, less what it read ahead.
        for (const int fill : {0, 1, 7}) {
            Bytes left(bytes.begin(), bytes.end() - 2);
            left.insert(left.end(), 12, std::uint8_t{0x33});
            left.insert(left.end(), static_cast<std::size_t>(fill), std::uint8_t{0xFF});
            left.insert(left.end(), {0xFF, 0x00, 0x11, 0xFF, 0xD9});
            const Outcome outcome = decoded(left, nullptr, true);
            QVERIFY2(outcome.odd.find("left over") != std::string::npos, outcome.odd.c_str());
            QVERIFY(outcome == decoded(left, nullptr, false));
            left.erase(left.end() - 17 - fill, left.end() - 5 - fill); // the fill right behind the pixels
            QVERIFY(sameBothWays(left));
        }
    }
    void scansWithoutEndAreRefused() {
        const Bytes bytes = encoded(busyPicture(61, 45, 3), {.apart = true});
        const Outcome once = decoded(bytes, nullptr, true);
        QVERIFY2(once.error.empty(), once.error.c_str());
        QVERIFY(decoded(withScansAgain(bytes, 100), nullptr, true) == once);
        const PixelRect corner{0, 0, 1, 1};
        for (const PixelRect* region : {static_cast<const PixelRect*>(nullptr), &corner})
            QVERIFY(decoded(withScansAgain(bytes, 1000), region, true).error.find("scans") != std::string::npos);
    }
    void aDamagedPictureLeavesTheNextOneAlone() {
        const Bytes good = encoded(busyPicture(90, 70, 4), {.restart = 4});
        const Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() / 2));
        const Outcome before = decoded(good, nullptr, true);
        QVERIFY(!decoded(cut, nullptr, true).error.empty());
        QVERIFY(decoded(good, nullptr, true) == before);
    }
    void tablesThatAPictureLacksAreNotTakenFromThePictureBefore() {
        const Bytes usual = encoded(busyPicture(90, 70, 5), {});
        const Bytes other = encoded(busyPicture(90, 70, 6), {.optimised = true, .quality = 20});
        const Bytes noHuffman = without(usual, 0xC4), noQuantization = without(usual, 0xDB);
        for (const bool fast : {true, false}) {
            const Outcome pixels = decodedFirst(noHuffman, fast), complaint = decodedFirst(noQuantization, fast);
            QVERIFY(pixels == decodedFirst(usual, fast)); // the standard's tables, as in the frames of a film
            QVERIFY(!complaint.error.empty());
            QVERIFY(decoded(other, nullptr, fast).error.empty());
            QVERIFY(decoded(noHuffman, nullptr, fast) == pixels);
            QVERIFY(decoded(other, nullptr, fast).error.empty());
            QVERIFY(decoded(noQuantization, nullptr, fast) == complaint);
        }
    }
    void photographsAreTheSame() {
        const char* folder = std::getenv("STUDIO_ORIGINALS");
        if (folder == nullptr)
            QSKIP("STUDIO_ORIGINALS names no folder of photographs");
        int pictures = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            Bytes bytes;
            readImageFile(entry.path().string(), bytes);
            const ImageHeader header = readImageHeader(bytes, entry.path().string());
            QVERIFY(sameBothWays(bytes));
            const PixelRect middle{header.width / 3, header.height / 3, header.width / 2, header.height / 2};
            QVERIFY(sameBothWays(bytes, &middle));
            ++pictures;
        }
        QVERIFY(pictures > 0);
    }
};

QTEST_APPLESS_MAIN(JpegEntropyTest)
#include "tst_jpeg_entropy.moc"
