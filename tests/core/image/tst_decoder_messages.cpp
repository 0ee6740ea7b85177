// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>

#include <jpeglib.h>

#include <jerror.h>

#include "core/base/error.h"
#include "core/image/decoder_messages.h"
#include "core/image/image_file.h"
#include "core/image/jpeg_codec_internal.h"
#include "tests/support/jpeg_kinds.h"
#include "tests/support/odd_pictures.h"

using namespace studio;
using namespace studio::test;

namespace {

using enum PictureDecoder;

const Picture& soft() {
    static const Picture kPicture = gradientPicture(61, 43);
    return kPicture;
}

/// What became of one picture.
struct Outcome {
    std::optional<Picture> picture;
    std::vector<PictureOddity> odd;
    std::string complaint; ///< the decoder's, of one that was refused
};

Outcome read(const Bytes& bytes) {
    Outcome outcome;
    try {
        outcome.picture = decodePicture(bytes, "p", kMaxPixels, &outcome.odd);
    } catch (const Error& error) {
        const std::string& place = error.message().place;
        outcome.complaint = place.size() > 3 ? place.substr(3) : error.message().title;
    }
    return outcome;
}

/// Whether the picture came to what this row says, by a message that this row decides.
bool isDecidedBy(const DecoderMessageRow& row, const Bytes& bytes) {
    const Outcome outcome = read(bytes);
    const auto decides = [&](const std::string& message) { return &decoderMessageRow(row.decoder, message) == &row; };
    if (row.cost == MessageCost::Pixels)
        return !outcome.picture && decides(outcome.complaint);
    return outcome.picture && std::any_of(outcome.odd.begin(), outcome.odd.end(), [&](const PictureOddity& one) {
               return decides(one.message) && one.kind.ends_with(row.means);
           });
}

/// Of all pictures with one byte changed the first that the row decides; of a thousand bytes at most.
Bytes firstSpoilt(const DecoderMessageRow& row, const Bytes& bytes, std::size_t from) {
    for (std::size_t at = from; at < std::min(bytes.size() - 2, from + 1000); ++at) {
        for (const int flip : {0x01, 0x80, 0xFF}) {
            Bytes spoilt = bytes;
            spoilt[at] ^= static_cast<std::uint8_t>(flip);
            if (isDecidedBy(row, spoilt))
                return spoilt;
        }
    }
    return {};
}

std::size_t scanOf(const Bytes& jpeg) {
    return placeOf(jpeg, {0xFF, 0xDA});
}

using Provoke = std::function<Bytes(const DecoderMessageRow&)>;

std::map<std::string, Provoke> jpegRows() {
    const Bytes plain = encodeJpeg(soft(), 90);
    Bytes bare = plain;
    bare.erase(bare.begin() + 2, bare.begin() + 20);
    const Bytes restarts = jpegOfKind(soft(), {.restart = 1});
    const Bytes arithmetic = jpegOfKind(soft(), {.arithmetic = true});
    const Bytes progressive = jpegOfKind(soft(), {.progressive = true});
    const auto changed = [](Bytes bytes, std::size_t at, std::initializer_list<int> values) {
        for (const int value : values)
            bytes[at++] = static_cast<std::uint8_t>(value);
        return bytes;
    };
    return {{"Premature end of JPEG file", [=](const auto&) { return cut(plain, 2); }},
            {"Corrupt JPEG data: premature end of data segment",
             [=](const auto&) {
                 return changed(plain, plain.size() - 60, {0xFF, 0xD9});
             }},
            {"Corrupt JPEG data: bad Huffman code",
             [=](const auto&) { // no table has a code of ones alone
                 return changed(plain, scanOf(plain) + 30, {0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0});
             }},
            {"Corrupt JPEG data: bad arithmetic code",
             [=](const auto& row) { return firstSpoilt(row, arithmetic, scanOf(arithmetic) + 14); }},
            {"Corrupt JPEG data: found marker * instead of RST*",
             [=](const auto&) {
                 return changed(restarts, placeOf(restarts, {0xFF, 0xD0}) + 1, {0xD5});
             }},
            {"Inconsistent progression sequence for *",
             [=](const auto& row) { return firstSpoilt(row, progressive, scanOf(progressive)); }},
            {"Corrupt JPEG data: * extraneous bytes before marker *",
             [=](const auto&) {
                 return inserted(plain, 20, {1, 2, 3, 4, 5});
             }},
            {"Corrupt JPEG data: * extraneous bytes before marker 0xd9",
             [=](const auto&) { return inserted(plain, plain.size() - 2, Bytes(40, 0x55)); }},
            {"Unknown Adobe color transform code *",
             [=](const auto&) { // JFIF's segment would count before Adobe's
                 return inserted(bare, 2, jpegSegment(0xEE, {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 7}));
             }},
            {"Warning: unknown JFIF revision number *",
             [=](const auto&) {
                 return changed(plain, placeOf(plain, {'J', 'F', 'I', 'F'}) + 5, {3});
             }},
            {"Invalid SOS parameters for sequential JPEG", [=](const auto&) {
                 return changed(plain, scanOf(plain) + 11, {0, 0, 0});
             }}};
}

std::map<std::string, Provoke> pngRows() {
    const PngParts parts = pngParts(61, 43, 8, 2, soft().rgb);
    const Bytes one{'1'};
    PngParts wrongSum = parts, more = parts;
    wrongSum.pixels.back() ^= 1;
    append(more.pixels, bytesOf("more"));
    const auto before = [=](const char* name, const Bytes& body, bool good = true) {
        return [=](const auto&) { return parts.whole(pngChunk(name, body, good)); };
    };
    PngParts badEnd = parts;
    badEnd.tail.back() ^= 1;
    return {{"IDAT: incorrect data check", [=](const auto&) { return wrongSum.whole(); }},
            {"IDAT: CRC error",
             [=](const auto&) {
                 Bytes bytes = parts.whole();
                 bytes[bytes.size() - 13] ^= 1;
                 return bytes;
             }},
            {"IDAT: *", [=](const auto&) { return more.whole(); }},
            {"PLTE: *", before("PLTE", one)},
            {"the file ends behind its pixels", [=](const auto&) { return cut(parts.whole(), 12); }},
            {"animated: *", before("acTL", {0, 0, 0, 2, 0, 0, 0, 0})},
            {"iCCP: *", before("iCCP", bytesOf("name"))},
            {"sRGB: *", before("sRGB", {9})},
            {"gAMA: *", before("gAMA", one)},
            {"cHRM: *", before("cHRM", one)},
            {"tRNS: *", before("tRNS", one)},
            {"tEXt: *", before("tEXt", bytesOf("text"), false)},
            {"zTXt: *", before("zTXt", bytesOf("text"), false)},
            {"iTXt: *", before("iTXt", bytesOf("text"), false)},
            {"eXIf: *", before("eXIf", bytesOf("text"), false)},
            {"IEND: *", [=](const auto&) { return badEnd.whole(); }},
            {"*", before("tIME", one)}};
}

std::map<std::string, Provoke> tiffRows() {
    // PackBits: a run of 100 and one of 57 where 157 are wanted; then too few and too many.
    const auto packBits = [](const Bytes& runs) {
        return tiff(157, 1, runs, {.samples = 1, .photometric = 1, .compression = 32773});
    };
    return {{"Fax*",
             [](const auto&) {
                 return tiff(64, 40, Bytes(12, 0x35), {.bits = 1, .samples = 1, .photometric = 0, .compression = 3});
             }},
            {"*Terminating PackBitsDecode due to lack of data*",
             [=](const auto&) {
                 return packBits({static_cast<std::uint8_t>(-99), 7, 56, 1, 2, 3});
             }},
            {"more than one picture: *",
             [](const auto&) {
                 TiffKind kind;
                 kind.next = 8; // the same directory again
                 return tiff(61, 43, soft().rgb, kind);
             }},
            {"PackBitsDecode: Discarding *",
             [=](const auto&) {
                 return packBits({static_cast<std::uint8_t>(-99), 7, static_cast<std::uint8_t>(-79), 8});
             }},
            {"*", [](const auto&) {
                 return tiff(61, 43, soft().rgb, {.more = {{65001, 3, {5}}}});
             }}};
}

std::map<std::string, Provoke> webPRows() {
    return {
        {"animated: *", [](const auto&) { return animatedWebP(soft(), gradientPicture(61, 43)); }},
        {"the file ends behind its pixels", [](const auto&) {
             return cut(extendedWebP(61, 43, 8, {webPPixels(losslessWebP(soft())), riffChunk("EXIF", Bytes(90))}), 50);
         }}};
}

std::map<std::string, Provoke> bmpRows() {
    return {{"the file ends behind its pixels", [](const auto&) { return cut(encodedByOpenCv(".bmp", soft()), 1); }}};
}

/// Rows whose message the decoder has no occasion to say here: scanlines are only counted when writing, and nobody asks
/// for a JPEG's colour profile.
bool isNeverSaid(const DecoderMessageRow& row) {
    const std::string pattern = row.pattern;
    return pattern == "Application transferred too many scanlines" || pattern == "Corrupt JPEG data: bad ICC marker";
}

} // namespace

/// What decoders complain of, and which of it costs pixels.
class DecoderMessagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRowIsWhatARealPictureComesTo() {
        const std::map<PictureDecoder, std::map<std::string, Provoke>> provoked{
            {Jpeg, jpegRows()}, {Png, pngRows()}, {Tiff, tiffRows()}, {WebP, webPRows()}, {Bmp, bmpRows()}};
        for (const DecoderMessageRow& row : decoderMessageRows()) {
            if (isNeverSaid(row))
                continue;
            const auto& rows = provoked.at(row.decoder);
            QVERIFY2(rows.contains(row.pattern), row.pattern);
            const Bytes bytes = rows.at(row.pattern)(row);
            const Outcome outcome = read(bytes);
            const std::string told = std::string(row.pattern) + " came to: " + outcome.complaint +
                                     (outcome.odd.empty() ? "" : " / " + outcome.odd.back().message);
            QVERIFY2(isDecidedBy(row, bytes), told.c_str());
        }
    }
    void whatCostsNothingLeavesThePixelsAsTheyAre() {
        const Bytes jpeg = encodeJpeg(soft(), 90);
        const Picture plain = decodePicture(jpeg, "p");
        for (const auto& [pattern, provoke] : jpegRows()) {
            const DecoderMessageRow& row = decoderMessageRow(Jpeg, pattern);
            if (row.cost == MessageCost::Nothing)
                QVERIFY2(read(provoke(row)).picture->rgb == plain.rgb, pattern.c_str());
        }
        for (const auto& [pattern, provoke] : pngRows()) {
            const DecoderMessageRow& row = decoderMessageRow(Png, pattern);
            if (row.cost == MessageCost::Nothing)
                QVERIFY2(read(provoke(row)).picture->rgb == soft().rgb, pattern.c_str());
        }
        for (const auto& [pattern, provoke] : webPRows())
            QVERIFY2(read(provoke(decoderMessageRow(WebP, pattern))).picture->rgb == soft().rgb, pattern.c_str());
    }
    void everyWarningOfLibjpegHasARow() {
        jpeg_error_mgr errors{};
        jpeg_std_error(&errors);
        int warnings = 0;
        for (const int code : {JWRN_ADOBE_XFORM, JWRN_BOGUS_PROGRESSION, JWRN_EXTRANEOUS_DATA, JWRN_HIT_MARKER,
                               JWRN_HUFF_BAD_CODE, JWRN_JFIF_MAJOR, JWRN_JPEG_EOF, JWRN_MUST_RESYNC,
                               JWRN_NOT_SEQUENTIAL, JWRN_TOO_MUCH_DATA, JWRN_ARITH_BAD_CODE, JWRN_BOGUS_ICC}) {
            const char* text = errors.jpeg_message_table[code];
            const DecoderMessageRow& row = decoderMessageRow(Jpeg, text);
            QVERIFY2(std::string(row.pattern) != "*", text);
            ++warnings;
        }
        // One of them has two rows.
        QCOMPARE(warnings + 1,
                 static_cast<int>(std::count_if(decoderMessageRows().begin(), decoderMessageRows().end(),
                                                [](const DecoderMessageRow& row) { return row.decoder == Jpeg; })));
        // A message that nobody thought of is not taken for harmless.
        QVERIFY(decoderMessageRow(Jpeg, "something new").cost == MessageCost::Pixels);
        QVERIFY(decoderMessageRow(WebP, "something new").cost == MessageCost::Pixels);
    }
    void aKindIsNotedOnceHoweverOftenItIsSaid() {
        std::vector<PictureOddity> odd;
        DecoderLog log(Png, &odd);
        for (int i = 0; i < 10'000; ++i)
            QVERIFY(log.note("iCCP: complaint " + std::to_string(i)));
        QVERIFY(log.note("tIME: " + std::string(100'000, 'x')));
        QCOMPARE(odd.size(), std::size_t{2});
        QCOMPARE(odd[0].kind, std::string("PNG, colour profile"));
        QCOMPARE(odd[0].message, std::string("iCCP: complaint 0"));
        QVERIFY(odd[1].message.size() < 1000);
        QVERIFY(!log.failed());
        QVERIFY(!log.note("IDAT: CRC error"));
        QVERIFY(!log.note("IDAT: incorrect data check"));
        QCOMPARE(std::string(log.text()), std::string("IDAT: CRC error"));
    }
    void bothWaysToDecodeAJpegSayTheSame() {
        std::vector<Bytes> pictures{inserted(encodeJpeg(soft(), 90), 20, {1, 2, 3})};
        for (const int restart : {0, 2}) {
            const Bytes bytes = jpegOfKind(soft(), {.restart = restart});
            for (const std::size_t extra : {1, 2, 7, 8, 9, 60}) {
                pictures.push_back(inserted(bytes, bytes.size() - 2, Bytes(extra, 0x55)));
                if (restart > 0)
                    pictures.push_back(inserted(bytes, placeOf(bytes, {0xFF, 0xD1}), Bytes(extra, 0x55)));
            }
        }
        int odd = 0;
        for (const Bytes& bytes : pictures) {
            std::vector<PictureOddity> fastOdd, slowOdd;
            Picture fast, slow;
            decodeJpeg(bytes, nullptr, fast, "p", true, &fastOdd);
            decodeJpeg(bytes, nullptr, slow, "p", false, &slowOdd);
            QVERIFY(fast.rgb == slow.rgb);
            QCOMPARE(fastOdd.size(), slowOdd.size());
            for (std::size_t i = 0; i < fastOdd.size(); ++i)
                QCOMPARE(fastOdd[i].message, slowOdd[i].message);
            odd += fastOdd.empty() ? 0 : 1;
        }
        QVERIFY2(odd > 5, std::to_string(odd).c_str());
    }
};

QTEST_APPLESS_MAIN(DecoderMessagesTest)
#include "tst_decoder_messages.moc"
