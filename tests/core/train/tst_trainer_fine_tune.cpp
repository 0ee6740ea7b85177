// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>

#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

namespace {

using Bytes = std::map<std::string, std::vector<std::byte>>;

/// The network's, of the newest checkpoint, or of another.
Bytes weightsOf(const std::string& run, const char* which = "last") {
    Bytes weights;
    for (const HostTensor& each : loadCheckpoint(findCheckpoint(run, which)).tensors) {
        if (each.name.starts_with("model.")) {
            weights[each.name.substr(6)] = each.bytes;
        }
    }
    return weights;
}

bool isFrozen(const std::string& name) {
    return name.starts_with("conv1.") || name.starts_with("bn1.") || name.starts_with("layer1.");
}

} // namespace

/// Runs that begin with what another has learned. An epoch has six steps.
class TrainerFineTuneTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        writeTinyData(path("data"), {});
        writeTinyData(path("other"), {.classes = 2, .prefix = "sort"});
        Recording seen;
        QCOMPARE(train(tinyRequest(path("data"), path("first"), 2, 1), seen).outcome, RunOutcome::Finished);
    }

    void theEngineBeginsWithTheWeightsOfARun() {
        Recording seen;
        TrainRequest wish = tuned("tuned", "data", 1);
        const RunReport report = train(wish, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const Bytes before = weightsOf(path("first"), "best"), after = weightsOf(path("tuned"));
        for (const auto& [name, bytes] : before) {
            QVERIFY2((after.at(name) == bytes) == isFrozen(name), name.c_str());
        }
        QCOMPARE(told(seen, "Weights taken over"), 1);
        QCOMPARE(told(seen, "Layers are frozen"), 1);
        QCOMPARE(seen.steps.size(), std::size_t{6});
        // The journal on the disk has each line once, too.
        int kept = 0;
        for (const EventRecord& event :
             RunDatabase(RunPaths(path("tuned")).database, RunDatabase::Mode::Read).events()) {
            kept += event.title == "Weights taken over" ? 1 : 0;
        }
        QCOMPARE(kept, 1);
    }

    void otherClassesGetAHeadOfTheirOwn() {
        Recording seen;
        TrainRequest wish = tuned("classes", "other", 1);
        wish.config.headRate = 10;
        const RunReport report = train(wish, seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const Bytes before = weightsOf(path("first"), "best"), after = weightsOf(path("classes"));
        QCOMPARE(after.at("conv1.weight"), before.at("conv1.weight"));
        QCOMPARE(after.at("linear.bias").size(), 2 * sizeof(float));
        Recording slower;
        wish = tuned("slower", "other", 1);
        QCOMPARE(train(wish, slower).outcome, RunOutcome::Finished);
        QVERIFY2(weightsOf(path("slower")).at("linear.weight") != after.at("linear.weight"), "the head's rate is used");
    }

    void anInterruptedOneGoesOnToTheSameBits() {
        Recording seen, first, second;
        TrainRequest whole = tuned("whole", "data", 2), broken = tuned("broken", "data", 2);
        whole.config.headRate = broken.config.headRate = 4;
        whole.config.emaDecay = broken.config.emaDecay = 0.9;
        QCOMPARE(train(whole, seen).outcome, RunOutcome::Finished);
        QCOMPARE(train(broken, first, 4).outcome, RunOutcome::Stopped);
        broken.resume = true;
        QCOMPARE(train(broken, second).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(path("broken")), newestDigest(path("whole")));
        // Nor does the average of what is frozen wander off by rounding.
        const Bytes before = weightsOf(path("first"), "best");
        for (const HostTensor& each : loadCheckpoint(newestCheckpointPath(path("whole"))).tensors) {
            if (each.name.starts_with("ema.") && before.contains(each.name.substr(4))) {
                QVERIFY2((each.bytes == before.at(each.name.substr(4))) == isFrozen(each.name.substr(4)),
                         each.name.c_str());
            }
        }
        QCOMPARE(told(second, "Layers are frozen"), 0); // once, at the beginning
    }

    /// A head of zeros lets no gradient through.
    void aHeadThatBeginsAtZeroIsNotFrozen() {
        Recording seen;
        TrainRequest wish = tuned("headless", "other", 1);
        wish.config.freeze = "linear";
        QVERIFY(train(wish, seen).error.text().find("never learns") != std::string::npos);
        QVERIFY(!isRunThere(path("headless")));
        wish.setup.data.root = path("data"); // whose classes the head knows
        QCOMPARE(train(wish, seen).outcome, RunOutcome::Finished);
        QCOMPARE(weightsOf(path("headless")).at("linear.weight"), weightsOf(path("first"), "best").at("linear.weight"));
    }

    void aStopWhileItBeginsLeavesNoRun() {
        Recording seen;
        TrainControl control;
        control.stopNow();
        const RunReport report = runTraining(tuned("stopped", "data", 1), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Stopped, report.error.text().c_str());
        QVERIFY(!isRunThere(path("stopped")));
    }

    void whatCannotBeBegunWithLeavesNoRun_data() {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("word");
        QTest::newRow("nothing there") << QString::fromStdString(path("nowhere")) << "resnet20"
                                       << "nowhere";
        QTest::newRow("another network") << QString::fromStdString(path("first")) << "resnet32"
                                         << "another network";
    }
    void whatCannotBeBegunWithLeavesNoRun() {
        QFETCH(QString, weights);
        QFETCH(QString, model);
        QFETCH(QString, word);
        Recording seen;
        TrainRequest wish = tuned("refused", "data", 1);
        wish.beginsWith = weights.toStdString();
        wish.config.model = model.toStdString();
        const RunReport report = train(wish, seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QVERIFY2(report.error.text().find(word.toStdString()) != std::string::npos, report.error.text().c_str());
        QVERIFY(!isRunThere(path("refused")));
    }

private:
    std::string path(const char* name) const { return dir_.filePath(QString::fromUtf8(name)).toStdString(); }
    TrainRequest tuned(const char* run, const char* data, int epochs) const {
        TrainRequest wish = tinyRequest(path(data), path(run), epochs, 1);
        wish.beginsWith = path("first");
        wish.config.freeze = "conv1, bn1 layer1";
        return wish;
    }
    static RunReport train(const TrainRequest& wish, Recording& seen, int stopStep = 0) {
        TrainControl control;
        seen.onStep = [&control, stopStep](const StepRecord& record) {
            if (record.step == stopStep) {
                control.stopNow();
            }
        };
        return runTraining(wish, seen, control);
    }
    static std::ptrdiff_t told(const Recording& seen, const char* title) {
        return std::count_if(seen.events.begin(), seen.events.end(),
                             [title](const EventRecord& event) { return event.title == title; });
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TrainerFineTuneTest)
#include "tst_trainer_fine_tune.moc"
