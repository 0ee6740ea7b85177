// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

#include "core/base/file.h"
#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/scripted_device.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr const char* kDevice = "cuda:9";

RunReport train(const TrainRequest& request, Recording& seen) {
    TrainControl control;
    return runTraining(request, seen, control);
}

const EventRecord* firstOf(const Recording& seen, EventKind kind) {
    for (const EventRecord& event : seen.events) {
        if (event.kind == kind) {
            return &event;
        }
    }
    return nullptr;
}

} // namespace

/// Runs that meet something wrong and go on by themselves.
class TrainerRecoveryTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;
    std::shared_ptr<ScriptedDevice::Script> script_ = std::make_shared<ScriptedDevice::Script>();

    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }
    TrainRequest scripted(const std::string& run, int epochs) const {
        TrainRequest request = tinyRequest(data_, run, epochs);
        request.setup.device = kDevice;
        return request;
    }
    /// Spoils the input of the `at`-th training batch, `times` times (each retry counts on).
    void poisonBatch(int at, int times) {
        auto batches = std::make_shared<int>(0);
        auto left = std::make_shared<int>(times);
        script_->after = [=](at::Tensor& input, bool training) {
            if (training && ++*batches >= at && *left > 0) {
                --*left;
                input.fill_(std::numeric_limits<float>::quiet_NaN());
            }
        };
    }

    /// The estimate at the first step after a break at step 32 of a run with one compute thread; -1 = none yet.
    double firstEtaAfterAResume(const QString& name, int threads) {
        Recording first, second;
        TrainControl control, stop;
        first.onStep = [&](const StepRecord& step) { step.step == 32 ? control.stopNow() : void(); };
        TrainRequest request = scripted(path(name), 10);
        runTraining(request, first, control);
        request.resume = true;
        request.setup.threads = threads;
        double remaining = 0;
        second.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Training && remaining == 0 && status.activeSeconds > 0) {
                remaining = status.remainingSeconds;
                stop.stopNow();
            }
        };
        runTraining(request, second, stop);
        return remaining;
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = path(QStringLiteral("data"));
        writeTinyData(data_, {});
        ScriptedDevice::install(kDevice, script_);
    }
    void init() { *script_ = {}; }

    void aLossThatIsNoNumberRollsBackToTheLastGoodCheckpoint() {
        const std::string run = path(QStringLiteral("poisoned"));
        poisonBatch(9, 1); // six steps an epoch: in the second epoch, after the first one's checkpoint
        Recording seen;
        const RunReport report = train(scripted(run, 3), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::RolledBack), 1);
        QVERIFY(QString::fromStdString(firstOf(seen, EventKind::RolledBack)->title).endsWith(QLatin1String("step 6")));
        QCOMPARE(seen.starts.size(), std::size_t{2});
        QCOMPARE(seen.starts[1].resumedFromStep, 6);

        const RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Read);
        const std::vector<StepRecord> steps = database.steps();
        QCOMPARE(steps.size(), std::size_t{18});
        const CheckpointContent last = loadCheckpoint(newestCheckpointPath(run));
        QCOMPARE(last.learningRateScale, 0.5);
        QCOMPARE(last.rollbacks, 1);
        QVERIFY(std::isfinite(steps.back().loss));
    }

    void theBatchOfThatLossIsNamedInAFile() {
        const std::string run = path(QStringLiteral("named"));
        poisonBatch(2, 1);
        Recording seen;
        QCOMPARE(train(scripted(run, 1), seen).outcome, RunOutcome::Finished);
        const QString detail = QString::fromStdString(firstOf(seen, EventKind::RolledBack)->detail);
        QVERIFY2(detail.contains(QLatin1String("suspect-pictures-step-2.txt")), qPrintable(detail));
        const QString names = QString::fromStdString(readSmallFile(run + "/suspect-pictures-step-2.txt", 1u << 20));
        QCOMPARE(names.count(QLatin1Char('\n')), 16); // that batch, and the one whose gradient may have been none
        for (const QString& file : names.trimmed().split(QLatin1Char('\n'))) {
            QVERIFY2(std::filesystem::exists(file.toStdString()), qPrintable(file));
        }
    }

    void withoutACheckpointTheRunStartsOverFromTheSameWeights() {
        const std::string run = path(QStringLiteral("over"));
        poisonBatch(4, 1);
        Recording seen;
        QCOMPARE(train(scripted(run, 1), seen).outcome, RunOutcome::Finished);
        QCOMPARE(seen.starts.back().resumedFromStep, 0);
        // The first step after it has the same weights and pictures, so the same loss, at half the rate.
        QCOMPARE(seen.steps[3].step, 1);
        QCOMPARE(seen.steps[3].loss, seen.steps[0].loss);
        QCOMPARE(seen.steps[3].learningRate, seen.steps[0].learningRate / 2);
    }

    void afterTooManyRollBacksTheRunFails() {
        const std::string run = path(QStringLiteral("hopeless"));
        poisonBatch(9, 1000);
        TrainRequest request = scripted(run, 3);
        request.config.maxRollbacks = 2;
        Recording seen;
        const RunReport report = train(request, seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Config);
        QCOMPARE(seen.count(EventKind::RolledBack), 2);
        QVERIFY(QString::fromStdString(report.error.title).contains(QLatin1String("finite")));
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, 6); // the good one is still there
    }

    void stoppedRightAfterARollBackTheBestCheckpointStaysIt() {
        const std::string run = path(QStringLiteral("stopped"));
        poisonBatch(9, 1);
        Recording seen;
        TrainControl control;
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::RolledBack) {
                control.stopNow();
            }
        };
        QCOMPARE(runTraining(scripted(run, 3), seen, control).outcome, RunOutcome::Stopped);
        const auto rows = RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).checkpoints();
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(rows.front().best);
        QVERIFY(rows.front().epochEnd);
    }

    void whereTheFirstBatchOfAnEpochFailsTheBestCheckpointStaysIt() {
        const std::string run = path(QStringLiteral("firstbatch"));
        auto batches = std::make_shared<int>(0);
        script_->before = [=](const HostBatch& batch, bool training) {
            if (training && ++*batches > 6) {
                failBeyond(batch, training, 0);
            }
        };
        Recording seen;
        QCOMPARE(train(scripted(run, 3), seen).outcome, RunOutcome::Failed);
        const auto rows = RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).checkpoints();
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(rows.front().best);
        QVERIFY(loadCheckpoint(newestCheckpointPath(run)).epochEnd);
    }

    void aRollBackIsRememberedByAResume() {
        const std::string run = path(QStringLiteral("remembered"));
        poisonBatch(9, 1);
        TrainControl control;
        Recording first, second;
        first.onStep = [&](const StepRecord& step) {
            if (step.step == 7 && step.learningRate < 0.03) { // after the roll-back
                control.stopNow();
            }
        };
        QCOMPARE(runTraining(scripted(run, 3), first, control).outcome, RunOutcome::Stopped);
        TrainRequest request = scripted(run, 3);
        request.resume = true;
        QCOMPARE(train(request, second).outcome, RunOutcome::Finished);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).learningRateScale, 0.5);
        QCOMPARE(second.count(EventKind::RolledBack), 0);
    }

    void aBatchThatDoesNotFitAtTheStartIsRefusedWithOneThatDoes() {
        script_->before = [](const HostBatch& batch, bool training) { failBeyond(batch, training, 5); };
        Recording seen;
        const RunReport report = train(scripted(path(QStringLiteral("toolarge")), 1), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Device);
        QCOMPARE(report.fittingBatch, 5);
        const QString text = QString::fromStdString(report.error.text());
        for (const char* part : {"batch size 8", "picture size 16", " free", "batch size of 5"}) {
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        }
    }

    void memoryLostDuringTheRunSplitsTheBatchButNotItsGradient() {
        const std::string whole = path(QStringLiteral("whole")), split = path(QStringLiteral("split"));
        Recording first, second;
        QCOMPARE(train(scripted(whole, 1), first).outcome, RunOutcome::Finished);
        auto batches = std::make_shared<int>(0);
        script_->before = [=](const HostBatch& batch, bool training) {
            if (training && ++*batches > 3) {
                failBeyond(batch, training, 4);
            }
        };
        const RunReport report = train(scripted(split, 1), second);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(second.count(EventKind::Waiting), 1);
        QCOMPARE(second.steps.size(), first.steps.size());
        for (std::size_t i = 0; i < first.steps.size(); ++i) {
            QCOMPARE(second.steps[i].count, 8);
            // Batch norm sees halves: near, but not the same.
            QVERIFY2(std::abs(second.steps[i].loss - first.steps[i].loss) < 0.5, "the effective batch changed");
        }
        QCOMPARE(second.steps[2].loss, first.steps[2].loss);
    }

    void aShortLastBatchIsSplitIntoFewerParts() {
        const std::string data = path(QStringLiteral("uneven"));
        writeTinyData(data, {.trainPerClass = 15}); // 45 pictures: five batches of 8 and one of 5
        auto batches = std::make_shared<int>(0);
        script_->before = [=](const HostBatch& batch, bool training) {
            if (training && ++*batches > 1) {
                failBeyond(batch, training, 3); // four parts of 2, then parts of 2 and 3
            }
        };
        TrainRequest request = scripted(path(QStringLiteral("unevenrun")), 1);
        request.setup.data.root = data;
        Recording seen;
        const RunReport report = train(request, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::RolledBack), 0);
        QCOMPARE(seen.steps.back().count, 5);
        QVERIFY(std::isfinite(seen.steps.back().loss));
    }

    void partsLastToTheEndOfTheEpochAndOverABreak() {
        const std::string run = path(QStringLiteral("parts"));
        auto batches = std::make_shared<int>(0);
        auto largest = std::make_shared<int>(0);
        script_->before = [=](const HostBatch& batch, bool training) {
            *largest = training ? std::max(*largest, batch.count) : *largest;
            if (training && ++*batches == 3) { // once; there is enough again at once
                failBeyond(batch, training, 4);
            }
        };
        TrainControl control;
        Recording first, second;
        first.onStep = [&](const StepRecord& step) {
            if (step.step == 4) {
                control.stopNow();
            }
        };
        QCOMPARE(runTraining(scripted(run, 2), first, control).outcome, RunOutcome::Stopped);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).parts, 2);
        TrainRequest again = scripted(run, 2);
        again.resume = true;
        *largest = 0;
        second.onStep = [&](const StepRecord& step) {
            if (step.step == 6) {
                QCOMPARE(*largest, 4); // the rest of the epoch as before the break
            }
        };
        QCOMPARE(train(again, second).outcome, RunOutcome::Finished);
        QCOMPARE(*largest, 8); // the next one in whole batches
        const EventRecord* notice = firstOf(second, EventKind::Notice);
        QVERIFY(notice != nullptr && notice->title == "Batches are computed in 2 parts");
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).parts, 1);
    }

    void whereEvenTwoPicturesDoNotFitTheStateIsKept() {
        const std::string run = path(QStringLiteral("nomemory"));
        auto batches = std::make_shared<int>(0);
        script_->before = [=](const HostBatch& batch, bool training) {
            if (training && ++*batches > 8) {
                failBeyond(batch, training, 0);
            }
        };
        Recording seen;
        const RunReport report = train(scripted(run, 3), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Device); // exit 75: a retry may help
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, 8);
    }

    void aDeviceThatIsLostEndsTheRunAtOnceAndAsksForARetry() {
        const std::string run = path(QStringLiteral("lost"));
        auto batches = std::make_shared<int>(0);
        auto after = std::make_shared<int>(0);
        script_->before = [=](const HostBatch&, bool training) {
            if (training && ++*batches > 8) {
                ++*after;
                throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)},
                                 "CUDA error: an illegal memory access was encountered");
            }
        };
        Recording seen;
        const RunReport report = train(scripted(run, 3), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Device);               // exit 75
        QCOMPARE(*after, 1);                                         // nothing more was asked of it
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, 6); // nor copied from it
        *script_ = {};
        TrainRequest again = scripted(run, 3);
        again.resume = true;
        Recording second;
        QCOMPARE(train(again, second).outcome, RunOutcome::Finished);
        QCOMPARE(second.count(EventKind::Verified), 1);
    }

    void theEtaOfAResumedRunIsThereAtOnce() {
        QVERIFY(firstEtaAfterAResume(QStringLiteral("eta"), 1) > 0);
        QCOMPARE(firstEtaAfterAResume(QStringLiteral("eta elsewhere"), 2), -1.0); // the speed of another machine
    }

    void aLoopThatStandsStillIsNoticed() {
        TrainRequest request = scripted(path(QStringLiteral("stalled")), 1);
        request.stallSeconds = 0.05;
        Recording seen;
        std::mutex mutex;
        std::condition_variable noticed;
        bool told = false;
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::Waiting) {
                const std::lock_guard lock(mutex);
                told = true;
                noticed.notify_all();
            }
        };
        auto batches = std::make_shared<int>(0);
        script_->before = [&, batches](const HostBatch&, bool training) {
            if (training && ++*batches == 3) { // hangs until the watch has spoken
                std::unique_lock lock(mutex);
                noticed.wait_for(lock, std::chrono::seconds(30), [&] { return told; });
            }
        };
        QCOMPARE(train(request, seen).outcome, RunOutcome::Finished);
        QVERIFY(told);
        QVERIFY(QString::fromStdString(firstOf(seen, EventKind::Waiting)->title).startsWith(QLatin1String("No step")));
        const QString detail = QString::fromStdString(firstOf(seen, EventKind::Waiting)->detail);
        QVERIFY2(detail.contains(QLatin1String("does not answer")), qPrintable(detail));
    }

    void picturesThatVanishAsAWholeAreWaitedForAndTheRunEndsTheSame() {
        const std::string calm = path(QStringLiteral("calm")), gone = path(QStringLiteral("gone"));
        Recording first, second;
        QCOMPARE(train(tinyRequest(data_, calm, 2), first).outcome, RunOutcome::Finished);
        const std::string away = data_ + "-away";
        TrainControl control;
        second.onStep = [&](const StepRecord& step) {
            if (step.step == 3) {
                std::filesystem::rename(data_, away);
                std::filesystem::create_directories(data_); // an empty mount point
            }
        };
        second.onStatus = [&](const TrainStatus& status) {
            if (!status.trouble.empty() && std::filesystem::exists(away)) {
                std::filesystem::remove(data_);
                std::filesystem::rename(away, data_);
                control.resume(); // "try now"
            }
        };
        const RunReport report = runTraining(tinyRequest(data_, gone, 2), second, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(second.count(EventKind::Waiting), 1);
        QCOMPARE(second.count(EventKind::BadPicture), 0);
        QCOMPARE(newestDigest(gone), newestDigest(calm));
    }
};

QTEST_APPLESS_MAIN(TrainerRecoveryTest)
#include "tst_trainer_recovery.moc"
