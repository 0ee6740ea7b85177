// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryFile>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <unistd.h>

#include "core/base/error.h"
#include "core/image/foreign_kinds.h"
#include "core/image/image_file.h"
#include "tests/support/odd_pictures.h"

using namespace studio;
using namespace studio::test;

namespace {

const Picture& soft() {
    static const Picture kPicture = gradientPicture(61, 43);
    return kPicture;
}

constexpr int kPixels = 61 * 43;

/// Samples of `channels`: the colours of soft() and, as the last, an alpha that goes from 0 to 240.
Bytes withAlpha(bool multiplied) {
    Bytes out;
    for (std::size_t i = 0; i < kPixels; ++i) {
        const int alpha = static_cast<int>(i % 16) * 16;
        for (std::size_t c = 0; c < 3; ++c) {
            const int colour = soft().rgb[3 * i + c];
            out.push_back(static_cast<std::uint8_t>(multiplied ? (colour * alpha + 127) / 255 : colour));
        }
        out.push_back(static_cast<std::uint8_t>(alpha));
    }
    return out;
}

/// Two bytes for each, the low one different from the high one.
Bytes wide(const Bytes& samples, bool big) {
    Bytes out;
    for (const std::uint8_t sample : samples)
        appendNumber(out, sample * 256u + 255u - sample, 2, big);
    return out;
}

std::string complaintOf(const Bytes& bytes) {
    try {
        decodePicture(bytes, "p");
    } catch (const Error& error) {
        return error.kind() == ErrorKind::Data ? error.message().text() : "another kind of error";
    }
    return {};
}

bool says(const Bytes& bytes, const std::string& words) {
    return complaintOf(bytes).find(words) != std::string::npos;
}

/// What `call` writes to the terminal's error stream.
std::string terminalOf(const std::function<void()>& call) {
    QTemporaryFile file;
    file.open();
    std::fflush(stderr);
    const int kept = ::dup(STDERR_FILENO);
    ::dup2(file.handle(), STDERR_FILENO);
    call();
    std::fflush(stderr);
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    file.seek(0);
    return file.readAll().toStdString();
}

Bytes mediaFile(const std::string& brand, const std::string& compatible = {}) {
    Bytes out;
    appendNumber(out, static_cast<std::uint32_t>(16 + compatible.size()), 4, true);
    append(out, bytesOf("ftyp" + brand + std::string(4, '\0') + compatible));
    out.resize(out.size() + 200);
    return out;
}

Bytes textAt(std::size_t at, const std::string& text) {
    Bytes out(at + text.size() + 300, 7);
    std::copy(text.begin(), text.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
    return out;
}

/// `colours`: palette or masks, as they stand behind the header.
Bytes bmp(std::uint32_t width, std::uint32_t height, std::uint32_t bits, std::uint32_t compression,
          const Bytes& colours, const Bytes& data) {
    Bytes out{'B', 'M'};
    const auto start = static_cast<std::uint32_t>(54 + colours.size());
    for (const std::uint32_t value : {start + static_cast<std::uint32_t>(data.size()), 0u, start, 40u, width, height})
        appendNumber(out, value, 4, false);
    appendNumber(out, 1, 2, false);
    appendNumber(out, bits, 2, false);
    const bool palette = bits <= 8;
    for (const std::uint32_t value :
         {compression, 0u, 0u, 0u, palette ? static_cast<std::uint32_t>(colours.size() / 4) : 0u, 0u})
        appendNumber(out, value, 4, false);
    append(out, colours);
    append(out, data);
    return out;
}

} // namespace

/// Containers, and files that look like pictures and are something else.
class PictureKindsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pixelsDoNotDependOnTheContainer() {
        const Bytes png = pngParts(61, 43, 8, 6, withAlpha(false)).whole();
        QVERIFY(decodePicture(png, "p").rgb == soft().rgb);
        const auto tiffOf = [](int bits, int alphaKind, const Bytes& samples) {
            return tiff(61, 43, samples,
                        {.bits = bits, .samples = 4, .more = {{338, 3, {static_cast<std::uint32_t>(alphaKind)}}}});
        };
        constexpr int kUnknown = 0, kApart = 2;
        for (const int kind : {kUnknown, kApart})
            QVERIFY(decodePicture(tiffOf(8, kind, withAlpha(false)), "p").rgb == soft().rgb);
        const Bytes wide16 = wide(withAlpha(false), false);
        QVERIFY(decodePicture(tiffOf(16, kApart, wide16), "p").rgb == soft().rgb);
        QVERIFY(decodePicture(pngParts(61, 43, 16, 6, wide(withAlpha(false), true)).whole(), "p").rgb == soft().rgb);
        QVERIFY(decodePicture(tiff(61, 43, soft().rgb), "p").rgb == soft().rgb);
        QVERIFY(decodePicture(losslessWebP(soft()), "p").rgb == soft().rgb);
    }
    void coloursMultipliedByAlphaAreDividedAgain() {
        const Bytes bytes = tiff(61, 43, withAlpha(true), {.samples = 4, .more = {{338, 3, {1}}}});
        const Picture picture = decodePicture(bytes, "p");
        for (std::size_t i = 0; i < kPixels; ++i) {
            const int alpha = static_cast<int>(i % 16) * 16;
            for (std::size_t c = 0; c < 3; ++c) {
                const int expected = alpha == 0 ? 0 : soft().rgb[3 * i + c];
                // What multiplying to whole levels loses does not come back.
                QVERIFY(std::abs(picture.rgb[3 * i + c] - expected) <= (alpha == 0 ? 0 : 256 / alpha + 1));
            }
        }
    }
    void ofAnAnimationTheFirstPictureIsUsed() {
        Picture second = soft();
        std::reverse(second.rgb.begin(), second.rgb.end());
        std::vector<PictureOddity> odd;
        QVERIFY(decodePicture(animatedWebP(soft(), second), "p", kMaxPixels, &odd).rgb == soft().rgb);
        QCOMPARE(odd.size(), std::size_t{1});
        QVERIFY(odd[0].kind.starts_with("WebP, animated"));
        QVERIFY(says(cut(animatedWebP(soft(), second), 600), "animation"));
    }
    void noDecoderWritesToTheTerminal() {
        const PngParts png = pngParts(61, 43, 8, 2, soft().rgb);
        const std::vector<Bytes> pictures{png.whole(pngChunk("iCCP", bytesOf("name"))),
                                          png.whole(pngChunk("gAMA", {})),
                                          cut(png.whole(), 100),
                                          tiff(61, 43, soft().rgb, {.more = {{65001, 3, {5}}}}),
                                          cut(tiff(61, 43, soft().rgb), 900),
                                          tiff(61, 43, Bytes(90), {.compression = 5}),
                                          tiff(61, 43, Bytes(90), {.compression = 7}),
                                          cut(losslessWebP(soft()), 20),
                                          cut(encodedByOpenCv(".bmp", soft()), 900),
                                          cut(encodeJpeg(soft(), 90), 300)};
        const std::string said = terminalOf([&] {
            for (const Bytes& bytes : pictures)
                complaintOf(bytes);
        });
        QCOMPARE(said, std::string());
    }
    void samplesThatAreNoPictureAreNamed() {
        const auto number = [](std::uint32_t value) { return std::vector<TiffEntry>{{339, 3, {value}}}; };
        QVERIFY(says(tiff(8, 8, Bytes(256), {.bits = 32, .samples = 1, .photometric = 1, .more = number(3)}),
                     "32-bit floating-point numbers"));
        QVERIFY(
            says(tiff(8, 8, Bytes(512), {.bits = 64, .samples = 1, .photometric = 1, .more = number(3)}), "64-bit"));
        QVERIFY(says(tiff(8, 8, Bytes(128), {.bits = 16, .samples = 1, .photometric = 1, .more = number(2)}),
                     "16-bit signed integers"));
        QVERIFY(says(tiff(8, 8, Bytes(256), {.bits = 32, .samples = 1, .photometric = 1}), "32-bit integers"));
        QVERIFY(says(tiff(8, 8, Bytes(256), {.compression = 34712}), "compression (number 34712)"));
        Bytes bytes = encodeJpeg(soft(), 90);
        bytes[placeOf(bytes, {0xFF, 0xC0}) + 4] = 12;
        QVERIFY2(says(bytes, "of a kind that cannot be read"), complaintOf(bytes).c_str());
    }
    void aBigTiffIsRead() {
        Bytes bytes{'I', 'I', '+', 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0};
        const auto dataAt = static_cast<std::uint32_t>(bytes.size() + 10 * 20 + 8);
        const std::uint32_t entries[][3] = {{256, 3, 61}, {257, 3, 43}, {258, 3, 8},  {259, 3, 1},       {262, 3, 1},
                                            {273, 4, 0},  {277, 3, 1},  {278, 3, 43}, {279, 4, kPixels}, {284, 3, 1}};
        for (const auto& [tag, type, value] : entries) {
            appendNumber(bytes, tag, 2, false);
            appendNumber(bytes, type, 2, false);
            appendNumber(bytes, 1, 4, false);
            appendNumber(bytes, 0, 4, false);
            appendNumber(bytes, tag == 273 ? dataAt : value, 4, false);
            appendNumber(bytes, 0, 4, false);
        }
        bytes.resize(bytes.size() + 8);
        append(bytes, Bytes(kPixels, 77));
        QVERIFY2(complaintOf(bytes).empty(), complaintOf(bytes).c_str());
        QVERIFY(decodePicture(bytes, "p").rgb == Bytes(kPixels * 3, 77));
        for (std::size_t size = 8; size < dataAt; size += 3)
            QVERIFY(!complaintOf(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))).empty());
    }
    void aBmpIsReadHoweverItsPixelsAreStored() {
        const Bytes palette{0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0, 70, 80, 90, 0};
        const Bytes plain = bmp(4, 2, 8, 0, palette, {1, 1, 2, 2, 0, 0, 1, 3});
        const Bytes expected = decodePicture(plain, "p").rgb;
        QVERIFY(expected ==
                Bytes({0, 0, 0, 0, 0, 0, 30, 20, 10, 90, 80, 70, 30, 20, 10, 30, 20, 10, 60, 50, 40, 60, 50, 40}));
        const Bytes runs = bmp(4, 2, 8, 1, palette, {2, 1, 2, 2, 0, 0, 0, 4, 0, 0, 1, 3, 0, 1});
        QVERIFY(decodePicture(runs, "p").rgb == expected);
        QVERIFY(decodePicture(bmp(4, 2, 4, 0, palette, {0x11, 0x22, 0, 0, 0, 0x13, 0, 0}), "p").rgb == expected);
        QVERIFY(decodePicture(bmp(4, 2, 4, 2, palette, {2, 0x11, 2, 0x22, 0, 0, 0, 4, 0, 0x13, 0, 1}), "p").rgb ==
                expected);
        QVERIFY(decodePicture(bmp(4, 0u - 2u, 8, 0, palette, {0, 0, 1, 3, 1, 1, 2, 2}), "p").rgb == expected);
        std::vector<PictureOddity> odd;
        QVERIFY(decodePicture(cut(runs, 2), "p", kMaxPixels, &odd).rgb == expected);
        QCOMPARE(odd.size(), std::size_t{1});
        QVERIFY(says(cut(runs, 4), "too early") && says(cut(plain, 1), "too early"));
        // 5 and 6 bits reach from 0 to 255, as in Pillow.
        QVERIFY(decodePicture(bmp(2, 1, 16, 0, {}, {0x10, 0x42, 0xFF, 0x7F}), "p").rgb ==
                Bytes({131, 131, 131, 255, 255, 255}));
        const Bytes masks{0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0};
        QVERIFY(decodePicture(bmp(2, 1, 16, 3, masks, {0xE0, 7, 0, 0xF8}), "p").rgb == Bytes({0, 255, 0, 255, 0, 0}));
        QVERIFY(says(bmp(4, 2, 8, 4, palette, {1, 2, 3}), "of a kind that cannot be read"));
    }
    void aTiffIsTurnedAsItSays() {
        // 3 x 2 samples of grey, from 1 to 6; what they are when shown.
        const std::map<std::uint32_t, Bytes> shown{
            {1, {1, 2, 3, 4, 5, 6}}, {2, {3, 2, 1, 6, 5, 4}}, {3, {6, 5, 4, 3, 2, 1}}, {4, {4, 5, 6, 1, 2, 3}},
            {5, {1, 4, 2, 5, 3, 6}}, {6, {4, 1, 5, 2, 6, 3}}, {7, {6, 3, 5, 2, 4, 1}}, {8, {3, 6, 2, 5, 1, 4}}};
        for (const auto& [orientation, samples] : shown) {
            const Bytes bytes =
                tiff(3, 2, {1, 2, 3, 4, 5, 6}, {.samples = 1, .photometric = 1, .more = {{274, 3, {orientation}}}});
            const Picture picture = decodePicture(bytes, "p");
            QCOMPARE(picture.width, orientation < 5 ? 3 : 2);
            for (std::size_t i = 0; i < 6; ++i)
                QCOMPARE(int{picture.rgb[3 * i]}, int{samples[i]});
        }
        // One that means nothing is no damage.
        QVERIFY(complaintOf(tiff(3, 2, Bytes(6), {.samples = 1, .photometric = 1, .more = {{274, 3, {99}}}})).empty());
    }
    void aPixelLimitIsToldWithItsNumberAndItsKey() {
        const Bytes bytes = encodeJpeg(soft(), 90);
        try {
            decodePicture(bytes, "p", 1000);
            QFAIL("was read");
        } catch (const Error& error) {
            QVERIFY2(error.message().title.find("(61 x 43 px; max_pixels is 1,000)") != std::string::npos,
                     error.message().title.c_str());
            QVERIFY(error.message().next.find("--max-pixels") != std::string::npos);
        }
        QVERIFY(decodePicture(bytes, "p", 61 * 43).rgb.size() == soft().rgb.size());
    }
    void otherKindsAreNamedForWhatTheyAre_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* words, const Bytes& bytes) {
            QTest::addRow("%s", words) << QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                                     static_cast<qsizetype>(bytes.size()))
                                       << QString::fromLatin1(words);
        };
        row("HEIC", mediaFile("heic"));
        row("HEIC", mediaFile("mif1", "mif1heic"));
        row("AVIF", mediaFile("avif"));
        row("AVIF", mediaFile("mif1", "avifmiaf"));
        row("film or sound (MP4)", mediaFile("isom"));
        row("Git LFS pointer", bytesOf("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"));
        row("git-annex pointer", bytesOf("/annex/objects/SHA256E-s31390--f50d.jpg\n"));
        row("git-annex pointer", bytesOf("../../.git/annex/objects/J4/3f/SHA256E-s31390--f50d.jpg"));
        row("web page", bytesOf("\n <!DOCTYPE HTML><html><body>404</body></html>"));
        row("web page", bytesOf("\xEF\xBB\xBF<html>"));
        row("SVG", bytesOf("<?xml version=\"1.0\"?>\n<svg width=\"1\"/>"));
        row("error message of a server", bytesOf("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"));
        row("GIF", bytesOf("GIF89a\1\0\1\0"));
        row("JPEG XL", bytesOf("\xFF\x0A and more"));
        row("JPEG 2000", textAt(0, std::string("\0\0\0\x0CjP  \r\n\x87\n", 12)));
        row("JPEG-LS", bytesOf("\xFF\xD8\xFF\xF7 and more"));
        row("Photoshop", bytesOf("8BPS and more"));
        row("PDF", bytesOf("%PDF-1.7"));
        row("archive (zip)", bytesOf("PK\3\4 and more"));
        row("archive (gzip)", bytesOf("\x1F\x8B and more"));
        row("archive (tar)", textAt(257, "ustar"));
        row("DICOM", textAt(128, "DICM"));
        row("NumPy", bytesOf("\x93NUMPY and more"));
        row("AppleDouble", bytesOf(std::string("\0\5\x16\7 and more", 13)));
        row("CgBI", [] {
            Bytes bytes{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
            append(bytes, pngChunk("CgBI", {0x50, 0, 0x20, 2}));
            return bytes;
        }());
        row("zero bytes only", Bytes(5000, 0));
        row("not a picture", bytesOf("just words"));
    }
    void otherKindsAreNamedForWhatTheyAre() {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, words);
        const std::string complaint = complaintOf(Bytes(bytes.begin(), bytes.end()));
        QVERIFY2(complaint.find(words.toStdString()) != std::string::npos, complaint.c_str());
        const std::string cutShort = complaintOf(Bytes(bytes.begin(), bytes.begin() + 3));
        QVERIFY2(!cutShort.empty(), "three bytes");
    }
};

QTEST_APPLESS_MAIN(PictureKindsTest)
#include "tst_picture_kinds.moc"
