// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/dataset/check.h"
#include "core/dataset/class_balance.h"
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
    void oddPicturesAreCountedByKindAndAreNotBad() {
        const QTemporaryDir dir;
        const ImageFolder data = pictures(dir, 2, 5, 2);
        const auto spoil = [](const std::string& path, std::initializer_list<std::uint8_t> extra) {
            std::vector<std::uint8_t> bytes;
            readImageFile(path, bytes);
            bytes.insert(bytes.begin() + 20, extra);
            test::writeBytes(path, bytes);
        };
        spoil(data.train.pathOf(3), {1, 2, 3});
        spoil(data.val.pathOf(1), {1, 2, 3, 4, 5});
        for (const int workers : {1, 3}) {
            const CheckReport report = checkPictures(data, workers);
            QVERIFY(report.problems.empty());
            QCOMPARE(report.oddCount, std::int64_t{2});
            QCOMPARE(report.oddKinds.size(), std::size_t{1});
            QCOMPARE(report.oddKinds.at("JPEG, extra bytes between segments"), std::int64_t{2});
            QCOMPARE(report.odd.size(), std::size_t{2});
            QCOMPARE(report.odd[0].path, data.train.pathOf(3));
            QVERIFY(!report.odd[0].validation && report.odd[1].validation);
            QVERIFY2(report.odd[1].reason.find("5 extraneous bytes") != std::string::npos,
                     report.odd[1].reason.c_str());
            QVERIFY(problemsCsv(report, data).find(data.val.pathOf(1)) != std::string::npos);
        }
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
        report.odd = {{"/p/o.png", 0, true, "PNG, text (tEXt: CRC error)"}};
        report.duplicates = {{"/v/3\n.jpg", 1, true, "/t/50%.jpg", 0, false},
                             {"/t/4.jpg", 0, false, "/t/1.jpg", 0, false}};
        QCOMPARE(problemsCsv(report, data),
                 std::string("path,class,set,reason,kind,same_as\r\n"
                             "\"/p/a,b/1 \"\"x\"\".jpg\",\"a,b\",train,plain,bad,\r\n"
                             "/p/caf%E9/2.jpg,caf%E9,val,\"two, parts\",bad,\r\n"
                             "/p/o.png,\"a,b\",val,\"PNG, text (tEXt: CRC error)\",odd,\r\n"
                             "/v/3%0A.jpg,caf%E9,val,\"The same picture is in training and in validation, in two "
                             "classes\",leak,/t/50%25.jpg\r\n"
                             "/t/4.jpg,\"a,b\",train,The same picture is there twice,duplicate,/t/1.jpg\r\n"));
    }
    void copiesAreFoundInAndAcrossTheSets() {
        const QTemporaryDir dir;
        const ImageFolder data = pictures(dir, 2, 6, 3);
        const auto copy = [](const std::string& from, const std::string& to) {
            std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
        };
        copy(data.train.pathOf(1), data.train.pathOf(4)); // twice in a class
        copy(data.train.pathOf(1), data.val.pathOf(2));   // and in validation
        copy(data.train.pathOf(7), data.val.pathOf(0));   // a leak into another class
        copy(data.val.pathOf(4), data.val.pathOf(5));     // twice in validation
        test::writeBytes(data.train.pathOf(10), {});
        test::writeBytes(data.train.pathOf(11), {}); // equal, but no pictures: told as bad alone
        for (const int workers : {1, 4}) {
            const CheckReport report = checkPictures(data, workers);
            QCOMPARE(report.problems.size(), std::size_t{2});
            QCOMPARE(report.duplicateCount, std::int64_t{4});
            QCOMPARE(report.leakCount, std::int64_t{2});
            QCOMPARE(report.conflictCount, std::int64_t{1});
            QCOMPARE(report.duplicates.size(), std::size_t{4});
            QVERIFY(report.duplicates[0].leaks() && report.duplicates[1].leaks() && !report.duplicates[2].leaks());
            QCOMPARE(report.duplicates[0].path, data.val.pathOf(0));
            QCOMPARE(report.duplicates[0].sameAs, data.train.pathOf(7));
            QVERIFY(report.duplicates[0].conflicts() && !report.duplicates[1].conflicts());
            QCOMPARE(report.duplicates[1].sameAs, data.train.pathOf(1));
            QCOMPARE(report.duplicates[2].path, data.train.pathOf(4));
            QVERIFY(report.duplicates[3].validation && report.duplicates[3].sameAsValidation);
        }
    }
    void shortSidesTellWhatIsEnlarged() {
        const QTemporaryDir dir;
        const ImageFolder data = pictures(dir, 2, 4, 2);
        test::writeBytes(data.train.pathOf(0), encodeJpeg(test::colouredPicture(0, 0, 300), 80));
        Picture flat{3000, 5, std::vector<std::uint8_t>(3000 * 5 * 3)};
        test::writeBytes(data.train.pathOf(1), encodeJpeg(flat, 80));
        const CheckReport report = checkPictures(data, 2);
        QCOMPARE(report.smallerThan(5), std::int64_t{0});
        QCOMPARE(report.smallerThan(6), std::int64_t{1});
        QCOMPARE(report.smallerThan(24), std::int64_t{1});
        QCOMPARE(report.smallerThan(25), std::int64_t{11});
        QCOMPARE(report.smallerThan(2048), std::int64_t{12});
        QCOMPARE(CheckReport{}.smallerThan(224), std::int64_t{0});
    }
    void aVolumeThatGoesIsNoListOfBadPictures() {
        const QTemporaryDir dir;
        const ImageFolder data = pictures(dir, 2, 20, 2);
        std::filesystem::rename(dir.path().toStdString() + "/train", dir.path().toStdString() + "/away");
        try {
            checkPictures(data, 2);
            QFAIL("it called the pictures bad");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Io);
            QCOMPARE(error.message().place, data.train.folder);
        }
    }
    void balanceNamesTheSmallestClasses() {
        const ClassBalance balance = classBalance({300, 7, 1200, 19, 20});
        QCOMPARE(balance.largestClass, std::size_t{2});
        QCOMPARE(balance.smallestClass, std::size_t{1});
        QCOMPARE(balance.median, std::int64_t{20});
        QVERIFY(std::abs(balance.ratio - 1200.0 / 7) < 1e-9);
        QCOMPARE(balance.few, (std::vector<std::size_t>{1, 3}));
        QCOMPARE(classBalance({}).largest, std::int64_t{0});
        QCOMPARE(classBalance({0, 5}).ratio, 5.0);
    }

private:
    static ImageFolder pictures(const QTemporaryDir& dir, int classes, int train, int val) {
        test::writePictureFolders(dir.path().toStdString(), classes, train, val);
        return openImageFolder({dir.path().toStdString(), {}, 0.1, 0});
    }
};

QTEST_APPLESS_MAIN(CheckTest)
#include "tst_check.moc"
