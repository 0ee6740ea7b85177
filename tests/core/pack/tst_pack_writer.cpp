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
#include "core/pack/pack.h"
#include "core/pack/pack_encode_internal.h"
#include "core/pack/pack_preset.h"
#include "core/pack/pack_writer.h"
#include "tests/support/packs.h"
#include "tests/support/peak_memory.h"

using namespace studio;
using test::errorOf, test::noise, test::opened, test::pairOf;
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

} // namespace

class PackWriterTest : public QObject {
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
        const PackSize size = packSize(findPackPreset(preset.toStdString()), from.width(), from.height());
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
    void wholeOneIsLeftAlone() {
        const PackResult first = packPictures(data_, {"originals", {}, 2});
        const auto time = fs::last_write_time(first.folder + "/pictures.pack");
        const PackResult second = packPictures(data_, {"originals", {}, 2});
        QVERIFY(!first.already && second.already && second.complete);
        QVERIFY(fs::last_write_time(first.folder + "/pictures.pack") == time);
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
        QVERIFY(error && error->kind() == ErrorKind::Usage); // no time cures it
        QVERIFY(error->message().next.find("--out") != std::string::npos);
        QVERIFY(errorOf([&] { packPictures(data_, {"best", {}, 2}); })->kind() == ErrorKind::Config);
    }

private:
    std::string path(const char* name) const { return dir_->filePath(QString::fromLatin1(name)).toStdString(); }
    std::string packedInto(const char* name, int workers) const {
        return pairOf(packPictures(data_, {"max500-q90", path(name), workers}).folder);
    }
    std::shared_ptr<Pack> packed(const std::string& preset) {
        data_ = opened(root_);
        return Pack::open(packPictures(data_, {preset, {}, 2}).folder, data_);
    }
    Picture fromPack(const std::string& preset, std::uint32_t index) {
        std::vector<std::uint8_t> bytes;
        packed(preset)->train().read(index, bytes);
        return decodePicture(bytes, "packed");
    }
    void stopAfter(const std::string& out, std::int64_t pictures) const { test::packUntil(data_, out, pictures); }
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

QTEST_APPLESS_MAIN(PackWriterTest)
#include "tst_pack_writer.moc"
