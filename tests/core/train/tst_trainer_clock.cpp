// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "core/base/clock.h"
#include "core/run/run_folder.h"
#include "core/train/stall_watch_internal.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/read_gate.h"

using namespace studio;
using namespace studio::test;

namespace {

/// Notes when the run and its first epoch were over, on a clock of its own.
class TimedRecording : public Recording {
public:
    void runStarted(const RunStart& start) override {
        Recording::runStarted(start);
        begun = monotonicSeconds();
    }
    void epochDone(const EpochRecord& record) override {
        Recording::epochDone(record);
        lasted = monotonicSeconds() - begun;
    }
    double longestStep() const {
        double longest = 0;
        for (const StepRecord& step : steps) {
            longest = std::max(longest, step.seconds);
        }
        return longest;
    }
    double begun = 0, lasted = 0;
};

void stand(double seconds) {
    for (const double until = monotonicSeconds() + seconds; monotonicSeconds() < until;) {
        std::this_thread::yield();
    }
}

enum class Break { PicturesGone, Pause };

} // namespace

/// What a run calls training time, and what it calls standing still.
class TrainerClockTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }

private Q_SLOTS:
    void aBreakIsNoTrainingTime_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("phase");
        const int training = static_cast<int>(TrainPhase::Training),
                  validating = static_cast<int>(TrainPhase::Validating);
        QTest::newRow("pictures gone in an epoch") << static_cast<int>(Break::PicturesGone) << training;
        QTest::newRow("pictures gone in the validation") << static_cast<int>(Break::PicturesGone) << validating;
        QTest::newRow("paused in an epoch") << static_cast<int>(Break::Pause) << training;
        QTest::newRow("paused in the validation") << static_cast<int>(Break::Pause) << validating;
    }
    void aBreakIsNoTrainingTime() {
        QFETCH(int, kind);
        QFETCH(int, phase);
        const bool gone = static_cast<Break>(kind) == Break::PicturesGone;
        const std::string data = path(QStringLiteral("data%1%2").arg(kind).arg(phase)), away = data + "-away";
        const std::string run = path(QStringLiteral("run%1%2").arg(kind).arg(phase));
        writeTinyData(data, {.trainPerClass = 100, .valPerClass = 100}); // too many to be read ahead
        TrainControl control;
        TimedRecording seen;
        bool begun = false;
        double stood = 0;
        const auto begin = [&] {
            begun = true;
            if (gone) {
                std::filesystem::rename(data, away);
            } else {
                control.pause();
            }
        };
        seen.onStep = [&](const StepRecord& record) { // a status comes too seldom: the epoch may be over
            if (static_cast<TrainPhase>(phase) == TrainPhase::Training && record.step == 2) {
                begin();
            }
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (!begun && status.phase == TrainPhase::Validating) {
                begin();
            } else if (begun && stood == 0 && (!status.trouble.empty() || status.phase == TrainPhase::Paused)) {
                stood = std::max(1.0, 10 * seen.longestStep());
                stand(stood);
                if (gone) {
                    std::filesystem::rename(away, data);
                }
                control.resume();
            }
        };
        const RunReport report = runTraining(tinyRequest(data, run, 1), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY(stood > 0);
        const EpochRecord& epoch = seen.epochs.front();
        std::printf("stood %.2f s: longest step %.3f s, validation %.2f s, epoch %.2f s of %.2f s\n", stood,
                    seen.longestStep(), epoch.validationSeconds, epoch.seconds, seen.lasted);
        QVERIFY(seen.longestStep() < stood);
        QVERIFY(epoch.seconds <= seen.lasted - stood);
        QVERIFY(epoch.validationSeconds <= seen.lasted - stood);
        QVERIFY(epoch.imagesPerSecond > 300 / (seen.lasted - stood));
        const RunDatabase rows(RunPaths(run).database, RunDatabase::Mode::Read);
        for (const StepRecord& step : rows.steps()) { // what a resume reads again
            QVERIFY(step.seconds < stood);
            QVERIFY(step.waitSeconds <= step.seconds);
        }
        QVERIFY(loadCheckpoint(newestCheckpointPath(run)).activeSeconds <= seen.lasted - stood + 0.5 * stood);
    }

    void aDiskThatBlocksIsNoTrainingTimeEither() {
        const std::string data = path(QStringLiteral("blocked")), run = path(QStringLiteral("blockedrun"));
        writeTinyData(data, {.trainPerClass = 100});
        const ReadGate gate(data + "/train/kind1/150.jpg");
        TrainRequest request = tinyRequest(data, run, 1);
        request.stallSeconds = 0.02;
        TrainControl control;
        TimedRecording seen;
        std::atomic<double> told{0}; // when the last one was: a busy machine may stand still before the disk does
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::Waiting) {
                told = monotonicSeconds();
            }
        };
        RunReport report;
        std::thread engine([&] { report = runTraining(request, seen, control); });
        gate.waitForReader();
        for (const double reached = monotonicSeconds(); told < reached;) {
            std::this_thread::yield();
        }
        stand(1);
        const double blocked = monotonicSeconds() - told;
        gate.open();
        engine.join();
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const auto event = std::find_if(seen.events.begin(), seen.events.end(), [&seen](const EventRecord& e) {
            return e.kind == EventKind::Waiting && e.detail.starts_with("A step usually takes");
        });
        QVERIFY(event != seen.events.end());
        QVERIFY2(event->title.starts_with("No step for "), event->title.c_str());
        std::printf("%s: %s\n", event->title.c_str(), event->detail.c_str());
        QVERIFY(seen.longestStep() < blocked);
        QVERIFY(seen.epochs.front().seconds <= seen.lasted - blocked);
    }

    void aStallIsMeasuredByWhatIsUsualForTheRun() {
        const RunPaths paths(folder_.path().toStdString());
        TrainObserver nobody;
        RunRecorder recorder(std::make_unique<RunDatabase>(path(QStringLiteral("watch.db")), RunDatabase::Mode::Create),
                             nobody, paths);
        StallWatch watch(recorder, 30, {});
        QCOMPARE(watch.limit(), 600.0); // nothing is known yet
        for (int i = 0; i < 3; ++i) {
            watch.learn(0.2);
        }
        QCOMPARE(watch.limit(), 30.0); // the floor
        for (int i = 0; i < 40; ++i) {
            watch.learn(i % 4 == 0 ? 500 : 25); // single slow ones do not count
        }
        QCOMPARE(watch.limit(), 250.0);
        QVERIFY(!watch.isStall(200) && watch.isStall(250));
        watch.enter(StallWatch::Part::Validation); // not known: no longer than a step
        QCOMPARE(watch.limit(), 250.0);
        for (int i = 0; i < 8; ++i) {
            watch.beat();
        }
        QCOMPARE(watch.limit(), 30.0); // its own pace
        watch.enter(StallWatch::Part::Training);
        QCOMPARE(watch.limit(), 250.0);
        for (int i = 0; i < 40; ++i) {
            watch.learn(1000);
        }
        QCOMPARE(watch.limit(), 1800.0); // the ceiling
        StallWatch off(recorder, 0, {});
        QVERIFY(!off.isStall(1e9));
    }

    void aStallThatEndsInARestIsNotSaidToGoOn() {
        const RunPaths paths(folder_.path().toStdString());
        Recording seen;
        std::atomic<int> told{0}, looks{0};
        seen.onEvent = [&](const EventRecord&) {
            ++told;
            told.notify_all();
        };
        RunRecorder recorder(std::make_unique<RunDatabase>(path(QStringLiteral("rest.db")), RunDatabase::Mode::Create),
                             seen, paths);
        {
            StallWatch watch(recorder, 0.05, [&] {
                ++looks;
                looks.notify_all();
                return StallWatch::Save{};
            });
            told.wait(0);
            watch.setResting(true); // paused, say
            for (const int enough = looks + 3; looks < enough;) {
                looks.wait(looks);
            }
        }
        QCOMPARE(seen.events.size(), std::size_t{1});
        QVERIFY2(seen.events[0].title.starts_with("No step for "), seen.events[0].title.c_str());
    }

    void aSaveThatHangsIsToldWithWhatIsUsual() {
        const RunPaths paths(folder_.path().toStdString());
        Recording seen;
        std::atomic<double> since{monotonicSeconds() - 100};
        std::atomic<int> told{0};
        seen.onEvent = [&](const EventRecord&) {
            ++told;
            told.notify_all();
        };
        RunRecorder recorder(std::make_unique<RunDatabase>(path(QStringLiteral("save.db")), RunDatabase::Mode::Create),
                             seen, paths);
        {
            StallWatch watch(recorder, 0.1, [&] { return StallWatch::Save{since, 0.5}; });
            watch.setResting(true); // the loop waits for it on purpose
            told.wait(0);
            since = -1;
            told.wait(1);
        }
        QCOMPARE(seen.events.size(), std::size_t{2});
        QCOMPARE(seen.events[0].title, std::string("A checkpoint is being written for 1 min 40 s"));
        QVERIFY(seen.events[0].detail.starts_with("One usually takes 0.50 s."));
        QCOMPARE(seen.events[1].title, std::string("The checkpoint is written"));
    }
};

QTEST_APPLESS_MAIN(TrainerClockTest)
#include "tst_trainer_clock.moc"
