// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include "core/pack/pack_places.h"
#include "core/pack/pack_writer.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

bool tells(const Recording& seen, const char* title) {
    return std::any_of(seen.events.begin(), seen.events.end(), [&](const auto& event) { return event.title == title; });
}

std::string originIn(const std::string& run) {
    return RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).value("pictures_from").value_or("nothing");
}

constexpr const char* kComesFromPack = "The pictures come from a packed set";
constexpr const char* kComesFromElsewhere = "The pictures come from elsewhere now";

} // namespace

class TrainerPackTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", folder_->filePath(QStringLiteral("user cache")).toLocal8Bit());
        data_ = path("data");
        writeTinyData(data_, {});
        // A bad picture, so that what stands in for it is compared, too.
        fs::resize_file(data_ + "/train/kind1/103.jpg", 40);
    }
    void originalsGiveTheBitsOfTheFiles() {
        Recording fromFiles, fromPack;
        train(request("files", "auto"), 0, fromFiles);
        QCOMPARE(originIn(path("files")), std::string("files"));
        QVERIFY(!tells(fromFiles, kComesFromPack));
        pack("originals");
        train(request("packed", "auto"), 0, fromPack);
        QVERIFY(tells(fromPack, kComesFromPack));
        QVERIFY(originIn(path("packed")).starts_with("originals "));
        QCOMPARE(newestDigest(path("packed")), newestDigest(path("files")));
        QCOMPARE(fromPack.count(EventKind::BadPicture), fromFiles.count(EventKind::BadPicture));
        QVERIFY(fromPack.count(EventKind::BadPicture) > 0);
    }
    void offAndPresetAreFollowed() {
        pack("originals");
        Recording off, wanted, missing;
        train(request("off", "off"), 2, off);
        QCOMPARE(originIn(path("off")), std::string("files"));
        const RunReport refused = train(request("missing", "short256-q90"), 2, missing);
        QVERIFY(refused.outcome == RunOutcome::Failed && refused.errorKind == ErrorKind::Data);
        QVERIFY(refused.error.next.find("resnet-train pack") != std::string::npos);
        QVERIFY(!fs::exists(path("missing") + "/run.db")); // refused before anything was made
        pack("short256-q90");
        train(request("wanted", "short256-q90"), 2, wanted);
        QVERIFY(originIn(path("wanted")).starts_with("short256-q90 "));
    }
    void resumeStaysWithWhatItHad() {
        pack("max500-q90");
        Recording whole, first, second, third;
        train(request("whole", "auto"), 0, whole);
        train(request("run", "auto"), 4, first);
        pack("short256-q90");
        pack("originals");
        TrainRequest again = request("run", "auto");
        again.resume = true;
        train(again, 0, second);
        QVERIFY(!tells(second, kComesFromElsewhere));
        QCOMPARE(newestDigest(path("run")), newestDigest(path("whole")));
        // And a run from files stays with the files, though packed sets came meanwhile.
        train(request("off", "off"), 4, third);
        Recording fourth;
        again = request("off", "off");
        again.resume = true;
        train(again, 0, fourth);
        QVERIFY(!tells(fourth, kComesFromElsewhere));
    }
    void resumeTellsWhenThePackIsGone() {
        const std::string folder = pack("max500-q90");
        Recording first, second;
        train(request("run", "auto"), 4, first);
        deletePack(folder);
        TrainRequest again = request("run", "auto");
        again.resume = true;
        const RunReport report = train(again, 0, second);
        QVERIFY(report.outcome == RunOutcome::Finished);
        QVERIFY(tells(second, kComesFromElsewhere));
        QCOMPARE(originIn(path("run")), std::string("files"));
    }
    void resumeWaitsForTheVolumeOfItsPack_data() {
        QTest::addColumn<bool>("emptyFolderStays");
        QTest::addRow("nothing is there") << false;
        QTest::addRow("an empty mount point") << true;
    }
    void resumeWaitsForTheVolumeOfItsPack() {
        QFETCH(bool, emptyFolderStays);
        const std::string disk = path("disk");
        const std::string folder = pack("max500-q90", disk);
        Recording whole, first, second, third;
        train(request("whole", "auto"), 0, whole);
        train(request("run", "auto"), 4, first);
        const std::string before = originIn(path("run"));
        QVERIFY(before.starts_with("max500-q90 "));
        fs::rename(disk, path("unmounted"));
        if (emptyFolderStays)
            fs::create_directories(disk);
        TrainRequest again = request("run", "auto");
        again.resume = true;
        const RunReport refused = train(again, 0, second);
        QVERIFY(refused.outcome == RunOutcome::Failed && refused.errorKind == ErrorKind::Io);
        QVERIFY2(refused.error.next.find("--set pack=off") != std::string::npos, refused.error.next.c_str());
        QCOMPARE(originIn(path("run")), before);
        fs::remove_all(disk);
        fs::rename(path("unmounted"), disk);
        QVERIFY(train(again, 0, third).outcome == RunOutcome::Finished);
        QVERIFY(!tells(third, kComesFromElsewhere));
        QCOMPARE(newestDigest(path("run")), newestDigest(path("whole")));
    }
    void orderByPagesWaitsForTheVolume() {
        pack("originals", path("disk"));
        TrainRequest paged = request("run", "auto");
        paged.config.order = "paged";
        Recording first, second;
        train(paged, 4, first);
        fs::rename(path("disk"), path("unmounted"));
        paged.resume = true;
        const RunReport refused = train(paged, 0, second);
        QVERIFY(refused.outcome == RunOutcome::Failed && refused.errorKind == ErrorKind::Io);
    }
    void resumeGoesOnFromTheFilesWhenAsked() {
        pack("max500-q90", path("disk"));
        Recording first, second, third;
        train(request("run", "auto"), 4, first);
        fs::rename(path("disk"), path("unmounted"));
        TrainRequest again = request("run", "auto");
        again.resume = true;
        again.resumePack = "off";
        QVERIFY(train(again, 6, second).outcome == RunOutcome::Stopped);
        QVERIFY(tells(second, kComesFromElsewhere));
        QCOMPARE(originIn(path("run")), std::string("files"));
        fs::rename(path("unmounted"), path("disk")); // it stays with what it was told
        again.resumePack.clear();
        QVERIFY(train(again, 0, third).outcome == RunOutcome::Finished);
        QVERIFY(!tells(third, kComesFromElsewhere));
    }
    void resumeDoesNotWaitForAPackThatWasDeleted_data() {
        QTest::addColumn<bool>("somethingStays");
        QTest::addRow("nothing stays") << false;
        QTest::addRow("another file stays in its folder") << true;
    }
    void resumeDoesNotWaitForAPackThatWasDeleted() {
        QFETCH(bool, somethingStays);
        const std::string folder = pack("max500-q90", path("disk"));
        Recording first, second;
        train(request("run", "auto"), 4, first);
        if (somethingStays)
            std::ofstream(folder + "/notes.txt") << "mine";
        deletePack(folder);
        forgetPackFolder(openedData(), folder);
        TrainRequest again = request("run", "auto");
        again.resume = true;
        QVERIFY(train(again, 0, second).outcome == RunOutcome::Finished);
        QVERIFY(tells(second, kComesFromElsewhere));
    }
    void aPackThatCannotBeReadIsNoReasonToGiveItUp() {
        const std::string folder = pack("max500-q90");
        Recording first, second, third;
        train(request("run", "auto"), 4, first);
        const std::string before = originIn(path("run")), file = folder + "/pictures.pack";
        fs::rename(file, file + ".kept");
        fs::create_symlink(file, file); // a link to itself: it is there and cannot be opened
        TrainRequest again = request("run", "auto");
        again.resume = true;
        const RunReport refused = train(again, 0, second);
        QVERIFY(refused.outcome == RunOutcome::Failed && refused.errorKind == ErrorKind::Io);
        QCOMPARE(originIn(path("run")), before);
        fs::rename(file + ".kept", file);
        QVERIFY(train(again, 0, third).outcome == RunOutcome::Finished);
    }
    void aPackIsFoundWhereTheRunHadItThoughNotesAreLost() {
        pack("max500-q90", path("disk"));
        Recording first, second;
        train(request("run", "auto"), 4, first);
        fs::remove_all(folder_->filePath(QStringLiteral("user cache")).toStdString());
        TrainRequest again = request("run", "auto");
        again.resume = true;
        QVERIFY(train(again, 0, second).outcome == RunOutcome::Finished);
        QVERIFY(!tells(second, kComesFromElsewhere));
    }
    void resumeWithoutOriginalsHasTheSameBits() {
        Recording whole, first, second;
        train(request("whole", "off"), 0, whole);
        const std::string folder = pack("originals");
        train(request("run", "auto"), 4, first);
        deletePack(folder);
        TrainRequest again = request("run", "auto");
        again.resume = true;
        train(again, 0, second);
        QVERIFY(tells(second, kComesFromElsewhere));
        QCOMPARE(newestDigest(path("run")), newestDigest(path("whole")));
    }
    void orderByPagesNeedsAPackAndResumesToTheBit() {
        TrainRequest paged = request("refused", "auto");
        paged.config.order = "paged";
        Recording refused, whole, first, second;
        const RunReport report = train(paged, 0, refused);
        QVERIFY(report.outcome == RunOutcome::Failed && report.errorKind == ErrorKind::Config);
        pack("originals");
        paged.runFolder = path("whole");
        QVERIFY(train(paged, 0, whole).outcome == RunOutcome::Finished);
        paged.runFolder = path("run");
        train(paged, 4, first);
        paged.resume = true;
        train(paged, 0, second);
        QCOMPARE(second.count(EventKind::Verified), 1);
        QCOMPARE(newestDigest(path("run")), newestDigest(path("whole")));
        Recording random;
        train(request("random", "auto"), 0, random);
        QVERIFY(newestDigest(path("random")) != newestDigest(path("whole")));
    }

private:
    std::string path(const char* name) const { return folder_->filePath(QString::fromLatin1(name)).toStdString(); }
    TrainRequest request(const char* run, const char* pack) const {
        TrainRequest request = tinyRequest(data_, path(run), 2);
        request.config.pack = pack;
        request.config.maxBadFraction = 0.5;
        return request;
    }
    ImageFolder openedData() const {
        DataSpec spec;
        spec.root = data_;
        return openImageFolder(spec);
    }
    std::string pack(const char* preset, const std::string& out = {}) const {
        return packPictures(openedData(), {preset, out, 2}).folder;
    }
    /// Trains until `stopStep` was done (0 = to the end).
    static RunReport train(const TrainRequest& request, int stopStep, Recording& seen) {
        TrainControl control;
        seen.onStep = [&control, stopStep](const StepRecord& record) {
            if (record.step == stopStep)
                control.stopNow();
        };
        return runTraining(request, seen, control);
    }

    std::unique_ptr<QTemporaryDir> folder_;
    std::string data_;
};

QTEST_APPLESS_MAIN(TrainerPackTest)
#include "tst_trainer_pack.moc"
