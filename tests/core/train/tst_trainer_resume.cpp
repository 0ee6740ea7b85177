// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

namespace {

/// What a history must show whatever happened on the way.
QString history(const std::string& run) {
    const RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Read);
    QString text;
    for (const StepRecord& r : database.steps()) {
        text += QStringLiteral("%1 %2 %3 %4 %5\n")
                    .arg(r.step)
                    .arg(r.epoch)
                    .arg(r.stepInEpoch)
                    .arg(r.loss, 0, 'g', 17)
                    .arg(r.learningRate, 0, 'g', 17);
    }
    for (const EpochRecord& r : database.epochs()) {
        text += QStringLiteral("%1 %2 %3 %4 %5\n")
                    .arg(r.epoch)
                    .arg(r.step)
                    .arg(r.trainLoss, 0, 'g', 17)
                    .arg(r.valLoss, 0, 'g', 17)
                    .arg(r.trainTop1, 0, 'g', 17);
    }
    return text;
}

} // namespace

class TrainerResumeTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;

    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }

    /// Trains until `stopStep` was done (0 = to the end).
    RunReport trainUntil(TrainRequest request, int stopStep, Recording& seen) {
        TrainControl control;
        seen.onStep = [&control, stopStep](const StepRecord& record) {
            if (record.step == stopStep) {
                control.stopNow();
            }
        };
        return runTraining(request, seen, control);
    }
    RunReport resume(const std::string& run, int epochs, int workers, Recording& seen, int stopStep = 0) {
        TrainRequest request = tinyRequest(data_, run, epochs, workers);
        request.resume = true;
        return trainUntil(request, stopStep, seen);
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = path(QStringLiteral("data"));
        writeTinyData(data_, {});
        Recording seen;
        const RunReport report = trainUntil(tinyRequest(data_, path(QStringLiteral("whole")), 2), 0, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
    }

    void stoppedAnywhereTheResultIsTheSameToTheBit_data() {
        QTest::addColumn<int>("stopStep");
        QTest::addColumn<int>("workers");
        QTest::newRow("first step") << 1 << 1;
        QTest::newRow("middle of an epoch") << 4 << 3;
        QTest::newRow("before the validation") << 6 << 1;
        QTest::newRow("second epoch") << 9 << 4;
    }
    void stoppedAnywhereTheResultIsTheSameToTheBit() {
        QFETCH(int, stopStep);
        QFETCH(int, workers);
        const std::string run = path(QStringLiteral("stop%1").arg(stopStep));
        Recording first, second;
        QCOMPARE(trainUntil(tinyRequest(data_, run, 2), stopStep, first).outcome, RunOutcome::Stopped);
        const RunReport report = resume(run, 2, workers, second);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(second.starts[0].resumedFromStep, stopStep);
        QCOMPARE(newestDigest(run), newestDigest(path(QStringLiteral("whole"))));
        QCOMPARE(history(run), history(path(QStringLiteral("whole"))));
    }

    void stoppedTwiceAndAtTheEpochBorder() {
        const std::string run = path(QStringLiteral("twice"));
        Recording seen;
        TrainControl control;
        control.stopAfterEpoch();
        QCOMPARE(runTraining(tinyRequest(data_, run, 2), seen, control).outcome, RunOutcome::Stopped);
        QCOMPARE(resume(run, 2, 1, seen, 8).outcome, RunOutcome::Stopped);
        QCOMPARE(resume(run, 2, 2, seen).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(path(QStringLiteral("whole"))));
        QCOMPARE(history(run), history(path(QStringLiteral("whole"))));
    }

    void stoppedInTheValidationItIsDoneAgain() {
        const std::string run = path(QStringLiteral("validation"));
        Recording first, second;
        TrainControl control;
        first.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Validating) {
                control.stopNow();
            }
        };
        QCOMPARE(runTraining(tinyRequest(data_, run, 2), first, control).outcome, RunOutcome::Stopped);
        QCOMPARE(first.epochs.size(), std::size_t{0});
        QCOMPARE(resume(run, 2, 2, second).outcome, RunOutcome::Finished);
        QCOMPARE(history(run), history(path(QStringLiteral("whole"))));
    }

    void aRunThatDiedGoesBackToItsLastCheckpoint() {
        // As a kill would leave it: rows of run.db past the checkpoint, no state written.
        const std::string run = path(QStringLiteral("killed"));
        Recording first, second;
        QCOMPARE(trainUntil(tinyRequest(data_, run, 2), 4, first).outcome, RunOutcome::Stopped);
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            database.addStep({.step = 5, .epoch = 1, .stepInEpoch = 5, .loss = 99});
            database.setValue("state", runStateName(RunState::Training));
        }
        QCOMPARE(resume(run, 2, 2, second).outcome, RunOutcome::Finished);
        QCOMPARE(history(run), history(path(QStringLiteral("whole"))));
    }

    void aFinishedRunIsExtended() {
        const std::string run = path(QStringLiteral("extended"));
        Recording first, second, third;
        QCOMPARE(trainUntil(tinyRequest(data_, run, 1), 0, first).outcome, RunOutcome::Finished);
        QCOMPARE(resume(run, 1, 2, second).outcome, RunOutcome::Finished);
        QCOMPARE(second.steps.size(), std::size_t{0});
        const RunReport report = resume(run, 3, 2, third);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(report.epochsDone, 3);
        QCOMPARE(third.steps.size(), std::size_t{12});
        QCOMPARE(summariseRun(run).epochsPlanned, 3);
        for (const EventRecord& event : third.events) // on the curves too it stands where the run goes on
            QVERIFY2(event.step >= third.steps.front().step - 1, event.title.c_str());
    }

    void stoppedBeforeTheFirstStepOfAnEpochTheBestCheckpointStaysIt() {
        const std::string run = path(QStringLiteral("between"));
        Recording seen;
        TrainControl control;
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Training && !seen.epochs.empty()) {
                control.stopNow(); // the first batch of the second epoch is waited for
            }
        };
        QCOMPARE(runTraining(tinyRequest(data_, run, 2), seen, control).outcome, RunOutcome::Stopped);
        QCOMPARE(seen.steps.size(), std::size_t{6});
        const auto rows = RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).checkpoints();
        QCOMPARE(rows.size(), std::size_t{1});
        QVERIFY(rows.front().best);
        QVERIFY(rows.front().epochEnd);
        QVERIFY(rows.front().valTop1 >= 0);
        QCOMPARE(findCheckpoint(run, "best"), newestCheckpointPath(run));
        QVERIFY(loadCheckpoint(newestCheckpointPath(run)).epochEnd);
        QVERIFY(std::filesystem::exists(RunPaths(run).bestModel));
        Recording second;
        QCOMPARE(resume(run, 2, 2, second).outcome, RunOutcome::Finished);
        QCOMPARE(history(run), history(path(QStringLiteral("whole"))));
        QCOMPARE(newestDigest(run), newestDigest(path(QStringLiteral("whole"))));
    }

    void withoutACheckpointItStartsAgain() {
        const std::string run = path(QStringLiteral("early"));
        Recording first, second;
        QCOMPARE(trainUntil(tinyRequest(data_, run, 2), 1, first).outcome, RunOutcome::Stopped);
        QFile::remove(QString::fromStdString(newestCheckpointPath(run)));
        QCOMPARE(resume(run, 2, 2, second).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(path(QStringLiteral("whole"))));
    }

    void aWishForMixedPrecisionThatTheDeviceCannotGrantIsNoticed() {
        const std::string run = path(QStringLiteral("amp"));
        const auto notices = [](const Recording& seen) {
            return static_cast<int>(std::count_if(seen.events.begin(), seen.events.end(), [](const EventRecord& event) {
                return event.kind == EventKind::Notice && event.title == "This device has no mixed precision";
            }));
        };
        TrainRequest request = tinyRequest(data_, run, 1);
        Recording plain, first, second;
        QCOMPARE(trainUntil(tinyRequest(data_, path(QStringLiteral("fp32")), 1), 1, plain).outcome,
                 RunOutcome::Stopped);
        QCOMPARE(notices(plain), 0);
        request.config.precision = "amp";
        QCOMPARE(trainUntil(request, 2, first).outcome, RunOutcome::Stopped);
        QCOMPARE(notices(first), 1);
        QCOMPARE(resume(run, 1, 1, second).outcome, RunOutcome::Finished); // on such a device again
        QCOMPARE(notices(second), 1);
    }

    void badPicturesOfTheFirstPartStayCounted() {
        const std::string data = path(QStringLiteral("bad")), run = path(QStringLiteral("badrun"));
        writeTinyData(data, {});
        writeBytes(data + "/train/kind0/101.jpg", {1, 2, 3});
        Recording whole, first, second;
        QCOMPARE(trainUntil(tinyRequest(data, path(QStringLiteral("badwhole")), 1), 0, whole).outcome,
                 RunOutcome::Finished);
        QCOMPARE(trainUntil(tinyRequest(data, run, 1), 5, first).outcome, RunOutcome::Stopped);
        QCOMPARE(resume(run, 1, 1, second).outcome, RunOutcome::Finished);
        QCOMPARE(second.epochs[0].badPictures, whole.epochs[0].badPictures);
        QCOMPARE(first.count(EventKind::BadPicture) + second.count(EventKind::BadPicture), 1);
        QCOMPARE(newestDigest(run), newestDigest(path(QStringLiteral("badwhole"))));
    }
};

QTEST_APPLESS_MAIN(TrainerResumeTest)
#include "tst_trainer_resume.moc"
