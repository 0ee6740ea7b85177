// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/distributed/ranks_internal.h"
#include "core/run/run_database.h"
#include "core/train/evaluator.h"
#include "core/train/ranks/rank_check.h"
#include "core/train/ranks/rank_follower.h"
#include "tests/support/card_meeting.h"
#include "tests/support/card_on_cpu.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

/// A run of two ranks, each with a card of its own (which is the CPU; its results come late). The ranks are threads of
/// this process; an epoch has six steps.
class TrainerRankCardsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!canJoinRanks()) {
            QSKIP("built without Gloo");
        }
        writeTinyData(path("data"), {.valPerClass = 40});
    }
    void init() {
        meeting_ = std::make_shared<CardMeeting>(2);
        installCards("0000:00:1E.0", "0000:00:1F.0");
    }

    void eachRankTrainsOnACardOfItsOwn() {
        Recording seen;
        const RunReport report = train(request("cards", 2), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY2(othersEnded_, otherError_.c_str());
        QCOMPARE(otherDevice_, std::string("cuda:1"));
        QCOMPARE(seen.steps.size(), std::size_t{12});
        QCOMPARE(meeting_->sums(), 12 * kSumsOfAStep);
        QVERIFY2(seen.starts.front().device.ends_with(", 2 ranks"), seen.starts.front().device.c_str());
        const CheckpointContent best = loadCheckpoint(findCheckpoint(path("cards"), "best"));
        const EvaluationResult again = evaluateModel(path("cards"), "best", {}, "cpu", 1);
        QCOMPARE(again.top1, best.valTop1);

        Recording twice;
        QCOMPARE(train(request("twice", 2), twice).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(path("twice")), newestDigest(path("cards")));

        Recording onCpus;
        TrainRequest plain = request("cpus", 2);
        plain.setup.device = "cpu";
        QCOMPARE(train(plain, onCpus).outcome, RunOutcome::Finished);
        const double apart = seen.steps.front().loss - onCpus.steps.front().loss; // later ones drift apart
        QVERIFY2(std::abs(apart) < 1e-4, std::to_string(apart).c_str());
    }

    void whatIsWishedOfARunAllOfItDoes() {
        Recording seen;
        seen.onStep = [this](const StepRecord& record) {
            if (record.step == 2) {
                control_->requestValidation();
                control_->requestSnapshot();
            } else if (record.step == 4) {
                control_->pause();
            }
        };
        seen.onEvent = [this](const EventRecord& event) {
            if (event.kind == EventKind::Paused) {
                control_->resume();
            }
        };
        const RunReport report = train(request("wishes", 2), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY2(othersEnded_, otherError_.c_str());
        QCOMPARE(seen.count(EventKind::Paused), 1);
        QCOMPARE(seen.count(EventKind::Validated), 1);
        QCOMPARE(seen.steps.size(), std::size_t{12});
    }

    void aStopOfTheOtherRankEndsBothWithEverythingSaved() {
        Recording seen;
        otherStopsAfter_ = 2;
        const RunReport report = train(request("stopped", 40), seen);
        QVERIFY2(report.outcome == RunOutcome::Stopped, report.error.text().c_str());
        QVERIFY2(othersEnded_, otherError_.c_str());
        QCOMPARE(loadCheckpoint(newestCheckpointPath(path("stopped"))).step, seen.steps.back().step);
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

    void picturesThatTheOtherRankCannotReadAreCounted() {
        const std::string data = path("spoilt data");
        writeTinyData(data, {.valPerClass = 40});
        int spoilt = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(data + "/train")) {
            if (entry.is_regular_file() && ++spoilt <= 6) {
                std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << "no picture";
            }
        }
        TrainRequest wish = request("spoilt", 1);
        wish.setup.data.root = data;
        wish.config.maxBadFraction = 0.5;
        Recording seen;
        const RunReport report = train(wish, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY2(othersEnded_, otherError_.c_str());
        QCOMPARE(seen.count(EventKind::BadPicture), 6);
    }

    void aRankThatIsLostEndsTheRunWithItsCheckpointsKept() {
        Recording seen;
        otherFailsInStep_ = 8; // all of it: this rank waits for the sums of a step that has no end
        const RunReport report = train(request("lost", 4), seen);
        QVERIFY2(report.outcome == RunOutcome::Failed && report.errorKind == ErrorKind::Device,
                 report.error.text().c_str());
        const std::string text = report.error.text();
        QVERIFY2(contains(text, "Rank 1 of 2 is lost"), text.c_str());
        QVERIFY2(contains(text, "the checkpoints saved before were kept"), text.c_str());
        QCOMPARE(loadCheckpoint(newestCheckpointPath(path("lost"))).step, std::int64_t{6});
    }

    void twoRanksOnOneCardAreRefused() {
        installCards("0000:00:1E.0", "0000:00:1E.0"); // as a launcher may show it to both
        Recording seen;
        const RunReport report = train(request("one card", 1), seen);
        QVERIFY2(report.errorKind == ErrorKind::Usage, report.error.text().c_str());
        QVERIFY2(contains(report.error.text(), "rank 0 and rank 1, card 0000:00:1E.0"), report.error.text().c_str());
        QCOMPARE(seen.steps.size(), std::size_t{0});
    }

    void moreRanksThanCardsAreRefusedBeforeThereIsARun() {
        const TrainConfig config = request("many", 1).config;
        RankPlace place = placeOf(0, path("a file"));
        place.count = place.localCount = 3;
        for (const char* device : {"auto", "cuda"}) {
            QVERIFY_THROWS_EXCEPTION(Error, requireForRanks(config, device, place));
        }
        place.count = place.localCount = 2;
        requireForRanks(config, "cuda", place);
        QVERIFY_THROWS_EXCEPTION(Error, requireForRanks(config, "cuda:1", place)); // one card is named
        place.file.clear();
        requireForRanks(config, "cuda:1", place); // a launcher's ranks may each see another one
        place.localRank = 1;
        QCOMPARE(deviceOfRank("auto", place), std::string("cuda:1"));
        QCOMPARE(deviceOfRank("cuda:0", place), std::string("cuda:0"));
        QCOMPARE(deviceOfRank("cpu", place), std::string("cpu"));
    }

private:
    static constexpr int kSumsOfAStep = 3; ///< the gradients of so small a network in two buckets, and the figures

    static bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }
    std::string path(const char* name) const { return dir_.filePath(QString::fromUtf8(name)).toStdString(); }
    TrainRequest request(const char* run, int epochs) const {
        TrainRequest wish = tinyRequest(path("data"), path(run), epochs, 1);
        wish.setup.device = "auto";
        return wish;
    }
    static RankPlace placeOf(int rank, const std::string& file) {
        RankPlace place;
        place.rank = place.localRank = rank;
        place.count = place.localCount = 2;
        place.file = file;
        place.seconds = 60;
        return place;
    }

    /// Devices are opened anew for each run.
    void installCards(const char* first, const char* second) {
        const std::array<const char*, 2> identities{first, second};
        for (std::size_t i = 0; i < identities.size(); ++i) {
            DeviceInfo info{.id = "cuda:" + std::to_string(i), .name = "A card on the CPU"};
            info.accelerator = true;
            registerDevice(info, [this, info, i, identity = std::string(identities[i])] {
                const auto script = std::make_shared<CardOnCpu::Script>();
                scripts_[i] = script;
                script->lateness = 1;
                script->identity = identity;
                script->meet = [this, script = script.get()](const std::string&, int rank, int) {
                    return meeting_->join(rank, [this, script, rank](int before) {
                        if (rank == 1 && before == (otherFailsInStep_ - 1) * kSumsOfAStep) {
                            script->isLost = true;
                            throw c10::Error({__func__, __FILE__, __LINE__}, "CUDA error: unspecified launch failure");
                        }
                    });
                };
                return std::make_unique<cuda::CudaDevice>(info, std::make_shared<CardOnCpu>(script),
                                                          cuda::Switches{.fusedNorm = false}, kFewThreads);
            });
        }
    }

    RunReport train(TrainRequest request, Recording& seen) {
        QTemporaryDir meeting;
        const std::string file = meeting.filePath(QStringLiteral("store")).toStdString();
        TrainControl control, others;
        control_ = &control;
        othersEnded_ = false;
        otherError_.clear();
        const auto inner = seen.onStep;
        seen.onStep = [&, inner](const StepRecord& record) {
            if (inner) {
                inner(record);
            }
            if (record.step == otherStopsAfter_) {
                others.stopNow();
            }
        };
        RunReport report;
        {
            const std::jthread other([&] {
                try {
                    othersEnded_ = followRanks(
                        joinRanks(placeOf(1, file)), others,
                        {.findDevices = {}, .onDevice = [this](const std::string& device) { otherDevice_ = device; }});
                } catch (const std::exception& error) {
                    otherError_ = error.what();
                    scripts_[0]->neverReached = true;
                    meeting_->breakUp();
                }
            });
            request.ranks = joinRanks(placeOf(0, file));
            report = runTraining(request, seen, control);
            request.ranks.reset();
        }
        otherStopsAfter_ = otherFailsInStep_ = -1;
        return report;
    }

    QTemporaryDir dir_;
    std::shared_ptr<CardMeeting> meeting_;
    TrainControl* control_ = nullptr;
    std::array<std::shared_ptr<CardOnCpu::Script>, 2> scripts_; ///< of the cards that were opened last
    std::int64_t otherStopsAfter_ = -1;
    int otherFailsInStep_ = -1;
    std::atomic<bool> othersEnded_{false};
    std::string otherError_, otherDevice_;
};

QTEST_GUILESS_MAIN(TrainerRankCardsTest)
#include "tst_trainer_rank_cards.moc"
