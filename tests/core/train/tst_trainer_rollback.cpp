// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <limits>
#include <set>

#include "core/base/clock.h"
#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/run_state.h"
#include "tests/support/scripted_device.h"
#include "tests/support/sqlite_faults.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr const char* kDevice = "cuda:9";

RunReport train(const TrainRequest& request, Recording& seen) {
    TrainControl control;
    return runTraining(request, seen, control);
}

/// "6 12": where the roll-backs went.
std::string rollBacks(const Recording& seen) {
    std::string steps;
    for (const EventRecord& event : seen.events) {
        if (event.kind == EventKind::RolledBack) {
            steps += (steps.empty() ? "" : " ") + event.title.substr(event.title.rfind(' ') + 1);
        }
    }
    return steps;
}

std::string lastDetail(const Recording& seen, EventKind kind) {
    std::string detail;
    for (const EventRecord& event : seen.events) {
        detail = event.kind == kind ? event.detail : detail;
    }
    return detail;
}

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

enum class Fault { Once, Lasting, Stop };

} // namespace

/// Roll-backs, and failures after which memory holds what no file does. An epoch has six steps.
class TrainerRollbackTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;
    std::shared_ptr<ScriptedDevice::Script> script_ = std::make_shared<ScriptedDevice::Script>();

    std::string path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)).toStdString(); }
    TrainRequest scripted(const std::string& run, int epochs) const {
        TrainRequest request = tinyRequest(data_, run, epochs);
        request.setup.device = kDevice;
        return request;
    }
    /// Spoils the input of these training batches, counted over all that the device is given; calls `then` with it.
    void poison(const std::set<int>& which, const std::function<void()>& then = {}) {
        auto batches = std::make_shared<int>(0);
        script_->after = [=](at::Tensor& input, bool training) {
            if (training && which.contains(++*batches)) {
                input.fill_(std::numeric_limits<float>::quiet_NaN());
                if (then) {
                    then();
                }
            }
        };
    }
    TrainRequest resumeOf(const std::string& run, int epochs) const {
        TrainRequest request = scripted(run, epochs);
        request.resume = true;
        return request;
    }

    /// One run whose roll-back meets a fault at the `number`-th call on run.db. False once there are not so many.
    bool rollsBackWith(Fault fault, int number, const std::string& digest) {
        const std::string run = path("atomic");
        std::filesystem::remove_all(run);
        poison({8}, [=] { SqliteFaults::arm(number, fault != Fault::Once); });
        Recording seen;
        TrainControl control;
        int failures = 0;
        const auto lift = [&failures] {
            failures += SqliteFaults::failures();
            SqliteFaults::disarm();
        };
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::RolledBack) {
                lift();
            }
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == "Waiting for the run's disk") {
                lift();
                fault == Fault::Stop ? control.stopNow() : control.resume(); // "try now"
            }
        };
        RunReport report = runTraining(scripted(run, 2), seen, control);
        lift();
        if (fault == Fault::Stop && report.outcome == RunOutcome::Stopped) {
            expectSame(newestCheckpointPath(run).ends_with("step-000000006.safetensors"), "a state under a wrong step");
            script_->after = {};
            poison({1}); // the resumed run meets the same
            seen.onEvent = {};
            seen.onStatus = {};
            report = train(resumeOf(run, 2), seen);
        }
        expectSame(report.outcome == RunOutcome::Finished, report.error.text());
        expectSame(rollBacks(seen) == "6", "roll-backs: " + rollBacks(seen));
        expectSame(newestDigest(run) == digest, "other weights");
        const RunPaths paths(run);
        const RunDatabase rows(paths.database, RunDatabase::Mode::Read);
        expectSame(historyProblem(rows).empty(), historyProblem(rows));
        expectSame(checkpointProblem(rows, paths.checkpoints).empty(), checkpointProblem(rows, paths.checkpoints));
        expectSame(rows.steps().size() == 12 && rows.epochs().size() == 2, "rows are missing");
        expectSame(rows.value("rollbacks") == "1", "the roll-back is not remembered");
        return failures > 0;
    }
    void expectSame(bool good, const std::string& what) {
        if (!good && problem_.empty()) {
            problem_ = what;
        }
    }
    std::string problem_;

private Q_SLOTS:
    void initTestCase() {
        SqliteFaults::install();
        data_ = path("data");
        writeTinyData(data_, {});
        ScriptedDevice::install(kDevice, script_);
    }
    void init() { *script_ = {}; }

    void aRollBackIsWholeOrNotAtAllWhicheverCallOnTheHistoryFails_data() {
        QTest::addColumn<int>("fault");
        QTest::newRow("one call fails") << static_cast<int>(Fault::Once);
        QTest::newRow("all calls from it on fail until it waits") << static_cast<int>(Fault::Lasting);
        QTest::newRow("and the run is stopped while it waits") << static_cast<int>(Fault::Stop);
    }
    void aRollBackIsWholeOrNotAtAllWhicheverCallOnTheHistoryFails() {
        QFETCH(int, fault);
        const std::string calm = path("atomiccalm");
        std::filesystem::remove_all(calm);
        poison({8});
        Recording seen;
        QCOMPARE(train(scripted(calm, 2), seen).outcome, RunOutcome::Finished);
        QCOMPARE(rollBacks(seen), std::string("6"));
        const std::string digest = newestDigest(calm);
        int points = 0;
        problem_.clear();
        while (rollsBackWith(static_cast<Fault>(fault), points + 1, digest)) {
            ++points;
            QVERIFY2(problem_.empty(), ("call " + std::to_string(points) + ": " + problem_).c_str());
        }
        QVERIFY2(problem_.empty(), problem_.c_str());
        std::printf("roll-back with run.db failing (%s): %d calls tried\n", QTest::currentDataTag(), points);
        QVERIFY(points >= 10);
    }

    void rollBacksInARowGoFurtherBackEachTime() {
        const std::string run = path("further");
        poison({15, 16}); // in epoch 3, and again right after the roll-back to the end of epoch 2
        Recording seen;
        const RunReport report = train(scripted(run, 3), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(rollBacks(seen), std::string("12 6"));
        const std::string detail = lastDetail(seen, EventKind::RolledBack);
        QVERIFY2(contains(detail, "After the roll-back to step 12 it was so again: this is an older checkpoint."),
                 detail.c_str());
        QCOMPARE(seen.starts.back().resumedFromStep, 6);
        const RunPaths paths(run);
        const RunDatabase rows(paths.database, RunDatabase::Mode::Read);
        QCOMPARE(historyProblem(rows), std::string());
        QCOMPARE(checkpointProblem(rows, paths.checkpoints), std::string());
        QCOMPARE(rows.steps().size(), std::size_t{18});
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).learningRateScale, 0.25);
    }

    void whereThereIsNoOlderCheckpointItIsTheSameAgain() {
        const std::string run = path("oldest");
        poison({9, 10});
        Recording seen;
        QCOMPARE(train(scripted(run, 2), seen).outcome, RunOutcome::Finished);
        QCOMPARE(rollBacks(seen), std::string("6 6"));
        const std::string detail = lastDetail(seen, EventKind::RolledBack);
        QVERIFY2(contains(detail, "there is no older checkpoint"), detail.c_str());
    }

    void aSnapshotIsKeptWhereTheRunBeginsAgainASecondTime() {
        const std::string run = path("snapshot");
        poison({3, 9}); // before any checkpoint, and again right after a snapshot
        Recording seen;
        TrainControl control;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 5 && seen.starts.size() == 2)
                control.requestSnapshot();
        };
        const RunReport report = runTraining(scripted(run, 1), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(rollBacks(seen), std::string("0 0"));
        const std::string detail = lastDetail(seen, EventKind::RolledBack);
        QVERIFY2(contains(detail, "there is no older checkpoint: the run begins again"), detail.c_str());
        QVERIFY2(contains(detail, "was kept as before-rollback-2-step-000000005.safetensors"), detail.c_str());
        QVERIFY(!contains(detail, "No checkpoint had been saved"));
        QCOMPARE(loadCheckpoint(run + "/checkpoints/before-rollback-2-step-000000005.safetensors").step, 5);
    }

    void whatWasDoneSinceMakesItAnotherRollBack() {
        poison({9, 17}); // epoch 2; then epoch 3, after epoch 2 was done
        Recording seen;
        QCOMPARE(train(scripted(path("another"), 3), seen).outcome, RunOutcome::Finished);
        QCOMPARE(rollBacks(seen), std::string("6 12"));
    }

    void aResumeKnowsWhereTheLastRollBackWent() {
        const std::string run = path("resumed");
        TrainControl control;
        Recording first, second;
        poison({15});
        first.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::RolledBack) {
                control.stopNow();
            }
        };
        QCOMPARE(runTraining(scripted(run, 3), first, control).outcome, RunOutcome::Stopped);
        QCOMPARE(rollBacks(first), std::string("12"));
        poison({2});
        QCOMPARE(train(resumeOf(run, 3), second).outcome, RunOutcome::Finished);
        QCOMPARE(rollBacks(second), std::string("6"));
    }

    void theBestCheckpointIsKeptWhenTheRunGoesBackToBeforeIt() {
        const std::string run = path("best");
        poison({15, 16});
        std::string digest;
        Recording seen;
        TrainControl control;
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::RolledBack && digest.empty()) {
                pinCheckpoint(run, "step-000000012.safetensors", true);
                digest = newestDigest(run);
            }
        };
        QCOMPARE(runTraining(scripted(run, 3), seen, control).outcome, RunOutcome::Finished);
        const std::string kept = run + "/checkpoints/before-rollback-2-step-000000012.safetensors";
        QVERIFY(std::filesystem::exists(kept));
        QCOMPARE(readSafetensorsMetadata(kept).at("sha256"), digest);
        QVERIFY(contains(lastDetail(seen, EventKind::RolledBack), "before-rollback-2-step-000000012.safetensors"));
    }

    void theBestCheckpointIsKeptUnderAnotherNameWhereItsOwnIsTaken() {
        const std::string run = path("taken"), checkpoints = run + "/checkpoints/";
        poison({15, 16});
        std::string digest;
        Recording seen;
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::RolledBack && digest.empty()) {
                pinCheckpoint(run, "step-000000012.safetensors", true);
                digest = newestDigest(run);
                std::filesystem::create_directories(checkpoints + "before-rollback-2-step-000000012.safetensors/x");
            }
        };
        QCOMPARE(train(scripted(run, 3), seen).outcome, RunOutcome::Finished);
        const std::string kept = "before-rollback-2-2-step-000000012.safetensors";
        QVERIFY(std::filesystem::exists(checkpoints + kept));
        QCOMPARE(readSafetensorsMetadata(checkpoints + kept).at("sha256"), digest);
        QVERIFY(contains(lastDetail(seen, EventKind::RolledBack), kept.c_str()));
    }

    void aGoodStateThatWaitsInMemoryIsWrittenBeforeTheRollBack() {
        const std::string run = path("waits");
        FileSizeLimit limit(kTooSmallForACheckpoint);
        poison({8});
        Recording seen;
        TrainControl control;
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == "Waiting for the run's disk") {
                limit.lift();
                control.resume(); // "try now"
            }
        };
        const RunReport report = runTraining(scripted(run, 2), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(rollBacks(seen), std::string("6")); // not to the beginning
    }

    void aSnapshotThatNobodyTakesEndsOneWaitNotAll() {
        TrainControl control;
        control.requestSnapshot();
        QVERIFY(control.waitFor(600));
        const double from = monotonicSeconds();
        QVERIFY(control.waitFor(0.1));
        QVERIFY(monotonicSeconds() - from >= 0.09);
        QVERIFY(control.takeSnapshotRequest());
    }

    void killedBeforeNewerCheckpointsWereClearedAwayAResumePassesThemOver() {
        const std::string run = path("left");
        poison({15, 16});
        TrainControl control;
        Recording first, second;
        const std::string newest = run + "/checkpoints/step-000000012.safetensors", copy = run + "/copy";
        first.onEvent = [&](const EventRecord& event) {
            if (event.kind != EventKind::RolledBack) {
                return;
            }
            if (!std::filesystem::exists(copy)) {
                std::filesystem::copy_file(newest, copy);
                return;
            }
            std::filesystem::copy_file(copy, newest); // as if it had not been cleared away
            control.stopNow();
        };
        QCOMPARE(runTraining(scripted(run, 3), first, control).outcome, RunOutcome::Stopped);
        QCOMPARE(rollBacks(first), std::string("12 6"));
        script_->after = {};
        QCOMPARE(train(resumeOf(run, 3), second).outcome, RunOutcome::Finished);
        QCOMPARE(second.starts.front().resumedFromStep, 6);
        QVERIFY(contains(lastDetail(second, EventKind::CheckpointSkipped), "rolled back to before it"));
    }

    void memoryThatIsShortAfterAStartOverSplitsTheBatch() {
        poison({4}); // before the first checkpoint
        auto batches = std::make_shared<int>(0);
        script_->before = [=](const HostBatch& batch, bool training) {
            if (training && ++*batches > 4) {
                failBeyond(batch, training, 4);
            }
        };
        Recording seen;
        const RunReport report = train(scripted(path("startover"), 1), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(rollBacks(seen), std::string("0"));
        QCOMPARE(seen.count(EventKind::Waiting), 1); // computed in parts
    }

    void aLostDeviceDoesNotTakeTheCheckpointsThatWaitInMemory() {
        const std::string run = path("lost");
        FileSizeLimit limit(kTooSmallForACheckpoint);
        Recording seen;
        script_->before = [&](const HostBatch&, bool training) {
            if (training && seen.count(EventKind::CheckpointFailed) > 0) {
                limit.lift();
                throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)},
                                 "CUDA error: an illegal memory access was encountered");
            }
        };
        const RunReport report = train(scripted(run, 30), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Device);
        const std::string saved = newestCheckpointPath(run);
        QVERIFY(!saved.empty());
        const std::int64_t step = loadCheckpoint(saved).step;
        const std::string words =
            "The checkpoint of step " + std::to_string(step) + ", which waited in memory, was still written.";
        QVERIFY2(contains(report.error.text(), words.c_str()), report.error.text().c_str());
        *script_ = {};
        Recording second;
        TrainControl control;
        second.onStep = [&](const StepRecord&) { control.stopNow(); };
        QCOMPARE(runTraining(resumeOf(run, 30), second, control).outcome, RunOutcome::Stopped);
        QCOMPARE(second.starts.front().resumedFromStep, step);
    }
};

QTEST_APPLESS_MAIN(TrainerRollbackTest)
#include "tst_trainer_rollback.moc"
