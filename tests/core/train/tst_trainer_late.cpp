// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <set>

#include "core/run/run_folder.h"
#include "core/train/evaluator.h"
#include "tests/support/late_runs.h"

using namespace studio;
using namespace studio::test;

/// A device that works on eight steps at once and answers late: whatever is asked of a run, it is as on the CPU.
class TrainerLateTest : public QObject, private LateRuns {
    Q_OBJECT

private Q_SLOTS:
    void init() { install(); }
    void cleanup() { QCOMPARE(fault(), std::string()); }

    void lateResultsMakeTheSameRun_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<bool>("bursts");
        QTest::newRow("two steps under way") << 2 << false;
        QTest::newRow("eight steps under way") << 8 << false;
        QTest::newRow("eight that are done at once") << 8 << true;
        QTest::newRow("more than an epoch has") << 40 << false;
    }
    void lateResultsMakeTheSameRun() {
        QFETCH(int, depth);
        QFETCH(bool, bursts);
        script_->depth = depth;
        script_->answersInBursts = bursts;
        const std::string run = path("late");
        std::filesystem::remove_all(run);
        Recording seen;
        QCOMPARE(train(request(run, 2), seen).outcome, RunOutcome::Finished);
        QCOMPARE(firstDifference(stateOf(run), cpuState(QTest::currentDataTag(), 2)), std::string());
        QCOMPARE(script_->longest, std::min(depth, kStepsPerEpoch));
        QCOMPARE(seen.steps.size(), std::size_t{2 * kStepsPerEpoch});
    }

    void whatIsMeasuredOnALateDeviceIsTheSame() {
        const std::string run = path("measured");
        Recording seen;
        QCOMPARE(train(request(run, 1), seen).outcome, RunOutcome::Finished);
        DataSpec data;
        data.root = data_ + "/train"; // more batches than the loader has slots
        const EvaluationResult late = evaluateModel(run, "last", data, kDevice, 1, {}, {}, false);
        const EvaluationResult now = evaluateModel(run, "last", data, "cpu", 1, {}, {}, false);
        QCOMPARE(late.count, std::int64_t{48});
        QCOMPARE(late.loss, now.loss);
        QCOMPARE(late.top1, now.top1);
        QVERIFY(late.classCounts == now.classCounts);
        QVERIFY(!now.classCounts.empty() && now.classCounts.front().pictures > 0);
    }

    void aStepTakesTheTimeSinceTheResultBeforeIt() {
        script_->beforeSubmit = [](const StepInput&) { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
        Recording seen;
        QCOMPARE(train(request(path("time"), 1), seen).outcome, RunOutcome::Finished);
        double sum = 0;
        for (const StepRecord& step : seen.steps) {
            sum += step.seconds;
        }
        QVERIFY2(sum >= kStepsPerEpoch * 0.02, std::to_string(sum).c_str());
        QVERIFY2(seen.steps.front().seconds >= 8 * 0.02, "eight were handed over before its result was asked for");
        QVERIFY2(sum <= seen.epochs.front().seconds, "no time is counted twice");
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
        std::set<std::int64_t> saved;
        for (const CheckpointRecord& record : seen.checkpoints) {
            saved.insert(record.step);
        }
        const auto isBetween = [&](std::int64_t first, std::int64_t end) {
            const auto step = saved.lower_bound(first);
            return step != saved.end() && *step < end;
        };
        QVERIFY2(isBetween(2, 12) && isBetween(14, 24), "both snapshots are answered");
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

        QCOMPARE(fault(), std::string());

        // The same at one step at a time: the same weights, and the same pictures are named.
        install();
        script_->depth = 1;
        script_->notFinite = {kStepsPerEpoch + 3};
        const std::string calm = path("nancalm");
        QCOMPARE(train(request(calm, 2), seen).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(calm));
        QCOMPARE(wholeFile(run + "/suspect-pictures-step-15.txt"), wholeFile(calm + "/suspect-pictures-step-15.txt"));
    }

    void aLossThatIsNoNumberAmongResultsThatComeAtOnceIsFoundToo() {
        const std::string run = path("nanburst");
        script_->answersInBursts = true;
        script_->notFinite = {kStepsPerEpoch + 3};
        Recording seen;
        QCOMPARE(train(request(run, 2), seen).outcome, RunOutcome::Finished);
        QCOMPARE(seen.count(EventKind::RolledBack), 1);
        QVERIFY(std::filesystem::exists(run + "/suspect-pictures-step-15.txt"));
        const RunPaths paths(run);
        const RunDatabase rows(paths.database, RunDatabase::Mode::Read);
        QCOMPARE(historyProblem(rows) + checkpointProblem(rows, paths.checkpoints), std::string());
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
};

QTEST_APPLESS_MAIN(TrainerLateTest)
#include "tst_trainer_late.moc"
