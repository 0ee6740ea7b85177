// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <thread>

#include "core/base/sha256.h"
#include "core/distributed/ranks_internal.h"
#include "core/run/run_database.h"
#include "core/train/evaluator.h"
#include "core/train/ranks/rank_follower.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/scripted_device.h"

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

    void whatIsFrozenStaysSoInAllRanks() {
        const auto weightsAfter = [this](const char* run, int epochs) {
            TrainRequest wish = request(run, epochs);
            wish.config.freeze = "conv1, bn1, layer2.1";
            wish.config.headRate = 4;
            Recording seen;
            std::map<std::string, std::vector<std::byte>> weights;
            if (train(wish, seen).outcome == RunOutcome::Finished) {
                for (const HostTensor& each : loadCheckpoint(newestCheckpointPath(wish.runFolder)).tensors) {
                    weights[each.name] = each.bytes;
                }
            }
            return weights;
        };
        const auto one = weightsAfter("frozen1", 1), two = weightsAfter("frozen2", 2);
        for (const char* frozen : {"model.conv1.weight", "model.bn1.running_mean", "model.layer2.1.bn2.weight"}) {
            QVERIFY2(one.at(frozen) == two.at(frozen), frozen);
        }
        for (const char* learning : {"model.layer1.0.conv1.weight", "model.layer2.0.bn2.running_mean"}) {
            QVERIFY2(one.at(learning) != two.at(learning), learning);
        }
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

    /// The other rank has joined, and lists its pictures for longer than anybody wants to wait.
    void aStopIsHeardWhileTheOtherRankIsNotReady() {
        QTemporaryDir meeting;
        const std::string file = meeting.filePath(QStringLiteral("store")).toStdString();
        TrainControl control;
        std::promise<void> isOver;
        const std::jthread other([&, over = isOver.get_future()] {
            const std::shared_ptr<Ranks> ranks = joinRanks(placeOf(1, file));
            ranks->broadcastText({}, 0, Ranks::kPatiently);
            control.stopNow();
            over.wait();
        });
        TrainRequest wish = request("early", 1);
        wish.ranks = joinRanks(placeOf(0, file));
        Recording seen;
        const RunReport report = runTraining(wish, seen, control);
        isOver.set_value();
        QVERIFY2(report.outcome == RunOutcome::Stopped, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::Stopped), 1);
        QCOMPARE(seen.steps.size(), std::size_t{0});
        Recording again;
        TrainRequest resumed = request("early", 1);
        resumed.resume = true;
        QCOMPARE(train(resumed, again).outcome, RunOutcome::Finished);
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

    void oneProcessMeasuresWhatAllOfThemMeasured() {
        Recording seen;
        TrainRequest wish = request("average", 3);
        wish.config.emaDecay = 0.8;
        wish.config.schedule = "constant";
        wish.config.learningRate = 0.4; // the weights jump about: the average is the better one
        wish.config.flipTest = true;
        wish.config.clipNorm = 1;
        wish.config.accumulation = 2;
        const RunReport report = train(wish, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const CheckpointContent best = loadCheckpoint(findCheckpoint(wish.runFolder, "best"));
        QVERIFY(best.ema);
        const EvaluationResult again = evaluateModel(wish.runFolder, "best", {}, "cpu", 1);
        QVERIFY(again.ema && again.flipTest);
        QCOMPARE(again.count, std::int64_t{120});
        QCOMPARE(again.top1, best.valTop1);
        QVERIFY2(std::abs(again.loss - best.valLoss) < 1e-5 * std::max(1.0, best.valLoss),
                 QByteArray::number(again.loss - best.valLoss));
    }

    /// While the rate warms up the average is a copy, also of the statistics that are the mean over the ranks.
    void theAveragesStatisticsAreThoseOfAllRanks() {
        Recording seen;
        TrainRequest wish = request("follows", 1);
        wish.config.emaDecay = 0.9;
        wish.config.warmupEpochs = 1;
        QCOMPARE(train(wish, seen).outcome, RunOutcome::Finished);
        std::map<std::string, std::vector<std::byte>> tensors;
        for (const HostTensor& each : loadCheckpoint(newestCheckpointPath(wish.runFolder)).tensors) {
            tensors[each.name] = each.bytes;
        }
        int statistics = 0;
        for (const auto& [name, bytes] : tensors) {
            if (name.starts_with("ema.")) {
                QVERIFY2(bytes == tensors.at("model." + name.substr(4)), name.c_str());
                statistics += name.ends_with("running_var") ? 1 : 0;
            }
        }
        QVERIFY(statistics > 0);
    }

    /// From here on there is a card: who trains names his device.
    void whatRanksCannotDoOnACardLeavesTheRunAsItWas() {
        registerDevice({.id = "cuda:8", .name = "A card", .accelerator = true}, makeCpuDevice);
        Recording first, refused, again;
        QCOMPARE(train(request("card", 1), first).outcome, RunOutcome::Finished);
        const auto history = [this] {
            RunDatabase database(path("card") + "/run.db", RunDatabase::Mode::Read);
            return std::pair(database.value("state").value_or(""), database.events(1000).size());
        };
        const auto before = history();
        TrainRequest more = request("card", 2);
        more.resume = true;
        for (const char* device : {"cuda:8", "auto"}) {
            more.setup.device = device;
            const RunReport report = train(more, refused);
            othersEnded_ = true; // of a run that was never begun the other rank is told nothing
            QVERIFY(report.errorKind == ErrorKind::Usage);
            QVERIFY2(contains(report.error.text(), (device + std::string(", 2 ranks")).c_str()),
                     report.error.text().c_str());
            QVERIFY(history() == before);
        }
        more.setup.device = "cpu";
        QCOMPARE(train(more, again).outcome, RunOutcome::Finished);
        QCOMPARE(again.epochs.size(), std::size_t{1});
        TrainRequest fresh = request("never", 1);
        fresh.setup.device = "cuda:8";
        QVERIFY(train(fresh, refused).errorKind == ErrorKind::Usage);
        othersEnded_ = true;
        QVERIFY(!std::filesystem::exists(path("never")));
    }

    void ranksSeeThePicturesThatOneProcessWouldSee_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("crops and jitter") << "flip"
                                          << "0.5";
        QTest::newRow("erased boxes") << "random_erasing"
                                      << "0.5";
        QTest::newRow("alternating flip") << "alternating_flip"
                                          << "true";
        QTest::newRow("TrivialAugment") << "auto_augment"
                                        << "trivialaugment-wide";
        QTest::newRow("RandAugment") << "auto_augment"
                                     << "randaugment";
    }
    /// Pixel by pixel, as the network gets them.
    void ranksSeeThePicturesThatOneProcessWouldSee() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        std::mutex mutex;
        std::multiset<std::string> pictures;
        const auto script = std::make_shared<ScriptedDevice::Script>();
        script->after = [&](at::Tensor& input, bool trains) {
            const std::lock_guard lock(mutex);
            for (std::int64_t row = 0; trains && row < input.size(0); ++row) {
                const at::Tensor one = input[row].contiguous();
                pictures.insert(sha256Hex(std::span(static_cast<const std::byte*>(one.data_ptr()), one.nbytes())));
            }
        };
        ScriptedDevice::install("cuda:9", script);
        const auto seenBy = [&](bool alone) {
            pictures.clear();
            TrainRequest wish = request(alone ? "sees alone" : "sees", 2);
            std::filesystem::remove_all(wish.runFolder);
            wish.setup.device = "cuda:9";
            setConfigValue(wish.config, key.toStdString(), value.toStdString());
            Recording seen;
            const RunReport report = alone ? trainAlone(wish, seen) : train(wish, seen);
            return report.outcome == RunOutcome::Finished ? pictures : std::multiset<std::string>();
        };
        const std::multiset<std::string> alone = seenBy(true);
        QCOMPARE(alone.size(), std::size_t{96});
        QVERIFY(seenBy(false) == alone);
    }

    void patienceEndsAllRanks() {
        Recording seen;
        TrainRequest wish = request("patient", 5);
        wish.config.patience = 1;
        wish.config.learningRate = 1e-12; // nothing gets better
        wish.config.schedule = "constant";
        QCOMPARE(train(wish, seen).outcome, RunOutcome::Finished);
        QVERIFY2(seen.epochs.size() < 5, QByteArray::number(static_cast<int>(seen.epochs.size())));
    }

    void picturesGrowInAllRanksAlsoByAPlanThatIsChanged() {
        std::mutex mutex;
        std::map<int, int> pictures; // by their side
        const auto script = std::make_shared<ScriptedDevice::Script>();
        script->before = [&](const HostBatch& batch, bool trains) {
            const std::lock_guard lock(mutex);
            if (trains) {
                const double area = static_cast<double>(batch.pixels.size()) / 3 / batch.count;
                pictures[static_cast<int>(std::lround(std::sqrt(area)))] += batch.count;
            }
        };
        ScriptedDevice::install("cuda:9", script);
        std::vector<std::map<int, int>> counts;
        for (const bool alone : {true, false}) {
            pictures.clear();
            Recording seen;
            seen.onStep = [this](const StepRecord& record) {
                if (record.step == 2) {
                    control_->changePlan({.epochs = 4});
                }
            };
            TrainRequest grows = request(alone ? "grows alone" : "grows", 2);
            grows.setup.device = "cuda:9";
            grows.config.startImageSize = 16;
            grows.config.imageSize = 32;
            grows.config.growFrom = 0;
            grows.config.growUntil = 1;
            const RunReport report = alone ? trainAlone(grows, seen) : train(grows, seen);
            QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
            QCOMPARE(seen.epochs.size(), std::size_t{4});
            counts.push_back(pictures);
        }
        QVERIFY(counts[0].size() > 2);
        QCOMPARE(counts[1], counts[0]);
    }

private:
    static bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }
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

    RunReport trainAlone(const TrainRequest& request, Recording& seen) {
        TrainControl control;
        control_ = &control;
        return runTraining(request, seen, control);
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
