// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/clock.h"
#include "core/base/thread.h"
#include "core/metric/early_end.h"
#include "core/recipe/presets.h"
#include "core/remote/follower.h"
#include "core/remote/live_runs.h"
#include "core/remote/remote_run.h"
#include "core/remote/run_server.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

using namespace studio;

namespace {

constexpr int kWaitMs = 30'000;

/// What the follower told, for the test's thread to look at.
class Listener final : public TrainObserver {
public:
    struct Told {
        std::vector<RunStart> starts;
        std::vector<StepRecord> steps;
        std::vector<EpochRecord> epochs;
        std::vector<CheckpointRecord> checkpoints;
        std::vector<EventRecord> events;
        TrainStatus status;
    };
    void runStarted(const RunStart& start) override {
        put([&] {
            told_.starts.push_back(start);
            std::erase_if(told_.steps, [&](const auto& one) { return one.step > start.resumedFromStep; });
        });
    }
    void stepDone(const StepRecord& one) override {
        put([&] { told_.steps.push_back(one); });
    }
    void epochDone(const EpochRecord& one) override {
        put([&] { told_.epochs.push_back(one); });
    }
    void checkpointSaved(const CheckpointRecord& one) override {
        put([&] { told_.checkpoints.push_back(one); });
    }
    void eventHappened(const EventRecord& one) override {
        put([&] { told_.events.push_back(one); });
    }
    void statusChanged(const TrainStatus& one) override {
        put([&] { told_.status = one; });
    }
    Told told() {
        const std::lock_guard lock(mutex_);
        return told_;
    }

private:
    void put(const std::function<void()>& change) {
        const std::lock_guard lock(mutex_);
        change();
    }
    std::mutex mutex_;
    Told told_;
};

/// The other process, as far as a follower can see it: holds the lock, writes run.db, serves.
struct Trainer {
    explicit Trainer(const std::string& runFolder, bool serves = true)
        : folder(runFolder)
        , lock(std::make_unique<RunLock>(runFolder))
        , rows(RunPaths(runFolder).database, RunDatabase::Mode::Write) {
        rows.setValue("state", "training");
        if (!serves)
            return;
        server = std::make_unique<RunServer>(nobody, control);
        RunStart start;
        start.folder = runFolder;
        start.model = "resnet18";
        start.device = "a card";
        start.epochs = 9;
        start.stepsPerEpoch = 10;
        server->runStarted(start);
        say(TrainPhase::Training);
        // It listens on a thread of its own.
        if (!QTest::qWaitFor([&] { return RemoteRun::connect(runFolder) != nullptr; }, kWaitMs))
            throw Error(ErrorKind::Internal, "nobody listens");
    }
    void say(TrainPhase phase) {
        TrainStatus status;
        status.phase = phase;
        status.activity = "from the trainer";
        if (server)
            server->statusChanged(status);
    }
    void steps(std::int64_t from, std::int64_t to, double loss = 1) {
        for (std::int64_t step = from; step <= to; ++step) {
            StepRecord record;
            record.step = step;
            record.epoch = static_cast<std::int32_t>((step - 1) / 10 + 1);
            record.loss = loss;
            record.count = 16;
            record.seconds = 0.1;
            rows.addStep(record);
        }
        rows.flush();
    }
    /// As a process ends: the run's files are let go of, then the connections.
    void go() {
        rows.close();
        lock.reset();
        server.reset();
    }

    std::string folder;
    std::unique_ptr<RunLock> lock;
    RunDatabase rows;
    TrainObserver nobody;
    TrainControl control;
    std::unique_ptr<RunServer> server;
};

/// followRun() on a thread of its own.
struct Following {
    explicit Following(const std::string& folder) {
        TrainRequest request;
        request.runFolder = folder;
        thread = startThread([this, request] {
            RunReport ended = followRun(request, listener, control);
            const std::lock_guard lock(mutex);
            report = std::move(ended);
        });
    }
    ~Following() { control.leave(); }
    std::optional<RunReport> ended() {
        const std::lock_guard lock(mutex);
        return report;
    }
    std::string trouble() { return listener.told().status.trouble; }

    Listener listener;
    TrainControl control;
    std::mutex mutex;
    std::optional<RunReport> report;
    std::jthread thread;
};

bool holds(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

/// Following a run that somebody else trains, with a real run.db and a real socket.
class TestFollower final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> dir_;
    std::string run_;

    static bool waitFor(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, kWaitMs); }

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        qputenv("XDG_RUNTIME_DIR", dir_->path().toUtf8());
        run_ = dir_->filePath(QStringLiteral("run")).toStdString();
        createRunFolder(run_, runRecipeToJson(findPreset("quick-look").config, {}), {{"a", "a"}, {"b", "b"}});
        RunDatabase(RunPaths(run_).database, RunDatabase::Mode::Create).setValue("train_pictures", "160");
        Trainer(run_, false).steps(1, 25);
    }

    void whatATrainerDoesIsToldToItsEnd() {
        Trainer trainer(run_);
        Following here(run_);
        QVERIFY(waitFor([&] { return here.listener.told().status.activity == "from the trainer"; }));
        QVERIFY(waitFor([&] { return !here.listener.told().steps.empty(); }));
        trainer.steps(26, 30);
        EpochRecord epoch;
        epoch.epoch = 3;
        epoch.step = 30;
        trainer.rows.addEpoch(epoch);
        trainer.rows.addEvent({EventKind::Notice, 30, 3, 1, "A line", {}});
        QVERIFY(waitFor([&] { return !here.listener.told().events.empty(); }));
        trainer.steps(31, 32); // with the trainer's last breath
        RunReport report;
        report.outcome = RunOutcome::Finished;
        report.bestTop1 = 0.75;
        report.folder = "/named/otherwise/there";
        trainer.server->ended(report);
        QVERIFY(waitFor([&] { return here.ended().has_value(); }));
        const Listener::Told told = here.listener.told();
        QCOMPARE(told.starts.size(), std::size_t{1});
        QCOMPARE(told.starts[0].resumedFromStep, 24);
        QCOMPARE(told.starts[0].device, std::string("a card"));
        QCOMPARE(told.steps.size(), std::size_t{8});
        for (std::size_t i = 0; i < told.steps.size(); ++i)
            QCOMPARE(told.steps[i].step, static_cast<std::int64_t>(25 + i));
        QCOMPARE(told.epochs.size(), std::size_t{1});
        QCOMPARE(here.ended()->outcome, RunOutcome::Finished);
        QCOMPARE(here.ended()->bestTop1, 0.75);
        QCOMPARE(here.ended()->folder, run_);
    }

    void wishesArriveAndLeavingStopsNothing() {
        Trainer trainer(run_);
        {
            Following here(run_);
            here.control.pause();
            QVERIFY(waitFor([&] { return trainer.control.isPaused(); }));
            here.control.resume();
            QVERIFY(waitFor([&] { return !trainer.control.isPaused(); }));
            here.control.requestSnapshot();
            QVERIFY(waitFor([&] { return trainer.control.isSnapshotRequested(); }));
            here.control.stopAfterEpoch();
            QVERIFY(waitFor([&] { return trainer.control.isStopAfterEpoch(); }));
            here.control.cancelStopAfterEpoch();
            QVERIFY(waitFor([&] { return !trainer.control.isStopAfterEpoch(); }));
            here.control.leave();
            QVERIFY(waitFor([&] { return here.ended().has_value(); }));
            QVERIFY(here.ended()->left);
        }
        QVERIFY(!trainer.control.isStopRequested() && !trainer.control.isPaused());
        QVERIFY(isRunLocked(run_));
        Following again(run_);
        again.control.stopNow();
        QVERIFY(waitFor([&] { return trainer.control.isStopRequested(); }));
        QVERIFY(!again.ended()); // it ends when the trainer has
    }

    void aStopAfterThisEpochThatSomebodyElseAskedForIsKnown() {
        Trainer trainer(run_);
        Following here(run_);
        RemoteRun::connect(run_)->send(RemoteCommand::StopAfterEpoch);
        QVERIFY(waitFor([&] { return here.control.isStopAfterEpoch(); }));
        QVERIFY(here.control.takeWishes().empty());
    }

    void aRefusedWishIsAnsweredInTheStatus() {
        Trainer trainer(run_);
        const auto other = RemoteRun::connect(run_);
        other->send(RemoteCommand::Snapshot); // has the seat
        Following here(run_);
        here.control.pause();
        QVERIFY(waitFor([&] { return holds(here.trouble(), "The run was not paused."); }));
        QVERIFY(!trainer.control.isPaused());
        other->release();
        here.control.pause(); // once more, though nothing changed since for the control
        QVERIFY(waitFor([&] { return trainer.control.isPaused(); }));
    }

    void aRollBackBeginsAgainWithoutADoubledStep() {
        Trainer trainer(run_);
        Following here(run_);
        QVERIFY(waitFor([&] { return !here.listener.told().steps.empty(); }));
        trainer.steps(26, 40);
        QVERIFY(waitFor([&] { return here.listener.told().steps.size() == 16; }));
        trainer.rows.cutBackTo(30, 0);
        trainer.steps(31, 34, 2);
        QVERIFY(waitFor([&] { return here.listener.told().starts.size() == 2; }));
        QVERIFY(waitFor([&] { return here.listener.told().steps.back().step == 34; }));
        const Listener::Told told = here.listener.told();
        QCOMPARE(told.starts[1].resumedFromStep, 30);
        QCOMPARE(told.steps.size(), std::size_t{10});
        for (std::size_t i = 0; i < told.steps.size(); ++i) {
            QCOMPARE(told.steps[i].step, static_cast<std::int64_t>(25 + i));
            QCOMPARE(told.steps[i].loss, told.steps[i].step > 30 ? 2.0 : 1.0);
        }
    }

    void aKilledTrainerIsAFailureThatNamesItsCrash() {
        std::ofstream(run_ + "/crash-1.txt") << "of another time";
        auto trainer = std::make_unique<Trainer>(run_);
        Following here(run_);
        QVERIFY(waitFor([&] { return !here.listener.told().starts.empty(); }));
        trainer->steps(26, 27);
        std::ofstream(run_ + "/crash-2.txt") << "of this one";
        trainer->go();
        QVERIFY(waitFor([&] { return here.ended().has_value(); }));
        const RunReport report = *here.ended();
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QVERIFY(holds(report.error.text(), "ended without a word"));
        QVERIFY(holds(report.error.text(), "crash-2.txt"));
        QVERIFY(holds(report.error.next, "Resume"));
        QCOMPARE(here.listener.told().steps.back().step, 27);
    }

    void aRunThatIsTakenOverIsFollowedOn() {
        auto trainer = std::make_unique<Trainer>(run_);
        Following here(run_);
        QVERIFY(waitFor([&] { return !here.listener.told().starts.empty(); }));
        trainer->go();
        Trainer next(run_);
        next.rows.cutBackTo(20, 0);
        next.steps(21, 29, 3);
        QVERIFY(waitFor([&] { return here.listener.told().starts.size() == 2; }));
        QVERIFY(waitFor([&] { return here.listener.told().steps.size() == 9; }));
        QVERIFY(waitFor([&] { return here.listener.told().status.activity == "from the trainer"; }));
        here.control.pause();
        QVERIFY(waitFor([&] { return next.control.isPaused(); }));
        QVERIFY(!here.ended());
    }

    void withoutASocketTheRunIsShownAndTheReasonTold() {
        Trainer trainer(run_, false);
        Following here(run_);
        QVERIFY(waitFor([&] { return holds(here.trouble(), "It is shown from its history"); }));
        QVERIFY(here.listener.told().status.unsteerable);
        here.control.pause();
        QVERIFY(waitFor([&] { return holds(here.trouble(), "The run was not paused."); }));
        trainer.steps(26, 40);
        QVERIFY(waitFor([&] { return here.listener.told().status.step == 40; }));
        const Listener::Told told = here.listener.told();
        QCOMPARE(told.status.phase, TrainPhase::Training);
        QCOMPARE(told.status.epochs, static_cast<std::int32_t>(findPreset("quick-look").config.epochs));
        QVERIFY(told.status.imagesPerSecond > 100);
        QCOMPARE(told.starts.at(0).trainPictures, 160);
        QCOMPARE(told.steps.size(), std::size_t{16});
    }

    void theEndIsReadFromTheJournalWhereNobodyTellsIt_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<RunOutcome>("outcome");
        QTest::newRow("finished") << "finished" << RunOutcome::Finished;
        QTest::newRow("stopped") << "stopped" << RunOutcome::Stopped;
        QTest::newRow("interrupted") << "interrupted" << RunOutcome::Stopped;
        QTest::newRow("failed") << "failed" << RunOutcome::Failed;
    }
    void theEndIsReadFromTheJournalWhereNobodyTellsIt() {
        QFETCH(QString, state);
        QFETCH(RunOutcome, outcome);
        Trainer trainer(run_, false);
        Following here(run_);
        QVERIFY(waitFor([&] { return !here.listener.told().starts.empty(); }));
        const Message why{"The picture folder does not answer", "/pictures", "All is saved.", "Resume later."};
        if (outcome == RunOutcome::Failed)
            trainer.rows.addEvent({EventKind::Failed, 25, 3, utcMilliseconds(), why.title, why.text()});
        const std::string spot = "Spot notice: terminate";
        if (state == QStringLiteral("interrupted"))
            trainer.rows.addEvent(
                {EventKind::Stopped, 25, 3, utcMilliseconds(), "Training interrupted", "step 25 · " + spot});
        trainer.rows.setValue("state", state.toStdString());
        trainer.go();
        QVERIFY(waitFor([&] { return here.ended().has_value(); }));
        QCOMPARE(here.ended()->outcome, outcome);
        QCOMPARE(here.ended()->interruptedBy, state == QStringLiteral("interrupted") ? spot : std::string());
        if (outcome == RunOutcome::Failed)
            QCOMPARE(here.ended()->error.text(), why.title + ". /pictures. All is saved. Resume later.");
    }

    void theEndOfAnEarlierTrainerIsNotThatOfOneThatCrashed_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("hasBegun");
        for (const char* state : {"finished", "stopped", "interrupted", "failed"}) {
            QTest::addRow("%s before its start", state) << QString::fromLatin1(state) << false;
            QTest::addRow("%s, then it went on", state) << QString::fromLatin1(state) << true;
        }
    }
    void theEndOfAnEarlierTrainerIsNotThatOfOneThatCrashed() {
        QFETCH(QString, state);
        QFETCH(bool, hasBegun);
        Trainer trainer(run_, false);
        const EventKind kind = state == QStringLiteral("finished") ? EventKind::Finished
                               : state == QStringLiteral("failed") ? EventKind::Failed
                                                                   : EventKind::Stopped;
        trainer.rows.addEvent({kind, 25, 3, hasBegun ? utcMilliseconds() : 1, "An end", "step 25 · a Spot notice"});
        if (hasBegun)
            trainer.rows.addEvent({EventKind::Resumed, 25, 3, utcMilliseconds(), "Training resumed", {}});
        trainer.rows.setValue("state", state.toStdString());
        Following here(run_);
        QVERIFY(waitFor([&] { return !here.listener.told().starts.empty(); }));
        trainer.go();
        QVERIFY(waitFor([&] { return here.ended().has_value(); }));
        QCOMPARE(here.ended()->outcome, RunOutcome::Failed);
        QCOMPARE(here.ended()->error.title, std::string("The process that trained this run ended without a word"));
    }

    void aFinishedRunThatIsOnlyLookedAtAgainHasFinished_data() {
        QTest::addColumn<qlonglong>("epochs");
        QTest::newRow("whole") << static_cast<qlonglong>(findPreset("quick-look").config.epochs);
        QTest::newRow("early, as its patience wants") << qlonglong{3};
    }
    void aFinishedRunThatIsOnlyLookedAtAgainHasFinished() {
        QFETCH(qlonglong, epochs);
        Trainer trainer(run_, false);
        if (epochs < findPreset("quick-look").config.epochs)
            trainer.rows.setValue(kEndedEarlyKey, std::to_string(epochs));
        for (std::int32_t epoch = 1; epoch <= epochs; ++epoch) {
            EpochRecord record;
            record.epoch = epoch;
            record.step = 25 + epoch;
            trainer.rows.addEpoch(record);
        }
        trainer.rows.addEvent({EventKind::Finished, 25, 3, 1, "Training finished", {}}); // before the lock was taken
        trainer.rows.setValue("state", "finished");
        Following here(run_);
        QVERIFY(waitFor([&] { return !here.listener.told().starts.empty(); }));
        trainer.go();
        QVERIFY(waitFor([&] { return here.ended().has_value(); }));
        QCOMPARE(here.ended()->outcome, RunOutcome::Finished);
    }

    void whatIsNoRunEndsWithAReason() {
        Following here(dir_->filePath(QStringLiteral("nothing")).toStdString());
        QVERIFY(waitFor([&] { return here.ended().has_value(); }));
        QCOMPARE(here.ended()->outcome, RunOutcome::Failed);
        QVERIFY(!here.ended()->error.title.empty());
    }

    void runsThatTrainAreFound() {
        const std::string runs = dir_->path().toStdString();
        QVERIFY(listLiveRuns(runs).empty());
        const Trainer trainer(run_);
        const auto found = listLiveRuns(runs);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].folder, run_);
        QVERIFY(found[0].own); // the trainer of this test is no other process
        std::ofstream(RunPaths(run_).lock) << "1";
        const auto other = findTrainer(run_);
        QVERIFY(other && !other->own && other->steerable);
        QCOMPARE(other->pid, 1);
    }
};

QTEST_GUILESS_MAIN(TestFollower)
#include "tst_follower.moc"
