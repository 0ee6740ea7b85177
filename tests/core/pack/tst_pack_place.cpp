// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include "core/pack/pack.h"
#include "core/pack/pack_encode_internal.h"
#include "core/pack/pack_lock_internal.h"
#include "core/pack/pack_places.h"
#include "core/pack/pack_preset.h"
#include "core/pack/pack_store_internal.h"
#include "core/pack/pack_writer.h"
#include "tests/support/packs.h"

using namespace studio;
using test::errorOf, test::filesIn, test::opened, test::packUntil, test::pairOf;
namespace fs = std::filesystem;

/// What becomes of what stands where a pack is to come.
class PackPlaceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->filePath(QStringLiteral("data")).toStdString();
        test::writePictureFolders(root_, 3, 60, 10);
        data_ = opened(root_);
    }
    void unfinishedPackOfOtherPicturesGivesWayWhenAskedAlone() {
        const std::string out = path("out"), folder = out + "/max500-q90";
        packUntil(data_, out, 100);
        fs::remove(root_ + "/train/c0/1000.jpg");
        data_ = opened(root_);
        const auto before = filesIn(folder);
        const auto estimate = estimatePack(data_, {"max500-q90", out, 2});
        QVERIFY(estimate && !estimate->replaces.empty() && estimate->replacedBytes > 0 && estimate->done == 0);
        const auto error = errorOf([&] { packPictures(data_, {"max500-q90", out, 2}); });
        QVERIFY(error && error->kind() == ErrorKind::Usage);
        QVERIFY(error->message().next.find("--replace") != std::string::npos);
        QVERIFY(filesIn(folder) == before);
        const PackResult result = packPictures(data_, {"max500-q90", out, 2, true});
        QCOMPARE(result.resumedAt, 0);
        QVERIFY(result.complete && Pack::open(result.folder, data_));
    }
    void whatIsNoPageOfOtherPicturesIsNoLoss() {
        const std::string out = path("out"), folder = out + "/max500-q90";
        {
            const PackLock lock(folder);
            const PackLayout layout(data_);
            const PackStore begun(lock, layout, findPackPreset("max500-q90"));
        }
        fs::remove(root_ + "/train/c0/1000.jpg");
        data_ = opened(root_);
        QVERIFY(packPictures(data_, {"max500-q90", out, 2}).complete);
    }
    void packOfOtherPicturesGivesWayWhenAskedAlone_data() {
        QTest::addColumn<bool>("beside");
        QTest::newRow("beside the data") << true;
        QTest::newRow("elsewhere") << false;
    }
    void packOfOtherPicturesGivesWayWhenAskedAlone() {
        QFETCH(bool, beside);
        const std::string out = beside ? "" : path("out");
        const std::string folder = packPictures(data_, {"originals", out, 2}).folder;
        const ImageFolder first = data_;
        fs::copy(root_ + "/train/c1/1000.jpg", root_ + "/train/c1/9000.jpg"); // one stray picture
        data_ = opened(root_);
        const std::string pair = pairOf(folder);
        const auto estimate = estimatePack(data_, {"originals", out, 2});
        QVERIFY(estimate && !estimate->already && !estimate->replaces.empty());
        QVERIFY(estimate->replacedBytes >= fs::file_size(folder + "/pictures.pack"));
        const auto error = errorOf([&] { packPictures(data_, {"originals", out, 2}); });
        QVERIFY(error && error->kind() == ErrorKind::Usage);
        QVERIFY(pairOf(folder) == pair);
        // Not before the new one is whole, even then.
        std::stop_source stop;
        packPictures(
            data_, {"originals", out, 2, true}, {}, [&](const PackStatus&) { stop.request_stop(); }, stop.get_token());
        QVERIFY(pairOf(folder) == pair);
        fs::remove(root_ + "/train/c1/9000.jpg");
        QVERIFY(packPictures(opened(root_), {"originals", out, 2}).already);
        fs::copy(root_ + "/train/c1/1000.jpg", root_ + "/train/c1/9000.jpg");
        QVERIFY(packPictures(data_, {"originals", out, 2, true}).complete);
        QVERIFY(Pack::open(folder, data_) && filesIn(folder).size() == 2);
    }
    void anotherValidationFolderTakesNothingAway() {
        const PackResult first = packPictures(data_, {"originals", {}, 2});
        DataSpec spec;
        spec.root = root_;
        spec.val = path("other val");
        test::writePictureFolders(path("other"), 3, 5, 5);
        fs::rename(path("other") + "/val", spec.val);
        const ImageFolder other = openImageFolder(spec);
        QCOMPARE(packFolder(other, "originals"), first.folder);
        const auto error = errorOf([&] { packPictures(other, {"originals", {}, 2}); });
        QVERIFY(error && error->kind() == ErrorKind::Usage);
        QVERIFY(packPictures(data_, {"originals", {}, 2}).already);
    }
    void packOfANewerVersionIsLeftAlone() {
        const std::string folder = packPictures(data_, {"originals", {}, 2}).folder;
        std::fstream(folder + "/pictures.index", std::ios::in | std::ios::out | std::ios::binary) << "RNSINDX2";
        const auto before = filesIn(folder);
        QVERIFY(estimatePack(data_, {"originals", {}, 2}));
        const auto error = errorOf([&] { packPictures(data_, {"originals", {}, 2}); });
        QVERIFY(error && error->kind() == ErrorKind::Usage);
        QVERIFY(filesIn(folder) == before);
    }
    void estimateWritesNothing() {
        const std::string out = path("out"), folder = out + "/max500-q90";
        QCOMPARE(estimatePack(data_, {"max500-q90", out, 2})->done, 0);
        QVERIFY(!fs::exists(out));
        packUntil(data_, out, 120);
        const auto before = filesIn(folder);
        const auto estimate = estimatePack(data_, {"max500-q90", out, 2});
        QVERIFY(estimate->done > 50 && estimate->replaces.empty() && !estimate->already);
        QVERIFY(filesIn(folder) == before);
        packPictures(data_, {"max500-q90", out, 2});
        QVERIFY(estimatePack(data_, {"max500-q90", out, 2})->already);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!estimatePack(data_, {"max500-q90", path("more"), 2}, stop.get_token()));
        std::ofstream(path("file")) << "in the way";
        QVERIFY(errorOf([&] { estimatePack(data_, {"originals", path("file"), 2}); })->kind() == ErrorKind::Usage);
    }
    void stopWhenTheEstimateIsToldLeavesNothing() {
        std::stop_source stop;
        const PackResult result = packPictures(
            data_, {"originals", {}, 2}, [&](const PackEstimate&) { stop.request_stop(); }, {}, stop.get_token());
        QVERIFY(!result.complete && !fs::exists(root_ + "/.resnet-studio-pack"));
    }
    void changedFilesArePackedAnew() {
        const std::string folder = packPictures(data_, {"originals", {}, 2}).folder;
        // Two pictures change places: the same names, and nothing that a sample of lengths would find.
        const std::string one = root_ + "/train/c0/1007.jpg", two = root_ + "/train/c1/1007.jpg";
        fs::rename(one, root_ + "/kept");
        fs::rename(two, one);
        fs::rename(root_ + "/kept", two);
        const std::string pair = pairOf(folder);
        std::int64_t changed = 0;
        std::stop_source stop;
        packPictures(
            data_, {"originals", {}, 2}, [&](const PackEstimate& estimate) { changed = estimate.changed; },
            [&](const PackStatus& status) {
                if (status.done == 100)
                    stop.request_stop();
            },
            stop.get_token());
        QCOMPARE(changed, 2);
        QVERIFY(pairOf(folder) == pair); // the old one stays until the new one is whole
        const PackResult result = packPictures(data_, {"originals", {}, 2});
        QVERIFY(result.complete && !result.already && result.resumedAt > 0 && result.changed == 2);
        QCOMPARE(verifyPack(folder, data_).problemCount, 0);
        QCOMPARE(filesIn(folder).size(), std::size_t{2});
        QVERIFY(packPictures(data_, {"originals", {}, 2}).already);
    }
    void filesThatChangeWhileItIsStoppedArePackedAnew() {
        const std::string out = path("out"), folder = out + "/max500-q90";
        packUntil(data_, out, 150);
        const std::int64_t before = estimatePack(data_, {"max500-q90", out, 2})->done;
        const PackLayout layout(data_);
        const auto page = static_cast<std::int64_t>(layout.pagePictures());
        const auto in = static_cast<std::uint32_t>(before - page - 1); // in the last page but one
        test::writeBytes(layout.at(in).path(), encodeJpeg(test::noise(64, 64), 80));
        const PackResult result = packPictures(data_, {"max500-q90", out, 2});
        QVERIFY(result.complete && result.changed == 1);
        QCOMPARE(result.resumedAt, before - 2 * page);
        QVERIFY(pairOf(folder) == pairOf(packPictures(data_, {"max500-q90", path("whole"), 2}).folder));
    }
    void aDamagedPictureThatIsMendedIsPackedAnew() {
        const std::string file = root_ + "/val/c2/1065.jpg", good = test::wholeFile(file);
        std::ofstream(file, std::ios::trunc) << "nothing";
        QCOMPARE(packPictures(data_, {"max500-q90", {}, 2}).damagedCount, 1);
        QVERIFY(packPictures(data_, {"max500-q90", {}, 2}).already);
        std::ofstream(file, std::ios::binary) << good;
        const PackResult result = packPictures(data_, {"max500-q90", {}, 2});
        QVERIFY(!result.already && result.damagedCount == 0);
    }
    void comparingHearsAStop() {
        const std::string folder = packPictures(data_, {"originals", {}, 2}).folder;
        std::stop_source stop;
        stop.request_stop();
        const PackResult result = packPictures(data_, {"originals", {}, 2}, {}, {}, stop.get_token());
        QVERIFY(!result.complete && !result.already);
        QVERIFY(Pack::open(folder, data_));
    }
    void whoeverWritesAPackHoldsItsFolder() {
        const std::string out = path("out"), folder = out + "/originals";
        int refused = 0;
        const auto others = [&] {
            const auto packing = errorOf([&] { packPictures(data_, {"originals", out, 2}); });
            const auto deleting = errorOf([&] { deletePack(folder); });
            for (const auto& error : {packing, deleting})
                refused += error && error->kind() == ErrorKind::Locked ? 1 : 0;
        };
        const PackResult result = packPictures(
            data_, {"originals", out, 2}, [&](const PackEstimate&) { others(); },
            [&](const PackStatus& status) {
                if (status.done == 100)
                    others();
            });
        QCOMPARE(refused, 4);
        QVERIFY(result.complete && Pack::open(folder, data_)->damaged() == 0);
        QVERIFY(!fs::exists(folder + "/pictures.lock"));
        deletePack(folder);
        QVERIFY(!fs::exists(folder));
    }
    void packBetweenItsLastTwoStepsIsNotTakenAway() {
        const std::string whole = pairOf(packPictures(data_, {"max500-q90", path("whole"), 2}).folder),
                          out = path("out"), folder = out + "/max500-q90";
        packUntil(data_, out, 200);
        // Another process has renamed the pack and writes its index.
        const auto error = [&] {
            const PackLock other(folder);
            fs::rename(folder + "/pictures.pack.partial", folder + "/pictures.pack");
            return errorOf([&] { packPictures(data_, {"max500-q90", out, 2}); });
        }();
        QVERIFY(error && error->kind() == ErrorKind::Locked);
        QVERIFY(fs::exists(folder + "/pictures.pack") && !fs::exists(folder + "/pictures.pack.partial"));
        QVERIFY(packPictures(data_, {"max500-q90", out, 2}).resumedAt > 100 && pairOf(folder) == whole);
    }
    void lockOfAKilledProcessIsNone() {
        const std::string folder = path("out") + "/originals";
        fs::create_directories(folder);
        std::ofstream(folder + "/pictures.lock") << "left";
        QVERIFY(packPictures(data_, {"originals", path("out"), 2}).complete);
        QVERIFY(!fs::exists(folder + "/pictures.lock"));
    }
    void packThatIsDeletedByHandIsNoticedAtTheNextPage() {
        const PackLock lock(path("out") + "/originals");
        const PackLayout layout(data_);
        PackStore store(lock, layout, findPackPreset("originals"));
        const auto addPage = [&] {
            for (std::uint32_t i = 0; i < layout.pagePictures(); ++i) {
                PackPicture picture;
                picture.bytes = {1, 2, 3};
                picture.entry = {3, packChecksum(picture.bytes), 3, 0};
                store.add(picture);
            }
        };
        addPage();
        store.keep();
        QCOMPARE(store.kept(), std::int64_t{layout.pagePictures()});
        fs::remove(lock.folder() + "/pictures.pack.partial");
        addPage();
        const auto error = errorOf([&] { store.keep(); });
        QVERIFY(error && error->kind() == ErrorKind::Io);
        QCOMPARE(store.kept(), std::int64_t{0});
    }
    void indexNeverStandsBesideAPackThatItDoesNotDescribe() {
        const std::string folder = packPictures(data_, {"originals", {}, 2}).folder;
        test::writeBytes(root_ + "/train/c0/1007.jpg", encodeJpeg(test::noise(64, 64), 80));
        fs::create_directories(folder + "/pictures.index.partial/in the way"); // the new index cannot be written
        QVERIFY(errorOf([&] { packPictures(data_, {"originals", {}, 2}); }));
        QVERIFY(!fs::exists(folder + "/pictures.index"));
        fs::remove_all(folder + "/pictures.index.partial");
        const PackResult result = packPictures(data_, {"originals", {}, 2});
        QCOMPARE(result.resumedAt, result.pictures);
        QCOMPARE(verifyPack(folder, data_).problemCount, 0);
    }
    void journalThatAKillLeftTakesNothingAway() {
        const std::string out = path("out"), folder = out + "/max500-q90";
        packUntil(data_, out, 200);
        const std::string journal = test::wholeFile(folder + "/pictures.journal");
        packPictures(data_, {"max500-q90", out, 2});
        std::ofstream(folder + "/pictures.journal", std::ios::binary) << journal; // killed before it was deleted
        const std::string pair = pairOf(folder);
        test::writeBytes(root_ + "/train/c0/1007.jpg", encodeJpeg(test::noise(64, 64), 80));
        QCOMPARE(estimatePack(data_, {"max500-q90", out, 2})->done, 0);
        packUntil(data_, out, 1);
        QVERIFY(pairOf(folder) == pair);
        QVERIFY(packPictures(data_, {"max500-q90", out, 2}).complete);
        QCOMPARE(verifyPack(folder, data_).problemCount, 0);
    }
    void packThatIsDeletedByHandEndsThePacking() {
        const std::string out = path("out");
        const auto error = errorOf([&] {
            packPictures(data_, {"originals", out, 2}, {}, [&](const PackStatus& status) {
                if (status.done == 50)
                    fs::remove(out + "/originals/pictures.pack.partial");
            });
        });
        QVERIFY(error && error->kind() == ErrorKind::Io);
        QCOMPARE(error->message().title, std::string("The unfinished pack is gone"));
        QVERIFY(packPictures(data_, {"originals", out, 2}).complete);
    }

private:
    std::string path(const char* name) const { return dir_->filePath(QString::fromLatin1(name)).toStdString(); }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(PackPlaceTest)
#include "tst_pack_place.moc"
