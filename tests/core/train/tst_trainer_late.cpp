// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/late_device.h"
#include "tests/support/run_state.h"
#include "tests/support/scripted_device.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr const char* kDevice = "cuda:9";
constexpr int kStepsPerEpoch = 12; // more than are under way at once

} // namespace

/// A device that works on eight steps at once and answers late: whatever is asked of a run, it is as on the CPU.
class TrainerLateTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;
    std::shared_ptr<LateDevice::Script> script_;

    std::string path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)).toStdString(); }
    TrainRequest request(const std::string& run, int epochs, const char* device = kDevice) const {
        TrainRequest request = tinyRequest(data_, run, epochs);
        request.config.batchSize = 4;
        request.setup.device = device;
        return request;
    }
    TrainRequest resumeOf(const std::string& run, int epochs) const {
        TrainRequest resumed = request(run, epochs);
        resumed.resume = true;
        return resumed;
    }
    static RunReport train(const TrainRequest& request, Recording& seen) {
        TrainControl control;
        return runTraining(request, seen, control);
    }
    /// What the CPU makes of the same recipe, without its device.
    std::string cpuState(const char* name, int epochs) {
        const std::string run = path(name);
        Recording seen;
        return train(request(run, epochs, "cpu"), seen).outcome == RunOutcome::Finished ? stateOf(run) : "";
    }
    static std::string stateOf(const std::string& run) {
        std::string state = endState(run);
        return state.substr(state.find("\nstep 1 ")); // after the recipe, which names the device
    }
    std::int64_t rolledBackTo(const Recording& seen) const { return seen.starts.back().resumedFromStep; }

private Q_SLOTS:
    void initTestCase() {
        data_ = path("data");
        writeTinyData(data_, {});
    }
    void init() {
        script_ = std::make_shared<LateDevice::Script>();
        LateDevice::install(kDevice, script_);
    }
    void cleanup() {
        QVERIFY2(script_->copiesWhilePending == 0, "a checkpoint was taken of weights that belong to no known step");
        QVERIFY2(!script_->isBatchChanged, "the loader wrote over a batch that the device had not read yet");
    }

    void lateResultsMakeTheSameRun_data() {
        QTest::addColumn<int>("depth");
        QTest::newRow("two steps under way") << 2;
        QTest::newRow("eight steps under way") << 8;
        QTest::newRow("more than an epoch has") << 40;
    }
    void lateResultsMakeTheSameRun() {
        QFETCH(int, depth);
        script_->depth = depth;
        const std::string run = path("late");
        std::filesystem::remove_all(run);
        Recording seen;
        QCOMPARE(train(request(run, 2), seen).outcome, RunOutcome::Finished);
        QCOMPARE(firstDifference(stateOf(run), cpuState(("calm" + std::to_string(depth)).c_str(), 2)), std::string());
        QCOMPARE(script_->longest, std::min(depth, kStepsPerEpoch));
        QCOMPARE(seen.steps.size(), std::size_t{2 * kStepsPerEpoch});
    }

    void aStepTakesTheTimeSinceTheResultBeforeIt() {
        script_->beforeSubmit = [](const StepInput&) { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
        Recording seen;
        QCOMPARE(train(request(path("time"), 1), seen).outcome, RunOutcome::Finished);
        double sum = 0;
        for (const StepRecord& step : seen.steps) {
            sum += step.seconds;
            QVERIFY(step.waitSeconds <= step.seconds);
        }
        QVERIFY2(sum >= kStepsPerEpoch * 0.02, std::to_string(sum).c_str());
        QVERIFY(seen.epochs.front().seconds >= sum);
    }

    void aSnapshotAPauseAndAStopFindTheStateOfTheirStep() {
        const std::string run = path("wishes");
        script_->copyMilliseconds = 30;
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2) {
                control.requestSnapshot();
            } else if (record.step == 14) {
                control.pause();
                control.requestSnapshot();
            } else if (record.step == 28) {
                control.stopNow();
            }
        };
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::Paused) {
                control.resume();
            }
        };
        QCOMPARE(runTraining(request(run, 3), seen, control).outcome, RunOutcome::Stopped);
        QCOMPARE(seen.count(EventKind::Paused), 1);
        QVERIFY2(seen.steps.back().step < 36, "it stops at once");
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, seen.steps.back().step);
        QVERIFY(seen.checkpoints.size() >= 3);
        Recording again;
        QCOMPARE(train(resumeOf(run, 3), again).outcome, RunOutcome::Finished);
        QCOMPARE(again.count(EventKind::Verified), 1);
        const std::string calm = path("wishescalm");
        Recording other;
        QCOMPARE(train(request(calm, 3, "cpu"), other).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(calm));
    }

    void aLossThatIsNoNumberIsFoundLateAndItsPicturesAreNamed() {
        const std::string run = path("nan");
        script_->notFinite = {kStepsPerEpoch + 3}; // five more are on their way when it is known
        Recording seen;
        const RunReport report = train(request(run, 2), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(rolledBackTo(seen), std::int64_t{kStepsPerEpoch});
        const RunPaths paths(run);
        const RunDatabase rows(paths.database, RunDatabase::Mode::Read);
        QCOMPARE(historyProblem(rows) + checkpointProblem(rows, paths.checkpoints), std::string());
        QCOMPARE(rows.steps().size(), std::size_t{2 * kStepsPerEpoch});
        QVERIFY(std::filesystem::exists(run + "/suspect-pictures-step-15.txt"));

        // The same at one step at a time: the same weights, and the same pictures are named.
        script_ = std::make_shared<LateDevice::Script>();
        script_->depth = 1;
        script_->notFinite = {kStepsPerEpoch + 3};
        LateDevice::install(kDevice, script_);
        const std::string calm = path("nancalm");
        QCOMPARE(train(request(calm, 2), seen).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(calm));
        QCOMPARE(wholeFile(run + "/suspect-pictures-step-15.txt"), wholeFile(calm + "/suspect-pictures-step-15.txt"));
    }

    void aStopThatMeetsALossThatIsNoNumberSavesNothingOfIt() {
        const std::string run = path("nanstop");
        script_->notFinite = {kStepsPerEpoch + 5};
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == kStepsPerEpoch + 4) {
                control.stopNow();
            }
        };
        QCOMPARE(runTraining(request(run, 2), seen, control).outcome, RunOutcome::Stopped);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, std::int64_t{kStepsPerEpoch});
        Recording again;
        QCOMPARE(train(resumeOf(run, 2), again).outcome, RunOutcome::Finished);
    }

    void aWeightThatIsNoNumberIsFoundByTheWriterAndNeverReplacesAGoodOne() {
        const std::string run = path("copy");
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == kStepsPerEpoch + 2 && seen.starts.size() == 1) {
                script_->poisonedCopies = 1;
                control.requestSnapshot();
            }
        };
        const RunReport report = runTraining(request(run, 3), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::RolledBack), 1);
        QCOMPARE(rolledBackTo(seen), std::int64_t{kStepsPerEpoch});
        const RunPaths paths(run);
        const RunDatabase rows(paths.database, RunDatabase::Mode::Read);
        QCOMPARE(historyProblem(rows) + checkpointProblem(rows, paths.checkpoints), std::string());
        QCOMPARE(rows.steps().size(), std::size_t{3 * kStepsPerEpoch});
    }

    void aBestMarkIsNeverGivenToWeightsThatAreNoNumbers() {
        const std::string run = path("best");
        Recording seen;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2 * kStepsPerEpoch && seen.starts.size() == 1) {
                script_->poisonedCopies = 1; // the one at the end of the run's last epoch
            }
        };
        const RunReport report = train(request(run, 2), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::RolledBack), 1);
        QCOMPARE(report.epochsDone, 2);
    }

    void tooLittleMemoryWithStepsUnderWayMakesParts() {
        const std::string run = path("memory");
        bool isFull = false;
        script_->beforeSubmit = [&](const StepInput& input) {
            isFull = isFull || input.step == 9;
            failBeyond(input.batch, isFull && input.parts == 1, 2);
        };
        Recording seen;
        const RunReport report = train(request(run, 1), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::Waiting), 1);
        QCOMPARE(seen.steps.size(), std::size_t{kStepsPerEpoch});
    }

    void tooLittleMemoryForTheFirstBatchNamesTheOneThatFits() {
        script_->beforeSubmit = [](const StepInput& input) { failBeyond(input.batch, true, 3); };
        Recording seen;
        const RunReport report = train(request(path("first"), 1), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.fittingBatch, 3);
    }

    void whereEvenSmallPartsDoNotFitTheStepsBeforeAreSaved() {
        const std::string run = path("none");
        script_->beforeSubmit = [](const StepInput& input) { failBeyond(input.batch, input.step >= 7, 0); };
        Recording seen;
        const RunReport report = train(request(run, 1), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QVERIFY2(report.error.done.find("the state before this step is saved") != std::string::npos,
                 report.error.done.c_str());
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, 6);
    }

    void aLostDeviceEndsTheRunAndAResumeMakesTheSameWeights() {
        const std::string run = path("lost");
        script_->lostAt = kStepsPerEpoch + 6;
        Recording seen;
        const RunReport report = train(request(run, 2), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Device);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, std::int64_t{kStepsPerEpoch});
        script_->isLost = false;
        script_->lostAt = 1000;
        Recording again;
        QCOMPARE(train(resumeOf(run, 2), again).outcome, RunOutcome::Finished);
        QCOMPARE(firstDifference(stateOf(run), cpuState("lostcalm", 2)), std::string());
    }

    void aCopyThatIsLostWithItsDeviceIsToldAndNotTriedAgain() {
        const std::string run = path("lostcopy");
        script_->copyMilliseconds = 200;
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == kStepsPerEpoch + 1) {
                script_->onCopy = [this] { script_->lostAt = 0; };
                control.requestSnapshot();
            }
        };
        const RunReport report = runTraining(request(run, 2), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Device);
        QVERIFY2(report.error.done.find("could not be written") != std::string::npos, report.error.text().c_str());
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, std::int64_t{kStepsPerEpoch});
    }

    void picturesThatGoAwayFindTheStepsUnderWayDone() {
        const std::string run = path("gone"), data = path("going"), away = path("away");
        writeTinyData(data, {.trainPerClass = 40}); // more than the loader reads ahead
        TrainRequest wanted = request(run, 1);
        wanted.setup.data.root = data;
        Recording seen;
        TrainControl control;
        std::int64_t stepsAtWait = -1;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 1 && stepsAtWait < 0) {
                std::filesystem::rename(data, away);
            }
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == "Waiting for the pictures" && stepsAtWait < 0) {
                stepsAtWait = static_cast<std::int64_t>(seen.steps.size());
                control.requestSnapshot(); // answered while it waits
            } else if (stepsAtWait >= 0 && !seen.checkpoints.empty() && std::filesystem::exists(away)) {
                std::filesystem::rename(away, data);
                control.resume(); // "try now"
            }
        };
        const RunReport report = runTraining(wanted, seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY(stepsAtWait >= 8);
        QCOMPARE(seen.checkpoints.front().step, stepsAtWait);
        const std::string calm = path("gonecalm");
        wanted.runFolder = calm;
        wanted.setup.device = "cpu";
        Recording other;
        QCOMPARE(train(wanted, other).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(calm));
    }
};

QTEST_APPLESS_MAIN(TrainerLateTest)
#include "tst_trainer_late.moc"
