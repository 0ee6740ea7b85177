// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "core/recipe/config.h"
#include "core/recipe/presets.h"
#include "core/run/run_database.h"
#include "tests/support/ui_main.h"
#include "ui/plot/train_curves.h"
#include "ui/session/training_session.h"

using namespace studio;

/// Histories of long runs: all of them is kept, and reading them leaves the window alone.
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
    void aCutTakesTheStepsPastIt() {
        RunHistory history;
        for (std::int64_t i = 1; i <= 100; ++i)
            history.steps.push_back(step(i, lossAt(i)));
        cutBack(history, 50);
        QCOMPARE(history.steps.size(), std::size_t{50});
        QCOMPARE(history.steps.back().step, std::int64_t{50});
    }

    /// Rows that a damaged history lost are counted with the time of the next one.
    void theClockOfTheCurvesIsThatOfTheSteps() {
        const auto history = std::make_shared<RunHistory>();
        for (std::int64_t i = 1; i <= 1'000; ++i) {
            if (i < 400 || i >= 500)
                history->steps.push_back(step(i, lossAt(i)));
        }
        TrainCurves curves;
        curves.reset(history, XAxis::Time, 100);
        const QPointF end = curves.loss().envelope({}).back();
        QVERIFY(std::fabs(end.x() - 1'000 * 0.5 / 3600) < 1e-9);
        QCOMPARE(end.y(), lossAt(1'000));
        QVERIFY(std::fabs(curves.speed().smoothed({}, 0.01).back().y() - 256.0) < 1e-9);
        history->steps.push_back(step(1'001, 0.5));
        curves.grow();
        QCOMPARE(curves.loss().envelope({}).back().y(), 0.5);
        QVERIFY(curves.isCurrent());
        cutBack(*history, 10);
        QVERIFY(!curves.isCurrent());
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
        QCOMPARE(session.history()->steps.size(), std::size_t{1'000'000});
        QVERIFY(session.history()->steps.capacity() <= 1'100'000); // memory: 64 bytes each
        QCOMPARE(session.history()->steps.back().step, std::int64_t{1'000'000});
        QVERIFY(curves.loss().envelope({}).size() <= 1'602);
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
