// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QElapsedTimer>

#include "core/recipe/config.h"
#include "core/recipe/presets.h"
#include "core/remote/follower.h"
#include "core/remote/run_server.h"
#include "core/run/run_database.h"
#include "tests/support/find_widget.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/plot/metric_plot.h"
#include "ui/session/actions.h"
#include "ui/session/run_history.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr std::int64_t kSteps = 900'000;
constexpr int kStepsPerEpoch = 10'000;
constexpr double kMostReads = 10; ///< a read of the same history takes a second

StepRecord step(std::int64_t number) {
    StepRecord record;
    record.step = number;
    record.epoch = static_cast<std::int32_t>((number - 1) / kStepsPerEpoch + 1);
    record.loss = 1 + 5.0 / (1 + static_cast<double>(number) * 1e-4) + 0.001 * static_cast<double>(number % 97);
    record.learningRate = 0.1;
    record.count = 128;
    record.seconds = 0.5;
    return record;
}

/// Another process that trains, as far as a follower sees it: a run with a long past, its lock and its socket.
struct LongRun {
    explicit LongRun(const std::string& folder)
        : run((createRunFolder(folder, runRecipeToJson(findPreset("quick-look").config, {}), {{"a", "a"}, {"b", "b"}}),
               folder))
        , rows(RunPaths(folder).database, RunDatabase::Mode::Create) {
        for (std::int64_t number = 1; number <= kSteps; ++number) {
            rows.addStep(step(number));
            if (number % kStepsPerEpoch == 0)
                addEpoch(static_cast<std::int32_t>(number / kStepsPerEpoch));
        }
        rows.setValue("state", "training");
        rows.flush();
        RunStart start;
        start.folder = folder;
        start.epochs = 100;
        start.stepsPerEpoch = kStepsPerEpoch;
        server.runStarted(start);
        TrainStatus status;
        status.phase = TrainPhase::Training;
        status.epoch = 91;
        status.epochs = 100;
        server.statusChanged(status);
    }
    void addEpoch(std::int32_t number) {
        EpochRecord record;
        record.epoch = number;
        record.step = std::int64_t{number} * kStepsPerEpoch;
        record.trainLoss = record.valLoss = 1;
        record.valTop1 = 0.007 * number;
        rows.addEpoch(record);
    }

    const std::string run;
    const RunLock lock{run};
    RunDatabase rows;
    TrainObserver nobody;
    TrainControl control;
    RunServer server{nobody, control};
};

} // namespace

/// The whole window, which begins to follow a run of days.
class TestAttach final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allOfALongRunIsDrawnAndItIsSteeredSoon() {
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
        StudioServices services = fakeServices();
        services.follow = followRun;
        StudioFixture fixture(std::move(services));
        const std::string folder = fixture.runs.toStdString() + "/long";
        LongRun trained(folder);
        MainWindow window(*fixture.studio);
        window.resize(1440, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto* epochs = findIn<MetricPlot>(window, "plotLoss");
        const auto* steps = findIn<MetricPlot>(window, "plotStepLoss");
        QAction* pause = fixture.studio->actions().pause;
        QElapsedTimer clock;
        clock.start();
        QVERIFY(fixture.studio->openRun(folder));
        const auto isAllThere = [&] {
            return epochs->pointCount(1) == 90 && steps->pointCount(0) > 100 && pause->isEnabled() &&
                   steps->pointAt(0, steps->pointCount(0) - 1).x() > 89.9;
        };
        QVERIFY(QTest::qWaitFor(isAllThere, 60'000));
        QVERIFY(!window.grab().isNull()); // what is there is on the screen
        const double attached = static_cast<double>(clock.restart()) / 1000;
        QCOMPARE(fixture.studio->training.history()->steps.size(), static_cast<std::size_t>(kSteps));
        pause->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(trained.control.isPaused(), 60'000);
        const double steered = static_cast<double>(clock.elapsed()) / 1000;
        saveShot(window, QStringLiteral("train-attached"));
        // What the machine can do at this hour: the same rows, read alone.
        clock.restart();
        QCOMPARE(loadRunHistory(folder).steps.size(), static_cast<std::size_t>(kSteps));
        const double read = static_cast<double>(clock.elapsed()) / 1000;
        qInfo("%lld steps drawn after %.2f s (%.1f times a read of them, %.2f s); the trainer hears Pause %.2f s after "
              "the click",
              static_cast<long long>(kSteps), attached, attached / read, read, steered);
        QVERIFY2(attached + steered < kMostReads * read, qPrintable(QString::number(attached / read)));
    }
};

STUDIO_UI_TEST(QApplication, TestAttach)
#include "tst_attach.moc"
