// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include "core/base/sha256.h"
#include "tests/support/archives.h"
#include "tests/support/download_place.h"

using namespace studio;
using test::Answer;
using Place = test::DownloadPlace;
using Source = test::DownloadSource;
using test::content;
using test::holds;
using test::leavePart;
using test::says;
using test::SeenRequest;
namespace fs = std::filesystem;

namespace {

/// Answers a range with no more than `most` bytes of it, whatever the client thinks the file is.
void givePiece(const SeenRequest& request, Answer& answer, std::size_t most) {
    const std::string range = request.header("range");
    if (range.empty())
        return;
    const std::size_t first = std::stoull(range.substr(6)), size = answer.body.size();
    answer.status = 206;
    answer.body = answer.body.substr(first, most);
    answer.headers.push_back("Content-Range: bytes " + std::to_string(first) + "-" +
                             std::to_string(first + answer.body.size() - 1) + "/" + std::to_string(size));
}

} // namespace

/// A file that comes in parts, or is not the one that was expected.
class DownloadPartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void brokenConnectionIsGoneOnWith() {
        Source source;
        source.spoil = [](int n, const SeenRequest&, Answer& answer) { answer.cutAt = n < 3 ? 100'000 : -1; };
        Place place(source.server.url("/file"));
        place.options.sums = {{}, sha256Hex(source.body)};
        const DownloadResult result = download(place.options);
        QVERIFY(result.complete && place.text() == source.body);
        QCOMPARE(result.fetched, std::uint64_t{300'000}); // nothing twice
        const auto requests = source.server.requests();
        QCOMPARE(requests.size(), std::size_t{3});
        QCOMPARE(requests[2].header("range"), std::string("bytes=200000-"));
        QCOMPARE(requests[2].header("if-range"), std::string("\"one\""));
    }
    void partOfAnEarlierCallIsGoneOnWith() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 123'456);
        const DownloadResult result = download(place.options);
        QVERIFY(result.complete && result.notes.empty());
        QCOMPARE(result.fetched, std::uint64_t{300'000 - 123'456});
        QVERIFY(place.text() == source.body && place.onlyTheFile());
    }
    void changedFileIsFetchedAnewAndSaidSo() {
        for (const bool honest : {true, false}) { // the second server ignores If-Range
            Source source;
            Place place(source.server.url("/file"));
            leavePart(source, place, 100'000);
            source.body = content(250'000, 'A');
            source.etag = "\"two\"";
            if (!honest)
                source.spoil = [](int, const SeenRequest& request, Answer& answer) {
                    const std::string range = request.header("range");
                    if (range.empty())
                        return;
                    answer.status = 206;
                    answer.headers.push_back("Content-Range: bytes 100000-249999/250000");
                    answer.body = answer.body.substr(100'000);
                };
            const DownloadResult result = download(place.options);
            QVERIFY(result.complete && place.text() == source.body);
            QVERIFY(holds(result.notes, "has changed"));
        }
    }
    void piecesOfAServerThatGivesNoMoreAreJoined() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        source.spoil = [](int, const SeenRequest& request, Answer& answer) { givePiece(request, answer, 60'000); };
        const DownloadResult result = download(place.options);
        QVERIFY(result.complete && result.notes.empty());
        QVERIFY(place.text() == source.body);
        QCOMPARE(result.fetched, std::uint64_t{200'000});
        QCOMPARE(source.asked.load(), 5); // one that broke off, then four pieces
    }
    void serverThatGivesEmptyPiecesIsGivenUp() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        source.spoil = [](int, const SeenRequest& request, Answer& answer) { givePiece(request, answer, 0); };
        const std::string text = place.errorOf(ErrorKind::Io);
        QVERIFY2(text.find("only a part") != std::string::npos, text.c_str());
        QCOMPARE(fs::file_size(place.part()), std::uintmax_t{100'000});
    }
    void otherLengthIsAnotherFile() {
        Source source; // neither a weak ETag nor a date of whole seconds tells files apart for sure
        source.etag = "W/\"one\"";
        const std::string date = "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT";
        Place place(source.server.url("/file"));
        source.spoil = [&](int, const SeenRequest&, Answer& answer) {
            answer.headers.push_back(date);
            answer.cutAt = 100'000;
        };
        place.options.tries = 1;
        QVERIFY(!place.errorOf(ErrorKind::Io).empty());
        QCOMPARE(fs::file_size(place.part()), std::uintmax_t{100'000});
        place.options.tries = 4;
        source.body = content(310'000, 'A');
        source.spoil = [&](int, const SeenRequest& request, Answer& answer) {
            answer.headers.push_back(date);
            givePiece(request, answer, 1'000'000);
        };
        const DownloadResult result = download(place.options);
        QVERIFY(place.text() == source.body);
        QVERIFY(holds(result.notes, "has changed"));
    }
    void fileThatNeverStaysTheSameIsGivenUp() {
        Source source;
        source.body = content(3'000'000);
        source.spoil = [](int n, const SeenRequest&, Answer& answer) {
            answer.etag = "\"" + std::to_string(n) + "\"";
            answer.cutAt = 2'000'000;
        };
        Place place(source.server.url("/file"));
        QVERIFY(place.errorOf(ErrorKind::Io).find("4 times") != std::string::npos);
    }
    void fileThatGoesOnAndOnIsLeft() {
        for (const bool exact : {true, false}) {
            Source source;
            source.spoil = [](int, const SeenRequest&, Answer& answer) { answer.lengthless = true; };
            Place place(source.server.url("/file"));
            (exact ? place.options.bytes : place.options.maxBytes) = 200'000;
            const std::string text = place.errorOf(ErrorKind::Data);
            QVERIFY2(text.find("200,000") != std::string::npos, text.c_str());
            QVERIFY(!fs::exists(place.options.out) && !fs::exists(place.part()));
            (exact ? place.options.bytes : place.options.maxBytes) = 300'000;
            QVERIFY(download(place.options).complete);
        }
    }
    void serverWithoutRangesIsReadFromTheStart() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        source.spoil = [](int, const SeenRequest&, Answer& answer) { answer.ranges = false; };
        const DownloadResult result = download(place.options);
        QVERIFY(place.text() == source.body);
        QVERIFY(holds(result.notes, "cannot go on"));
    }
    void partWithoutItsNoteIsNotTrusted() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        for (const char* note :
             {"", "{", "{\"format\":1,\"from\":\"http://elsewhere/file\",\"etag\":\"\\\"one\\\"\"}"}) {
            test::writeText(place.part(), "rubbish");
            test::writeText(place.part() + ".json", note);
            QVERIFY(download(place.options).complete);
            QVERIFY(place.text() == source.body);
            fs::remove(place.options.out);
        }
    }
    void damagedPartIsFoundByTheSum() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        {
            std::fstream part(place.part(), std::ios::in | std::ios::out | std::ios::binary);
            part.seekp(5'000).put('!');
        }
        place.options.sums = {{}, sha256Hex(source.body)};
        const DownloadResult result = download(place.options);
        QVERIFY(result.complete && place.text() == source.body);
        QVERIFY(holds(result.notes, "not whole"));
    }
    void otherContentThanPublishedIsThrownAway() {
        Source source;
        Place place(source.server.url("/file"));
        place.options.sums = {std::string(32, '0'), {}};
        const std::string text = place.errorOf(ErrorKind::Data);
        QVERIFY2(text.find("MD5") != std::string::npos, text.c_str());
        QVERIFY(!fs::exists(place.options.out) && !fs::exists(place.part()));
    }
    void otherSizeIsToldBeforeTheDownload() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        place.options.bytes = 299'999;
        source.body += "x";
        source.etag = "\"two\"";
        const std::string text = place.errorOf(ErrorKind::Data);
        QVERIFY2(text.find("299,999") != std::string::npos, text.c_str());
        QCOMPARE(fs::file_size(place.part()), std::uintmax_t{100'000}); // what is there is not given up for it
    }
    void tooLongALengthIsNotTakenForTheEnd() {
        Source source;
        source.spoil = [](int, const SeenRequest&, Answer& answer) { answer.claimed = 300'010; };
        Place place(source.server.url("/file"));
        QVERIFY(!place.errorOf(ErrorKind::Io).starts_with("another"));
        QVERIFY(!fs::exists(place.options.out));
    }
};

QTEST_GUILESS_MAIN(DownloadPartsTest)
#include "tst_download_parts.moc"
