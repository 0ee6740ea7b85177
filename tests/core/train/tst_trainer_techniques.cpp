// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <map>

#include "core/base/torch.h"
#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/scripted_device.h"

using namespace studio;
using namespace studio::test;

/// What a recipe does to pictures beside crops and colours, in real runs. An epoch has 6 steps.
class TrainerTechniquesTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;
    std::shared_ptr<ScriptedDevice::Script> script_ = std::make_shared<ScriptedDevice::Script>();

    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }

    TrainRequest request(const QString& run, int workers = 2) {
        TrainRequest request = tinyRequest(data_, path(run), 4, workers);
        request.setup.device = "cuda:9";
        TrainConfig& config = request.config;
        config.imageSize = 24;
        config.startImageSize = 16;
        config.growFrom = 0.25;
        config.growUntil = 0.75;
        return request;
    }
    static void switchOn(TrainConfig& config) {
        config.mixup = 0.2;
        config.cutmix = 1;
        config.randomErasing = 0.5;
        config.alternatingFlip = true;
        config.labelSmoothing = 0.1;
        config.autoAugment = "trivialaugment-wide";
    }
    static RunReport trainUntil(const TrainRequest& request, int stopStep, Recording& seen) {
        TrainControl control;
        seen.onStep = [&control, stopStep](const StepRecord& record) {
            if (record.step == stopStep)
                control.stopNow();
        };
        return runTraining(request, seen, control);
    }
    static int sideOf(const HostBatch& batch) {
        return static_cast<int>(std::lround(std::sqrt(static_cast<double>(batch.pixels.size()) / 3 / batch.count)));
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = path(QStringLiteral("data"));
        writeTinyData(data_, {});
        ScriptedDevice::install("cuda:9", script_);
        TrainRequest whole = request(QStringLiteral("whole"));
        switchOn(whole.config);
        Recording seen;
        const RunReport report = trainUntil(whole, 0, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
    }
    void cleanup() { *script_ = {}; }

    void stoppedAnywhereTheResultIsTheSameToTheBit_data() {
        QTest::addColumn<int>("stopStep");
        QTest::addColumn<int>("workers");
        QTest::addRow("small pictures") << 3 << 1;
        QTest::addRow("as they grow") << 12 << 4;
        QTest::addRow("half-way") << 14 << 3;
        QTest::addRow("large ones") << 22 << 1;
    }
    void stoppedAnywhereTheResultIsTheSameToTheBit() {
        QFETCH(int, stopStep);
        QFETCH(int, workers);
        const QString run = QStringLiteral("stop%1").arg(stopStep);
        TrainRequest first = request(run);
        switchOn(first.config);
        Recording before, after;
        QCOMPARE(trainUntil(first, stopStep, before).outcome, RunOutcome::Stopped);
        TrainRequest second = request(run, workers);
        second.resume = true;
        const RunReport report = trainUntil(second, 0, after);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(newestDigest(path(run)), newestDigest(path(QStringLiteral("whole"))));
    }

    void picturesGrowFromEpochToEpochAndValidationStays() {
        std::map<int, int> training, validation;
        script_->before = [&](const HostBatch& batch, bool trains) {
            ++(trains ? training : validation)[sideOf(batch)];
        };
        Recording seen;
        QCOMPARE(trainUntil(request(QStringLiteral("grows")), 0, seen).outcome, RunOutcome::Finished);
        // Of 4 epochs the first two are not beyond a quarter; the third is half-way, the fourth at the full size, which
        // is tried before the first step, too.
        QCOMPARE(training, (std::map<int, int>{{16, 12}, {20, 6}, {24, 7}}));
        QCOMPARE(validation.size(), std::size_t{1});
        QCOMPARE(validation.begin()->first, 16);
        QCOMPARE(
            std::count_if(seen.events.begin(), seen.events.end(),
                          [](const EventRecord& event) { return event.title.starts_with("Training pictures of "); }),
            2);
    }

    void picturesThatWillNotFitAreKnownBeforeTheFirstStep() {
        script_->before = [](const HostBatch& batch, bool trains) {
            failBeyond(batch, trains && sideOf(batch) == 24, 5);
        };
        Recording seen;
        const RunReport report = trainUntil(request(QStringLiteral("large")), 0, seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Device);
        QVERIFY(seen.steps.empty());
        QCOMPARE(report.fittingBatch, 5);
        QVERIFY2(report.error.text().find("24 px") != std::string::npos, report.error.text().c_str());
    }

    void tryingTheLargestPicturesLeavesNoTrace() {
        TrainRequest grows = request(QStringLiteral("never")), plain = request(QStringLiteral("plain"));
        grows.config.growFrom = grows.config.growUntil = 1;
        plain.config.imageSize = 16;
        plain.config.startImageSize = 0;
        for (TrainRequest* one : {&grows, &plain}) {
            one->config.epochs = 1;
            Recording seen;
            QCOMPARE(trainUntil(*one, 0, seen).outcome, RunOutcome::Finished);
        }
        QCOMPARE(newestDigest(grows.runFolder), newestDigest(plain.runFolder));
    }

    void eachTechniqueChangesWhatIsLearned_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addRow("mixup") << "mixup"
                               << "0.2";
        QTest::addRow("cutmix") << "cutmix"
                                << "1";
        QTest::addRow("random_erasing") << "random_erasing"
                                        << "0.5";
        QTest::addRow("alternating_flip") << "alternating_flip"
                                          << "true";
        QTest::addRow("auto_augment") << "auto_augment"
                                      << "randaugment";
        QTest::addRow("blurpool") << "blurpool"
                                  << "true";
        QTest::addRow("start_image_size") << "start_image_size"
                                          << "0";
    }
    void eachTechniqueChangesWhatIsLearned() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        std::vector<double> losses;
        for (const bool on : {false, true}) {
            TrainRequest one = request(key + (on ? QStringLiteral(" on") : QStringLiteral(" off")));
            one.config.epochs = 1;
            if (on)
                setConfigValue(one.config, key.toStdString(), value.toStdString());
            Recording seen;
            static_cast<void>(trainUntil(one, 3, seen));
            QVERIFY(seen.steps.size() >= 2);
            losses.push_back(seen.steps[1].loss);
        }
        QVERIFY(losses[0] != losses[1]);
    }

    void aRunsFolderTellsTheSizeThatItsEpochsCost() {
        const RunSummary summary = summariseRun(path(QStringLiteral("whole")));
        const double area = (2 * 16 * 16 + 20 * 20 + 24 * 24) / 4.0;
        QCOMPARE(summary.imageSize, std::llround(std::sqrt(area)));
    }
};

QTEST_GUILESS_MAIN(TrainerTechniquesTest)
#include "tst_trainer_techniques.moc"
