// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDeadlineTimer>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/sync_gate.h"

using namespace studio;
using namespace studio::test;

/// What a person changes or asks for while a run trains. An epoch has 6 steps.
class TrainerPlanTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;

    std::string path(const char* name) const { return folder_.filePath(QLatin1String(name)).toStdString(); }

    /// Trains; `act` is called after each step.
    RunReport train(TrainRequest request, Recording& seen,
                    const std::function<void(const StepRecord&, TrainControl&)>& act) {
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) { act(record, control); };
        return runTraining(request, seen, control);
    }
    RunReport resume(const std::string& run, Recording& seen,
                     const std::function<void(const StepRecord&, TrainControl&)>& act = {}, int epochs = 1) {
        TrainRequest request = tinyRequest(data_, run, epochs); // fewer than the run's own: that counts
        request.resume = true;
        return train(request, seen, [&](const StepRecord& record, TrainControl& control) {
            if (act)
                act(record, control);
        });
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = path("data");
        writeTinyData(data_, {});
    }

    void aNewLearningRateTakesHoldWithTheNextEpochAndIsRecorded() {
        Recording seen;
        const RunReport report =
            train(tinyRequest(data_, path("rate"), 3), seen, [](const StepRecord& record, TrainControl& control) {
                if (record.step == 3)
                    control.changePlan({.learningRate = 0.004});
            });
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const Schedule schedule = scheduleOf(tinyConfig(3), 6);
        for (int i = 0; i < 6; ++i)
            QCOMPARE(seen.steps[i].learningRate, learningRateAt(schedule, i));
        QVERIFY(qFuzzyCompare(seen.steps[6].learningRate, 0.004));
        QVERIFY(seen.steps[12].learningRate < 0.004); // the schedule goes on
        QCOMPARE(seen.count(EventKind::Changed), 1);
        const RunRecipe recipe = readRunRecipe(RunPaths(path("rate")).recipe);
        QCOMPARE(recipe.config.learningRate, 0.05);
        QCOMPARE(recipe.changes.size(), std::size_t{2});
        QCOMPARE(recipe.changes[1].epoch, 2);
        QCOMPARE(recipe.changes[1].learningRate, 0.004);
        const RunDatabase database(RunPaths(path("rate")).database, RunDatabase::Mode::Read);
        bool told = false;
        for (const EventRecord& event : database.events())
            told = told || (event.kind == EventKind::Changed && event.epoch == 1 &&
                            event.title.find("Learning rate 0.0375 -> 0.004 from epoch 2 on") != std::string::npos);
        QVERIFY(told);
    }

    void anInterruptedRunTrainsTheSameAfterAChange_data() {
        QTest::addColumn<int>("stopAt");
        QTest::newRow("before it takes hold") << 4;
        QTest::newRow("where it takes hold") << 6;
        QTest::newRow("after it") << 8;
        QTest::newRow("after the second") << 14;
    }
    void anInterruptedRunTrainsTheSameAfterAChange() {
        QFETCH(int, stopAt);
        const auto change = [](const StepRecord& record, TrainControl& control) {
            if (record.step == 3)
                control.changePlan({.learningRate = 0.004});
            if (record.step == 10)
                control.changePlan({.epochs = 4});
        };
        const std::string whole = path("whole") + std::to_string(stopAt), parts = path("parts") + std::to_string(stopAt);
        Recording seen;
        QCOMPARE(train(tinyRequest(data_, whole, 3), seen, change).outcome, RunOutcome::Finished);
        QCOMPARE(seen.steps.size(), std::size_t{24});
        Recording first, rest;
        train(tinyRequest(data_, parts, 3), first, [&](const StepRecord& record, TrainControl& control) {
            change(record, control);
            if (record.step == stopAt)
                control.stopNow();
        });
        const RunReport report = resume(parts, rest, change);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(newestDigest(parts), newestDigest(whole));
        QCOMPARE(rest.steps.back().learningRate, seen.steps.back().learningRate);
    }

    void aCheckpointOfBeforeTheChangeLeadsToTheSameBits() {
        const auto change = [](const StepRecord& record, TrainControl& control) {
            if (record.step == 4)
                control.changePlan({.learningRate = 0.004});
        };
        const std::string whole = path("crash-whole"), crashed = path("crashed");
        Recording seen;
        QCOMPARE(train(tinyRequest(data_, whole, 2), seen, change).outcome, RunOutcome::Finished);
        train(tinyRequest(data_, crashed, 2), seen, [&](const StepRecord& record, TrainControl& control) {
            change(record, control);
            if (record.step == 2)
                control.requestSnapshot();
            if (record.step == 8)
                control.stopNow();
        });
        // As after a power cut: only the checkpoint of step 2 is left, from before anybody wished for anything.
        for (const std::string& file : listCheckpointFiles(crashed + "/checkpoints")) {
            if (loadCheckpoint(crashed + "/checkpoints/" + file).step > 2)
                std::filesystem::remove(crashed + "/checkpoints/" + file);
        }
        Recording rest;
        const RunReport report = resume(crashed, rest);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(rest.steps.front().step, 3);
        QCOMPARE(newestDigest(crashed), newestDigest(whole));
    }

    void anExtensionByAResumeIsTheOneOfARunThatTrains_data() {
        QTest::addColumn<int>("stopAt");
        QTest::newRow("in its last epoch") << 14;
        QTest::newRow("after its end") << 99;
    }
    void anExtensionByAResumeIsTheOneOfARunThatTrains() {
        QFETCH(int, stopAt);
        const std::string live = path("live") + std::to_string(stopAt), later = path("later") + std::to_string(stopAt);
        const auto slower = [](const StepRecord& record, TrainControl& control) {
            if (record.step == 3)
                control.changePlan({.learningRate = 0.004});
        };
        Recording seen, first, rest;
        QCOMPARE(train(tinyRequest(data_, live, 3), seen,
                       [&](const StepRecord& record, TrainControl& control) {
                           slower(record, control);
                           if (record.step == 13)
                               control.changePlan({.epochs = 5});
                       })
                     .outcome,
                 RunOutcome::Finished);
        train(tinyRequest(data_, later, 3), first, [&](const StepRecord& record, TrainControl& control) {
            slower(record, control);
            if (record.step == stopAt)
                control.stopNow();
        });
        const RunReport report = resume(later, rest, {}, 5);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY(readRunRecipe(RunPaths(later).recipe).changes == readRunRecipe(RunPaths(live).recipe).changes);
        QCOMPARE(seen.steps.size(), std::size_t{30});
        for (const StepRecord& step : rest.steps)
            QCOMPARE(step.learningRate, seen.steps[static_cast<std::size_t>(step.step - 1)].learningRate);
        QCOMPARE(newestDigest(later), newestDigest(live));
    }

    void aPausedRunHearsAChange() {
        Recording seen;
        TrainControl control;
        bool heard = false;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2)
                control.pause();
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Paused && !heard)
                control.changePlan({.epochs = 2});
        };
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind != EventKind::Changed)
                return;
            heard = true;
            control.resume();
        };
        const RunReport report = runTraining(tinyRequest(data_, path("paused"), 1), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Finished);
        QCOMPARE(report.epochsDone, 2);
        QCOMPARE(seen.statuses.back().epochs, 2);
    }

    void aDiskThatHangsHoldsNoTrainingAndTheChangeTakesHoldOnceItIsDurable() {
        const std::string run = path("hung");
        std::optional<SyncGate> gate;
        Recording seen;
        const RunReport report =
            train(tinyRequest(data_, run, 4), seen, [&](const StepRecord& record, TrainControl& control) {
                if (record.step == 3) {
                    gate.emplace("recipe.json.partial");
                    control.changePlan({.learningRate = 0.004});
                }
                if (record.step != 10) // of the second epoch: the border did not wait
                    return;
                QVERIFY(readRunRecipe(RunPaths(run).recipe).changes.empty());
                gate->open();
                const QDeadlineTimer limit(60'000);
                while (readRunRecipe(RunPaths(run).recipe).changes.empty() && !limit.hasExpired())
                    std::this_thread::yield();
            });
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const Schedule schedule = scheduleOf(tinyConfig(4), 6);
        for (int i = 0; i < 12; ++i)
            QCOMPARE(seen.steps[static_cast<std::size_t>(i)].learningRate, learningRateAt(schedule, i));
        QVERIFY(qFuzzyCompare(seen.steps[12].learningRate, 0.004));
        const RunRecipe recipe = readRunRecipe(RunPaths(run).recipe);
        QCOMPARE(recipe.changes.back().epoch, 3);
        QCOMPARE(seen.count(EventKind::Changed), 1);
    }

    void whatRecipeJsonHasAfterAFailureIsTold_data() {
        QTest::addColumn<QString>("fails");
        QTest::addColumn<bool>("isThere");
        QTest::newRow("the file's sync") << QStringLiteral("recipe.json.partial") << false;
        QTest::newRow("the folder's sync") << QStringLiteral("/unsynced-folder") << true;
    }
    void whatRecipeJsonHasAfterAFailureIsTold() {
        QFETCH(QString, fails);
        QFETCH(bool, isThere);
        const std::string run = path(isThere ? "unsynced-folder" : "unsynced-file");
        std::optional<SyncFault> fault;
        Recording seen;
        std::string told;
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::Changed || event.title == kPlanNotChanged) {
                fault.reset();
                told = event.detail;
            }
        };
        const RunReport report =
            train(tinyRequest(data_, run, 2), seen, [&](const StepRecord& record, TrainControl& control) {
                if (record.step != 3)
                    return;
                fault.emplace(fails.toStdString());
                control.changePlan({.learningRate = 0.004});
            });
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY2(told.find(isThere ? "a power cut may take it back" : "recipe.json is as it was") != std::string::npos,
                 told.c_str());
        QCOMPARE(readRunRecipe(RunPaths(run).recipe).changes.size(), std::size_t(isThere ? 2 : 0));
        QCOMPARE(qFuzzyCompare(seen.steps[6].learningRate, 0.004), isThere);
        QCOMPARE(seen.count(EventKind::Changed), isThere ? 1 : 0);
    }

    void anExtensionDuringTheLastSaveGoesOnAndALaterOneIsRefused() {
        Recording seen;
        TrainControl control;
        bool asked = false, late = true;
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == "Saving the last checkpoint" && !std::exchange(asked, true))
                QVERIFY(control.changePlan({.epochs = 2}));
            if (status.activity == "Writing best_model.pth")
                late = control.changePlan({.epochs = 3});
        };
        const RunReport report = runTraining(tinyRequest(data_, path("last-save"), 1), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(report.epochsDone, 2);
        QVERIFY(!late);
        QCOMPARE(readRunRecipe(RunPaths(path("last-save")).recipe).config.epochs, 2);
        QCOMPARE(std::count_if(seen.events.begin(), seen.events.end(),
                               [](const auto& event) { return event.title == kPlanNotChanged; }),
                 1);
    }

    void aWishDuringAStopIsInTheRecipeOfTheResume() {
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2)
                control.stopNow();
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Stopping)
                control.changePlan({.epochs = 5});
        };
        const RunReport report = runTraining(tinyRequest(data_, path("wish-at-stop"), 1), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        QCOMPARE(seen.count(EventKind::Changed), 1);
        QCOMPARE(readRunRecipe(RunPaths(path("wish-at-stop")).recipe).config.epochs, 5);
    }

    void moreEpochsInTheLastEpochGoOn() {
        Recording seen;
        const RunReport report =
            train(tinyRequest(data_, path("more"), 1), seen, [](const StepRecord& record, TrainControl& control) {
                if (record.step == 6)
                    control.changePlan({.epochs = 3});
            });
        QCOMPARE(report.outcome, RunOutcome::Finished);
        QCOMPARE(report.epochsDone, 3);
        QCOMPARE(readRunRecipe(RunPaths(path("more")).recipe).config.epochs, 3);
    }

    void aWishThatCannotBeIsANoticeAndChangesNothing() {
        Recording seen, plain;
        train(tinyRequest(data_, path("plain"), 2), plain, [](const StepRecord&, TrainControl&) {});
        train(tinyRequest(data_, path("refused"), 2), seen, [](const StepRecord& record, TrainControl& control) {
            if (record.step == 2)
                control.changePlan({.learningRate = -1});
            if (record.step == 9) // in the last epoch
                control.changePlan({.learningRate = 0.001});
        });
        QCOMPARE(seen.count(EventKind::Changed), 0);
        QCOMPARE(std::count_if(seen.events.begin(), seen.events.end(),
                               [](const auto& event) { return event.title == "The plan was not changed"; }),
                 2);
        QVERIFY(readRunRecipe(RunPaths(path("refused")).recipe).changes.empty());
        QCOMPARE(newestDigest(path("refused")), newestDigest(path("plain")));
    }

    void aValidationOnRequestLeavesNoTraceButItsLine() {
        Recording seen, plain;
        train(tinyRequest(data_, path("untouched"), 2), plain, [](const StepRecord&, TrainControl&) {});
        const RunReport report =
            train(tinyRequest(data_, path("validated"), 2), seen, [](const StepRecord& record, TrainControl& control) {
                if (record.step == 2 || record.step == 9)
                    control.requestValidation();
            });
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::Validated), 2);
        QCOMPARE(seen.epochs.size(), std::size_t{2});
        QCOMPARE(seen.count(EventKind::NewBest), plain.count(EventKind::NewBest));
        QCOMPARE(seen.checkpoints.size(), plain.checkpoints.size());
        QCOMPARE(report.bestTop1, std::max(plain.epochs[0].valTop1, plain.epochs[1].valTop1));
        for (std::size_t i = 0; i < plain.steps.size(); ++i)
            QCOMPARE(seen.steps[i].loss, plain.steps[i].loss);
        QCOMPARE(newestDigest(path("validated")), newestDigest(path("untouched")));
    }

    void aValidationOnRequestAtTheEndOfAnEpochIsTheEpochsOwn() {
        Recording seen;
        train(tinyRequest(data_, path("border"), 2), seen, [](const StepRecord& record, TrainControl& control) {
            if (record.step == 6)
                control.requestValidation();
        });
        QCOMPARE(seen.count(EventKind::Validated), 0);
        QCOMPARE(seen.epochs.size(), std::size_t{2});
    }

    void aStopEndsAValidationOnRequestAndSaves() {
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2)
                control.requestValidation();
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Validating)
                control.stopNow();
        };
        const RunReport report = runTraining(tinyRequest(data_, path("stopped"), 2), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        QCOMPARE(seen.steps.size(), std::size_t{2});
        QCOMPARE(loadCheckpoint(newestCheckpointPath(path("stopped"))).step, 2);
    }
};

QTEST_GUILESS_MAIN(TrainerPlanTest)
#include "tst_trainer_plan.moc"
