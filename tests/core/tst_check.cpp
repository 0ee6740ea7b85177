// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/data/check.h"
#include "tests/support/picture_folders.h"

using namespace studio;

class CheckTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsExactlyTheBadOnes() {
        const QTemporaryDir dir;
        const ImageFolder data = pictures(dir, 3, 20, 4);
        std::vector<std::uint8_t> cut;
        readImageFile(data.train.pathOf(7), cut);
        cut.resize(cut.size() / 2);
        test::writeBytes(data.train.pathOf(7), cut);
        test::writeBytes(data.train.pathOf(41), {});
        test::writeBytes(data.val.pathOf(5), {'t', 'e', 'x', 't'});
        std::filesystem::remove(data.val.pathOf(11));
        for (const int workers : {1, 3}) {
            const CheckReport report = checkPictures(data, workers);
            QVERIFY(report.complete);
            QCOMPARE(report.checked, std::int64_t{72});
            QCOMPARE(report.total, std::int64_t{72});
            QCOMPARE(report.problems.size(), std::size_t{4});
            QCOMPARE(report.problems[0].path, data.train.pathOf(7));
            QVERIFY(report.problems[0].reason.find("too early") != std::string::npos);
            QCOMPARE(report.problems[1].path, data.train.pathOf(41));
            QCOMPARE(report.problems[1].classIndex, 2u);
            QVERIFY(!report.problems[1].validation && report.problems[2].validation);
            QCOMPARE(report.problems[2].path, data.val.pathOf(5));
            QCOMPARE(report.problems[3].path, data.val.pathOf(11));
            QCOMPARE(report.medianWidth, 24);
            QCOMPARE(report.medianHeight, 24);
            QVERIFY(report.bytes > 10'000 && report.picturesPerSecond > 0);
        }
    }
    void medianIgnoresFewOddSizes() {
        const QTemporaryDir dir;
        const ImageFolder data = pictures(dir, 2, 5, 2);
        test::writeBytes(data.train.pathOf(0), encodeJpeg(test::colouredPicture(0, 0, 300), 80));
        test::writeBytes(data.train.pathOf(1), encodeJpeg(test::colouredPicture(0, 0, 2), 80));
        const CheckReport report = checkPictures(data, 2);
        QVERIFY(report.problems.empty());
        QCOMPARE(report.medianWidth, 24);
    }
    void stopsEarly() {
        const QTemporaryDir dir;
        const ImageFolder data = pictures(dir, 2, 20, 2);
        std::stop_source stop;
        const CheckReport report = checkPictures(
            data, 2, [&](const CheckReport&) { stop.request_stop(); }, stop.get_token());
        QVERIFY(report.checked <= report.total);
        QCOMPARE(report.complete, report.checked == report.total);
        stop.request_stop();
        const CheckReport stopped = checkPictures(data, 2, {}, stop.get_token());
        QVERIFY(!stopped.complete);
        QCOMPARE(stopped.checked, std::int64_t{0});
        QCOMPARE(stopped.total, std::int64_t{44});
    }
    void pathWithAColonDoesNotEnterTheReason() {
        const QTemporaryDir dir;
        const std::string root = dir.path().toStdString() + "/odd: name";
        test::writePictureFolders(root, 2, 2, 1);
        const ImageFolder data = openImageFolder({root, {}, 0.1, 0});
        test::writeBytes(data.train.pathOf(0), {'t', 'e', 'x', 't'});
        const CheckReport report = checkPictures(data, 1);
        QCOMPARE(report.problems.size(), std::size_t{1});
        QCOMPARE(report.problems[0].reason, std::string("This is not a picture"));
    }
    void csvQuotesAndEscapes() {
        ImageFolder data;
        data.classes = {{"a,b", "a,b"}, {"caf\xE9", "caf"}};
        CheckReport report;
        report.problems = {{"/p/a,b/1 \"x\".jpg", 0, false, "plain"}, {"/p/caf\xE9/2.jpg", 1, true, "two, parts"}};
        QCOMPARE(problemsCsv(report, data), std::string("path,class,set,reason\r\n"
                                                        "\"/p/a,b/1 \"\"x\"\".jpg\",\"a,b\",train,plain\r\n"
                                                        "/p/caf%E9/2.jpg,caf%E9,val,\"two, parts\"\r\n"));
    }

private:
    static ImageFolder pictures(const QTemporaryDir& dir, int classes, int train, int val) {
        test::writePictureFolders(dir.path().toStdString(), classes, train, val);
        return openImageFolder({dir.path().toStdString(), {}, 0.1, 0});
    }
};

QTEST_APPLESS_MAIN(CheckTest)
#include "tst_check.moc"
