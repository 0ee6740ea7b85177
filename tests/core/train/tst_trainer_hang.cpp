// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDeadlineTimer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <optional>

#include <unistd.h>

#include "core/base/left_behind.h"
#include "core/run/run_folder.h"
#include "core/train/control.h"
#include "core/train/evaluator.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/read_faults.h"
#include "tests/support/read_gate.h"
#include "tests/support/sync_gate.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr std::chrono::seconds kLimit{60};

bool becomes(const std::function<bool()>& condition, std::chrono::milliseconds atMost = kLimit) {
    const QDeadlineTimer limit(atMost);
    while (!condition() && !limit.hasExpired())
        std::this_thread::yield();
    return condition();
}

/// Whether all threads but this one sleep: what could be read ahead is read.
bool doOthersSleep() {
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        if (thread.path().filename() == std::to_string(::gettid()))
            continue;
        std::ifstream file(thread.path() / "stat");
        const std::string line{std::istreambuf_iterator<char>(file), {}};
        const auto name = line.rfind(')');
        if (name != std::string::npos && line.substr(name).starts_with(") R"))
            return false;
    }
    return true;
}

/// Lets the loader come as far as it comes without another step. True if it came to the gate.
bool letItReadAhead(const ReadGate& gate) {
    QDeadlineTimer rest(20);
    becomes(
        [&] {
            if (!doOthersSleep())
                rest.setRemainingTime(20);
            return gate.isReached() || rest.hasExpired();
        },
        std::chrono::seconds(5));
    return gate.isReached();
}

void raise(std::atomic<bool>& flag) {
    flag = true;
    flag.notify_all();
}

} // namespace

/// A file system that does not answer any more.
class TrainerHangTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)).toStdString(); }
    static std::future<RunReport> start(const TrainRequest& request, Recording& seen, TrainControl& control) {
        return std::async(std::launch::async,
                          [&seen, &control, request] { return runTraining(request, seen, control); });
    }
    static bool isReady(const std::future<RunReport>& report) {
        return report.wait_for(kLimit) == std::future_status::ready;
    }

private Q_SLOTS:
    void aStopSavesAndTheRunEndsAlthoughAReadNeverReturns() {
        const std::string data = path("data"), run = path("run");
        writeTinyData(data, {.trainPerClass = 400}); // one epoch: its end saves nothing before the stop does
        const ReadGate gate(data + "/train/kind1/200.jpg");
        TrainControl control;
        Recording seen;
        std::atomic<bool> stepped{false};
        seen.onStep = [&](const StepRecord&) { raise(stepped); };
        std::future<RunReport> report = start(tinyRequest(data, run, 1), seen, control);
        gate.waitForReader(); // pictures are read ahead
        stepped.wait(false);
        control.stopNow();
        const bool saved = becomes([&] { return !newestCheckpointPath(run).empty(); });
        const bool ended = isReady(report); // and nobody could read on yet
        const RunState state = summariseRun(run).state;
        const int left = threadsLeftBehind();
        gate.open();
        QVERIFY(saved);
        QVERIFY(ended);
        QCOMPARE(report.get().outcome, RunOutcome::Stopped);
        QCOMPARE(state, RunState::Stopped);
        QCOMPARE(left, 1);
        QVERIFY(becomes([] { return threadsLeftBehind() == 0; })); // it ends with the read, and breaks nothing
        QVERIFY(seen.steps.size() < 150);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, seen.steps.back().step);
        QVERIFY(!isRunLocked(run));
    }

    void aStopSavesWhereOneReadHangsAndTheOthersFail() {
        const std::string data = path("mixed"), run = path("mixedrun");
        writeTinyData(data, {.trainPerClass = 400});
        const ReadGate gate(data + "/train/kind1/200.jpg");
        std::optional<ReadFaults> faults;
        TrainControl control;
        Recording seen;
        std::atomic<bool> gone{false};
        seen.onStep = [&](const StepRecord&) {
            if (gate.isReached() && !faults)
                faults.emplace("", 1'000'000);
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == "Waiting for the pictures" && !gone) {
                control.resume(); // "try now": it asks for the batch again, in which the other thread is still
                raise(gone);
            }
        };
        std::future<RunReport> report = start(tinyRequest(data, run, 1), seen, control);
        const bool isGone = becomes([&] { return gone.load(); });
        control.stopNow();
        const bool saved = becomes([&] { return !newestCheckpointPath(run).empty(); });
        const bool ended = isReady(report);
        gate.open();
        QVERIFY(isGone);
        QVERIFY(saved);
        QVERIFY(ended);
        QCOMPARE(report.get().outcome, RunOutcome::Stopped);
        QCOMPARE(seen.count(EventKind::BadPicture), 0);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, seen.steps.back().step);
        QVERIFY(becomes([] { return threadsLeftBehind() == 0; }));
    }

    void aFailureIsRecordedAlthoughAReadNeverReturns() {
        const std::string data = path("fails"), run = path("failsrun");
        writeTinyData(data, {.trainPerClass = 400});
        const ReadGate gate(data + "/train/kind1/200.jpg");
        TrainControl control;
        Recording seen;
        bool spoilt = false;
        // Some batches are read ahead, so that it is asked for before the last step that can be made. A loader that is
        // behind is let come up to there: what is read later is spoilt.
        seen.onStep = [&](const StepRecord&) {
            if (spoilt || !letItReadAhead(gate))
                return;
            spoilt = true;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(data + "/train")) {
                if (entry.is_regular_file())
                    std::filesystem::resize_file(entry.path(), 20);
            }
        };
        std::future<RunReport> report = start(tinyRequest(data, run, 1), seen, control);
        const bool ended = isReady(report);
        const RunState state = ended ? summariseRun(run).state : RunState::Training;
        gate.open();
        QVERIFY(ended);
        QCOMPARE(report.get().outcome, RunOutcome::Failed);
        QCOMPARE(state, RunState::Failed);
        QVERIFY(becomes([] { return threadsLeftBehind() == 0; }));
    }

    void anEvaluationThatIsStoppedEndsAlthoughAReadNeverReturns() {
        const std::string data = path("evaluated"), run = path("evaluatedrun");
        writeTinyData(data, {});
        TrainControl control;
        Recording seen;
        QCOMPARE(runTraining(tinyRequest(data, run, 1), seen, control).outcome, RunOutcome::Finished);
        const ReadGate gate(data + "/val/kind1/102.jpg");
        std::stop_source stop;
        DataSpec spec;
        spec.root = data;
        auto result = std::async(std::launch::async,
                                 [&] { return evaluateModel(run, "best", spec, "cpu", 2, {}, stop.get_token()); });
        gate.waitForReader();
        stop.request_stop();
        const bool ended = result.wait_for(kLimit) == std::future_status::ready;
        gate.open();
        QVERIFY(ended);
        QVERIFY(!result.get().complete);
        QVERIFY(becomes([] { return threadsLeftBehind() == 0; }));
    }

    void aRunWhoseDiskHangsIsPausedAndContinued() {
        const std::string data = path("slow"), run = path("slowrun");
        writeTinyData(data, {.trainPerClass = 100});
        const SyncGate gate;
        TrainControl control;
        Recording seen;
        std::atomic<bool> paused{false};
        std::atomic<std::int64_t> step{0};
        seen.onStep = [&](const StepRecord& record) {
            step = record.step;
            if (record.step == 2)
                control.requestSnapshot();
            if (record.step == 4)
                control.pause();
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.phase == TrainPhase::Paused)
                raise(paused);
        };
        std::future<RunReport> report = start(tinyRequest(data, run, 1), seen, control);
        gate.waitForWriter();
        const bool isPaused = becomes([&] { return paused.load(); });
        const bool told = becomes([&] { return summariseRun(run).state == RunState::Paused; });
        const std::int64_t before = step;
        control.resume();
        const bool goesOn = becomes([&] { return step > before; });
        gate.open();
        QVERIFY(isReady(report));
        QCOMPARE(report.get().outcome, RunOutcome::Finished);
        QVERIFY(isPaused);
        QVERIFY(told);
        QCOMPARE(before, std::int64_t{4});
        QVERIFY(goesOn);
    }

    void aStopOfAPausedRunDoesNotSayThatItGoesOn() {
        const std::string data = path("stops"), run = path("stopsrun");
        writeTinyData(data, {});
        TrainControl control;
        Recording seen;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 3)
                control.pause();
        };
        bool wentOn = false;
        seen.onStatus = [&](const TrainStatus& status) {
            wentOn = wentOn || (control.isStopRequested() && status.phase == TrainPhase::Training);
            if (status.phase == TrainPhase::Paused)
                control.stopNow();
        };
        QCOMPARE(runTraining(tinyRequest(data, run, 1), seen, control).outcome, RunOutcome::Stopped);
        QCOMPARE(seen.count(EventKind::Paused), 1);
        QCOMPARE(seen.count(EventKind::Continued), 0);
        QVERIFY(!wentOn);
        QCOMPARE(summariseRun(run).state, RunState::Stopped);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, 3);
    }
};

QTEST_APPLESS_MAIN(TrainerHangTest)
#include "tst_trainer_hang.moc"
