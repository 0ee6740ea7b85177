// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <new>
#include <numeric>
#include <optional>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/dataset/volume_watch.h"
#include "core/loader/loader.h"
#include "core/loader/sampler.h"
#include "core/transform/geometry.h"
#include "tests/support/loader_epoch.h"
#include "tests/support/picture_folders.h"
#include "tests/support/read_faults.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr int kSide = 16;

} // namespace

class LoaderTest : public QObject {
    Q_OBJECT

    /// Whether the volumes of both sets can be read.
    bool answer() const { return VolumeWatch(data_.train).answers() && VolumeWatch(data_.val).answers(); }

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString();
        test::writePictureFolders(root_, 3, 12, 2, 40);
        data_ = openImageFolder({root_, {}, 0.1, 0});
    }
    void contentDoesNotDependOnThreadsOrSlots() {
        spoil(3);
        spoil(30);
        const Epoch one = readAll(plan(1));
        QCOMPARE(one.batches.size(), std::size_t{8});
        QCOMPARE(one.pixels.size(), std::size_t{36 * kSide * kSide * 3});
        QCOMPARE(one.bad.size(), std::size_t{2});
        for (const int workers : {2, 5}) {
            QVERIFY(readAll(plan(workers)) == one);
        }
        LoaderPlan tight = plan(5);
        tight.slots = 1;
        QVERIFY(readAll(tight) == one);
    }
    void rowsAreTheCropsOfTheOrder() {
        LoaderPlan wanted = plan(2);
        const Epoch epoch = readAll(wanted);
        QCOMPARE(epoch.samples, wanted.order);
        Resizer resizer;
        std::vector<std::uint8_t> row(kSide * kSide * 3);
        for (std::size_t i = 0; i < wanted.order.size(); ++i) {
            QCOMPARE(epoch.labels[i], static_cast<std::int64_t>(data_.train.classOf(wanted.order[i])));
            const Picture picture = loadPicture(data_.train.pathOf(wanted.order[i]));
            resizer.resize(picture, wanted.crop(picture.width, picture.height, wanted.order[i]), kSide, kSide,
                           row.data());
            int worst = 0;
            for (std::size_t k = 0; k < row.size(); ++k) {
                worst = std::max(worst, std::abs(row[k] - epoch.pixels[i * row.size() + k]));
            }
            QVERIFY2(worst <= 2, std::to_string(worst).c_str()); // the decoder may differ at the edges of a crop
        }
    }
    void badPicturesAreReplacedByTheNextGoodOfTheirClass() {
        spoil(5);
        spoil(11); // the last of class 0: replaced by its first
        spoil(6);
        const Epoch epoch = readAll(plan(3, false));
        QCOMPARE(epoch.bad, (std::vector<std::string>{data_.train.pathOf(5) + " 5>7", data_.train.pathOf(6) + " 6>7",
                                                      data_.train.pathOf(11) + " 11>0"}));
        QCOMPARE(epoch.samples[5], 5u);
        QCOMPARE(epoch.labels[11], std::int64_t{0});
    }
    void missingFilesAreReplacedToo() {
        std::filesystem::remove(data_.train.pathOf(20));
        QCOMPARE(readAll(plan(2)).bad, (std::vector<std::string>{data_.train.pathOf(20) + " 20>21"}));
    }
    void firstBatchGivesTheTail() {
        spoil(9);
        const Epoch whole = readAll(plan(2));
        LoaderPlan later = plan(2);
        later.firstBatch = 5;
        const Epoch tail = readAll(later);
        QCOMPARE(tail.batches, (std::vector<std::int64_t>{5, 6, 7}));
        QVERIFY(std::equal(tail.pixels.rbegin(), tail.pixels.rend(), whole.pixels.rbegin()));
        QVERIFY(std::equal(tail.samples.rbegin(), tail.samples.rend(), whole.samples.rbegin()));
        later.firstBatch = 8;
        QVERIFY(readAll(later).batches.empty());
    }
    void resumingAnywhereReplacesTheSamePictures() {
        for (const std::size_t bad : {5u, 6u, 9u, 20u, 23u}) // 5 and 6 stand together, 23 is the last of its class
            spoil(bad);
        const Epoch whole = readAll(plan(2));
        QCOMPARE(whole.bad.size(), std::size_t{5});
        for (std::int64_t first = 1; first < 8; ++first) {
            LoaderPlan later = plan(1 + static_cast<int>(first) % 3);
            later.firstBatch = first;
            const Epoch tail = readAll(later);
            QVERIFY(std::equal(tail.pixels.rbegin(), tail.pixels.rend(), whole.pixels.rbegin()));
            QVERIFY(std::equal(tail.bad.rbegin(), tail.bad.rend(), whole.bad.rbegin()));
        }
    }
    void aLastShortBatchIsKept() {
        LoaderPlan wanted = plan(2);
        QCOMPARE(Loader(wanted).batchCount(), std::int64_t{8});
        Loader loader(wanted);
        int last = 0;
        while (const auto batch = loader.next()) {
            last = batch->count;
        }
        QCOMPARE(last, 1);
        QVERIFY(!loader.next());
        QCOMPARE(Loader(wanted).pictureCount(), std::int64_t{36});
    }
    void classWithoutAReadablePictureIsAnError() {
        for (std::size_t i = 12; i < 24; ++i) {
            spoil(i);
        }
        for (const int workers : {1, 4}) {
            try {
                readAll(plan(workers));
                QFAIL("it went on");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::Data);
                QVERIFY(error.message().text().find("/c1/") != std::string::npos);
            }
        }
    }
    void aReadErrorThatPassesChangesNothing() {
        const Epoch calm = readAll(plan(2));
        const test::ReadFaults faults(std::string(data_.train.fileOf(8)), 3);
        QVERIFY(readAll(plan(2)) == calm);
        QCOMPARE(faults.failed(), 3);
        QVERIFY(calm.bad.empty());
    }
    void aFileThatAlwaysFailsIsABadPicture() {
        const test::ReadFaults faults(std::string(data_.train.fileOf(8)), 1000);
        LoaderPlan wanted = plan(2);
        Loader loader(wanted);
        std::vector<BadPicture> bad;
        while (const auto batch = loader.next())
            bad.insert(bad.end(), batch->bad.begin(), batch->bad.end());
        QCOMPARE(bad.size(), std::size_t{1});
        QCOMPARE(bad[0].replacedBy, 9u);
        QCOMPARE(bad[0].reason, std::string("The picture cannot be read: Input/output error")); // the path is beside it
    }
    void deletedFilesAreCountedAndTheEpochEnds() {
        LoaderPlan wanted = plan(3);
        wanted.slots = 2;
        Loader loader(wanted);
        std::vector<std::string> gone, bad;
        std::size_t rows = 0;
        while (const auto batch = loader.next()) {
            rows += static_cast<std::size_t>(batch->count);
            for (const BadPicture& picture : batch->bad)
                bad.push_back(picture.path);
            if (batch->index == 1) {
                for (const std::size_t at : {33u, 34u, 35u}) { // the last three to be asked for
                    gone.push_back(data_.train.pathOf(wanted.order[at]));
                    std::filesystem::remove(gone.back());
                }
            }
        }
        QCOMPARE(rows, wanted.order.size());
        std::sort(gone.begin(), gone.end());
        std::sort(bad.begin(), bad.end());
        QCOMPARE(bad, gone);
    }
    void aVolumeThatGoesAndComesBackLeavesTheSameEpoch_data() {
        QTest::addColumn<int>("goes");
        QTest::newRow("the whole folder") << 0;
        QTest::newRow("an empty mount point stays") << 1;
        QTest::newRow("every read fails") << 2;
    }
    void aVolumeThatGoesAndComesBackLeavesTheSameEpoch() {
        QFETCH(int, goes);
        spoil(4);
        LoaderPlan wanted = plan(2);
        wanted.slots = 2;
        const Epoch calm = readAll(wanted);
        Epoch epoch;
        Loader loader(wanted);
        for (int i = 0; i < 2; ++i)
            append(epoch, *loader.next());
        const std::string train = root_ + "/train", away = root_ + "/away";
        std::optional<test::ReadFaults> faults;
        if (goes < 2)
            std::filesystem::rename(train, away);
        else
            faults.emplace("", 1'000'000);
        if (goes == 1)
            std::filesystem::create_directories(train);
        QVERIFY(!answer());
        bool threw = false;
        try { // what was decoded already may still come
            for (int i = 0; i < 3; ++i)
                append(epoch, *loader.next());
        } catch (const Error& error) {
            threw = true;
            QCOMPARE(error.kind(), ErrorKind::Io);
            QCOMPARE(error.message().title, std::string("The picture folder does not answer"));
            QCOMPARE(error.message().place, train);
            QVERIFY(error.message().done.find("/c") != std::string::npos);
        }
        QVERIFY(threw);
        QVERIFY_THROWS_EXCEPTION(Error, loader.next()); // still away
        faults.reset();
        if (goes == 1)
            std::filesystem::remove(train);
        if (goes < 2)
            std::filesystem::rename(away, train);
        QVERIFY(answer());
        while (const auto batch = loader.next())
            append(epoch, *batch);
        QVERIFY(epoch == calm);
        QCOMPARE(epoch.bad.size(), std::size_t{1});
    }
    void eitherSetMayBeTheOneThatIsGone() {
        QVERIFY(answer());
        std::filesystem::rename(root_ + "/val", root_ + "/away");
        QVERIFY(!answer());
        std::filesystem::rename(root_ + "/away", root_ + "/val");
        for (std::size_t i = 0; i + 1 < data_.val.size(); ++i)
            std::filesystem::remove(data_.val.pathOf(i));
        QVERIFY(answer()); // one that can be read is enough
    }
    void aGoneVolumeDoesNotDelayTheEnd() {
        LoaderPlan wanted = plan(3);
        wanted.slots = 2;
        const double before = monotonicSeconds();
        {
            Loader loader(wanted);
            QVERIFY(loader.next());
            std::filesystem::rename(root_ + "/train", root_ + "/away");
        }
        QVERIFY(monotonicSeconds() - before < 30);
    }
    void destructionInMidEpochIsPrompt() {
        LoaderPlan wanted = plan(3);
        wanted.order.resize(60'000, 0); // far more than is ever decoded
        const double before = monotonicSeconds();
        for (int i = 0; i < 20; ++i) {
            Loader loader(wanted);
            if (i % 2 == 1) {
                QVERIFY(loader.next());
            }
        }
        QVERIFY(monotonicSeconds() - before < 30);
    }
    void stopTokenEndsTheEpoch() {
        std::stop_source stop;
        Loader loader(plan(2));
        QVERIFY(loader.next(stop.get_token()));
        stop.request_stop();
        QVERIFY(!loader.next(stop.get_token()));
    }
    void slotsComeFromTheAllocator() {
        LoaderPlan wanted = plan(2);
        wanted.slots = 3;
        int asked = 0;
        std::size_t bytes = 0;
        Loader loader(wanted, [&](std::size_t size) {
            ++asked;
            bytes = size;
            return std::shared_ptr<std::uint8_t>(new std::uint8_t[size], std::default_delete<std::uint8_t[]>());
        });
        QVERIFY(loader.next());
        QCOMPARE(asked, 3);
        QCOMPARE(bytes, std::size_t{5 * kSide * kSide * 3});
        const int workers = adviseWorkers().count;
        QVERIFY(workers >= 1 && workers <= 64);
    }

    void afterAStopAReadThatFailsIsNoBadPictureAndNothingElseIsRead_data() {
        QTest::addColumn<int>("workers");
        QTest::newRow("one thread") << 1;
        QTest::newRow("three threads") << 3;
    }
    void afterAStopAReadThatFailsIsNoBadPictureAndNothingElseIsRead() {
        QFETCH(int, workers);
        std::stop_source stop;
        // As on a soft NFS mount: the read ends with an error after some minutes, in which the stop was asked for.
        const test::ReadFaults faults("", 1'000'000, [&stop] { stop.request_stop(); });
        {
            LoaderPlan wanted = plan(workers);
            wanted.stop = stop.get_token();
            Loader loader(wanted);
            QVERIFY(!loader.next(stop.get_token()));
            QVERIFY(!loader.next(stop.get_token()));
        }
        QVERIFY2(faults.failed() >= 1 && faults.failed() <= workers, std::to_string(faults.failed()).c_str());
    }
    void aVolumeIsNotAskedForWitnessesAfterAStop() {
        std::stop_source stop;
        int reads = 0;
        const test::ReadFaults faults("", 1'000'000, [&] {
            if (++reads == 5) // four tries, then the first witness
                stop.request_stop();
        });
        std::vector<std::uint8_t> bytes;
        QVERIFY(VolumeWatch(data_.train).read(data_.train.pathOf(0), bytes, stop.get_token()));
        QCOMPARE(reads, 5);
    }

    void anErrorOfAnyDecodeThreadArrivesWhereTheBatchIsAskedFor() {
        for (const int workers : {1, 4}) {
            LoaderPlan failing = plan(workers);
            failing.crop = [](int, int, std::uint32_t sample) -> BoxF {
                if (sample == 7) {
                    throw std::bad_alloc();
                }
                return {0, 0, 8, 8};
            };
            Loader loader(failing);
            const auto readOn = [&] {
                while (loader.next()) {
                }
            };
            QVERIFY_THROWS_EXCEPTION(std::bad_alloc, readOn());
        }
    }

private:
    LoaderPlan plan(int workers, bool shuffled = true) const {
        LoaderPlan plan;
        plan.set = &data_.train;
        plan.order.resize(data_.train.size());
        std::iota(plan.order.begin(), plan.order.end(), 0u);
        if (shuffled) {
            plan.order = epochOrder(1, 1, plan.order.size());
        }
        plan.batchSize = 5;
        plan.imageSize = kSide;
        plan.crop = trainCropPlanner({}, 1, 1);
        plan.workers = workers;
        return plan;
    }
    void spoil(std::size_t index) const { test::writeBytes(data_.train.pathOf(index), {0xFF, 0xD8, 0xFF, 0, 1, 2, 3}); }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(LoaderTest)
#include "tst_loader.moc"
