// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <thread>

#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

class TrainerTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;

    std::string path(const char* name) const { return folder_.filePath(QLatin1String(name)).toStdString(); }

private Q_SLOTS:
    void initTestCase() {
        data_ = path("data");
        writeTinyData(data_, {});
    }

    void learnsASeparableSetAndRecordsTheCurves() {
        const std::string run = path("learns");
        Recording seen;
        TrainControl control;
        const RunReport report = runTraining(tinyRequest(data_, run, 10), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(report.epochsDone, 10);
        QCOMPARE(seen.starts.size(), std::size_t{1});
        QCOMPARE(seen.starts[0].stepsPerEpoch, 6);
        QCOMPARE(seen.starts[0].trainPictures, 48);
        QCOMPARE(seen.steps.size(), std::size_t{60});
        QCOMPARE(seen.epochs.size(), std::size_t{10});
        QVERIFY(seen.epochs.back().trainLoss < 0.7 * seen.epochs.front().trainLoss);
        QVERIFY(report.bestTop1 > 0.8);            // chance is 0.33
        QCOMPARE(seen.epochs.back().valTop5, 1.0); // three classes
        for (std::size_t i = 0; i < seen.steps.size(); ++i) {
            QCOMPARE(seen.steps[i].step, static_cast<std::int64_t>(i + 1));
            QVERIFY(std::isfinite(seen.steps[i].loss) && seen.steps[i].seconds > 0);
        }
        QCOMPARE(seen.count(EventKind::Started), 1);
        QCOMPARE(seen.count(EventKind::Finished), 1);
    }

    void runFolderHoldsTheWholeStory() {
        const std::string run = path("story");
        Recording seen;
        TrainControl control;
        const RunReport report = runTraining(tinyRequest(data_, run, 2), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const RunPaths paths(run);
        for (const std::string& file : {paths.recipe, paths.database, paths.classes, paths.log, paths.bestModel}) {
            QVERIFY2(QFile::exists(QString::fromStdString(file)), file.c_str());
        }
        const RunDatabase database(paths.database, RunDatabase::Mode::Read);
        QCOMPARE(database.steps().size(), seen.steps.size());
        QCOMPARE(database.epochs().size(), std::size_t{2});
        QCOMPARE(database.epochs().back().trainLoss, seen.epochs.back().trainLoss);
        QCOMPARE(database.value("state").value(), std::string("finished"));
        QCOMPARE(summariseRun(run).state, RunState::Finished);
        QCOMPARE(readClassesFile(paths.classes).size(), std::size_t{3});
        const CheckpointContent last = loadCheckpoint(newestCheckpointPath(run));
        QCOMPARE(last.step, 12);
        QVERIFY(last.epochEnd);
        QCOMPARE(last.valTop1, seen.epochs.back().valTop1);
        QVERIFY(!isRunLocked(run));
    }

    void sameSeedGivesTheSameBits() {
        for (const int threads : {1, 2}) {
            std::vector<std::string> digests;
            for (const int workers : {1, 3}) {
                const std::string run = path(threads == 1 ? "bits1-" : "bits2-") + std::to_string(workers);
                TrainRequest request = tinyRequest(data_, run, 1, workers);
                request.setup.threads = threads;
                Recording seen;
                TrainControl control;
                QCOMPARE(runTraining(request, seen, control).outcome, RunOutcome::Finished);
                digests.push_back(newestDigest(run));
            }
            QCOMPARE(digests[0], digests[1]);
        }
    }

    void savesInsideTheEpochAsOftenAsAsked() {
        TrainRequest request = tinyRequest(data_, path("often"), 1);
        request.config.saveMinutes = 1e-9; // every batch is later than that
        Recording seen;
        // One save at a time: where the disk is slower than a batch, the next one waits. The first is durable here.
        seen.onStep = [&](const StepRecord& record) {
            while (record.step == 3 &&
                   RunDatabase(RunPaths(path("often")).database, RunDatabase::Mode::Read).checkpoints().empty())
                std::this_thread::yield();
        };
        TrainControl control;
        const RunReport report = runTraining(request, seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        // At most one a batch and the epoch's own.
        QVERIFY(seen.checkpoints.size() >= 3 && seen.checkpoints.size() <= 7);
        QCOMPARE(listCheckpointFiles(path("often") + "/checkpoints").size(), std::size_t{3}); // keepLast
        QCOMPARE(newestDigest(path("often")), newestDigest(path("bits1-1")));
    }

    void pauseStopsTheClockAndChangesNothing() {
        Recording seen;
        TrainControl control;
        std::size_t stepsWhilePaused = 0;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 3) {
                control.pause();
            }
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Paused) {
                stepsWhilePaused = seen.steps.size();
                control.resume();
            }
        };
        const RunReport report = runTraining(tinyRequest(data_, path("paused"), 1), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Finished);
        QCOMPARE(stepsWhilePaused, std::size_t{3});
        QCOMPARE(seen.count(EventKind::Paused), 1);
        QCOMPARE(seen.count(EventKind::Continued), 1);
        QCOMPARE(newestDigest(path("paused")), newestDigest(path("bits1-1")));
    }

    void aSnapshotOfAPausedRunIsSavedWithoutAnotherStep_data() {
        QTest::addColumn<int>("phase");
        QTest::newRow("in training") << static_cast<int>(TrainPhase::Training);
        QTest::newRow("in validation") << static_cast<int>(TrainPhase::Validating);
    }
    void aSnapshotOfAPausedRunIsSavedWithoutAnotherStep() {
        QFETCH(int, phase);
        const std::string run = path(QTest::currentDataTag());
        Recording seen;
        TrainControl control;
        std::size_t stepsAtPause = 0, stepsAtSave = 0;
        const bool inTraining = phase == static_cast<int>(TrainPhase::Training);
        seen.onStep = [&](const StepRecord& record) {
            if (inTraining && record.step == 3) {
                control.pause();
            }
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (!inTraining && status.phase == TrainPhase::Validating && stepsAtPause == 0) {
                control.pause();
            }
            if (status.phase == TrainPhase::Paused && stepsAtPause == 0) {
                stepsAtPause = seen.steps.size();
                control.requestSnapshot();
            }
        };
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::CheckpointSaved && stepsAtSave == 0) {
                stepsAtSave = seen.steps.size();
                control.resume();
            }
        };
        QCOMPARE(runTraining(tinyRequest(data_, run, 1), seen, control).outcome, RunOutcome::Finished);
        QVERIFY(stepsAtPause >= 3);
        QCOMPARE(stepsAtSave, stepsAtPause);
        QVERIFY(!seen.checkpoints.front().epochEnd);
        QCOMPARE(newestDigest(run), newestDigest(path("bits1-1")));
    }

    void snapshotSavesAtTheNextBatch() {
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2) {
                control.requestSnapshot();
            }
        };
        QCOMPARE(runTraining(tinyRequest(data_, path("snapshot"), 1), seen, control).outcome, RunOutcome::Finished);
        QCOMPARE(seen.checkpoints.size(), std::size_t{2});
        QCOMPARE(seen.checkpoints[0].step, 2);
        QVERIFY(!seen.checkpoints[0].epochEnd && seen.checkpoints[1].epochEnd);
    }

    void stopSavesWhatIsThere() {
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 4) {
                control.stopNow();
            }
        };
        const RunReport report = runTraining(tinyRequest(data_, path("stopped"), 3), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        QCOMPARE(seen.steps.size(), std::size_t{4}); // within the batch
        QCOMPARE(loadCheckpoint(newestCheckpointPath(path("stopped"))).stepInEpoch, 4);
        QCOMPARE(summariseRun(path("stopped")).state, RunState::Stopped);
        QVERIFY(!QFile::exists(QString::fromStdString(RunPaths(path("stopped")).bestModel))); // never validated
    }

    void anInterruptionIsToldAsOneHoweverEarlyItComes() {
        Recording seen;
        TrainControl before;
        before.interrupt("The machine is being shut down"); // while the pictures are listed
        const RunReport early = runTraining(tinyRequest(data_, path("early"), 3), seen, before);
        QCOMPARE(early.outcome, RunOutcome::Stopped);
        QCOMPARE(early.interruptedBy, std::string("The machine is being shut down"));
        TrainControl during;
        seen.onStep = [&](const StepRecord&) { during.interrupt("Spot notice"); };
        const RunReport late = runTraining(tinyRequest(data_, path("late"), 3), seen, during);
        QCOMPARE(late.outcome, RunOutcome::Stopped);
        QCOMPARE(late.interruptedBy, std::string("Spot notice"));
        QCOMPARE(summariseRun(path("late")).state, RunState::Interrupted);
    }

    void stopAfterTheEpochValidatesFirst() {
        Recording seen;
        TrainControl control;
        control.stopAfterEpoch();
        const RunReport report = runTraining(tinyRequest(data_, path("after"), 3), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        QCOMPARE(report.epochsDone, 1);
        QCOMPARE(seen.epochs.size(), std::size_t{1});
        QVERIFY(QFile::exists(QString::fromStdString(RunPaths(path("after")).bestModel)));
    }

    void aLastBatchOfOnePictureIsLeftOut() {
        const std::string data = path("odd");
        writeTinyData(data, {.classes = 3, .trainPerClass = 3, .valPerClass = 1}); // 9 = 8 + 1
        Recording seen;
        TrainControl control;
        const RunReport report = runTraining(tinyRequest(data, path("oddrun"), 1), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.steps.size(), std::size_t{1});
        QCOMPARE(seen.steps[0].count, 8);
    }

    void badPicturesAreNamedOnceAndCounted() {
        const std::string data = path("bad");
        writeTinyData(data, {});
        writeBytes(data + "/train/kind1/103.jpg", {0xff, 0xd8, 0xff, 0xe0, 0, 1});
        Recording seen;
        TrainControl control;
        const RunReport report = runTraining(tinyRequest(data, path("badrun"), 2), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::BadPicture), 1);
        QCOMPARE(seen.epochs[0].badPictures, 1);
        QCOMPARE(seen.epochs[1].badPictures, 1);
    }

    void statusNamesThePhasesInOrder() {
        Recording seen;
        TrainControl control;
        runTraining(tinyRequest(data_, path("phases"), 1), seen, control);
        std::vector<TrainPhase> phases;
        for (const TrainStatus& status : seen.statuses) {
            if (phases.empty() || phases.back() != status.phase) {
                phases.push_back(status.phase);
            }
        }
        const std::vector<TrainPhase> expected{TrainPhase::Preparing, TrainPhase::Training, TrainPhase::Validating,
                                               TrainPhase::Saving};
        QCOMPARE(phases, expected);
        QCOMPARE(seen.statuses.back().totalSteps, 6);
        const StepParts& parts = seen.statuses.back().parts;
        QCOMPARE(parts.step, std::int64_t{6});
        QVERIFY(parts.forward > 0 && parts.backward > 0 && parts.seconds() < 60);
    }
};

QTEST_APPLESS_MAIN(TrainerTest)
#include "tst_trainer.moc"
