// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <csignal>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "tests/support/http_server.h"
#include "tests/support/prepare_place.h"

using namespace studio;
using Place = test::PreparePlace;
using test::Answer;
using test::HttpServer;
using test::SeenRequest;
using test::WithVariable;
namespace fs = std::filesystem;

namespace {

/// The archives of a place in a bucket on loopback that takes signed requests only.
struct Bucket {
    Place place;
    std::atomic<bool> hangs = false; ///< in the middle of the validation archive
    WithVariable key{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, secret{"AWS_SECRET_ACCESS_KEY", "a/secret"};
    WithVariable token{"AWS_SESSION_TOKEN", ""}, region{"AWS_REGION", ""}, profile{"AWS_PROFILE", ""};
    HttpServer server{[this](const SeenRequest& request) { return answer(request); }};
    WithVariable endpoint{"AWS_ENDPOINT_URL_S3", server.url("")};

    Bucket() {
        place.options.sums = {test::md5Of(place.train()), test::md5Of(place.val()), test::md5Of(place.devkit())};
        place.options.sources.clear();
        for (const std::string& file : {place.train(), place.val(), place.devkit()})
            place.options.sources.push_back("s3://bucket/in" + file.substr(file.rfind('/')));
        place.options.verifyMd5 = place.options.deleteArchives = true;
    }
    std::size_t half() const { return fs::file_size(place.val()) / 2; }
    Answer answer(const SeenRequest& request) const {
        if (!request.header("authorization").starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"))
            return test::says(403, "<Error><Code>AccessDenied</Code></Error>");
        Answer answer;
        answer.body = readSmallFile(place.archives() + request.target.substr(request.target.rfind('/')), 1u << 24);
        answer.etag = "\"" + std::to_string(answer.body.size()) + "\"";
        if (hangs && request.target.ends_with("val.tar") && request.header("range") != "bytes=0-0") {
            answer.cutAt = static_cast<long long>(half());
            answer.hang = true;
        }
        return answer;
    }
    /// Runs the job in a process that kills itself when `when` says so.
    bool isKilled(const std::function<bool(const PrepareStatus&)>& when) {
        const pid_t child = ::fork();
        if (child == 0) {
            try {
                prepareImageNet(place.options, [&](const PrepareStatus& status) {
                    if (when(status))
                        ::kill(::getpid(), SIGKILL);
                });
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s\n", error.what());
            }
            ::_exit(1);
        }
        int status = 0;
        return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
    std::vector<std::string> rangesOf(const std::string& file) const {
        std::vector<std::string> ranges;
        for (const SeenRequest& request : server.requests()) {
            if (request.target.ends_with(file) && request.header("range") != "bytes=0-0")
                ranges.push_back(request.header("range"));
        }
        return ranges;
    }
};

} // namespace

/// Fetched, compared, unpacked, sorted, deleted: the whole way at once.
class PrepareChainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fromABucketToSortedFoldersKilledTwice() {
        Bucket bucket;
        Place& place = bucket.place;
        const std::string fetched = place.options.out + "/.downloads";
        bucket.hangs = true;
        QVERIFY(bucket.isKilled([&](const PrepareStatus& status) {
            return status.stage == PrepareStatus::Stage::Download && status.bytes == bucket.half();
        }));
        QCOMPARE(fs::file_size(fetched + "/ILSVRC2012_img_val.tar.part"), bucket.half());
        QVERIFY(!fs::exists(place.options.out + "/train"));
        bucket.hangs = false;
        QVERIFY(bucket.isKilled([](const PrepareStatus& status) {
            return status.stage == PrepareStatus::Stage::Pictures && status.done == 9;
        }));
        QVERIFY(fs::exists(fetched + "/ILSVRC2012_img_train.tar") && fs::exists(place.options.out + "/train"));
        const PrepareResult result = prepareImageNet(place.options);
        QVERIFY(result.complete && place.treeIsRight());
        QCOMPARE(result.deleted.size(), std::size_t{3});
        QVERIFY(!fs::exists(fetched));
        // Each archive came once, the one that was broken off in two pieces.
        QCOMPARE(bucket.rangesOf("val.tar"),
                 (std::vector<std::string>{"", "bytes=" + std::to_string(bucket.half()) + "-"}));
        QCOMPARE(bucket.rangesOf("train.tar"), std::vector<std::string>{""});
        QVERIFY(place.allArchivesAreThere()); // those in the bucket
        QCOMPARE(prepareImageNet(place.options).written, std::int64_t{0});
        QCOMPARE(bucket.rangesOf("train.tar").size(), std::size_t{1});
    }
    void bucketWithOtherBytesLeavesNothingBehind() {
        Bucket bucket;
        Place& place = bucket.place;
        const std::string good = readSmallFile(place.val(), 1u << 24);
        std::string bad = good;
        bad[700] = static_cast<char>(bad[700] ^ 1);
        test::writeText(place.val(), bad);
        const std::string text = place.errorOf(ErrorKind::Data);
        QVERIFY2(text.find("MD5") != std::string::npos, text.c_str());
        QVERIFY(!fs::exists(place.options.out + "/train"));
        QVERIFY(!fs::exists(place.options.out + "/.downloads/ILSVRC2012_img_val.tar"));
        test::writeText(place.val(), good);
        QVERIFY(prepareImageNet(place.options).complete && place.treeIsRight());
    }
};

QTEST_GUILESS_MAIN(PrepareChainTest)
#include "tst_prepare_chain.moc"
