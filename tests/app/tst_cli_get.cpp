// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/http_server.h"
#include "tests/support/set_archives.h"

using namespace studio;
using test::Answer;
using test::HttpServer;
using test::runTrain;
using test::SeenRequest;
namespace fs = std::filesystem;

namespace {

/// Class folders whose pictures do not pack well.
std::string bigTar() {
    test::Members members;
    unsigned seed = 1;
    for (int i = 0; i < 40; ++i) {
        std::string bytes(10'000, '\0');
        for (char& c : bytes)
            c = static_cast<char>((seed = seed * 1'664'525u + 1'013'904'223u) >> 24);
        members.emplace_back(std::string("set/") + (i % 2 == 0 ? "cat/" : "dog/") + std::to_string(i) + ".jpg", bytes);
    }
    return test::tarOf(members);
}

struct Place {
    QTemporaryDir dir;
    QString out = dir.filePath(QStringLiteral("out"));
    std::string path() const { return out.toStdString(); }
};

QString text(const std::string& bytes) {
    return QString::fromStdString(bytes);
}

/// Requests for the file, not only for its length.
std::ptrdiff_t fetches(const HttpServer& server) {
    const std::vector<SeenRequest> all = server.requests();
    return std::count_if(all.begin(), all.end(),
                         [](const SeenRequest& request) { return request.header("range") != "bytes=0-0"; });
}

} // namespace

class CliGetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listTellsSizeLicenceAndChecksum() {
        const auto list = runTrain({QStringLiteral("get")});
        QCOMPARE(list.code, 0);
        for (const char* word :
             {"cifar10 ", "imagewoof320", "170 MB", "published", "non-commercial", "50,000 + 10,000, 100"})
            QVERIFY2(list.out.contains(word), word);
        const auto json = runTrain({QStringLiteral("get"), QStringLiteral("--json")});
        QCOMPARE(json.json().array().size(), qsizetype{8});
        QCOMPARE(json.json().array()[0].toObject()[QStringLiteral("md5")].toString().size(), qsizetype{32});
    }
    void nothingIsDownloadedUnasked() {
        HttpServer server(test::serveFiles({{"/set.tar", bigTar()}}));
        Place place;
        const auto result = runTrain({QStringLiteral("get"), text(server.url("/set.tar")), place.out});
        QCOMPARE(result.code, 64);
        QVERIFY(result.err.contains("--yes") && result.err.contains("none was given: the content cannot be verified"));
        QVERIFY(result.err.contains("Size     4") && result.err.contains("its publisher's"));
        QVERIFY(fetches(server) == 0 && !fs::exists(place.path()));
        HttpServer silent([](const SeenRequest&) { return test::says(503); });
        QVERIFY(runTrain({QStringLiteral("get"), text(silent.url("/set.tar")), place.out})
                    .err.contains("not told by the server"));
        const auto known = runTrain({QStringLiteral("get"), QStringLiteral("cifar10"), place.out,
                                     QStringLiteral("--base-url"), text(server.url())});
        QVERIFY(known.err.contains("170 MB") && known.err.contains("c32a1d4ab5d03f1284b67883e8d87530"));
        QVERIFY(known.err.contains("No licence is stated"));
    }
    void secretsOfAnAddressAreNotShown() {
        Place place;
        const QString url = QStringLiteral("https://me:secret1@127.0.0.1:9/set.tar?X-Amz-Signature=secret2");
        for (const QStringList& line :
             {QStringList{QStringLiteral("get"), url, place.out}, QStringList{QStringLiteral("get"), url}}) {
            const auto result = runTrain(line);
            QCOMPARE(result.code, 64);
            QVERIFY(result.err.contains("https://127.0.0.1:9/set.tar"));
            QVERIFY2(!result.err.contains("secret") && !result.out.contains("secret"), result.err.constData());
        }
    }
    void sumsThatAreNoneAreTold() {
        HttpServer server(test::serveFiles({{"/set.tar", bigTar()}}));
        Place place;
        for (const QStringList& sum : {QStringList{QStringLiteral("--md5"), QString(31, u'0')},
                                       QStringList{QStringLiteral("--md5"), QString(32, u'g')},
                                       QStringList{QStringLiteral("--sha256"), QString(32, u'0')}}) {
            const auto result = runTrain(
                QStringList{QStringLiteral("get"), text(server.url("/set.tar")), place.out, QStringLiteral("--yes")} +
                sum);
            QCOMPARE(result.code, 64);
            QVERIFY2(result.err.contains("digits"), result.err.constData());
        }
        QVERIFY(server.requests().empty() && !fs::exists(place.path()));
    }
    void archiveIsFetchedAndTheNextStepTold() {
        HttpServer server(test::serveFiles({{"/set.tar", bigTar()}}));
        Place place;
        const QStringList line{QStringLiteral("get"), text(server.url("/set.tar")), place.out, QStringLiteral("--yes")};
        const auto first = runTrain(line);
        QVERIFY2(first.code == 0, first.err.constData());
        QVERIFY(first.out.contains("40 training and 0 validation pictures in 2 classes\n"));
        QVERIFY(first.out.contains("Next: resnet-train train --data " + place.out.toUtf8()));
        QVERIFY(runTrain(line).out.contains("all there already"));
        QCOMPARE(fetches(server), std::ptrdiff_t{1});
    }
    void localArchiveNeedsNoQuestion() {
        Place place;
        const QString zip = place.dir.filePath(QStringLiteral("set.zip"));
        test::writeText(zip.toStdString(),
                        test::zipOf({{"a/1.png", "x"}, {"a/2.png", "x"}, {"b/1.png", "x"}, {"b/2.png", "y"}}));
        const auto result = runTrain({QStringLiteral("get"), zip, place.out, QStringLiteral("--json")});
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(result.json().object()[QStringLiteral("train")].toInt(), 4);
        QVERIFY(fs::exists(zip.toStdString()));
    }
    void zipsOfAnyNamesAreTakenInAnyLocale() {
        Place place;
        const QString zip = place.dir.filePath(QStringLiteral("set.zip"));
        test::writeText(zip.toStdString(), test::zipOf({{"k\xC3\xA4tzchen/1.png", "x"}, {"\xE7\x8C\xAB/1.png", "y"}}));
        const test::WithVariable locale("LC_ALL", "C");
        const auto result = runTrain({QStringLiteral("get"), zip, place.out});
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(fs::exists(place.path() + "/train/k\xC3\xA4tzchen/1.png"));
        QVERIFY(fs::exists(place.path() + "/train/\xE7\x8C\xAB/1.png"));
    }
    void httpIsNotTakenLikeHttps() {
        HttpServer server(test::serveFiles({{"/set.tar", bigTar()}}));
        Place place;
        const auto result = runTrain({QStringLiteral("get"), text(server.url("/set.tar")), place.out,
                                      QStringLiteral("--yes"), QStringLiteral("--json")});
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY(result.err.contains("anybody between here and the server can change it"));
        QVERIFY(result.json().object()[QStringLiteral("notes")].toArray()[0].toString().contains(
            QStringLiteral("over http")));
    }
    void exitCodesTellWhatWentWrong() {
        HttpServer server(test::serveFiles({{"/cifar-10-binary.tar.gz", "other"}, {"/set.tar", bigTar()}}));
        Place place;
        const QString yes = QStringLiteral("--yes"), get = QStringLiteral("get");
        QCOMPARE(runTrain({get, QStringLiteral("imagenet21k"), place.out, yes}).code, 64);
        QCOMPARE(runTrain({get, QStringLiteral("cifar10"), yes}).code, 64);
        QCOMPARE(runTrain({get, QStringLiteral("cifar10"), QString(), yes}).code, 64);
        QCOMPARE(runTrain({get, QString(), place.out, yes}).code, 64);
        QCOMPARE(runTrain({get, text(server.url("/none.tar")), place.out, yes}).code, 64);
        const auto other = runTrain(
            {get, QStringLiteral("cifar10"), place.out, yes, QStringLiteral("--base-url"), text(server.url())});
        QCOMPARE(other.code, 65);
        QVERIFY(other.err.contains("170,052,171"));
        const auto sum = runTrain({get, text(server.url("/set.tar")), place.out, yes, QStringLiteral("--md5"),
                                   QString(32, QLatin1Char('0'))});
        QCOMPARE(sum.code, 65);
        QVERIFY(sum.err.contains("MD5") && !fs::exists(place.path() + "/train"));
    }
    void stoppedOrKilledItGoesOn_data() {
        QTest::addColumn<bool>("kill");
        QTest::newRow("stopped") << false;
        QTest::newRow("killed") << true;
    }
    void stoppedOrKilledItGoesOn() {
        QFETCH(const bool, kill);
        const std::string tar = bigTar();
        std::atomic<bool> hang = true;
        HttpServer server([&](const SeenRequest&) {
            Answer answer = test::says(200, tar);
            answer.etag = "\"one\"";
            answer.cutAt = hang ? 150'000 : -1;
            answer.hang = hang;
            return answer;
        });
        Place place;
        const QStringList line{QStringLiteral("get"), text(server.url("/set.tar")), place.out, QStringLiteral("--yes")};
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), line);
        const std::string part = place.path() + "/.downloads/set.tar.part";
        std::error_code error;
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(part) && fs::file_size(part, error) == 150'000, 20'000);
        if (kill)
            process.kill();
        else
            process.terminate();
        QVERIFY(process.waitForFinished(20'000));
        if (!kill) {
            QCOMPARE(process.exitCode(), 0);
            QVERIFY(process.readAllStandardOutput().contains("The same command goes on"));
        }
        hang = false;
        const auto second = runTrain(line);
        QVERIFY2(second.code == 0, second.err.constData());
        QCOMPARE(server.requests().back().header("range"), std::string("bytes=150000-"));
        QVERIFY(second.out.contains("40 training"));
    }
    void preparePrefersPublishedSums() {
        Place place;
        const test::TinyImageNet set;
        set.write(place.dir.path().toStdString());
        HttpServer server(test::serveFiles(
            {{"/ILSVRC2012_devkit_t12.tar.gz",
              readSmallFile(place.dir.path().toStdString() + "/ILSVRC2012_devkit_t12.tar.gz", 1u << 20)}}));
        const QString train = place.dir.filePath(QStringLiteral("ILSVRC2012_img_train.tar")),
                      val = place.dir.filePath(QStringLiteral("ILSVRC2012_img_val.tar"));
        const auto result = runTrain(
            {QStringLiteral("prepare"), train, val, text(server.url("/ILSVRC2012_devkit_t12.tar.gz")), place.out});
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains("fa75699e90414af021442c21a62c3abf"), result.err.constData());
        const auto alone = runTrain({QStringLiteral("prepare"), train, place.out});
        QVERIFY2(alone.code == 0, alone.err.constData());
        QVERIFY(alone.out.contains("12 training and 0 validation"));
    }
};

QTEST_GUILESS_MAIN(CliGetTest)
#include "tst_cli_get.moc"
