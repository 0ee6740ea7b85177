// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSize>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>

#include "core/base/error.h"
#include "core/data/packed_set.h"
#include "core/data/packed_writer.h"
#include "core/data/packed_writer_internal.h"
#include "tests/support/fault_points.h"
#include "tests/support/peak_memory.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

/// Limits the length of files while it lives; the signal of the limit is ignored, so writes fail as on a full disk.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

std::string pairOf(const std::string& folder) {
    return test::wholeFile(folder + "/pictures.pack") + "|" + test::wholeFile(folder + "/pictures.index");
}

Picture noise(int width, int height) {
    CounterRandom random(3, CounterRandom::Purpose::Sample, 0, 0);
    Picture picture{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i)
        picture.rgb.push_back(static_cast<std::uint8_t>(random.below(256)));
    return picture;
}

std::optional<Error> errorOf(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

ImageFolder opened(const std::string& root) {
    DataSpec spec;
    spec.root = root;
    return openImageFolder(spec);
}

} // namespace

class PackedWriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->filePath(QStringLiteral("data")).toStdString();
        test::writePictureFolders(root_, 3, 60, 10);
        data_ = opened(root_);
    }
    void sizesAreThoseOfThePreset_data() {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QSize>("from");
        QTest::addColumn<QSize>("to");
        const QString longest = QStringLiteral("max500-q90"), shorter = QStringLiteral("short256-q90");
        QTest::newRow("wide") << longest << QSize(1000, 600) << QSize(500, 300);
        QTest::newRow("tall") << longest << QSize(333, 1000) << QSize(167, 500);
        QTest::newRow("never larger") << longest << QSize(300, 200) << QSize(300, 200);
        QTest::newRow("short side") << shorter << QSize(500, 375) << QSize(341, 256);
        QTest::newRow("short side fits") << shorter << QSize(900, 256) << QSize(900, 256);
        QTest::newRow("thread") << longest << QSize(60'000, 3) << QSize(500, 1);
        QTest::newRow("as it is") << QStringLiteral("originals") << QSize(5000, 4000) << QSize(5000, 4000);
    }
    void sizesAreThoseOfThePreset() {
        QFETCH(QString, preset);
        QFETCH(QSize, from);
        QFETCH(QSize, to);
        const PackedSize size = packedSize(findPackPreset(preset.toStdString()), from.width(), from.height());
        QCOMPARE(QSize(size.width, size.height), to);
    }
    void largePicturesGetSmallerAndLookTheSame() {
        const std::string file = root_ + "/train/c0/1000.jpg";
        const Picture large = test::colouredPicture(0, 1, 900);
        test::writeBytes(file, encodeJpeg(large, 95));
        const Picture small = fromPack("max500-q90", 0);
        QCOMPARE(QSize(small.width, small.height), QSize(500, 500));
        double sums[3] = {};
        for (std::size_t i = 0; i < small.rgb.size(); ++i)
            sums[i % 3] += small.rgb[i];
        // The mean colour stays within 2 of 255: resizing keeps it, JPEG at quality 90 nearly.
        const double expected[3] = {209.5, 49.5, 49.5};
        for (int c = 0; c < 3; ++c)
            QVERIFY(std::abs(sums[c] / 250'000 - expected[c]) < 2);
    }
    void smallJpegsStayUnlessTheyGetShorter() {
        const std::string lean = root_ + "/train/c0/1000.jpg", rich = root_ + "/train/c0/1001.jpg";
        test::writeBytes(lean, encodeJpeg(noise(64, 64), 40));
        test::writeBytes(rich, encodeJpeg(noise(64, 64), 99));
        const auto pack = packed("max500-q90");
        std::vector<std::uint8_t> bytes;
        pack->train().read(0, bytes);
        QCOMPARE(std::string(bytes.begin(), bytes.end()), test::wholeFile(lean));
        pack->train().read(1, bytes);
        QVERIFY(bytes.size() < fs::file_size(rich) && !bytes.empty());
        QCOMPARE(decodePicture(bytes, "x").width, 64);
    }
    void bytesDependOnNothingButThePictures() {
        const std::string one = packedInto("one", 1), three = packedInto("three", 3);
        QVERIFY(!one.empty() && one == three);
        // Another place, the same pictures.
        const std::string moved = dir_->filePath(QStringLiteral("moved")).toStdString();
        fs::rename(root_, moved);
        data_ = opened(moved);
        QVERIFY(packedInto("again", 2) == one);
    }
    void goesOnWhereItWasStopped() {
        const std::string whole = packedInto("whole", 2), out = path("out");
        std::int64_t resumedAt = 0;
        int calls = 0;
        for (PackResult result; !result.complete; ++calls) {
            QVERIFY(calls < 20);
            std::stop_source stop;
            int packedNow = 0;
            result = packPictures(
                data_, {"max500-q90", out, 2}, {},
                [&](const PackStatus&) {
                    if (++packedNow == 40)
                        stop.request_stop();
                },
                stop.get_token());
            QVERIFY(result.resumedAt >= resumedAt);
            QVERIFY(calls == 0 || result.resumedAt > resumedAt); // each call kept something
            resumedAt = result.resumedAt;
            QCOMPARE(fs::exists(result.folder + "/pictures.index"), result.complete);
        }
        QVERIFY(calls >= 3);
        QVERIFY(pairOf(out + "/max500-q90") == whole);
        QVERIFY(!fs::exists(out + "/max500-q90/pictures.journal"));
    }
    void damageOfTheJournalCostsPagesOnly() {
        const std::string whole = packedInto("whole", 2), out = path("out"), folder = out + "/max500-q90";
        stopAfter(out, 120);
        const std::string journal = test::wholeFile(folder + "/pictures.journal");
        const std::string partial = test::wholeFile(folder + "/pictures.pack.partial");
        QVERIFY(journal.size() > 500);
        for (std::size_t at = 3; at < journal.size(); at += journal.size() / 9) {
            std::string bad = journal;
            bad[at] = static_cast<char>(bad[at] ^ 0x20);
            restore(folder, partial, bad);
            QVERIFY(packPictures(data_, {"max500-q90", out, 2}).complete && pairOf(folder) == whole);
            restore(folder, partial, journal.substr(0, at));
            QVERIFY(packPictures(data_, {"max500-q90", out, 2}).complete && pairOf(folder) == whole);
        }
        restore(folder, partial.substr(0, partial.size() - 100), journal); // the disk lied about the last page
        QVERIFY(packPictures(data_, {"max500-q90", out, 2}).complete && pairOf(folder) == whole);
        restore(folder, "nothing of it", journal);
        QVERIFY(packPictures(data_, {"max500-q90", out, 2}).complete && pairOf(folder) == whole);
    }
    void hostileJournalCostsNoMemory() {
        const std::string whole = packedInto("whole", 2), out = path("out"), folder = out + "/max500-q90";
        stopAfter(out, 120);
        const std::string journal = test::wholeFile(folder + "/pictures.journal");
        const std::string partial = test::wholeFile(folder + "/pictures.pack.partial");
        const std::int64_t before = test::peakMemory();
        // A sparse file behind sound pages; a page that says it is as long as a number can say.
        for (const std::string& tail : {std::string(), std::string("\xff\xff\xff\xff\0\0\0\0", 8)}) {
            restore(folder, partial, journal + tail);
            fs::resize_file(folder + "/pictures.journal", std::uintmax_t{600} << 20);
            const PackResult result = packPictures(data_, {"max500-q90", out, 2});
            QVERIFY(result.resumedAt > 0 && pairOf(folder) == whole);
        }
        QVERIFY(test::peakMemory() - before < 200);
    }
    void killBetweenThePackAndItsIndexCostsNothing() {
        const std::string whole = packedInto("whole", 2), out = path("out"), folder = out + "/max500-q90";
        stopAfter(out, 200);
        fs::rename(folder + "/pictures.pack.partial", folder + "/pictures.pack");
        const PackResult result = packPictures(data_, {"max500-q90", out, 2});
        QVERIFY(result.complete && result.resumedAt > 100);
        QVERIFY(pairOf(folder) == whole);
    }
    void indexWithoutItsPackIsNoPack() {
        const std::string whole = packedInto("whole", 2), folder = path("whole") + "/max500-q90";
        fs::remove(folder + "/pictures.pack");
        QVERIFY(packedInto("whole", 2) == whole);
        // As a power cut may leave it: the index has its name, the pack has not.
        const std::string index = test::wholeFile(folder + "/pictures.index");
        fs::remove_all(folder);
        stopAfter(path("whole"), 200);
        std::ofstream(folder + "/pictures.index", std::ios::binary) << index;
        const PackResult result = packPictures(data_, {"max500-q90", path("whole"), 2});
        QVERIFY(result.resumedAt > 100 && pairOf(folder) == whole);
    }
    void unfinishedPackOfOtherPicturesGivesWayWhenAskedAlone() {
        const std::string out = path("out"), folder = out + "/max500-q90";
        stopAfter(out, 100);
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
        QVERIFY(result.complete && PackedSet::open(result.folder, data_));
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
    void wholeOneIsLeftAlone() {
        const PackResult first = packPictures(data_, {"originals", {}, 2});
        const auto time = fs::last_write_time(first.folder + "/pictures.pack");
        const PackResult second = packPictures(data_, {"originals", {}, 2});
        QVERIFY(!first.already && second.already && second.complete);
        QVERIFY(fs::last_write_time(first.folder + "/pictures.pack") == time);
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
        QVERIFY(PackedSet::open(folder, data_) && filesIn(folder).size() == 2);
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
        stopAfter(out, 120);
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
        QVERIFY(errorOf([&] { estimatePack(data_, {"originals", path("file"), 2}); })->kind() == ErrorKind::Io);
    }
    void stopWhenTheEstimateIsToldLeavesNothing() {
        std::stop_source stop;
        const PackResult result = packPictures(
            data_, {"originals", {}, 2}, [&](const PackEstimate&) { stop.request_stop(); }, {}, stop.get_token());
        QVERIFY(!result.complete && !fs::exists(root_ + "/.resnet-studio-cache"));
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
        QCOMPARE(verifyPackedSet(folder, data_).problemCount, 0);
        QCOMPARE(filesIn(folder).size(), std::size_t{2});
        QVERIFY(packPictures(data_, {"originals", {}, 2}).already);
    }
    void filesThatChangeWhileItIsStoppedArePackedAnew() {
        const std::string out = path("out"), folder = out + "/max500-q90";
        stopAfter(out, 150);
        const std::int64_t before = estimatePack(data_, {"max500-q90", out, 2})->done;
        const PackLayout layout(data_);
        const auto page = static_cast<std::int64_t>(layout.pagePictures());
        const auto in = static_cast<std::uint32_t>(before - page - 1); // in the last page but one
        test::writeBytes(layout.at(in).path(), encodeJpeg(noise(64, 64), 80));
        const PackResult result = packPictures(data_, {"max500-q90", out, 2});
        QVERIFY(result.complete && result.changed == 1);
        QCOMPARE(result.resumedAt, before - 2 * page);
        QVERIFY(pairOf(folder) == packedInto("whole", 2));
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
        QVERIFY(PackedSet::open(folder, data_));
    }
    void estimateIsToldFirstAndNearTheTruth() {
        PackEstimate told;
        bool begun = false;
        const PackResult result = packPictures(
            data_, {"max500-q90", {}, 2},
            [&](const PackEstimate& estimate) {
                QVERIFY(!begun);
                told = estimate;
            },
            [&](const PackStatus&) { begun = true; });
        QCOMPARE(told.pictures, 210);
        // Pictures of one size and kind: a sample of 64 tells the whole within a tenth.
        const auto real = static_cast<double>(result.bytes);
        QVERIFY(std::abs(static_cast<double>(told.bytes) - real) < 0.1 * real);
        QVERIFY(told.freeBytes > 0 && told.seconds > 0);
    }
    void fullDiskKeepsWhatIsDone() {
        const std::string whole = packedInto("whole", 2), out = path("out");
        const std::uintmax_t length = fs::file_size(path("whole") + "/max500-q90/pictures.pack");
        std::optional<Error> error;
        {
            const FileLimit limit(length / 2);
            error = errorOf([&] { packPictures(data_, {"max500-q90", out, 2}); });
        }
        QVERIFY(error && error->kind() == ErrorKind::DiskFull);
        QVERIFY(error->message().done.find("of 210 pictures are packed and kept") != std::string::npos);
        QVERIFY(!fs::exists(out + "/max500-q90/pictures.index"));
        QVERIFY(packPictures(data_, {"max500-q90", out, 2}).complete);
        QVERIFY(pairOf(out + "/max500-q90") == whole);
    }
    void whoeverWritesAPackHoldsItsFolder() {
        const std::string out = path("out"), folder = out + "/originals";
        int refused = 0;
        const auto others = [&] {
            const auto packing = errorOf([&] { packPictures(data_, {"originals", out, 2}); });
            const auto deleting = errorOf([&] { deletePackedSet(folder); });
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
        QVERIFY(result.complete && PackedSet::open(folder, data_)->damaged() == 0);
        QVERIFY(!fs::exists(folder + "/pictures.lock"));
        deletePackedSet(folder);
        QVERIFY(!fs::exists(folder));
    }
    void packBetweenItsLastTwoStepsIsNotTakenAway() {
        const std::string whole = packedInto("whole", 2), out = path("out"), folder = out + "/max500-q90";
        stopAfter(out, 200);
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
    void damagedPicturesAreNamed() {
        std::ofstream(root_ + "/val/c2/1065.jpg", std::ios::trunc) << "nothing";
        const PackResult result = packPictures(data_, {"short256-q90", {}, 2});
        QVERIFY(result.complete);
        QCOMPARE(result.damagedCount, 1);
        QVERIFY(result.damaged[0].find("val/c2/1065.jpg: ") != std::string::npos);
        QCOMPARE(packPictures(data_, {"short256-q90", {}, 2}).damagedCount, 1);
    }
    void goneVolumeEndsThePackingNotThePictures() {
        fs::rename(root_ + "/val", root_ + "/away");
        const std::string out = path("out");
        const auto error = errorOf([&] { packPictures(data_, {"originals", out, 2}); });
        QVERIFY(error && error->kind() == ErrorKind::Io);
        fs::rename(root_ + "/away", root_ + "/val");
        const PackResult result = packPictures(data_, {"originals", out, 2});
        QVERIFY(result.complete && result.damagedCount == 0 && result.resumedAt > 0);
    }
    void folderThatCannotBeMadeIsTold() {
        const std::string file = path("file");
        std::ofstream(file) << "in the way";
        const auto error = errorOf([&] { packPictures(data_, {"originals", file, 2}); });
        QVERIFY(error && error->kind() == ErrorKind::Io && error->message().next.find("--out") != std::string::npos);
        QVERIFY(errorOf([&] { packPictures(data_, {"best", {}, 2}); })->kind() == ErrorKind::Config);
    }

private:
    std::string path(const char* name) const { return dir_->filePath(QString::fromLatin1(name)).toStdString(); }
    std::string packedInto(const char* name, int workers) const {
        return pairOf(packPictures(data_, {"max500-q90", path(name), workers}).folder);
    }
    std::shared_ptr<PackedSet> packed(const std::string& preset) {
        data_ = opened(root_);
        return PackedSet::open(packPictures(data_, {preset, {}, 2}).folder, data_);
    }
    Picture fromPack(const std::string& preset, std::uint32_t index) {
        std::vector<std::uint8_t> bytes;
        packed(preset)->train().read(index, bytes);
        return decodePicture(bytes, "packed");
    }
    void stopAfter(const std::string& out, std::int64_t pictures) const {
        std::stop_source stop;
        packPictures(
            data_, {"max500-q90", out, 2}, {},
            [&](const PackStatus& status) {
                if (status.done >= pictures)
                    stop.request_stop();
            },
            stop.get_token());
    }
    /// Name and bytes of what is in a folder.
    static std::map<std::string, std::string> filesIn(const std::string& folder) {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::directory_iterator(folder))
            files[entry.path().filename().string()] = test::wholeFile(entry.path().string());
        return files;
    }
    static void restore(const std::string& folder, const std::string& partial, const std::string& journal) {
        fs::remove_all(folder);
        fs::create_directories(folder);
        std::ofstream(folder + "/pictures.pack.partial", std::ios::binary) << partial;
        std::ofstream(folder + "/pictures.journal", std::ios::binary) << journal;
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(PackedWriterTest)
#include "tst_packed_writer.moc"
