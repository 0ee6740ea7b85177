// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

#include "core/distributed/ranks.h"
#include "core/train/ranks/rank_follower.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

/// What is wished of a run of two ranks, or befalls it, all of it does. The ranks are threads of this process; an epoch
/// has six steps.
class TrainerRanksTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!canJoinRanks()) {
            QSKIP("built without Gloo");
        }
        writeTinyData(path("data"), {.valPerClass = 40});
    }
    void cleanup() { QVERIFY2(othersEnded_, "the other rank was told of the end"); }

    void theSameRanksTrainToTheSameBits() {
        Recording first, second;
        QCOMPARE(train(request("one", 2), first).outcome, RunOutcome::Finished);
        QCOMPARE(train(request("two", 2), second).outcome, RunOutcome::Finished);
        QCOMPARE(first.steps.size(), std::size_t{12});
        QCOMPARE(newestDigest(path("one")), newestDigest(path("two")));
        QVERIFY2(first.starts.front().device.ends_with(", 2 ranks"), first.starts.front().device.c_str());
    }

    void aPauseASnapshotAndAValidationLeaveThemTogether() {
        Recording seen;
        seen.onStep = [this](const StepRecord& record) {
            if (record.step == 2) {
                control_->requestValidation();
                control_->requestSnapshot();
            } else if (record.step == 4) {
                control_->pause();
                control_->requestSnapshot();
            }
        };
        seen.onEvent = [this](const EventRecord& event) {
            if (event.kind == EventKind::Paused) {
                control_->resume();
            }
        };
        const RunReport report = train(request("wishes", 2), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::Paused), 1);
        QCOMPARE(seen.count(EventKind::Validated), 1);
        QCOMPARE(seen.steps.size(), std::size_t{12});
        QVERIFY(seen.checkpoints.size() >= 3);
    }

    void aStopInTheMiddleOfAValidationEndsBoth() {
        Recording seen;
        seen.onStatus = [this](const TrainStatus& status) {
            if (status.phase == TrainPhase::Validating) {
                control_->stopNow();
            }
        };
        QCOMPARE(train(request("stopped", 2), seen).outcome, RunOutcome::Stopped);
        QCOMPARE(seen.epochs.size(), std::size_t{0});
        Recording again;
        TrainRequest resumed = request("stopped", 2);
        resumed.resume = true;
        QCOMPARE(train(resumed, again).outcome, RunOutcome::Finished);
        QCOMPARE(again.epochs.size(), std::size_t{2});
    }

    void bothGoBackFromALossThatIsNoNumber() {
        Recording seen;
        TrainRequest wild = request("wild", 6);
        wild.config.learningRate = 1000; // with this decay each step multiplies the weights by about -900
        wild.config.weightDecay = 0.9;
        wild.config.schedule = "constant";
        wild.config.warmupEpochs = 0;
        wild.config.maxRollbacks = 2;
        const RunReport report = train(wild, seen);
        QVERIFY2(report.errorKind == ErrorKind::Config, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::RolledBack), 2);
    }

private:
    std::string path(const char* name) const { return dir_.filePath(QString::fromUtf8(name)).toStdString(); }
    TrainRequest request(const char* run, int epochs) const { return tinyRequest(path("data"), path(run), epochs, 1); }
    static RankPlace placeOf(int rank, const std::string& file) {
        RankPlace place;
        place.rank = rank;
        place.count = place.localCount = 2;
        place.file = file;
        place.seconds = 60;
        return place;
    }

    RunReport train(TrainRequest request, Recording& seen) {
        QTemporaryDir meeting;
        const std::string file = meeting.filePath(QStringLiteral("store")).toStdString();
        TrainControl control;
        control_ = &control;
        othersEnded_ = false;
        RunReport report;
        {
            const std::jthread other([this, &file] {
                try {
                    TrainControl mine;
                    othersEnded_ = followRanks(joinRanks(placeOf(1, file)), mine);
                } catch (const std::exception& error) {
                    qWarning("%s", error.what());
                }
            });
            request.ranks = joinRanks(placeOf(0, file));
            report = runTraining(request, seen, control);
            request.ranks.reset();
        }
        return report;
    }

    QTemporaryDir dir_;
    TrainControl* control_ = nullptr;
    std::atomic<bool> othersEnded_{false};
};

QTEST_GUILESS_MAIN(TrainerRanksTest)
#include "tst_trainer_ranks.moc"
