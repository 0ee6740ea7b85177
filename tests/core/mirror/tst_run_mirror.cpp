// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <mutex>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/left_behind.h"
#include "core/mirror/run_mirror.h"
#include "tests/support/disk_gate.h"
#include "tests/support/event_runs.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/patience.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kOften{5};

/// Hears what a mirror hands on and adds.
class Heard final : public TrainObserver {
public:
    void eventHappened(const EventRecord& event) override {
        const std::lock_guard lock(mutex_);
        titles_ += event.title + "\n";
    }
    void stepDone(const StepRecord&) override { ++steps; }
    std::string titles() const {
        const std::lock_guard lock(mutex_);
        return titles_;
    }
    int steps = 0;

private:
    mutable std::mutex mutex_;
    std::string titles_;
};

} // namespace

/// The mirror beside a run that trains.
class RunMirrorTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> dir_;
    std::string run_;

    RunStart start() const {
        RunStart start;
        start.folder = run_;
        return start;
    }
    std::size_t toldInJournal(const std::string& title = "The files for TensorBoard are not written any more") const {
        const RunDatabase rows(RunPaths(run_).database, RunDatabase::Mode::Read);
        const std::vector<EventRecord> events = rows.events();
        return static_cast<std::size_t>(std::count_if(events.begin(), events.end(),
                                                      [&](const EventRecord& event) { return event.title == title; }));
    }

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        run_ = dir_->filePath(QStringLiteral("run")).toStdString();
        makeRun(run_);
    }

    void theLastRowsAreThereWhenTheEngineHasReturned() {
        Heard heard;
        RunMirror mirror(heard, {.every = std::chrono::hours(1)});
        mirror.runStarted(start());
        mirror.stepDone(stepOf(1, 0.5));
        addSteps(run_, 0, 12, 0.5);
        RunDatabase(RunPaths(run_).database, RunDatabase::Mode::Write).setValue("state", "finished");
        mirror.finish();
        const QJsonObject events = eventsIn(tensorBoardFolder(run_));
        QVERIFY(pointsOf(events, "step/loss").endsWith(QStringLiteral(" 12:0.5")));
        QCOMPARE(events[QLatin1String("status")].toInt(), 1);
        QCOMPARE(heard.steps, 1); // what the engine tells goes on
        QCOMPARE(heard.titles(), std::string());
    }

    void rowsComeWhileTheRunTrainsAndARollBackIsNoSecondStart() {
        Heard heard;
        RunMirror mirror(heard, {.every = kOften});
        mirror.runStarted(start());
        addSteps(run_, 0, 8, 0.5);
        QTRY_VERIFY(pointsOf(eventsIn(tensorBoardFolder(run_)), "step/loss").endsWith(QStringLiteral(" 8:0.5")));
        RunDatabase(RunPaths(run_).database, RunDatabase::Mode::Write).cutBackTo(5, 1);
        mirror.runStarted(start());
        addSteps(run_, 5, 6, 0.25);
        QTRY_COMPARE(pointsOf(eventsIn(tensorBoardFolder(run_)), "step/loss"),
                     QStringLiteral("1:0.5 2:0.5 3:0.5 4:0.5 5:0.5 6:0.25"));
    }

    void nobodyWantsItAndNothingIsThere() {
        Heard heard;
        RunMirror mirror(heard, {.isWanted = false, .every = kOften});
        mirror.runStarted(start());
        mirror.finish();
        QVERIFY(!fs::exists(tensorBoardFolder(run_)));
        qputenv(kNoTensorBoard, "1");
        QVERIFY(isMirrorUnwanted());
        qputenv(kNoTensorBoard, "0");
        QVERIFY(!isMirrorUnwanted());
        qunsetenv(kNoTensorBoard);
    }

    /// Else TensorBoard would go on to show a curve that is not the run's any more.
    void whoGoesOnWithoutItIsLeftNoOldCurve() {
        const std::string folder = tensorBoardFolder(run_);
        Heard heard;
        const auto trained = [&](bool isWanted) {
            RunMirror mirror(heard, {.isWanted = isWanted, .every = kOften});
            mirror.runStarted(start());
            mirror.finish();
        };
        addSteps(run_, 0, 8, 0.5);
        trained(true);
        QVERIFY(pointsOf(eventsIn(folder), "step/loss").endsWith(QStringLiteral(" 8:0.5")));
        writeFileAtomically(folder + "/notes.txt", "somebody's own");
        trained(false);
        QCOMPARE(pointsOf(eventsIn(folder), "step/loss"), QString());
        QVERIFY(fs::exists(folder + "/notes.txt"));
        trained(false); // there is nothing left to tell of
        QCOMPARE(heard.titles(), std::string("The files for TensorBoard were emptied\n"));
        QCOMPARE(toldInJournal("The files for TensorBoard were emptied"), std::size_t{1});
        trained(true);
        QVERIFY(pointsOf(eventsIn(folder), "step/loss").endsWith(QStringLiteral(" 8:0.5")));
    }

    void anOldCurveThatCannotBeTakenAwayIsToldAsSuch() {
        addSteps(run_, 0, 8, 0.5);
        Heard heard;
        {
            RunMirror mirror(heard, {.every = kOften});
            mirror.runStarted(start());
        }
        FileSizeLimit full(1);
        RunMirror mirror(heard, {.isWanted = false, .every = kOften});
        mirror.runStarted(start());
        QTRY_COMPARE(heard.titles(), std::string("The files for TensorBoard show the run as it was before\n"));
        full.lift();
        QTRY_COMPARE(toldInJournal("The files for TensorBoard show the run as it was before"), std::size_t{1});
    }

    void whatCannotBeWrittenIsToldOnce() {
        writeFileAtomically(tensorBoardFolder(run_), "a file in its place");
        Heard heard;
        RunMirror mirror(heard, {.every = kOften});
        mirror.runStarted(start());
        QTRY_COMPARE(toldInJournal(), std::size_t{1});
        fs::remove(tensorBoardFolder(run_));
        addSteps(run_, 0, 3, 0.5);
        mirror.finish();
        QCOMPARE(toldInJournal(), std::size_t{1});
        QCOMPARE(heard.titles(), std::string("The files for TensorBoard are not written any more\n"));
        QVERIFY(!fs::exists(tensorBoardFolder(run_)));
    }

    void onAFullDiskTheJournalIsToldOnceThereIsRoom() {
        const RunDatabase trainer(RunPaths(run_).database, RunDatabase::Mode::Write); // as while a run trains
        Heard heard;
        RunMirror mirror(heard, {.every = kOften});
        FileSizeLimit full(1);
        mirror.runStarted(start());
        QTRY_COMPARE(heard.titles(), std::string("The files for TensorBoard are not written any more\n"));
        QCOMPARE(toldInJournal(), std::size_t{0});
        full.lift();
        QTRY_COMPARE(toldInJournal(), std::size_t{1});
        mirror.finish();
        QCOMPARE(toldInJournal(), std::size_t{1});
        QCOMPARE(heard.titles(), std::string("The files for TensorBoard are not written any more\n"));
    }

    void aDiskThatHangsKeepsNobody() {
        fs::create_directories(tensorBoardFolder(run_));
        auto gate = std::make_unique<DiskGate>(tensorBoardFolder(run_));
        Heard heard;
        {
            RunMirror mirror(heard, {.every = kOften, .patience = std::chrono::milliseconds(100)});
            mirror.runStarted(start());
            QTRY_VERIFY(gate->isReached());
            mirror.stepDone(stepOf(1, 0.5));
            mirror.finish();
        }
        QCOMPARE(threadsLeftBehind(), 1);
        QCOMPARE(heard.steps, 1);
        gate.reset();
        QTRY_COMPARE(threadsLeftBehind(), 0); // and tells nobody who is gone
    }
};

QTEST_GUILESS_MAIN(RunMirrorTest)
#include "tst_run_mirror.moc"
