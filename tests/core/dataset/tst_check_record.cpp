// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/dataset/check_record.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

class CheckRecordTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString() + "/pictures 100%";
        folder_ = dir_->path().toStdString() + "/cache/checks";
        for (int c = 0; c < 2; ++c) {
            const std::string folder = root_ + "/caf\xE9" + std::to_string(c);
            fs::create_directories(folder);
            for (int i = 0; i < 10; ++i)
                test::writeBytes(folder + "/" + std::to_string(100 + i) + ".jpg",
                                 encodeJpeg(test::colouredPicture(c, static_cast<std::uint64_t>(i), 24), 90));
        }
        data_ = openImageFolder({root_, {}, 0.3, 0});
    }
    void cleanup() { fs::remove_all(dir_->path().toStdString()); } // QTemporaryDir cannot remove the Latin-1 names
    void whatWasFoundIsKnownAgain() {
        const CheckReport report = spoiltReport();
        QVERIFY(!loadCheckRecord(data_, folder_));
        saveCheckRecord(report, data_, folder_);
        const auto again = loadCheckRecord(openImageFolder({root_ + "/", {}, 0.3, 0}), folder_);
        QVERIFY(again);
        QCOMPARE(again->checked, report.checked);
        QCOMPARE(again->finishedUtcMs, report.finishedUtcMs);
        QVERIFY(again->complete && again->finishedUtcMs > 1'600'000'000'000);
        QCOMPARE(again->problems.size(), std::size_t{1});
        QCOMPARE(again->problems[0].path, report.problems[0].path);
        QCOMPARE(again->problems[0].reason, report.problems[0].reason);
        QCOMPARE(again->problems[0].classIndex, report.problems[0].classIndex);
        QCOMPARE(again->oddCount, std::int64_t{1});
        QVERIFY(again->oddKinds == report.oddKinds);
        QCOMPARE(again->odd.size(), std::size_t{1});
        QCOMPARE(again->odd[0].path, report.odd[0].path);
        QCOMPARE(again->odd[0].reason, report.odd[0].reason);
        QCOMPARE(again->odd[0].validation, report.odd[0].validation);
        QCOMPARE(again->duplicates.size(), std::size_t{1});
        QVERIFY(again->duplicates[0].leaks());
        QCOMPARE(again->leakCount, std::int64_t{1});
        QCOMPARE(again->smallerThan(25), report.smallerThan(25));
        QCOMPARE(again->medianWidth, 24);
    }
    void anotherSplitOfTheSameFilesKeepsIt() {
        saveCheckRecord(spoiltReport(), data_, folder_);
        for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
            const ImageFolder other = openImageFolder({root_, {}, 0.3, seed});
            const auto again = loadCheckRecord(other, folder_);
            QVERIFY(again);
            const CheckReport fresh = checkPictures(other, 1);
            QCOMPARE(again->problems[0].validation, fresh.problems[0].validation);
            QCOMPARE(again->leakCount, fresh.leakCount);
        }
    }
    void aRelativePathIsTheSameFolder() {
        const fs::path before = fs::current_path();
        fs::current_path(dir_->path().toStdString());
        test::writeBytes(data_.train.pathOf(2), {'x'});
        std::vector<std::uint8_t> odd;
        readImageFile(data_.train.pathOf(4), odd);
        odd.insert(odd.begin() + 20, {1, 2, 3});
        test::writeBytes(data_.train.pathOf(4), odd);
        const ImageFolder relative = openImageFolder({"./pictures 100%/", {}, 0.3, 0});
        saveCheckRecord(checkPictures(relative, 1), relative, folder_);
        fs::current_path(before);
        const auto again = loadCheckRecord(data_, folder_);
        QVERIFY(again);
        QCOMPARE(again->problems.size(), std::size_t{1});
        QCOMPARE(again->problems[0].path, data_.train.pathOf(2));
    }
    void filesThatCameOrWentMakeItVoid() {
        saveCheckRecord(spoiltReport(), data_, folder_);
        const std::string file = root_ + "/caf\xE9" + "0/extra.jpg";
        test::writeBytes(file, {'x'});
        QVERIFY(!loadCheckRecord(openImageFolder({root_, {}, 0.3, 0}), folder_));
        fs::remove(file);
        QVERIFY(loadCheckRecord(openImageFolder({root_, {}, 0.3, 0}), folder_));
        fs::rename(root_ + "/caf\xE9" + "0/100.jpg", root_ + "/caf\xE9" + "0/100b.jpg");
        QVERIFY(!loadCheckRecord(openImageFolder({root_, {}, 0.3, 0}), folder_));
    }
    void aStoppedCheckDoesNotReplaceAWholeOne() {
        CheckReport report = spoiltReport();
        CheckReport part = report;
        part.complete = false;
        part.checked = 3;
        part.problems.clear();
        saveCheckRecord(part, data_, folder_);
        QCOMPARE(loadCheckRecord(data_, folder_)->checked, std::int64_t{3});
        saveCheckRecord(report, data_, folder_);
        saveCheckRecord(part, data_, folder_);
        QCOMPARE(loadCheckRecord(data_, folder_)->checked, std::int64_t{20});
    }
    void aDamagedRecordCountsAsNone() {
        saveCheckRecord(spoiltReport(), data_, folder_);
        const std::string file = fs::directory_iterator(folder_)->path();
        const std::string text = readSmallFile(file, 1 << 20);
        for (std::size_t cut = 0; cut + 2 < text.size(); cut += 7) {
            writeFileAtomically(file, text.substr(0, cut));
            QVERIFY(!loadCheckRecord(data_, folder_));
        }
        std::string newer = text;
        newer.replace(newer.find("check 1"), 7, "check 2");
        writeFileAtomically(file, newer);
        QVERIFY(!loadCheckRecord(data_, folder_));
        writeFileAtomically(file, text);
        QVERIFY(loadCheckRecord(data_, folder_));
    }
    void sixtyFourSetsAreRemembered() {
        const CheckReport report = spoiltReport();
        for (int i = 0; i < 70; ++i) {
            ImageFolder other = data_;
            other.spec.root += std::to_string(i);
            saveCheckRecord(report, other, folder_);
        }
        QCOMPARE(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), std::ptrdiff_t{64});
    }
    void aRunIsToldInOneSentence() {
        QCOMPARE(knownProblemsText({}), std::string());
        CheckReport report;
        report.checked = 2'900;
        QCOMPARE(knownProblemsText(report), std::string());
        report.problems.resize(3);
        report.leakCount = 1;
        QCOMPARE(knownProblemsText(report), std::string("3 of 2,900 pictures cannot be used, 1 is in training and in "
                                                        "validation (checked 1970-01-01T00:00:00Z)"));
    }
    void recordsLiveInTheCacheFolder() {
        qputenv("XDG_CACHE_HOME", "/somewhere/cache");
        QCOMPARE(defaultCheckFolder(), std::string("/somewhere/cache/resnet-studio/data-checks"));
    }

private:
    /// One bad picture, an odd one, and one that is in training and in validation.
    CheckReport spoiltReport() const {
        test::writeBytes(data_.train.pathOf(2), {'x'});
        std::vector<std::uint8_t> odd;
        readImageFile(data_.train.pathOf(4), odd);
        odd.insert(odd.begin() + 20, {1, 2, 3});
        test::writeBytes(data_.train.pathOf(4), odd);
        fs::copy_file(data_.train.pathOf(0), data_.val.pathOf(0), fs::copy_options::overwrite_existing);
        return checkPictures(data_, 2);
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_, folder_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(CheckRecordTest)
#include "tst_check_record.moc"
