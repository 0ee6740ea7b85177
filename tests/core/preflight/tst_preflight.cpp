// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include "core/base/clock.h"
#include "core/infer/classifier.h"
#include "core/preflight/peak_memory_internal.h"
#include "core/preflight/preflight.h"
#include "core/train/evaluator.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/scripted_device.h"

using namespace studio;
using namespace studio::test;

namespace {

/// The CPU as if it were a card, with half precision.
class OtherDevice final : public CpuDevice {
public:
    explicit OtherDevice(int fitting)
        : fitting_(fitting) {}
    DeviceInfo info() const override { return about(); }
    static DeviceInfo about() {
        return {.id = "cuda:8",
                .name = "Other device",
                .precisions = {Precision::Fp32, Precision::Bf16},
                .accelerator = true};
    }
    at::Tensor prepare(const HostBatch& batch, int imageSize, std::span<const PixelOps> ops) override {
        failBeyond(batch, !ops.empty(), fitting_);
        return CpuDevice::prepare(batch, imageSize, ops);
    }
    DeviceMemory memory() const override { return {.freeBytes = 3u << 20, .totalBytes = 4u << 20}; }

private:
    int fitting_;
};

} // namespace

class PreflightTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dir_.isValid());
        writeTinyData(path(QStringLiteral("data")), {.trainPerClass = 40, .valPerClass = 20, .size = 64});
        ScriptedDevice::install("cuda:9", script_);
    }
    void init() { *script_ = {}; }

    void everythingIsMeasured() {
        const auto m = measurePreflight(request());
        QVERIFY(m.has_value());
        QVERIFY(m->fits);
        QVERIFY(m->picturesRate > 0 && m->networkRate > 0 && m->trainingRate > 0 && m->validationRate > 0);
        QCOMPARE(m->trainPictures, std::int64_t{120});
        QCOMPARE(m->valPictures, std::int64_t{60});
        QCOMPARE(m->batch, std::int64_t{8});
        QVERIFY(m->memoryNeed > 0);
        QVERIFY(m->pictureBytes > 0);
        QVERIFY(m->readShare + m->decodeShare > 0.99);
        QVERIFY(forecastOf(*m, m->config).seconds > 0);
        QVERIFY(limitOf(*m) != SpeedLimit::Unknown);
    }

    void itsPromiseIsWhatARunThenTakes() {
        // One epoch is long enough that its border is not most of it.
        PreflightRequest asked = request(8);
        asked.seconds = 12;
        const auto m = measurePreflight(asked);
        QVERIFY(m.has_value());
        Recording seen;
        TrainControl control;
        TrainRequest run = tinyRequest(path(QStringLiteral("data")), path(QStringLiteral("promised")), 8);
        const RunReport report = runTraining(run, seen, control);
        QCOMPARE(report.outcome, RunOutcome::Finished);
        // A machine that others use meanwhile is faster or slower then: between the speeds of before and after.
        const auto after = measurePreflight(asked);
        QVERIFY(after.has_value());
        const double before = forecastOf(*m, asked.config).seconds, later = forecastOf(*after, asked.config).seconds;
        const QByteArray figures = QStringLiteral("promised %1 s before and %2 s after, took %3 s")
                                       .arg(before)
                                       .arg(later)
                                       .arg(report.activeSeconds)
                                       .toUtf8();
        QVERIFY2(report.activeSeconds > std::min(before, later) / 2.5, figures);
        QVERIFY2(report.activeSeconds < std::max(before, later) * 2.5, figures);
        // What it writes, too.
        const PreflightForecast disk = forecastOf(*m, asked.config);
        std::uint64_t bytes = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path(QStringLiteral("promised"))))
            bytes += entry.is_regular_file() ? entry.file_size() : 0;
        const double share = static_cast<double>(bytes) / static_cast<double>(disk.runBytes);
        QVERIFY2(share > 0.6 && share < 1.4, qPrintable(QString::number(share)));
    }

    /// Who opens a device gives all of its memory back at the end: what comes next may be another process.
    void whatLiesOnADeviceGoesBeforeIt() {
        std::vector<bool> ends;
        script_->gone = [&ends](bool isEmpty) { ends.push_back(isEmpty); };
        PreflightRequest measured = request();
        measured.setup.device = "cuda:9";
        QVERIFY(measurePreflight(measured).has_value());
        const std::string run = path(QStringLiteral("gives"));
        TrainRequest training = tinyRequest(path(QStringLiteral("data")), run, 1);
        training.setup.device = "cuda:9";
        Recording seen;
        TrainControl control;
        QCOMPARE(runTraining(training, seen, control).outcome, RunOutcome::Finished);
        DataSpec data;
        data.root = path(QStringLiteral("data"));
        QVERIFY(evaluateModel(run, "best", data, "cuda:9", 2, {}, {}).complete);
        openClassifier(run, "best", "cuda:9");
        QCOMPARE(ends, std::vector<bool>(4, true));
        int fed = 0;
        script_->before = [&fed](const HostBatch&, bool) {
            if (++fed > 2) {
                throw std::runtime_error("broken");
            }
        };
        training.runFolder = path(QStringLiteral("givestoo"));
        QCOMPARE(runTraining(training, seen, control).outcome, RunOutcome::Failed);
        QCOMPARE(ends, std::vector<bool>(5, true));
    }

    void aRunThatFollowsHasTheBitsItWouldHaveHad() {
        const auto digest = [this](const QString& name) {
            Recording seen;
            TrainControl control;
            runTraining(tinyRequest(path(QStringLiteral("data")), path(name), 1), seen, control);
            return newestDigest(path(name));
        };
        const std::string before = digest(QStringLiteral("before"));
        QVERIFY(measurePreflight(request()).has_value());
        QCOMPARE(digest(QStringLiteral("after")), before);
    }

    void nothingIsLeftOnTheDisk() {
        const auto names = [this] {
            std::vector<std::string> all;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(path(QString())))
                all.push_back(entry.path().string() + std::to_string(entry.is_regular_file() ? entry.file_size() : 0));
            std::sort(all.begin(), all.end());
            return all;
        };
        const auto before = names();
        const std::string working = std::filesystem::current_path().string();
        const auto here = std::distance(std::filesystem::directory_iterator(working), {});
        QVERIFY(measurePreflight(request()).has_value());
        QVERIFY(names() == before);
        QCOMPARE(std::distance(std::filesystem::directory_iterator(working), {}), here);
    }

    void aStopEndsItBetweenTwoSteps_data() {
        QTest::addColumn<int>("stage");
        for (const auto stage : {PreflightStage::Preparing, PreflightStage::Pictures, PreflightStage::Network,
                                 PreflightStage::Training, PreflightStage::Validation})
            QTest::addRow("stage %d", static_cast<int>(stage)) << static_cast<int>(stage);
    }
    void aStopEndsItBetweenTwoSteps() {
        QFETCH(int, stage);
        std::stop_source stop;
        int later = 0;
        bool reached = false;
        PreflightRequest asked = request();
        asked.seconds = 120; // only the stop ends it early
        const double begin = monotonicSeconds();
        const auto tell = [&](PreflightStage at, double) {
            later += reached ? 1 : 0;
            if (static_cast<int>(at) >= stage) {
                reached = true;
                stop.request_stop();
            }
        };
        QVERIFY(!measurePreflight(asked, tell, stop.get_token()).has_value());
        QVERIFY(reached);
        QCOMPARE(later, 0);
        QVERIFY(monotonicSeconds() - begin < asked.seconds);
    }

    void aBatchThatDoesNotFitIsAResult() {
        script_->before = [](const HostBatch& batch, bool training) { failBeyond(batch, training, 21); };
        PreflightRequest asked = request();
        asked.setup.device = "cuda:9";
        asked.config.batchSize = 64;
        const auto m = measurePreflight(asked);
        QVERIFY(m.has_value());
        QVERIFY(!m->fits);
        QVERIFY2(m->fittingBatch > 16 && m->fittingBatch <= 21, qPrintable(QString::number(m->fittingBatch)));
        QCOMPARE(forecastOf(*m, asked.config).seconds, -1.0);
        QCOMPARE(adviceOf(*m).front().kind, PreflightAdvice::Kind::SmallerBatch);
    }
    void aValidationThatFindsNoRoomIsMeasuredWithFewerPictures() {
        int most = 0;
        script_->before = [&most](const HostBatch& batch, bool training) {
            failBeyond(batch, !training, 6);
            most = training ? most : std::max(most, batch.count);
        };
        PreflightRequest asked = request();
        asked.setup.device = "cuda:9";
        const auto m = measurePreflight(asked);
        QVERIFY(m.has_value() && m->fits);
        QVERIFY(m->validationRate > 0);
        QVERIFY(most > 0 && most <= 6);
    }
    void notEvenTwoPicturesMayFit() {
        script_->before = [](const HostBatch& batch, bool training) { failBeyond(batch, training, 1); };
        PreflightRequest asked = request();
        asked.setup.device = "cuda:9";
        const auto m = measurePreflight(asked);
        QVERIFY(m.has_value() && !m->fits);
        QCOMPARE(m->fittingBatch, std::int64_t{0});
        QCOMPARE(adviceOf(*m).front().kind, PreflightAdvice::Kind::NothingFits);
    }
    void onACardALargerBatchIsLookedForAndHalfPrecisionIsMeasured() {
        registerDevice(OtherDevice::about(), [] { return std::make_unique<OtherDevice>(27); });
        PreflightRequest asked = request();
        asked.setup.device = "cuda:8";
        const auto m = measurePreflight(asked);
        QVERIFY(m.has_value() && m->fits);
        QVERIFY2(m->fittingBatch > 24 && m->fittingBatch <= 27, qPrintable(QString::number(m->fittingBatch)));
        QVERIFY(!m->mayFitMore);
        QVERIFY(m->halfRate > 0);
        QCOMPARE(m->memoryNeed, std::uint64_t{1} << 20);
        QCOMPARE(m->precision, std::string("fp32"));

        registerDevice(OtherDevice::about(), [] { return std::make_unique<OtherDevice>(10'000); });
        const auto roomy = measurePreflight(asked);
        QCOMPARE(roomy->fittingBatch, std::int64_t{64}); // eight times as many
        QVERIFY(roomy->mayFitMore);
    }

    void whatTrainingWouldRefuseIsRefused() {
        PreflightRequest asked = request();
        asked.config.epochs = 0;
        QVERIFY_THROWS_EXCEPTION(Error, measurePreflight(asked));
        asked = request();
        asked.setup.data.root = path(QStringLiteral("nowhere"));
        QVERIFY_THROWS_EXCEPTION(Error, measurePreflight(asked));
    }
    void badPicturesAreCounted() {
        const std::string data = path(QStringLiteral("bad"));
        writeTinyData(data, {.trainPerClass = 8, .valPerClass = 2});
        std::filesystem::resize_file(data + "/train/kind1/103.jpg", 10);
        PreflightRequest asked = request();
        asked.setup.data.root = data;
        const auto m = measurePreflight(asked);
        QVERIFY(m.has_value() && m->badPictures > 0);
    }
    void thePeakOfMemoryBeginsAnew() {
        forgetPeakMemory();
        const ProcessMemory before = processMemory();
        QVERIFY(before.now > 0 && before.peak >= before.now);
        {
            std::vector<char> much(64u << 20, 1);
            QVERIFY(much[much.size() / 2] == 1);
        }
        QVERIFY(processMemory().peak >= before.now + (60u << 20));
    }

private:
    std::string path(const QString& name) const { return dir_.filePath(name).toStdString(); }
    PreflightRequest request(int epochs = 3) const {
        const TrainRequest run = tinyRequest(path(QStringLiteral("data")), {}, epochs);
        return {run.config, run.setup, 2};
    }

    QTemporaryDir dir_;
    std::shared_ptr<ScriptedDevice::Script> script_ = std::make_shared<ScriptedDevice::Script>();
};

QTEST_GUILESS_MAIN(PreflightTest)
#include "tst_preflight.moc"
