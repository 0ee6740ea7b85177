// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/archives.h"
#include "tests/support/download_place.h"
#include "tests/support/secure_server.h"

using namespace studio;
using test::Answer;
using test::HttpServer;
using Place = test::DownloadPlace;
using Source = test::DownloadSource;
using test::holds;
using test::leavePart;
using test::says;
using test::SeenRequest;
using test::WithVariable;
namespace fs = std::filesystem;

namespace {

/// "me:word" as a server sees it.
const std::string kLogin = "Basic bWU6d29yZA==";

} // namespace

/// Who gets a password, whose bytes are believed, and what no time cures.
class DownloadTrustTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void passwordGoesAlongToTheSameServerAlone() {
        Source stranger;
        Source source;
        std::string to;
        source.spoil = [&](int, const SeenRequest& request, Answer& answer) {
            if (request.target == "/file")
                answer = says(302, "", {"Location: " + to});
        };
        for (const bool same : {true, false}) {
            Place place("http://me:word@" + source.server.authority() + "/file");
            to = (same ? source : stranger).server.url("/moved");
            QVERIFY(download(place.options).complete);
            const Source& asked = same ? source : stranger;
            QCOMPARE(asked.server.requests().back().target, std::string("/moved"));
            QCOMPARE(asked.server.requests().back().header("authorization"), same ? kLogin : std::string());
        }
    }
    void loginsOfAddressesAreTakenApart() {
        const std::string from = "https://me:word@a.org:81/x";
        QCOMPARE(withLoginOf(from, "https://a.org:81/y"), std::string("https://me:word@a.org:81/y"));
        for (const char* to : {"https://a.org/y", "https://b.org:81/y", "http://a.org:81/y", "https://you@a.org:81/y",
                               "https://a.org:81.evil.org/y"})
            QCOMPARE(withLoginOf(from, to), std::string(to));
        QCOMPARE(withLoginOf("http://me:word@a.org/x", "https://a.org/x"), std::string("https://me:word@a.org/x"));
        QCOMPARE(withLoginOf("http://me:word@a.org:80/x", "https://a.org:80/x"), std::string("https://a.org:80/x"));
        QCOMPARE(withoutLogin("http://me:wo@rd@a.org:9000/b"), std::string("http://a.org:9000/b"));
        QCOMPARE(withoutLogin("http://a.org/b@c"), std::string("http://a.org/b@c"));
    }
    void passwordOfAnEndpointIsInNoHostHeader() {
        Source source;
        const QTemporaryDir home;
        const WithVariable endpoint("AWS_ENDPOINT_URL_S3", "http://me:word@" + source.server.authority());
        const WithVariable folder("HOME", home.path().toStdString()), profile("AWS_PROFILE", "");
        const WithVariable noRole("AWS_EC2_METADATA_DISABLED", "true");
        for (const bool isSigned : {true, false}) {
            const WithVariable key("AWS_ACCESS_KEY_ID", isSigned ? "AKID" : ""),
                secret("AWS_SECRET_ACCESS_KEY", isSigned ? "secret" : "");
            Place place("s3://bucket/file");
            QVERIFY(download(place.options).complete);
            const SeenRequest request = source.server.requests().back();
            QCOMPARE(request.header("host"), source.server.authority());
            QCOMPARE(request.target, std::string("/bucket/file"));
            const std::string authorization = request.header("authorization");
            if (isSigned)
                QVERIFY2(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKID/"), authorization.c_str());
            else
                QCOMPARE(authorization, kLogin);
        }
    }
    void certificateOfAnotherNameIsNoMatterOfTime() {
        const std::map<std::string, std::string> files{{"file", "HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\ndata"}};
        test::SecureServer secure(files);
        if (secure.port == 0)
            QSKIP("The program openssl is not here");
        const WithVariable trusted("SSL_CERT_FILE", secure.certificate()), direct("no_proxy", "localhost,127.0.0.1");
        Place place("https://localhost:" + std::to_string(secure.port) + "/file"); // it is of 127.0.0.1
        const std::string text = place.errorOf(ErrorKind::Usage);
        QVERIFY2(text.find("certificate cannot be trusted") != std::string::npos, text.c_str());
        const WithVariable none("SSL_CERT_FILE", place.dir.path().toStdString() + "/none");
        const std::string missing = place.errorOf(ErrorKind::Usage);
        QVERIFY2(missing.find("trusted certificates cannot be read") != std::string::npos, missing.c_str());
    }
    void answerThatIsLongerThanItsRangeIsNotBelieved() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        source.spoil = [&](int, const SeenRequest& request, Answer& answer) {
            if (request.header("range").empty())
                return;
            answer.status = 206; // 50 bytes are announced, and twice as many come
            answer.body = std::string(100, '!');
            answer.headers.push_back("Content-Range: bytes 100000-100049/300000");
        };
        QVERIFY(download(place.options).complete);
        QVERIFY(place.text() == source.body);
        QVERIFY(source.server.requests().back().header("range").empty());
    }
    void rangesThatMakeNoSenseAreNotBelieved() {
        for (const char* range : {"bytes 100000-400000/300000", "bytes 100000-50/300000", "bytes 100000-x/300000"}) {
            Source source;
            Place place(source.server.url("/file"));
            leavePart(source, place, 100'000);
            source.spoil = [&](int, const SeenRequest& request, Answer& answer) {
                if (request.header("range").empty())
                    return;
                answer = says(206, std::string(200'000, '!'), {std::string("Content-Range: ") + range});
            };
            QVERIFY(download(place.options).complete);
            QVERIFY(place.text() == source.body);
        }
    }
    void knownLengthIsComparedBeforeTheRestIsFetched() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        place.options.bytes = 299'000;
        const int before = source.asked;
        QVERIFY(place.errorOf(ErrorKind::Data).find("299,000") != std::string::npos);
        QCOMPARE(source.asked.load(), before + 1);
        QCOMPARE(fs::file_size(place.part()), std::uintmax_t{100'000});
    }
    void partOfAnotherAddressIsSaidToBeGivenUp() {
        Source source;
        Place place(source.server.url("/file"));
        leavePart(source, place, 100'000);
        Source other;
        other.body = test::content(200'000, 'A');
        place.options.url = other.server.url("/file");
        const DownloadResult result = download(place.options);
        QVERIFY(place.text() == other.body && result.notes.size() == 1);
        QVERIFY2(holds(result.notes, "from another address"), result.notes.front().c_str());
    }
    void whatIsNotEncryptedIsKnown() {
        const WithVariable all("AWS_ENDPOINT_URL", "");
        const WithVariable none("AWS_ENDPOINT_URL_S3", "");
        QVERIFY(isProtected("https://a.org/x") && isProtected("s3://a/x") && !isProtected("http://a.org/x"));
        const WithVariable endpoint("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000");
        QVERIFY(!isProtected("s3://a/x") && isProtected("https://a.org/x"));
    }
};

QTEST_GUILESS_MAIN(DownloadTrustTest)
#include "tst_download_trust.moc"
