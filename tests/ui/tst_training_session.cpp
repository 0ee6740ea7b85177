// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <latch>

#include <QSignalSpy>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/recipe/presets.h"
#include "core/run/checkpoint.h"
#include "tests/support/call_gate.h"
#include "tests/support/read_gate.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/plot/train_curves.h"

using namespace studio;
using namespace studio::test;

/// The training session against engines that are scripted step by step.
class TestTrainingSession final : public QObject {
    Q_OBJECT

private:
    using Script = std::function<RunReport(const TrainRequest&, TrainObserver&, TrainControl&)>;

    static TrainRequest requestFor(const std::string& folder) {
        TrainRequest request;
        request.config = findPreset("quick-look").config;
        request.setup.data.root = "/pictures/flowers";
        request.runFolder = folder;
        return request;
    }
    static std::string newFolder(const QTemporaryDir& dir) { return dir.filePath(QStringLiteral("run")).toStdString(); }
    static StepRecord step(std::int64_t number) {
        StepRecord record;
        record.step = number;
        record.epoch = static_cast<std::int32_t>((number - 1) / 10 + 1);
        record.loss = 1.0 / static_cast<double>(number);
        return record;
    }
    static TrainStatus status(TrainPhase phase) {
        TrainStatus now;
        now.phase = phase;
        return now;
    }
    static RunReport reportOf(const TrainRequest& request, RunOutcome outcome) {
        RunReport report;
        report.outcome = outcome;
        report.folder = request.runFolder;
        return report;
    }
    /// `script` as the engine of the session, or as its follower: pages must see no difference.
    static std::unique_ptr<TrainingSession> sessionWith(const Script& script, bool followed) {
        return followed ? std::make_unique<TrainingSession>(TrainEngine(), script)
                        : std::make_unique<TrainingSession>(script);
    }
    static void begin(TrainingSession& session, const std::string& folder, bool followed, bool resume = false) {
        TrainRequest request = requestFor(folder);
        request.resume = resume; // what is followed has a past in any case
        if (followed)
            session.follow(folder);
        else
            session.start(request);
        QCOMPARE(session.isFollowing(), followed);
    }
    static void addBothKinds() {
        QTest::addColumn<bool>("followed");
        QTest::newRow("trained here") << false;
        QTest::newRow("followed") << true;
    }
    /// A run folder with 25 steps, two epochs and a checkpoint at the end of each.
    static void writeRun(const std::string& folder) {
        createRunFolder(folder, runRecipeToJson(findPreset("quick-look").config, {}), {{"a", "a"}, {"b", "b"}});
        RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Create);
        for (int i = 1; i <= 25; ++i)
            database.addStep(step(i));
        for (int epoch = 1; epoch <= 2; ++epoch) {
            EpochRecord record;
            record.epoch = epoch;
            record.step = epoch * 10;
            database.addEpoch(record);
            CheckpointRecord checkpoint;
            checkpoint.file = checkpointFileName(record.step);
            checkpoint.step = record.step;
            checkpoint.epoch = epoch;
            database.addCheckpoint(checkpoint);
        }
    }

private Q_SLOTS:
    void resumingCutsTheCurveBackToTheCheckpoint_data() { addBothKinds(); }
    void resumingCutsTheCurveBackToTheCheckpoint() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        std::latch mayStart(1);
        const Script script = [&](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            mayStart.wait();
            RunStart start;
            start.resumedFromStep = 10;
            start.stepsPerEpoch = 10;
            observer.runStarted(start);
            for (int i = 11; i <= 13; ++i)
                observer.stepDone(step(i));
            return reportOf(request, RunOutcome::Stopped);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, folder, followed, true);
        if (!followed) { // the past of a followed run is read once it is known where it goes on
            QTRY_COMPARE(session.history()->steps.size(), std::size_t{25});
            QCOMPARE(session.history()->epochs.size(), std::size_t{2});
        }
        mayStart.count_down();
        QTRY_VERIFY(!session.isActive());
        const auto& steps = session.history()->steps;
        QTRY_COMPARE(steps.size(), std::size_t{13});
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i].step, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(session.history()->epochs.size(), std::size_t{1});
        QCOMPARE(session.history()->checkpoints.size(), std::size_t{1});
    }

    void noRecordOfABusyEngineIsLost_data() { addBothKinds(); }
    void noRecordOfABusyEngineIsLost() {
        QFETCH(bool, followed);
        constexpr int kSteps = 20'000;
        const Script script = [](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            RunStart start;
            start.stepsPerEpoch = kSteps;
            observer.runStarted(start);
            for (int i = 1; i <= kSteps; ++i) {
                observer.stepDone(step(i));
                TrainStatus now = status(TrainPhase::Training);
                now.step = i;
                observer.statusChanged(now);
            }
            return reportOf(request, RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, "/nowhere/run", followed);
        QTRY_VERIFY_WITH_TIMEOUT(!session.isActive(), 60'000);
        const auto& steps = session.history()->steps;
        QCOMPARE(steps.size(), std::size_t{kSteps});
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i].step, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(session.status().step, std::int64_t{kSteps}); // the newest one
    }

    void resumingWhatIsNoRunStillEndsWithTheEnginesReport_data() { addBothKinds(); }
    void resumingWhatIsNoRunStillEndsWithTheEnginesReport() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const Script script = [](const TrainRequest& request, TrainObserver&, TrainControl&) {
            RunReport report = reportOf(request, RunOutcome::Failed);
            report.error = {"This is no run", {}, {}, {}};
            return report;
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, newFolder(dir), followed, true);
        QVERIFY(session.history()->steps.empty());
        QTRY_VERIFY(!session.isActive());
        QCOMPARE(session.lastReport()->error.title, std::string("This is no run"));
    }

    void pauseAndContinueReachTheEngine_data() { addBothKinds(); }
    void pauseAndContinueReachTheEngine() {
        QFETCH(bool, followed);
        const Script script = [](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            while (!control.isPaused())
                std::this_thread::yield();
            observer.statusChanged(status(TrainPhase::Paused));
            control.waitWhilePaused();
            observer.statusChanged(status(TrainPhase::Training));
            while (!control.takeSnapshotRequest())
                std::this_thread::yield();
            return reportOf(request, RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, "/nowhere/run", followed);
        session.pause();
        QTRY_COMPARE(session.state(), SessionState::Paused);
        session.resume();
        QTRY_COMPARE(session.state(), SessionState::Training);
        session.snapshot();
        QTRY_COMPARE(session.state(), SessionState::Idle);
    }

    /// A follower that tells of a run with a past, and stays until it is left.
    static RunReport followUntilLeft(const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
        RunStart start;
        start.folder = request.runFolder;
        start.stepsPerEpoch = 10;
        start.resumedFromStep = 24;
        observer.runStarted(start);
        for (int i = 25; i <= 27; ++i)
            observer.stepDone(step(i));
        observer.eventHappened({EventKind::Notice, 27, 3, 1, "Told", {}});
        observer.statusChanged(status(TrainPhase::Training));
        while (!control.waitForLeave(1)) {
        }
        RunReport report = reportOf(request, RunOutcome::Stopped);
        report.left = true;
        return report;
    }

    void aFollowedRunHasItsPastAndIsLeftAlone() {
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        // Written while it is followed: told by the follower and found in the past.
        RunDatabase(RunPaths(folder).database, RunDatabase::Mode::Write)
            .addEvent({EventKind::Notice, 27, 3, 1, "Told", {}});
        std::atomic<bool> stopped = false;
        TrainingSession session({}, [&](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            const RunReport report = followUntilLeft(request, observer, control);
            stopped = control.isStopRequested();
            return report;
        });
        QSignalSpy finished(&session, &TrainingSession::finished);
        session.follow(folder);
        QTRY_COMPARE(session.history()->steps.size(), std::size_t{27});
        QCOMPARE(session.history()->epochs.size(), std::size_t{2});
        QCOMPARE(session.history()->checkpoints.size(), std::size_t{2});
        QCOMPARE(session.history()->events.size(), std::size_t{1});
        QCOMPARE(session.history()->recipe.config.model, findPreset("quick-look").config.model);
        QTRY_COMPARE(session.state(), SessionState::Training);
        session.leave();
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(!session.isActive() && !session.lastReport() && !stopped);
        QCOMPARE(session.history()->summary.state, RunState::Training);
        QSignalSpy resets(&session, &TrainingSession::historyReset);
        session.follow(folder); // and again: nothing is there twice, and nothing is gone
        QTRY_VERIFY(std::any_of(resets.begin(), resets.end(), [](const QList<QVariant>& one) {
            return one[0].value<HistoryChange>() == HistoryChange::PastJoined;
        }));
        QTRY_COMPARE(session.state(), SessionState::Training);
        const RunHistory& again = *session.history();
        QCOMPARE(again.steps.size(), std::size_t{27});
        for (std::size_t i = 0; i < again.steps.size(); ++i)
            QCOMPARE(again.steps[i].step, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(again.epochs.size(), std::size_t{2});
        QCOMPARE(again.checkpoints.size(), std::size_t{2});
        QCOMPARE(again.events.size(), std::size_t{1});
        QVERIFY(session.stopAndWait(std::chrono::seconds(30))); // as the end of the window does
        QVERIFY(!stopped);
    }

    void aStopThatIsRefusedLeavesTheRunInTraining() {
        std::latch mayEnd(1);
        TrainingSession session({}, [&](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            while (!control.isStopRequested())
                std::this_thread::yield();
            observer.statusChanged(status(TrainPhase::Training));
            mayEnd.wait();
            return reportOf(request, RunOutcome::Stopped);
        });
        session.follow("/nowhere/run");
        session.stopNow();
        QCOMPARE(session.state(), SessionState::Stopping);
        QTRY_COMPARE(session.state(), SessionState::Training);
        mayEnd.count_down();
        QTRY_VERIFY(!session.isActive());
    }

    void aRunInTheBackgroundIsFollowedOrSaysWhyNot() {
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        TrainingSession session({}, followUntilLeft);
        session.startInBackground(
            requestFor({}), [](const TrainRequest& request) { return request.runFolder; }, [&] { return folder; });
        QVERIFY(session.isFollowing());
        QTRY_COMPARE(session.history()->steps.size(), std::size_t{27});
        QCOMPARE(session.history()->folder, folder);
        session.leave();
        QTRY_VERIFY(!session.isActive());
        session.startInBackground(requestFor(folder), [](const TrainRequest&) -> std::string {
            throw Error(ErrorKind::Locked, "Another trainer owns this run");
        });
        QTRY_VERIFY(session.lastReport().has_value());
        QCOMPARE(session.lastReport()->errorKind, ErrorKind::Locked);
        QCOMPARE(session.lastReport()->error.title, std::string("Another trainer owns this run"));
    }

    void stopWakesAPausedRun_data() { addBothKinds(); }
    void stopWakesAPausedRun() {
        QFETCH(bool, followed);
        const Script script = [](const TrainRequest& request, TrainObserver&, TrainControl& control) {
            control.pause();
            control.waitWhilePaused();
            return reportOf(request, control.isStopRequested() ? RunOutcome::Stopped : RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, "/nowhere/run", followed);
        session.stopNow();
        QTRY_COMPARE(session.state(), SessionState::Idle);
        QCOMPARE(session.lastReport()->outcome, RunOutcome::Stopped);
    }

    void stopAfterEpochCanBeTakenBack_data() { addBothKinds(); }
    void stopAfterEpochCanBeTakenBack() {
        QFETCH(bool, followed);
        std::latch mayEnd(1);
        const Script script = [&](const TrainRequest& request, TrainObserver&, TrainControl& control) {
            mayEnd.wait();
            return reportOf(request, control.isStopAfterEpoch() ? RunOutcome::Stopped : RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        QVERIFY(!session.isStoppingAfterEpoch());
        begin(session, "/nowhere/run", followed);
        QSignalSpy changes(&session, &TrainingSession::stateChanged);
        session.stopAfterEpoch();
        QVERIFY(session.isStoppingAfterEpoch());
        session.cancelStopAfterEpoch();
        QVERIFY(!session.isStoppingAfterEpoch());
        QCOMPARE(changes.count(), 2);
        mayEnd.count_down();
        QTRY_COMPARE(session.state(), SessionState::Idle);
        QCOMPARE(session.lastReport()->outcome, RunOutcome::Finished);
    }

    void finishedComesOnceWithEverythingDelivered_data() { addBothKinds(); }
    void finishedComesOnceWithEverythingDelivered() {
        QFETCH(bool, followed);
        const Script script = [](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            observer.runStarted({});
            for (int i = 1; i <= 5000; ++i)
                observer.stepDone(step(i));
            observer.eventHappened({EventKind::Started, 0, 1, 1, "Started", {}});
            observer.eventHappened({EventKind::Finished, 5000, 500, 2, "Finished", {}});
            return reportOf(request, RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        int finished = 0;
        connect(&session, &TrainingSession::finished, this, [&] {
            ++finished;
            QCOMPARE(session.state(), SessionState::Idle);
            QCOMPARE(session.history()->steps.size(), std::size_t{5000});
        });
        begin(session, "/nowhere/run", followed);
        QCOMPARE(session.history()->summary.name, std::string("run"));
        if (!followed) // of a followed one the recipe on disk says it
            QCOMPARE(session.history()->summary.dataName, std::string("flowers"));
        QTRY_VERIFY(!session.isActive());
        QCOMPARE(session.history()->events.front().title, std::string("Finished")); // newest first
        QTRY_COMPARE(finished, 1);
    }

    void aRunMayBeStartedWhenTheLastOneFinishes_data() { addBothKinds(); }
    void aRunMayBeStartedWhenTheLastOneFinishes() {
        QFETCH(bool, followed);
        std::atomic<int> runs = 0;
        const Script script = [&](const TrainRequest& request, TrainObserver&, TrainControl&) {
            ++runs;
            return reportOf(request, RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        connect(&session, &TrainingSession::finished, this, [&] {
            if (runs < 3)
                begin(session, "/nowhere/run", followed);
        });
        begin(session, "/nowhere/run", followed);
        QTRY_COMPARE(runs.load(), 3);
        QTRY_VERIFY(!session.isActive());
    }

    void checkpointsThatWereRemovedLeaveTheList_data() { addBothKinds(); }
    void checkpointsThatWereRemovedLeaveTheList() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        const Script script = [](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            writeRun(request.runFolder);
            RunDatabase database(RunPaths(request.runFolder).database, RunDatabase::Mode::Write);
            for (const CheckpointRecord& record : database.checkpoints())
                observer.checkpointSaved(record);
            CheckpointRecord newest;
            newest.file = checkpointFileName(25);
            newest.step = 25;
            newest.best = true;
            database.addCheckpoint(newest);
            database.removeCheckpoint(checkpointFileName(10));
            observer.checkpointSaved(newest);
            return reportOf(request, RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, folder, followed);
        QTRY_VERIFY(!session.isActive());
        const auto& list = session.history()->checkpoints;
        QTRY_COMPARE(list.size(), std::size_t{2});
        QCOMPARE(list[0].step, std::int64_t{25});
        QVERIFY(list[0].best);
        QCOMPARE(list[1].step, std::int64_t{20});
    }

    void aRunFromDiskIsShownWithoutAnEngine() {
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        TrainingSession session([](const TrainRequest&, TrainObserver&, TrainControl&) { return RunReport{}; });
        QSignalSpy resets(&session, &TrainingSession::historyReset);
        session.showRun(folder);
        QCOMPARE(session.opening(), folder);
        QTRY_COMPARE(resets.count(), 1);
        QCOMPARE(resets[0][0].value<HistoryChange>(), HistoryChange::OtherRun);
        QVERIFY(session.opening().empty());
        QCOMPARE(session.history()->steps.size(), std::size_t{25});
        QCOMPARE(session.history()->stepsPerEpoch, std::int64_t{10});
        QVERIFY(!session.lastReport());
        QSignalSpy failures(&session, &TrainingSession::openFailed);
        session.showRun(folder + "-gone");
        QTRY_COMPARE(failures.count(), 1);
        QVERIFY(session.opening().empty());
        QCOMPARE(session.history()->folder, folder); // what was shown stays
    }

    void aDatabaseThatCannotBeReadIsReportedAndWhatWasShownStays() {
        const QTemporaryDir dir;
        const std::string good = newFolder(dir), bad = good + "-bad";
        writeRun(good);
        writeRun(bad);
        writeFileAtomically(RunPaths(bad).database, "no database");
        TrainingSession session([](const TrainRequest&, TrainObserver&, TrainControl&) { return RunReport{}; });
        QSignalSpy failures(&session, &TrainingSession::openFailed);
        session.showRun(good);
        QTRY_VERIFY(session.history() != nullptr);
        session.showRun(bad);
        QTRY_COMPARE(failures.count(), 1);
        QVERIFY(session.opening().empty());
        QCOMPARE(session.history()->folder, good);
    }

    void openingAnotherRunForgetsTheFirst() {
        const QTemporaryDir dir;
        const std::string first = newFolder(dir), second = first + "-2";
        writeRun(first);
        writeRun(second);
        TrainingSession session([](const TrainRequest&, TrainObserver&, TrainControl&) { return RunReport{}; });
        QSignalSpy resets(&session, &TrainingSession::historyReset);
        session.showRun(first);
        session.showRun(second);
        QCOMPARE(session.opening(), second);
        QTRY_VERIFY(session.history() != nullptr);
        QCOMPARE(session.history()->folder, second);
        QCOMPARE(resets.count(), 1);
    }

    /// Who draws the first run while the second takes its place must not read what is gone.
    void aHistoryLivesAsLongAsSomeoneDrawsIt_data() { addBothKinds(); }
    void aHistoryLivesAsLongAsSomeoneDrawsIt() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const std::string first = newFolder(dir), second = first + "-2";
        writeRun(first);
        writeRun(second);
        const Script script = [](const TrainRequest& request, TrainObserver&, TrainControl&) {
            return reportOf(request, RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        session.showRun(first);
        QTRY_VERIFY(session.history() != nullptr);
        TrainCurves curves;
        curves.reset(session.sharedHistory(), XAxis::Epoch, 10);
        const std::weak_ptr<const RunHistory> drawn = session.sharedHistory();
        QStringList told;
        const auto look = [&](const char* signal) {
            told << QLatin1String(signal);
            QVERIFY(!drawn.expired());
            curves.grow(); // as a page does that becomes visible with another signal
            QCOMPARE(curves.history()->folder, first);
        };
        connect(&session, &TrainingSession::openingChanged, this, [&] { look("opening"); });
        connect(&session, &TrainingSession::stateChanged, this, [&] { look("state"); });
        connect(&session, &TrainingSession::historyReset, this, [&] { look("reset"); });
        session.showRun(second);
        QCOMPARE(told, QStringList{QStringLiteral("opening")});
        told.clear();
        QTRY_COMPARE(session.history()->folder, second);
        QCOMPARE(told, (QStringList{QStringLiteral("reset"), QStringLiteral("opening"), QStringLiteral("state")}));
        told.clear();
        begin(session, "/nowhere/run", followed);
        QCOMPARE(told, (QStringList{QStringLiteral("reset"), QStringLiteral("state")}));
        QTRY_VERIFY(!session.isActive());
    }

    void aSavedCheckpointIsShownWhileRunDbDoesNotAnswer() {
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        std::latch mayGoOn(1), mayEnd(1);
        TrainingSession session([&](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            writeRun(request.runFolder);
            RunDatabase database(RunPaths(request.runFolder).database, RunDatabase::Mode::Write);
            database.removeCheckpoint(checkpointFileName(10));
            observer.runStarted({});
            mayGoOn.wait();
            for (const std::int64_t at : {10, 20}) {
                CheckpointRecord record;
                record.file = checkpointFileName(at);
                record.step = at;
                observer.checkpointSaved(record);
            }
            mayEnd.wait();
            return reportOf(request, RunOutcome::Finished);
        });
        QSignalSpy started(&session, &TrainingSession::historyReset);
        session.start(requestFor(folder));
        QTRY_COMPARE(started.count(), 2);
        const CallGate gate(RunPaths(folder).database);
        mayGoOn.count_down();
        QTRY_VERIFY(gate.isReached()); // someone waits for the disk: not this thread
        QCOMPARE(session.history()->checkpoints.size(), std::size_t{2});
        gate.open();
        QTRY_COMPARE(session.history()->checkpoints.size(), std::size_t{1});
        QCOMPARE(session.history()->checkpoints[0].step, std::int64_t{20});
        mayEnd.count_down();
        QTRY_VERIFY(!session.isActive());
    }

    void theEndOfARunIsToldWhileItsFolderDoesNotAnswer_data() { addBothKinds(); }
    void theEndOfARunIsToldWhileItsFolderDoesNotAnswer() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        std::latch mayEnd(1);
        const Script script = [&](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            observer.runStarted({});
            EpochRecord epoch;
            epoch.epoch = 1;
            epoch.step = 10;
            epoch.valTop1 = 0.5;
            observer.epochDone(epoch);
            mayEnd.wait();
            return reportOf(request, RunOutcome::Stopped);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        QSignalSpy joined(&session, &TrainingSession::historyReset);
        begin(session, folder, followed);
        if (followed) // its past is read from the same folder: of an own one that was read long before
            QTRY_COMPARE(joined.count(), 4);
        const ReadGate gate(RunPaths(folder).recipe); // the first thing that a summary reads
        mayEnd.count_down();
        QTRY_VERIFY(!session.isActive());
        const RunSummary& summary = session.history()->summary;
        QCOMPARE(summary.state, RunState::Stopped);
        QCOMPARE(summary.epochsDone, 1);
        QCOMPARE(summary.bestTop1, 0.5);
        QCOMPARE(summary.bestEpoch, 1);
    }

    void startingARunForgetsTheOneThatIsBeingOpened_data() { addBothKinds(); }
    void startingARunForgetsTheOneThatIsBeingOpened() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        const Script script = [](const TrainRequest& request, TrainObserver&, TrainControl&) {
            return reportOf(request, RunOutcome::Finished);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        session.showRun(folder);
        begin(session, "/nowhere/run", followed);
        QVERIFY(session.opening().empty());
        QTRY_VERIFY(!session.isActive());
        QCoreApplication::processEvents();
        QCOMPARE(session.history()->folder, std::string("/nowhere/run"));
    }

    void theSummaryOfAResumedRunThatEndsBeforeItsPastIsReadCountsBoth_data() { addBothKinds(); }
    void theSummaryOfAResumedRunThatEndsBeforeItsPastIsReadCountsBoth() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        const Script script = [&](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            RunStart start;
            start.stepsPerEpoch = 10;
            start.resumedFromStep = 20;
            observer.runStarted(start);
            observer.stepDone(step(21));
            return reportOf(request, RunOutcome::Stopped);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        const CallGate gate(RunPaths(folder).database); // which the past is read from
        begin(session, folder, followed, true);
        QTRY_VERIFY(!session.isActive());
        QCOMPARE(session.history()->summary.epochsDone, 0);
        gate.open();
        QTRY_COMPARE(session.history()->steps.size(), std::size_t{21});
        QCOMPARE(session.history()->summary.epochsDone, 2);
        QCOMPARE(session.history()->summary.valTop1.size(), std::size_t{2});
        QCOMPARE(session.history()->summary.step, std::int64_t{21});
    }

    void checkpointsOfWhatWasRolledBackAreNotShown_data() { addBothKinds(); }
    void checkpointsOfWhatWasRolledBackAreNotShown() {
        QFETCH(bool, followed);
        const Script script = [&](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            CheckpointRecord record;
            for (const std::int64_t at : {20, 30}) {
                record.file = checkpointFileName(at);
                record.step = at;
                observer.checkpointSaved(record);
            }
            RunStart start;
            start.resumedFromStep = 20;
            observer.runStarted(start);
            return reportOf(request, RunOutcome::Stopped);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, "/nowhere/run", followed);
        QTRY_VERIFY(!session.isActive());
        QCOMPARE(session.history()->checkpoints.size(), std::size_t{1});
        QCOMPARE(session.history()->checkpoints[0].step, std::int64_t{20});
    }

    void runDbSaysWhichCheckpointIsBest_data() { addBothKinds(); }
    void runDbSaysWhichCheckpointIsBest() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const Script script = [](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            writeRun(request.runFolder);
            RunDatabase database(RunPaths(request.runFolder).database, RunDatabase::Mode::Write);
            observer.runStarted({});
            for (CheckpointRecord record : database.checkpoints()) {
                record.best = record.step == 10;
                database.addCheckpoint(record);
                record.best = record.step == 20; // as a roll-back leaves it: another one than was told
                observer.checkpointSaved(record);
            }
            return reportOf(request, RunOutcome::Stopped);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        begin(session, newFolder(dir), followed);
        const auto isBest = [&](std::int64_t at) {
            const auto& list = session.history()->checkpoints;
            const auto found =
                std::find_if(list.begin(), list.end(), [at](const auto& record) { return record.step == at; });
            return found != list.end() && found->best;
        };
        QTRY_VERIFY(!session.isActive());
        QTRY_VERIFY(isBest(10) && !isBest(20));
    }

    /// The past comes late: after a roll-back to an even earlier step than the one resumed from.
    void thePastOfAResumedRunJoinsWhatItDidSince_data() { addBothKinds(); }
    void thePastOfAResumedRunJoinsWhatItDidSince() {
        QFETCH(bool, followed);
        const QTemporaryDir dir;
        const std::string folder = newFolder(dir);
        writeRun(folder);
        std::latch mayEnd(1);
        const Script script = [&](const TrainRequest& request, TrainObserver& observer, TrainControl&) {
            RunStart start;
            start.stepsPerEpoch = 10;
            start.resumedFromStep = 20;
            observer.runStarted(start);
            observer.stepDone(step(21));
            start.resumedFromStep = 10;
            observer.runStarted(start);
            observer.stepDone(step(11));
            observer.stepDone(step(12));
            observer.eventHappened({EventKind::RolledBack, 10, 1, utcMilliseconds(), "Rolled back", {}});
            mayEnd.wait();
            return reportOf(request, RunOutcome::Stopped);
        };
        const auto owned = sessionWith(script, followed);
        TrainingSession& session = *owned;
        QSignalSpy resets(&session, &TrainingSession::historyReset);
        begin(session, folder, followed, true);
        QTRY_COMPARE(session.history()->steps.size(), std::size_t{12});
        QCOMPARE(resets[0][0].value<HistoryChange>(), HistoryChange::OtherRun);
        int joined = 0;
        // A followed run is another one until its recipe is read.
        for (qsizetype i = followed ? 2 : 1; i < resets.count(); ++i) { // of the same run: a zoom may stay
            QVERIFY(resets[i][0].value<HistoryChange>() != HistoryChange::OtherRun);
            joined += resets[i][0].value<HistoryChange>() == HistoryChange::PastJoined;
        }
        QCOMPARE(joined, 1);
        for (std::size_t i = 0; i < 12; ++i)
            QCOMPARE(session.history()->steps[i].step, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(session.history()->epochs.size(), std::size_t{1});
        QTRY_COMPARE(session.history()->events.size(), std::size_t{1});
        mayEnd.count_down();
        QTRY_VERIFY(!session.isActive());
    }
};

STUDIO_UI_TEST(QCoreApplication, TestTrainingSession)
#include "tst_training_session.moc"
