// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <sstream>

#include <QTemporaryDir>
#include <QTest>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/net/download.h"
#include "tests/support/archives.h"
#include "tests/support/fake_metadata.h"
#include "tests/support/http_server.h"

using namespace studio;
using test::Answer;
using test::HttpServer;
using test::says;
using test::SeenRequest;
using test::WithVariable;

namespace {

constexpr const char* kKey = "AKIDEXAMPLE";
constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

std::string hmac(const std::string& key, const std::string& text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest, &length);
    return {reinterpret_cast<const char*>(digest), length};
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const auto begin = text.find(before);
    if (begin == std::string::npos)
        return {};
    return text.substr(begin + before.size(), text.find(after, begin + before.size()) - begin - before.size());
}

/// The signature made again from the request as it came, by Amazon's description (version 4); empty text = right.
std::string signatureProblem(const SeenRequest& request, const std::string& secret, const std::string& region) {
    const std::string authorization = request.header("authorization") + ",";
    const std::string scope = between(authorization, std::string("Credential=") + kKey + "/", ",");
    const std::string names = between(authorization, "SignedHeaders=", ","),
                      signature = between(authorization, "Signature=", ",");
    const std::string day = scope.substr(0, scope.find('/'));
    if (scope != day + "/" + region + "/s3/aws4_request")
        return "scope " + scope;
    std::string headers;
    std::istringstream list(names);
    for (std::string name; std::getline(list, name, ';');)
        headers += name + ":" + request.header(name) + "\n";
    const std::string payload = request.header("x-amz-content-sha256");
    if (payload != sha256Hex(std::string())) // S3 refuses requests without it
        return "x-amz-content-sha256 is \"" + payload + "\"";
    const std::string canonical =
        request.method + "\n" + request.target + "\n\n" + headers + "\n" + names + "\n" + payload;
    const std::string text =
        "AWS4-HMAC-SHA256\n" + request.header("x-amz-date") + "\n" + scope + "\n" + sha256Hex(canonical);
    const std::string key = hmac(hmac(hmac(hmac("AWS4" + secret, day), region), "s3"), "aws4_request");
    std::string wanted;
    for (const char c : hmac(key, text)) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        wanted += digits;
    }
    for (const char* needed : {"host", "x-amz-content-sha256", "x-amz-date"}) {
        if ((";" + names + ";").find(";" + std::string(needed) + ";") == std::string::npos)
            return std::string(needed) + " is not signed";
    }
    return signature == wanted ? "" : "signature " + signature + " instead of " + wanted + " of\n" + canonical;
}

/// No variable and no file of the person who runs the tests is looked at.
struct CleanAws {
    QTemporaryDir home;
    WithVariable homeFolder{"HOME", home.path().toStdString()};
    WithVariable key{"AWS_ACCESS_KEY_ID", ""}, secret{"AWS_SECRET_ACCESS_KEY", ""}, token{"AWS_SESSION_TOKEN", ""};
    WithVariable profile{"AWS_PROFILE", ""}, file{"AWS_SHARED_CREDENTIALS_FILE", ""}, config{"AWS_CONFIG_FILE", ""};
    WithVariable region{"AWS_REGION", ""}, defaultRegion{"AWS_DEFAULT_REGION", ""};
    WithVariable endpointAll{"AWS_ENDPOINT_URL", ""}, noRole{"AWS_EC2_METADATA_DISABLED", "true"};
};

/// A bucket on loopback that takes only requests of the right signature.
struct Bucket {
    CleanAws clean;
    QTemporaryDir dir;
    std::string body = std::string(200'000, 'p') + "end", region = "us-east-1", secret = kSecret, problem;
    bool open = false; ///< also without a signature
    std::function<bool(const SeenRequest&, Answer&)> before;
    HttpServer server{[this](const SeenRequest& request) {
        Answer answer;
        answer.body = body;
        answer.etag = "\"e1\"";
        if (before && before(request, answer))
            return answer;
        if (open && request.header("authorization").empty())
            return answer;
        problem = signatureProblem(request, secret, region);
        if (!problem.empty())
            answer = says(403, "<?xml?><Error><Code>SignatureDoesNotMatch</Code></Error>");
        return answer;
    }};
    WithVariable endpoint{"AWS_ENDPOINT_URL_S3", server.url("")};
    DownloadOptions options;

    Bucket() {
        options.url = "s3://our-bucket/image net/ILSVRC2012+(1).tar";
        options.out = dir.path().toStdString() + "/file.tar";
        options.backoffSeconds = 0.01;
        options.tries = 3;
    }
    std::string errorText(ErrorKind kind) {
        try {
            download(options);
        } catch (const Error& error) {
            return error.kind() == kind ? error.message().text() : "another kind: " + error.message().text();
        }
        return {};
    }
    bool isThere() const { return readSmallFile(options.out, 1u << 20) == body; }
};

std::string xmlError(const std::string& code) {
    return "<Error><Code>" + code + "</Code><Message>" + kSecret + "</Message></Error>";
}

} // namespace

class DownloadS3Test : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requestIsSigned() {
        Bucket bucket;
        const WithVariable key("AWS_ACCESS_KEY_ID", kKey), secret("AWS_SECRET_ACCESS_KEY", kSecret);
        const std::string text = bucket.errorText(ErrorKind::Usage);
        QVERIFY2(text.empty(), (text + "\n" + bucket.problem).c_str());
        QVERIFY(bucket.isThere());
        QCOMPARE(bucket.server.requests()[0].target, std::string("/our-bucket/image%20net/ILSVRC2012%2B%281%29.tar"));
    }
    void tokenIsSignedToo() {
        Bucket bucket;
        const WithVariable key("AWS_ACCESS_KEY_ID", kKey), secret("AWS_SECRET_ACCESS_KEY", kSecret),
            token("AWS_SESSION_TOKEN", "token/+=");
        download(bucket.options);
        QVERIFY(bucket.isThere());
        const SeenRequest request = bucket.server.requests()[0];
        QCOMPARE(request.header("x-amz-security-token"), std::string("token/+="));
        QVERIFY(request.header("authorization").find("x-amz-security-token") != std::string::npos);
    }
    void brokenConnectionIsGoneOnWithBySignedRanges() {
        Bucket bucket;
        const WithVariable key("AWS_ACCESS_KEY_ID", kKey), secret("AWS_SECRET_ACCESS_KEY", kSecret);
        bool cut = false;
        bucket.before = [&](const SeenRequest&, Answer& answer) {
            answer.cutAt = 70'000;
            return !std::exchange(cut, true);
        };
        QCOMPARE(download(bucket.options).fetched, std::uint64_t{bucket.body.size()});
        QVERIFY2(bucket.isThere(), bucket.problem.c_str());
        QCOMPARE(bucket.server.requests()[1].header("if-match"), std::string("\"e1\""));
    }
    void changedObjectIsFetchedAnew() {
        Bucket bucket;
        bucket.open = true;
        bucket.before = [](const SeenRequest&, Answer& answer) {
            answer.cutAt = 70'000;
            return true;
        };
        bucket.options.tries = 1;
        QVERIFY(!bucket.errorText(ErrorKind::Io).empty());
        bucket.before = [](const SeenRequest&, Answer& answer) {
            answer.etag = "\"e2\"";
            return false;
        };
        bucket.body = std::string(150'000, 'q');
        const DownloadResult result = download(bucket.options);
        QVERIFY(bucket.isThere());
        QCOMPARE(result.notes.size(), std::size_t{1});
    }
    void withoutCredentialsTheRequestIsAnonymous() {
        Bucket bucket;
        bucket.open = true;
        download(bucket.options);
        QVERIFY(bucket.isThere());
        QVERIFY(bucket.server.requests()[0].header("authorization").empty());
    }
    void profileOfTheCredentialsFileIsUsed() {
        Bucket bucket;
        const std::string aws = bucket.clean.home.path().toStdString() + "/.aws/";
        test::writeText(aws + "credentials",
                        std::string("[default]\naws_access_key_id = other\naws_secret_access_key=x\n"
                                    "# a note\n[ work ]\naws_access_key_id=") +
                            kKey + "\r\naws_secret_access_key = " + kSecret + "\n");
        test::writeText(aws + "config", "[profile work]\nregion = eu-west-3\n");
        bucket.region = "eu-west-3";
        const WithVariable profile("AWS_PROFILE", "work");
        const std::string text = bucket.errorText(ErrorKind::Usage);
        QVERIFY2(text.empty(), (text + "\n" + bucket.problem).c_str());
        const WithVariable missing("AWS_PROFILE", "nobody");
        std::filesystem::remove(bucket.options.out);
        QVERIFY(bucket.errorText(ErrorKind::Usage).find("nobody") != std::string::npos);
    }
    void roleOfTheMachineIsUsed() {
        HttpServer service([](const SeenRequest& request) {
            const std::string roles = "/latest/meta-data/iam/security-credentials/";
            if (request.method == "PUT" && request.target == "/latest/api/token")
                return says(200, "pass");
            if (request.header("x-aws-ec2-metadata-token") != "pass")
                return says(401, "");
            if (request.target == roles)
                return says(200, "trainer");
            return says(200,
                        std::string("{\"Code\":\"Success\",\"AccessKeyId\":\"") + kKey + "\",\"SecretAccessKey\":\"" +
                            kSecret + "\",\"Token\":\"role-token\"}",
                        {});
        });
        Bucket bucket;
        const WithVariable allowed("AWS_EC2_METADATA_DISABLED", ""),
            endpoint("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.url());
        const std::string text = bucket.errorText(ErrorKind::Usage);
        QVERIFY2(text.empty(), (text + "\n" + bucket.problem).c_str());
        QCOMPARE(bucket.server.requests()[0].header("x-amz-security-token"), std::string("role-token"));
    }
    void aServiceThatMissesAQuestionIsAskedAgain() {
        test::FakeMetadata machine;
        std::atomic<int> busy = 2;
        machine.set("iam/security-credentials/", says(200, "trainer"));
        machine.set("iam/security-credentials/trainer",
                    says(200, std::string("{\"AccessKeyId\":\"") + kKey + "\",\"SecretAccessKey\":\"" + kSecret +
                                  "\",\"Token\":\"role-token\"}"));
        machine.isBusy = [&busy] { return busy-- > 0; };
        Bucket bucket;
        const WithVariable allowed("AWS_EC2_METADATA_DISABLED", "");
        const std::string text = bucket.errorText(ErrorKind::Usage);
        QVERIFY2(text.empty(), (text + "\n" + bucket.problem).c_str());
        QCOMPARE(bucket.server.requests()[0].header("x-amz-security-token"), std::string("role-token"));
    }
    void aRefusalWhileTheRoleIsUnknownMayPass() {
        test::FakeMetadata machine;
        machine.isBusy = [] { return true; };
        Bucket bucket;
        bucket.before = [](const SeenRequest&, Answer& answer) {
            answer = says(403, xmlError("AccessDenied"));
            return true;
        };
        const WithVariable allowed("AWS_EC2_METADATA_DISABLED", "");
        const std::string text = bucket.errorText(ErrorKind::Io);
        QVERIFY2(text.find("did not say what its role is") != std::string::npos, text.c_str());

        machine.isBusy = nullptr; // a machine without a role has answered, and no time cures that
        QVERIFY(bucket.errorText(ErrorKind::Usage).find("give this machine a role") != std::string::npos);
    }
    void aRoleWithoutItsKeysMayHaveThemSoonAndAServiceThatIsOffSaysNo_data() {
        QTest::addColumn<int>("token");
        QTest::addColumn<int>("keys");
        QTest::addColumn<bool>("mayPass");
        QTest::newRow("keys are not there") << 200 << 404 << true;
        QTest::newRow("keys are none") << 200 << 200 << true;
        QTest::newRow("no token now") << 500 << 404 << true;
        QTest::newRow("switched off") << 403 << 404 << false;
    }
    void aRoleWithoutItsKeysMayHaveThemSoonAndAServiceThatIsOffSaysNo() {
        QFETCH(const int, token);
        QFETCH(const int, keys);
        QFETCH(const bool, mayPass);
        HttpServer service([&](const SeenRequest& request) {
            if (request.method == "PUT")
                return says(token, "pass");
            return request.target.ends_with("/trainer") ? says(keys, "{\"Code\":\"Failed\"}") : says(200, "trainer");
        });
        Bucket bucket;
        bucket.before = [](const SeenRequest&, Answer& answer) {
            answer = says(403, xmlError("AccessDenied"));
            return true;
        };
        const WithVariable allowed("AWS_EC2_METADATA_DISABLED", ""),
            endpoint("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.url());
        const std::string text = bucket.errorText(mayPass ? ErrorKind::Io : ErrorKind::Usage);
        QVERIFY2(text.starts_with("S3 does not give this file to everybody"), text.c_str());
    }
    void bucketElsewhereIsAskedThere() {
        for (const int status : {301, 400}) {
            Bucket bucket;
            const WithVariable key("AWS_ACCESS_KEY_ID", kKey), secret("AWS_SECRET_ACCESS_KEY", kSecret),
                region("AWS_REGION", "eu-central-1");
            bucket.region = "ap-south-1";
            bucket.before = [=](const SeenRequest& request, Answer& answer) {
                if (request.header("authorization").find("ap-south-1") != std::string::npos)
                    return false;
                answer = says(status, xmlError("AuthorizationHeaderMalformed"), {"x-amz-bucket-region: ap-south-1"});
                return true;
            };
            download(bucket.options);
            QVERIFY2(bucket.isThere(), bucket.problem.c_str());
        }
    }
    void refusalsSayWhatToDoAndHoldNoSecret_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<std::string>("code");
        QTest::addColumn<std::string>("words");
        QTest::newRow("unknown key") << 403 << std::string("InvalidAccessKeyId") << std::string("AWS_ACCESS_KEY_ID");
        QTest::newRow("expired") << 400 << std::string("ExpiredToken") << std::string("expired");
        QTest::newRow("not allowed") << 403 << std::string("AccessDenied") << std::string("s3:GetObject");
        QTest::newRow("no bucket") << 404 << std::string("NoSuchBucket") << std::string("no such bucket");
        QTest::newRow("no key") << 404 << std::string("NoSuchKey") << std::string("no such file");
        QTest::newRow("clock") << 403 << std::string("RequestTimeTooSkewed") << std::string("clock");
    }
    void refusalsSayWhatToDoAndHoldNoSecret() {
        QFETCH(const int, status);
        QFETCH(const std::string, code);
        QFETCH(const std::string, words);
        Bucket bucket;
        const WithVariable key("AWS_ACCESS_KEY_ID", kKey), secret("AWS_SECRET_ACCESS_KEY", kSecret);
        bucket.before = [=](const SeenRequest&, Answer& answer) {
            answer = says(status, xmlError(code));
            return true;
        };
        const std::string text = bucket.errorText(ErrorKind::Usage);
        QVERIFY2(text.find(words) != std::string::npos, text.c_str());
        QVERIFY(text.find(kSecret) == std::string::npos && text.find(kKey) == std::string::npos);
        QCOMPARE(bucket.server.requests().size(), std::size_t{1});
    }
    void wrongSecretIsToldAndAnonymousRefusalSaysWhereKeysGo() {
        Bucket bucket;
        {
            const WithVariable key("AWS_ACCESS_KEY_ID", kKey), secret("AWS_SECRET_ACCESS_KEY", "wrong");
            QVERIFY(bucket.errorText(ErrorKind::Usage).find("does not take") != std::string::npos);
        }
        bucket.before = [](const SeenRequest&, Answer& answer) {
            answer = says(403, xmlError("AccessDenied"));
            return true;
        };
        QVERIFY(bucket.errorText(ErrorKind::Usage).find("AWS_PROFILE") != std::string::npos);
    }
    void redirectIsNotFollowedWithASignature() {
        HttpServer stranger([](const SeenRequest&) { return says(200, "evil"); });
        Bucket bucket;
        bucket.before = [&](const SeenRequest&, Answer& answer) {
            answer = says(302, "", {"Location: " + stranger.url("/file")});
            return true;
        };
        QVERIFY(!bucket.errorText(ErrorKind::Usage).empty());
        QVERIFY(stranger.requests().empty());
    }
    void addressesWithoutAFileAreRefused() {
        Bucket bucket;
        for (const char* url :
             {"s3://bucket", "s3://bucket/", "s3:///key", "s3://bad bucket/key", "s3://bucket/folder/"}) {
            bucket.options.url = url;
            QVERIFY(bucket.errorText(ErrorKind::Usage).find("s3://BUCKET") != std::string::npos);
        }
        bucket.options.url = std::string("s3://") + kKey + ":" + kSecret + "@bucket/file";
        const std::string text = bucket.errorText(ErrorKind::Usage);
        QVERIFY2(text.find("s3://bucket/file") != std::string::npos, text.c_str());
        QVERIFY(text.find(kKey) == std::string::npos && text.find(kSecret) == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(DownloadS3Test)
#include "tst_download_s3.moc"
