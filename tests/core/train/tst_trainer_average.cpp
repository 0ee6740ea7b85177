// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "core/export/kept_average.h"
#include "core/run/run_folder.h"
#include "core/train/evaluator.h"
#include "core/train/model_loader_internal.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/late_device.h"

using namespace studio;
using namespace studio::test;

namespace {

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

std::string textOf(const Recording& seen, EventKind kind, const char* part) {
    for (const EventRecord& event : seen.events) {
        if (event.kind == kind && contains(event.title + event.detail, part)) {
            return event.title + " " + event.detail;
        }
    }
    return {};
}

std::vector<EpochRecord> epochsOf(const std::string& run) {
    return RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).epochs();
}

} // namespace

/// What a recipe may add to a step and to the end of an epoch: average of the weights, clipping, parts, flip test,
/// patience. An epoch has six steps.
class TrainerAverageTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;
    int runs_ = 0;

    TrainRequest request(int epochs, const std::function<void(TrainConfig&)>& change = {}) {
        TrainRequest made =
            tinyRequest(data_, folder_.filePath(QStringLiteral("run%1").arg(++runs_)).toStdString(), epochs, 1);
        if (change) {
            change(made.config);
        }
        return made;
    }
    RunReport train(const TrainRequest& wish, Recording& seen, int stopStep = 0) {
        TrainControl control;
        seen.onStep = [&control, stopStep](const StepRecord& record) {
            if (record.step == stopStep) {
                control.stopNow();
            }
        };
        return runTraining(wish, seen, control);
    }
    RunReport resume(TrainRequest wish, Recording& seen) {
        wish.resume = true;
        return train(wish, seen);
    }
    std::string digestOf(const std::function<void(TrainConfig&)>& change) {
        Recording seen;
        const TrainRequest wish = request(1, change);
        const RunReport report = train(wish, seen);
        return report.outcome == RunOutcome::Finished ? newestDigest(wish.runFolder) : report.error.text();
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = folder_.filePath(QStringLiteral("data")).toStdString();
        writeTinyData(data_, {});
    }

    void anInterruptedAverageGoesOnToTheSameBits_data() {
        QTest::addColumn<int>("stopStep");
        QTest::addColumn<bool>("withWeights");
        QTest::newRow("while it follows") << 2 << false;
        QTest::newRow("while it follows, begun with weights") << 2 << true;
        QTest::newRow("middle of an epoch") << 4 << false;
        QTest::newRow("before the validation") << 6 << false;
        QTest::newRow("second epoch") << 9 << false;
    }
    void anInterruptedAverageGoesOnToTheSameBits() {
        QFETCH(int, stopStep);
        QFETCH(bool, withWeights);
        const auto averaged = [](TrainConfig& config) {
            config.emaDecay = 0.9;
            config.emaSteps = 2;
            config.warmupEpochs = 0.5;
            config.clipNorm = 1;
            config.accumulation = 2;
        };
        TrainRequest whole = request(2, averaged), broken = request(2, averaged);
        Recording seen, first, second;
        if (withWeights) {
            const TrainRequest before = request(1, {});
            QCOMPARE(train(before, seen).outcome, RunOutcome::Finished);
            whole.beginsWith = broken.beginsWith = before.runFolder;
        }
        QCOMPARE(train(whole, seen).outcome, RunOutcome::Finished);
        QCOMPARE(train(broken, first, stopStep).outcome, RunOutcome::Stopped);
        const RunReport report = resume(broken, second);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(newestDigest(broken.runFolder), newestDigest(whole.runFolder));
        QCOMPARE(second.epochs.back().valLoss, seen.epochs.back().valLoss);
        const CheckpointContent last = loadCheckpoint(newestCheckpointPath(whole.runFolder));
        QCOMPARE(last.parts, 2);
        QVERIFY(textOf(second, EventKind::Notice, "in 2 parts").empty()); // as the recipe says: nothing to tell
        QCOMPARE(std::count_if(last.tensors.begin(), last.tensors.end(),
                               [](const HostTensor& each) { return each.name == "ema.linear.weight"; }),
                 std::ptrdiff_t{1});
    }

    void theAverageChangesNothingThatIsTrained() {
        const auto weights = [&](double decay) {
            Recording seen;
            const TrainRequest wish = request(1, [decay](TrainConfig& config) { config.emaDecay = decay; });
            train(wish, seen);
            std::vector<HostTensor> tensors = loadCheckpoint(newestCheckpointPath(wish.runFolder)).tensors;
            std::erase_if(tensors, [](const HostTensor& each) { return each.name.starts_with("ema."); });
            std::vector<std::byte> bytes;
            for (const HostTensor& each : tensors) {
                bytes.insert(bytes.end(), each.bytes.begin(), each.bytes.end());
            }
            return bytes;
        };
        QVERIFY(weights(0.9) == weights(0));
    }

    void anAverageThatWasNotTakenYetIsNotMeasured() {
        const auto every = [](std::int64_t steps) {
            return [steps](TrainConfig& config) {
                config.emaDecay = 0.9;
                config.emaSteps = steps;
            };
        };
        Recording seen, never;
        const TrainRequest wish = request(2, every(4)), tooShort = request(1, every(4));
        QCOMPARE(train(wish, seen).outcome, RunOutcome::Finished);
        const std::vector<EpochRecord> epochs = epochsOf(wish.runFolder);
        QCOMPARE(epochs.at(0).averageTop1, -1.0); // it is what the first step left
        QVERIFY(epochs.at(1).averageTop1 >= 0);
        QVERIFY(textOf(seen, EventKind::Notice, "never taken").empty());
        QVERIFY(contains(textOf(seen, EventKind::Notice, "reaches far back"), "about 40 steps"));
        QCOMPARE(train(tooShort, never).outcome, RunOutcome::Finished);
        QVERIFY(contains(textOf(never, EventKind::Notice, "never taken"), "the run has 6 steps"));
        QVERIFY(textOf(never, EventKind::Notice, "reaches far back").empty());
        QVERIFY(!loadCheckpoint(newestCheckpointPath(tooShort.runFolder)).ema);
        // Nor is it given away.
        QVERIFY(keepsAverage(newestCheckpointPath(wish.runFolder), {}));
        QVERIFY(!keepsAverage(newestCheckpointPath(tooShort.runFolder), {}));
        QVERIFY(loadModel(newestCheckpointPath(wish.runFolder), {}, true).keepsAverage);
        QVERIFY(!loadModel(newestCheckpointPath(tooShort.runFolder), {}).keepsAverage);
        try {
            loadModel(newestCheckpointPath(tooShort.runFolder), {}, true);
            QFAIL("an average of one step was taken");
        } catch (const Error& error) {
            QVERIFY2(contains(error.message().text(), "At step 6"), error.message().text().c_str());
        }
    }

    void theBetterOfTheTwoCountsAndIsUsed_data() {
        QTest::addColumn<double>("decay");
        QTest::addColumn<bool>("ema");
        // A rate at which the weights jump about is what an average is for; one of nearly nothing but the first steps
        // is none.
        QTest::newRow("average") << 0.8 << true;
        QTest::newRow("weights") << 0.9999 << false;
    }
    void theBetterOfTheTwoCountsAndIsUsed() {
        QFETCH(double, decay);
        QFETCH(bool, ema);
        const TrainRequest wish = request(ema ? 5 : 3, [=](TrainConfig& config) {
            config.emaDecay = decay;
            config.schedule = "constant";
            config.learningRate = ema ? 0.4 : 0.05;
        });
        Recording seen;
        const RunReport report = train(wish, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const CheckpointContent best = loadCheckpoint(findCheckpoint(wish.runFolder, "best"));
        QCOMPARE(best.ema, ema);
        QCOMPARE(best.valTop1, report.bestTop1);
        QCOMPARE(epochsOf(wish.runFolder)[static_cast<std::size_t>(report.bestEpoch) - 1].valTop1, report.bestTop1);
        const EvaluationResult again = evaluateModel(wish.runFolder, "best", {}, "cpu", 1);
        QCOMPARE(again.ema, ema);
        QCOMPARE(again.top1, report.bestTop1);
        QVERIFY2(std::abs(again.loss - best.valLoss) < 1e-5 * std::max(1.0, best.valLoss),
                 qPrintable(
                     QStringLiteral("%1 measured, %2 kept").arg(again.loss, 0, 'g', 12).arg(best.valLoss, 0, 'g', 12)));
        QVERIFY(!textOf(seen, EventKind::Notice, "average of the weights, ").empty());
        QCOMPARE(!textOf(seen, EventKind::NewBest, "average of the weights").empty(), ema);
        QVERIFY(!textOf(seen, EventKind::Notice, ema ? "holds the average" : "holds the weights themselves").empty());
    }

    void theHistoryHasTheFiguresOfBoth() {
        const TrainRequest wish = request(3, [](TrainConfig& config) { config.emaDecay = 0.8; });
        Recording seen;
        QCOMPARE(train(wish, seen).outcome, RunOutcome::Finished);
        const std::vector<EpochRecord> epochs = epochsOf(wish.runFolder);
        QCOMPARE(epochs.size(), std::size_t{3});
        for (const EpochRecord& row : epochs) {
            QVERIFY(row.hasAverage());
            QCOMPARE(row.valTop1, std::max(row.averageTop1, row.weightsTop1));
            QCOMPARE(row.valLoss, row.averageTop1 > row.weightsTop1 ? row.averageLoss : row.weightsLoss);
            QVERIFY(row.averageLoss != row.weightsLoss);
        }
        QCOMPARE(seen.epochs.back().averageLoss, epochs.back().averageLoss);
        const RunSummary summary = summariseRun(wish.runFolder);
        QCOMPARE(summary.lastAverageTop1, epochs.back().averageTop1);
        QCOMPARE(summary.lastWeightsTop1, epochs.back().weightsTop1);
        const TrainRequest plain = request(1);
        QCOMPARE(train(plain, seen).outcome, RunOutcome::Finished);
        QVERIFY(!epochsOf(plain.runFolder).front().hasAverage());
    }

    void aRollBackTakesTheAverageBack() {
        const auto script = std::make_shared<LateDevice::Script>();
        script->depth = 1;
        script->notFinite = {3}; // before any checkpoint: the run begins again
        LateDevice::install("cuda:8", script);
        TrainRequest wish = request(1, [](TrainConfig& config) {
            config.emaDecay = 0.9;
            config.emaSteps = 4; // not yet updated where it breaks
        });
        TrainRequest slower = wish;
        slower.runFolder = request(1).runFolder;
        slower.config.learningRate /= 2; // what the run has after its roll-back
        wish.setup.device = "cuda:8";
        Recording seen, other;
        const RunReport report = train(wish, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::RolledBack), 1);
        QCOMPARE(train(slower, other).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(wish.runFolder), newestDigest(slower.runFolder));
    }

    void clippingIsFeltAndALongLimitIsNot() {
        const std::string plain = digestOf({});
        QCOMPARE(digestOf([](TrainConfig& config) { config.clipNorm = 1e6; }), plain);
        QVERIFY(digestOf([](TrainConfig& config) { config.clipNorm = 0.1; }) != plain);
        QVERIFY(digestOf([](TrainConfig& config) { config.zeroInitGamma = true; }) != plain);
        QCOMPARE(digestOf([](TrainConfig& config) { config.flipTest = true; }), plain); // it measures otherwise
    }

    void aFlipTestIsSaidAndDoneAgain() {
        const TrainRequest plain = request(1), flipped = request(1, [](TrainConfig&config) { config.flipTest = true; });
        Recording first, second;
        train(plain, first);
        train(flipped, second);
        QVERIFY(first.epochs.front().valLoss != second.epochs.front().valLoss);
        const EvaluationResult again = evaluateModel(flipped.runFolder, "last", {}, "cpu", 1);
        QVERIFY(again.flipTest && !evaluateModel(plain.runFolder, "last", {}, "cpu", 1).flipTest);
        QVERIFY(std::abs(again.loss - second.epochs.front().valLoss) < 1e-5);
        double loss = 0; // of the answers picture by picture
        std::int64_t right = 0;
        EvaluationRequest wish{.model = flipped.runFolder, .which = "last", .device = "cpu", .workers = 1};
        wish.answered = [&](const MeasuredPicture& picture) {
            const auto& chances = picture.probabilities;
            loss -= std::log(static_cast<double>(chances[static_cast<std::size_t>(picture.label)]));
            right += std::max_element(chances.begin(), chances.end()) - chances.begin() == picture.label;
        };
        const EvaluationResult told = evaluateModel(wish);
        QVERIFY(std::abs(loss / static_cast<double>(told.count) - told.loss) < 1e-5); // floats, summed otherwise
        QCOMPARE(static_cast<double>(right) / static_cast<double>(told.count), told.top1);
    }

    void aNetworkWithBlurPoolIsKnownByItsCheckpoint() {
        const TrainRequest wish = request(2, [](TrainConfig& config) { config.blurpool = true; });
        Recording seen, second;
        QCOMPARE(train(wish, seen, 8).outcome, RunOutcome::Stopped);
        QCOMPARE(resume(wish, second).outcome, RunOutcome::Finished);
        const EvaluationResult again = evaluateModel(wish.runFolder, "last", {}, "cpu", 1);
        QVERIFY(std::abs(again.loss - second.epochs.back().valLoss) < 1e-5);
        QVERIFY(!textOf(second, EventKind::Notice, "network with BlurPool").empty());
        // Without it the same weights are another network's.
        TrainConfig plain = wish.config;
        plain.blurpool = false;
        writeFileAtomically(RunPaths(wish.runFolder).recipe, runRecipeToJson(plain, wish.setup));
        const RunReport refused = resume(wish, seen);
        QCOMPARE(refused.outcome, RunOutcome::Failed);
        QVERIFY2(contains(refused.error.text(), "with BlurPool"), refused.error.text().c_str());
    }

    void patienceEndsTheRunAndAResumeCountsAnew() {
        const auto patient = [](TrainConfig& config) {
            config.learningRate = 1e-12; // nothing is learned
            config.schedule = "constant";
            config.patience = 2;
        };
        const TrainRequest wish = request(9, patient), broken = request(9, patient);
        Recording seen;
        RunReport report = train(wish, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const std::int32_t best = report.bestEpoch, end = best + 2;
        QCOMPARE(report.epochsDone, end);
        QVERIFY(contains(textOf(seen, EventKind::Finished, "patience"), "no better top-1 for 2 epochs"));
        QCOMPARE(summariseRun(wish.runFolder).state, RunState::Finished);
        QVERIFY(contains(readSmallFile(RunPaths(wish.runFolder).log, 1u << 20), "ended early"));
        Recording first, second, third;
        QCOMPARE(train(broken, first, 6 * (end - 1) + 3).outcome, RunOutcome::Stopped);
        QCOMPARE(resume(broken, second).epochsDone, end); // interrupted, it ends where it would have
        QCOMPARE(newestDigest(broken.runFolder), newestDigest(wish.runFolder));
        report = resume(wish, third);
        QVERIFY(!textOf(third, EventKind::Notice, "counts anew from epoch").empty());
        QCOMPARE(report.epochsDone, std::max(end, report.bestEpoch) + 2);
    }
};

QTEST_APPLESS_MAIN(TrainerAverageTest)
#include "tst_trainer_average.moc"
