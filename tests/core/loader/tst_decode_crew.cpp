// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <filesystem>
#include <future>
#include <numeric>
#include <optional>

#include "core/base/error.h"
#include "core/base/left_behind.h"
#include "core/loader/loader.h"
#include "core/transform/geometry.h"
#include "tests/support/patience.h"
#include "tests/support/picture_folders.h"

using namespace studio;

namespace {

constexpr int kSide = 16;

/// Gives the files of a set from memory, and remembers who asked for what.
class MemorySource final : public PictureSource {
public:
    explicit MemorySource(const ImageSet& set)
        : files_(set.size()) {
        for (std::size_t i = 0; i < set.size(); ++i)
            readImageFile(set.pathOf(i), files_[i]);
    }
    void read(std::uint32_t index, std::vector<std::uint8_t>& bytes, const std::stop_token&) const override {
        if (index == damaged)
            throw Error(ErrorKind::Data, {"The picture is damaged", "a pack", {}, {}});
        if (index == gone)
            throw Error(ErrorKind::Io, {"The pack does not answer", "a pack", {}, {}});
        bytes = files_[index];
    }
    void willNeed(std::span<const std::uint32_t> samples) const override {
        const std::lock_guard lock(mutex_);
        announced_.insert(announced_.end(), samples.begin(), samples.end());
    }
    std::vector<std::uint32_t> announced() const {
        const std::lock_guard lock(mutex_);
        return announced_;
    }

    std::atomic<std::uint32_t> damaged{~0u}, gone{~0u};

private:
    std::vector<std::vector<std::uint8_t>> files_;
    mutable std::mutex mutex_;
    mutable std::vector<std::uint32_t> announced_;
};

/// A volume of which one picture's read never returns, and the others fail.
class HangingSource final : public PictureSource {
public:
    struct Gate {
        std::atomic<bool> hangs{false}, returns{false};
        void open() {
            returns = true;
            returns.notify_all();
        }
    };
    void read(std::uint32_t index, std::vector<std::uint8_t>&, const std::stop_token&) const override {
        const std::shared_ptr<Gate> own = gate; // the last to use it may be this thread
        if (index == 0) {
            own->hangs = true;
            own->hangs.notify_all();
            own->returns.wait(false);
        } else {
            own->hangs.wait(false);
        }
        throw Error(ErrorKind::Io, {"The volume does not answer", "a pack", {}, {}});
    }
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
};

/// What a loader reads, owned by whoever reads.
struct Pictures {
    ImageFolder data;
    HangingSource source;
};

struct Epoch {
    std::vector<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
    std::vector<std::uint32_t> bad;
    bool operator==(const Epoch&) const = default;
};

Epoch readAll(Loader& loader) {
    Epoch epoch;
    while (const auto batch = loader.next()) {
        epoch.pixels.insert(epoch.pixels.end(), batch->pixels.begin(), batch->pixels.end());
        epoch.labels.insert(epoch.labels.end(), batch->labels.begin(), batch->labels.end());
        for (const BadPicture& bad : batch->bad)
            epoch.bad.push_back(bad.sampleIndex);
    }
    return epoch;
}

} // namespace

class DecodeCrewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString();
        test::writePictureFolders(root_, 3, 12, 2, 40);
        data_ = openImageFolder({root_, {}, 0.1, 0});
    }

    void loadersOfOneCrewGiveWhatTheyGiveAlone() {
        Loader alone(plan());
        const Epoch expected = readAll(alone);
        DecodeCrew crew(3);
        LoaderPlan shared = plan();
        shared.crew = &crew;
        for (int epoch = 0; epoch < 5; ++epoch) {
            Loader first(shared), second(shared); // the second one is decoded while the first is read
            QVERIFY(readAll(first) == expected);
            QVERIFY(readAll(second) == expected);
        }
        QTRY_COMPARE(crew.meter().pictures, std::int64_t{10 * 36}); // the last one is counted after it was given
    }

    void whatIsOpenedAheadIsDecodedBehindTheOneBeforeItUpToTwoBatches() {
        DecodeCrew crew(2);
        LoaderPlan shared = plan();
        shared.crew = &crew;
        Loader now(shared), ahead(shared);
        QVERIFY(now.next());
        // Slots of the first: 36 pictures in 8 batches, all of which fit; of the second: 2 of 5.
        const std::int64_t most = std::min<std::int64_t>(36, 5 * 4) + 5 + 2 * 5;
        QTRY_VERIFY(crew.meter().pictures >= 5 * 4 + 2 * 5);
        QVERIFY(crew.meter().pictures <= most);
        QVERIFY(readAll(now).labels.size() == 31);
        QCOMPARE(readAll(ahead).labels.size(), std::size_t{36});
    }

    void slotsGoFromOneLoaderToTheNext() {
        int asked = 0;
        DecodeCrew crew(2, [&](std::size_t size) {
            ++asked;
            return std::shared_ptr<std::uint8_t>(new std::uint8_t[size], std::default_delete<std::uint8_t[]>());
        });
        LoaderPlan shared = plan();
        shared.crew = &crew;
        shared.slots = 3;
        for (int epoch = 0; epoch < 6; ++epoch) {
            Loader loader(shared);
            readAll(loader);
        }
        QCOMPARE(asked, 3);
    }

    void aFaultBeforeAnyoneWaitsIsTriedAgain() {
        MemorySource source(data_.train);
        source.gone = 0;
        DecodeCrew crew(1); // so that the picture that fails is the last one counted
        LoaderPlan shared = plan();
        shared.crew = &crew;
        Loader alone(shared);
        const Epoch expected = readAll(alone);
        shared.source = &source;
        Loader ahead(shared);
        QTRY_VERIFY(!source.announced().empty());
        QTRY_VERIFY(crew.meter().pictures > 36);
        source.gone = ~0u;
        QVERIFY(readAll(ahead) == expected);
    }

    void aLoaderThatFailsLeavesTheOthersOfItsCrewAlone() {
        DecodeCrew crew(2);
        LoaderPlan good = plan(), bad = plan();
        good.crew = bad.crew = &crew;
        bad.crop = [](int, int, std::uint32_t) -> BoxF { throw std::bad_alloc(); };
        Loader first(bad), second(good);
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, readAll(first));
        QCOMPARE(readAll(second).labels.size(), std::size_t{36});
    }

    void aSourceStandsInForTheFiles() {
        const MemorySource source(data_.train);
        Loader fromFiles(plan());
        const Epoch expected = readAll(fromFiles);
        std::filesystem::rename(root_ + "/train", root_ + "/away");
        LoaderPlan packed = plan();
        packed.source = &source;
        Loader loader(packed);
        QVERIFY(readAll(loader) == expected);
        QCOMPARE(source.announced(), packed.order);
    }

    void aDamagedPictureOfASourceIsReplacedAndAGoneOneIsNot() {
        MemorySource source(data_.train);
        source.damaged = 5;
        LoaderPlan packed = plan();
        packed.source = &source;
        Loader loader(packed);
        QCOMPARE(readAll(loader).bad, std::vector<std::uint32_t>{5});
        source.gone = 7;
        Loader stuck(packed);
        try {
            readAll(stuck);
            QFAIL("it went on");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Io);
        }
        source.gone = ~0u;
        QVERIFY(readAll(stuck).labels.size() >= 26); // from the batch that was not given
    }

    void aStopEndsTheWaitForABatchInWhichAReadHangsAndAnotherHasFailed() {
        const HangingSource source;
        DecodeCrew crew(2);
        LoaderPlan shared = plan();
        shared.crew = &crew;
        shared.source = &source;
        Loader loader(shared);
        QTRY_VERIFY(crew.meter().pictures > 0); // one has failed
        std::stop_source stop;
        stop.request_stop();
        auto batch = std::async(std::launch::async, [&] { return loader.next(stop.get_token()).has_value(); });
        const bool ended = batch.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
        source.gate->open();
        QVERIFY(ended);
        QVERIFY(!batch.get());
        QVERIFY_THROWS_EXCEPTION(Error, loader.next()); // asked again it tells the same
    }

    void aThreadThatHangsIsLeftBehindWithAllThatItUses() {
        auto pictures = std::make_shared<Pictures>();
        pictures->data = data_;
        const std::shared_ptr<HangingSource::Gate> gate = pictures->source.gate;
        const std::weak_ptr<Pictures> watched = pictures;
        std::optional<DecodeCrew> crew;
        crew.emplace(3);
        LoaderPlan owned = plan();
        owned.crew = &*crew;
        owned.set = &pictures->data.train;
        owned.source = &pictures->source;
        owned.owner = std::move(pictures);
        auto loader = std::make_unique<Loader>(owned);
        owned.owner.reset();
        gate->hangs.wait(false);
        loader.reset(); // at once
        QCOMPARE(threadsLeftBehind(), 0);
        crew.reset();
        QCOMPARE(threadsLeftBehind(), 1);
        QVERIFY(!watched.expired());
        gate->open();
        QTRY_COMPARE(threadsLeftBehind(), 0);
        QTRY_VERIFY(watched.expired());
    }

    void aLoaderAfterOneThatHangsIsServed() {
        auto pictures = std::make_shared<Pictures>();
        pictures->data = data_;
        const std::shared_ptr<HangingSource::Gate> gate = pictures->source.gate;
        DecodeCrew crew(2);
        LoaderPlan hangs = plan(), good = plan();
        hangs.crew = good.crew = &crew;
        hangs.set = &pictures->data.train;
        hangs.source = &pictures->source;
        hangs.owner = pictures;
        auto first = std::make_unique<Loader>(hangs);
        gate->hangs.wait(false);
        first.reset();
        Loader second(good);
        QCOMPARE(readAll(second).labels.size(), std::size_t{36});
        gate->open();
    }

    void theMeterTellsWhereTheTimeWent() {
        DecodeCrew crew(1);
        QVERIFY(crew.meter().text().empty());
        LoaderPlan shared = plan();
        shared.crew = &crew;
        Loader loader(shared);
        readAll(loader);
        QTRY_COMPARE(crew.meter().pictures, std::int64_t{36});
        const DecodeMeter meter = crew.meter();
        QVERIFY(meter.bytes > 36 * 100);
        QVERIFY(meter.read > 0 && meter.decode > 0 && meter.resize > 0 && meter.idle >= 0);
        QVERIFY(meter.text().starts_with("1 thread: "));
        QVERIFY(meter.text().ends_with(" % idle"));
        QCOMPARE(meter.since(meter).pictures, std::int64_t{0});
        QVERIFY(meter.since(meter).text().empty());
    }

    void theNumberOfThreadsFollowsTheMachine_data() {
        QTest::addColumn<int>("cores");
        QTest::addColumn<int>("nodes");
        QTest::addColumn<bool>("accelerator");
        QTest::addColumn<int>("expected");
        QTest::newRow("a laptop") << 2 << 1 << false << 1;
        QTest::newRow("16 cores train on themselves") << 16 << 1 << false << 4;
        QTest::newRow("one core") << 1 << 1 << true << 1;
        QTest::newRow("g4dn.xlarge") << 4 << 1 << true << 3;
        QTest::newRow("16 cores feed a GPU") << 16 << 1 << true << 15;
        QTest::newRow("two sockets feed a GPU from one") << 64 << 2 << true << 31;
        QTest::newRow("never hundreds") << 256 << 1 << true << 64;
    }
    void theNumberOfThreadsFollowsTheMachine() {
        QFETCH(int, cores);
        QFETCH(int, nodes);
        QFETCH(bool, accelerator);
        for (int node = 0; node < nodes; ++node)
            std::filesystem::create_directories(root_ + "/sys/devices/system/node/node" + std::to_string(node));
        std::filesystem::create_directories(root_ + "/sys/devices/system/node/power");
        const WorkerAdvice advice = adviseWorkers({.accelerator = accelerator, .sysfs = root_, .cores = cores});
        QTEST(advice.count, "expected");
        QVERIFY(advice.reason.find(std::to_string(cores) + " core") != std::string::npos);
        QCOMPARE(advice.reason.find("NUMA") != std::string::npos, nodes > 1);
    }

private:
    LoaderPlan plan() const {
        LoaderPlan plan;
        plan.set = &data_.train;
        plan.order.resize(data_.train.size());
        std::iota(plan.order.begin(), plan.order.end(), 0u);
        plan.batchSize = 5;
        plan.imageSize = kSide;
        plan.crop = trainCropPlanner({}, 1, 1);
        plan.workers = 2;
        return plan;
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(DecodeCrewTest)
#include "tst_decode_crew.moc"
