// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/run/run_folder.h"
#include "tests/support/card_on_cpu.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/late_runs.h"
#include "tests/support/scripted_device.h"

using namespace studio;
using namespace studio::test;

/// What goes wrong while eight steps are under way: memory, the device, the disk of the run, that of the pictures.
class TrainerLateFaultsTest : public QObject, private LateRuns {
    Q_OBJECT

private Q_SLOTS:
    void init() { install(); }
    void cleanup() { QCOMPARE(fault(), std::string()); }

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

        // One step at a time comes to parts in the same step, and to the same weights.
        script_->depth = 1;
        isFull = false;
        const std::string calm = path("memorycalm");
        QCOMPARE(train(request(calm, 1), seen).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(calm));
    }

    void aMomentsLackOfMemoryWithStepsUnderWayCostsNoParts() {
        const std::string run = path("moment");
        int tries = 0;
        script_->beforeSubmit = [&](const StepInput& input) {
            tries += input.step == 9 ? 1 : 0;
            failBeyond(input.batch, input.step == 9 && tries == 1, 2);
        };
        Recording seen;
        QCOMPARE(train(request(run, 1), seen).outcome, RunOutcome::Finished);
        QCOMPARE(tries, 2);
        QCOMPARE(seen.count(EventKind::Waiting), 0);
        QCOMPARE(firstDifference(stateOf(run), cpuState("momentcalm", 1)), std::string());
    }

    void aDeviceThatAnswersForOtherStepsSavesNothing() {
        const std::string run = path("wrong");
        Recording seen;
        seen.onStep = [&](const StepRecord& record) { script_->answersWrong = record.step == kStepsPerEpoch + 2; };
        const RunReport report = train(request(run, 2), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Internal);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, std::int64_t{kStepsPerEpoch});
    }

    void aCheckpointThatWaitsForSpaceIsNotGivenUpForOneThatMayBeSpoilt() {
        const std::string run = path("space");
        Recording seen;
        TrainControl control;
        std::unique_ptr<FileSizeLimit> limit;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == kStepsPerEpoch + 1 && seen.starts.size() == 1) {
                limit = std::make_unique<FileSizeLimit>(kTooSmallForACheckpoint);
                control.requestSnapshot();
            } else if (record.step == 2 * kStepsPerEpoch - 1 && limit) {
                script_->poisonedCopies = 1;
                control.requestSnapshot();
            }
        };
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::RolledBack) {
                limit.reset();
            }
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == "Waiting for the run's disk") { // the roll-back writes first what waits
                limit.reset();
                control.resume();
            }
        };
        const RunReport report = runTraining(request(run, 2), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::RolledBack), 1);
        QVERIFY2(rolledBackTo(seen) > kStepsPerEpoch,
                 "back to the one that waited, not to the end of the epoch before");
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

    void whereACardIsLostTheWayOutIsTold() {
        script_->beforeSubmit = [](const StepInput& input) {
            if (input.step == 3) {
                throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)},
                                 "CUDA error: unspecified launch failure");
            }
        };
        Recording seen;
        const RunReport report = train(request(path("fallen"), 1), seen);
        QCOMPARE(report.errorKind, ErrorKind::Device);
        QCOMPARE(report.error.title, std::string("The card was lost"));
        QVERIFY2(report.error.place.find("unspecified launch failure") != std::string::npos,
                 report.error.place.c_str());
        QVERIFY2(report.error.next.find("new start of the program") != std::string::npos, report.error.next.c_str());
    }

    void aCardThatThisProgramHasNoCodeForIsNotTriedAgain() {
        script_->beforeSubmit = [](const StepInput& input) {
            if (input.step == 1) {
                throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)},
                                 "CUDA error: no kernel image is available for execution on the device");
            }
        };
        Recording seen;
        const RunReport report = train(request(path("unknown"), 1), seen);
        QCOMPARE(report.errorKind, ErrorKind::Internal); // exit code 1: who watches over runs does not try it again
        QVERIFY2(report.error.text().find("no code for this card") != std::string::npos, report.error.title.c_str());
        QVERIFY2(report.error.text().find("system-info") != std::string::npos, report.error.next.c_str());
    }

    /// The card's own program, on the CPU: a step finds no memory once its weights have moved.
    void weightsOfNoKnownStepAreNotSaved() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        registerDevice({.id = "cuda:8", .name = "A card on the CPU"}, [script] { return cardOnCpu(script); });
        const std::string run = path("moved");
        Recording seen;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == kStepsPerEpoch + 2) {
                script->failingMark = script->marks + 1; // behind the figures; the first is that of the pictures
            }
        };
        const RunReport report = train(request(run, 2, "cuda:8"), seen);
        QCOMPARE(report.errorKind, ErrorKind::Device);
        QVERIFY2(report.error.done.find("had moved already") != std::string::npos, report.error.text().c_str());
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, std::int64_t{kStepsPerEpoch});
        script->failingMark = -1;
        TrainRequest resumed = request(run, 2, "cuda:8");
        resumed.resume = true;
        Recording again, other;
        QCOMPARE(train(resumed, again).outcome, RunOutcome::Finished);
        QCOMPARE(train(request(path("movedcalm"), 2, "cuda:8"), other).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(path("movedcalm")));
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

QTEST_APPLESS_MAIN(TrainerLateFaultsTest)
#include "tst_trainer_late_faults.moc"
