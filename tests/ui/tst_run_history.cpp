// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "core/recipe/config.h"
#include "core/recipe/presets.h"
#include "core/run/run_database.h"
#include "tests/support/ui_main.h"
#include "ui/pages/train/train_curves.h"
#include "ui/session/training_session.h"

using namespace studio;

/// Histories of long runs: what is kept of them, and that reading them leaves the window alone.
class TestRunHistory final : public QObject {
    Q_OBJECT

private:
    static StepRecord step(std::int64_t number, double loss) {
        StepRecord record;
        record.step = number;
        record.epoch = static_cast<std::int32_t>((number - 1) / 10'000 + 1);
        record.loss = loss;
        record.learningRate = 0.1;
        record.count = 128;
        record.seconds = 0.5;
        record.waitSeconds = 0.1;
        return record;
    }
    static double lossAt(std::int64_t number) { return 1 + 5.0 / (1 + number * 1e-4) + 0.001 * (number % 97); }
    static RunHistory thinned(std::int64_t steps, std::size_t groups) {
        StepThinner thinner(groups);
        for (std::int64_t i = 1; i <= steps; ++i)
            thinner.add(step(i, i == 4'321 ? 99.0 : i == 5'000 ? std::numeric_limits<double>::quiet_NaN() : lossAt(i)));
        RunHistory history;
        thinner.finish(history);
        return history;
    }
    static void writeLongRun(const std::string& folder, std::int64_t steps) {
        createRunFolder(folder, runRecipeToJson(findPreset("quick-look").config, {}), {{"a", "a"}, {"b", "b"}});
        RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Create);
        for (std::int64_t i = 1; i <= steps; ++i) {
            database.addStep(step(i, lossAt(i)));
            if (i % 100'000 == 0)
                database.flush();
        }
        database.flush();
    }

private Q_SLOTS:
    void shortRunsKeepEveryStepAsItIs() {
        const RunHistory history = thinned(1'000, 1'000);
        QCOMPARE(history.steps.size(), std::size_t{1'000});
        QVERIFY(history.meanLoss.empty());
        QCOMPARE(history.steps[499].loss, lossAt(500));
        QCOMPARE(history.steps[499].seconds, 0.5);
    }

    void longRunsKeepTheirSpikesTheirGapsAndTheNewestStep() {
        const RunHistory history = thinned(100'001, 500);
        QVERIFY(history.steps.size() <= 1'001);
        QVERIFY(std::is_sorted(history.steps.begin(), history.steps.end(),
                               [](const auto& a, const auto& b) { return a.step < b.step; }));
        QCOMPARE(history.meanLoss.size(), history.steps.size());
        const auto has = [&history](std::int64_t wanted) {
            return std::any_of(history.steps.begin(), history.steps.end(),
                               [wanted](const StepRecord& record) { return record.step == wanted; });
        };
        QVERIFY(has(4'321));
        QVERIFY(has(5'000));
        QCOMPARE(history.steps.back().step, std::int64_t{100'001});
        QCOMPARE(history.steps.back().loss, lossAt(100'001));
    }

    /// Time and smoothing do not depend on what was left out. Tolerances: one step in 100,000; the width of a group.
    void curvesOfAThinnedRunHaveTheWholeRunsClockAndSmoothing() {
        const std::int64_t steps = 100'000;
        const auto whole = std::make_shared<RunHistory>(), part = std::make_shared<RunHistory>(thinned(steps, 500));
        for (std::int64_t i = 1; i <= steps; ++i)
            whole->steps.push_back(step(i, i == 4'321   ? 99.0
                                           : i == 5'000 ? std::numeric_limits<double>::quiet_NaN()
                                                        : lossAt(i)));
        TrainCurves all, some;
        all.reset(whole, XAxis::Time, 10'000);
        some.reset(part, XAxis::Time, 10'000);
        const QPointF allEnd = all.loss().smoothed(0.01).back(), someEnd = some.loss().smoothed(0.01).back();
        QVERIFY(std::fabs(allEnd.x() / someEnd.x() - 1) < 1e-5);
        QVERIFY(std::fabs(allEnd.y() - someEnd.y()) < 0.002);
        QVERIFY(std::fabs(some.speed().smoothed(0.01).back().y() - 256.0) < 1e-9);
        const double hours = static_cast<double>(steps) * 0.5 / 3600;
        QVERIFY(std::fabs(some.loss().smoothed(0.01).back().x() - hours) < 1e-5 * hours);
    }

    void cuttingBackKeepsStepsAndSmoothingInStep() {
        RunHistory history = thinned(100'000, 500);
        cutBack(history, 50'000);
        QVERIFY(history.steps.back().step <= 50'000);
        QCOMPARE(history.meanLoss.size(), history.steps.size());
    }

    /// Read on the GUI thread this would be one gap as long as the whole. The bound is a share of the time it takes, so
    /// that a busy machine does not matter.
    void aMillionStepsOpenWithoutHoldingUpTheWindow() {
        const QTemporaryDir dir;
        const std::string folder = dir.filePath(QStringLiteral("long")).toStdString();
        writeLongRun(folder, 1'000'000);
        TrainingSession session([](const TrainRequest&, TrainObserver&, TrainControl&) { return RunReport{}; });
        TrainCurves curves;
        connect(&session, &TrainingSession::historyReset, this,
                [&] { curves.reset(session.sharedHistory(), XAxis::Epoch, 10'000); });
        QElapsedTimer total, sinceTick;
        qint64 longest = 0;
        QTimer ticks;
        connect(&ticks, &QTimer::timeout, this, [&] { longest = std::max(longest, sinceTick.restart()); });
        ticks.start(1);
        total.start();
        sinceTick.start();
        session.showRun(folder);
        QVERIFY(QTest::qWaitFor([&] { return session.opening().empty(); }, 60'000));
        const qint64 taken = total.elapsed();
        longest = std::max(longest, sinceTick.elapsed());
        qInfo("opened in %lld ms, longest gap %lld ms", taken, longest);
        QVERIFY2(longest < taken / 2, "the event loop stood still");
        QVERIFY(session.history()->steps.size() <= 100'001); // memory: 6.4 MB of records
        QVERIFY(session.history()->steps.capacity() <= 200'002);
        QCOMPARE(session.history()->steps.back().step, std::int64_t{1'000'000});
        QVERIFY(curves.loss().envelope().size() <= 1'600);
    }

    void anOverviewHasAllButTheSteps() {
        const QTemporaryDir dir;
        const std::string folder = dir.filePath(QStringLiteral("run")).toStdString();
        writeLongRun(folder, 10);
        QCOMPARE(loadRunHistory(folder).steps.size(), std::size_t{10});
        const RunHistory overview = loadRunOverview(folder);
        QVERIFY(overview.steps.empty());
        QCOMPARE(overview.recipe.config.model, findPreset("quick-look").config.model);
    }
};

STUDIO_UI_TEST(QCoreApplication, TestRunHistory)
#include "tst_run_history.moc"
