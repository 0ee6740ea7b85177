// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QAction>
#include <QApplication>
#include <QSlider>
#include <QTest>

#include "core/recipe/presets.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/shots.h"
#include "tests/support/train_page.h"
#include "tests/support/ui_main.h"
#include "ui/models/journal_model.h"
#include "ui/pages/train/journal_view.h"
#include "ui/pages/train/plot_settings.h"
#include "ui/pages/train/x_words.h"
#include "ui/plot/metric_plot.h"
#include "ui/plot/train_curves.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmented_control.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr std::int64_t kStart = 1'700'000'000'000, kHour = 3'600'000;

EventRecord eventAt(EventKind kind, std::int64_t step, double hours, const char* title) {
    return {kind, step, 1, kStart + static_cast<std::int64_t>(hours * kHour), title, {}};
}

/// Steps of six minutes.
StepRecord stepAt(std::int64_t step, double loss = 1) {
    StepRecord record;
    record.step = step;
    record.epoch = static_cast<std::int32_t>((step - 1) / 10 + 1);
    record.loss = loss;
    record.learningRate = 0.1;
    record.count = 36;
    record.seconds = 360;
    return record;
}

RunHistory stepsTo(std::int64_t last) {
    RunHistory history;
    history.stepsPerEpoch = 10;
    for (std::int64_t i = 1; i <= last; ++i)
        history.steps.push_back(stepAt(i, 1.0 / static_cast<double>(i)));
    return history;
}

EpochRecord epochAt(int epoch, double hours) {
    EpochRecord record;
    record.epoch = epoch;
    record.step = std::int64_t{epoch} * 10;
    record.valTop1 = 0.1 * epoch;
    record.valTop5 = 0.9;
    record.seconds = 3600;
    record.finishedUtcMs = kStart + static_cast<std::int64_t>(hours * kHour);
    return record;
}

/// Four epochs of an hour, with a pause of two hours after the second, of ten classes.
std::string pausedRun(const QString& folder) {
    const std::string path = folder.toStdString();
    std::vector<ClassInfo> classes;
    for (char name = 'a'; name < 'k'; ++name)
        classes.push_back({std::string(1, name), std::string(1, name)});
    createRunFolder(path, runRecipeToJson(findPreset("quick-look").config, {}), classes);
    RunDatabase database(RunPaths(path).database, RunDatabase::Mode::Create);
    for (std::int64_t i = 1; i <= 40; ++i)
        database.addStep(stepAt(i, 3.0 / static_cast<double>(i)));
    for (int epoch = 1; epoch <= 4; ++epoch)
        database.addEpoch(epochAt(epoch, epoch <= 2 ? epoch : epoch + 2));
    for (const EventRecord& one : {eventAt(EventKind::Started, 0, 0, "Training started"),
                                   eventAt(EventKind::CheckpointSaved, 10, 1.1, "Checkpoint saved"),
                                   eventAt(EventKind::Paused, 20, 2, "Training paused"),
                                   eventAt(EventKind::Continued, 20, 4, "Training continued"),
                                   eventAt(EventKind::Notice, 35, 5.5, "About the device")})
        database.addEvent(one);
    database.flush();
    return path;
}

} // namespace

/// The x axes of the Train page's curves, and what lies on them.
class TestTrainAxes final : public QObject {
    Q_OBJECT

private:
    struct Open : TrainPageFixture {
        Open()
            : TrainPageFixture(scriptedEngine(false)) {
            fixture.studio->openRun(pausedRun(fixture.dir.filePath(QStringLiteral("paused"))));
            ready = waitFor([this] { return find<MetricPlot>("plotTop1")->pointCount(1) == 4; });
        }
        MetricPlot* plot(const char* name) { return find<MetricPlot>(name); }
        void choose(XAxis axis) { find<SegmentedControl>("xAxis")->setCurrent(static_cast<int>(axis)); }
        bool ready = false;
    };
    static bool isGap(const PlotGap& gap, double from, double to) {
        return std::fabs(gap.from - from) < 1e-6 && std::fabs(gap.to - to) < 1e-6;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void wallTimeHasAGapWhereTheRunStood() {
        const auto history = std::make_shared<RunHistory>(stepsTo(20));
        history->events = {eventAt(EventKind::Continued, 10, 3, "Training continued"),
                           eventAt(EventKind::Paused, 10, 1, "Training paused"),
                           eventAt(EventKind::Started, 0, 0, "Training started")};
        TrainCurves curves;
        curves.reset(history, XAxis::Wall, 10);
        QCOMPARE(curves.gaps().size(), 1);
        QVERIFY(isGap(curves.gaps()[0], 1, 3));
        QVERIFY(std::fabs(curves.loss().nearest(99).x() - 4) < 1e-6);
        QCOMPARE(curves.startUtcMs(), kStart);
        curves.reset(history, XAxis::Time, 10);
        QVERIFY(curves.gaps().isEmpty());
        QVERIFY(std::fabs(curves.loss().nearest(99).x() - 2) < 1e-6);
    }

    /// A crash writes nothing; what was done past the checkpoint, with its pause, is void.
    void wallTimeGoesOnWhereARunWasTakenUpAgain() {
        const auto history = std::make_shared<RunHistory>(stepsTo(10));
        history->events = {eventAt(EventKind::Resumed, 5, 10, "Training resumed"),
                           eventAt(EventKind::Continued, 8, 2, "Training continued"),
                           eventAt(EventKind::Paused, 8, 1, "Training paused"),
                           eventAt(EventKind::Started, 0, 0, "Training started")};
        TrainCurves curves;
        curves.reset(history, XAxis::Wall, 10);
        QCOMPARE(curves.gaps().size(), 1);
        QVERIFY(isGap(curves.gaps()[0], 0.5, 10));
        QVERIFY(std::fabs(curves.loss().nearest(99).x() - 10.5) < 1e-6);
    }

    void aRunThatGrowsLiesWhereItLiesWhenItIsOpened() {
        RunHistory all = stepsTo(30);
        all.epochs = {epochAt(1, 1.25), epochAt(2, 6)};
        all.events = {eventAt(EventKind::Continued, 15, 5, "Training continued"),
                      eventAt(EventKind::Paused, 15, 2, "Training paused"),
                      eventAt(EventKind::Started, 0, 0, "Training started")};
        TrainCurves opened, live;
        opened.reset(std::make_shared<RunHistory>(all), XAxis::Wall, 10);
        const auto growing = std::make_shared<RunHistory>();
        growing->events = {all.events[2]};
        live.reset(growing, XAxis::Wall, 10);
        for (std::int64_t step = 1; step <= 30; ++step) {
            if (step == 11)
                growing->epochs = {all.epochs[0]};
            if (step == 16)
                growing->events = all.events;
            if (step == 21)
                growing->epochs = all.epochs;
            growing->steps.push_back(all.steps[static_cast<std::size_t>(step - 1)]);
            live.grow();
        }
        QVERIFY(live.gaps() == opened.gaps() && live.gaps().size() == 1);
        QCOMPARE(live.loss().envelope({}), opened.loss().envelope({}));
    }

    void aClockThatWasSetBackHoldsNothingUp() {
        const auto history = std::make_shared<RunHistory>(stepsTo(30));
        history->epochs = {epochAt(1, 1), epochAt(2, -5), epochAt(3, -4)};
        history->events = {eventAt(EventKind::Started, 0, 0, "Training started")};
        TrainCurves curves;
        curves.reset(history, XAxis::Wall, 10);
        QVERIFY(std::fabs(curves.loss().nearest(99).x() - 3) < 1e-6);
        const QList<QPointF> points = curves.valTop1();
        QVERIFY(std::is_sorted(points.begin(), points.end(), [](auto& a, auto& b) { return a.x() < b.x(); }));
    }

    void whatARunDoesNotTellIsNoChoice() {
        RunHistory history = stepsTo(10);
        QVERIFY(whyNoAxis(history, XAxis::Time).isEmpty());
        QVERIFY(whyNoAxis(history, XAxis::Wall).contains(QStringLiteral("at what time")));
        history.events = {eventAt(EventKind::Started, 0, 0, "Training started")};
        QVERIFY(whyNoAxis(history, XAxis::Wall).isEmpty());
        for (StepRecord& record : history.steps)
            record.seconds = 0;
        QVERIFY(whyNoAxis(history, XAxis::Wall).contains(QStringLiteral("how long")));
        QVERIFY(whyNoAxis(history, XAxis::Epoch).isEmpty());
        // Steps before the first time that is known are left out: nobody knows where they belong.
        const auto late = std::make_shared<RunHistory>(stepsTo(10));
        late->events = {eventAt(EventKind::Resumed, 5, 0, "Training resumed")};
        TrainCurves curves;
        curves.reset(late, XAxis::Wall, 10);
        const QList<QPointF> points = curves.loss().envelope({});
        QCOMPARE(std::count_if(points.begin(), points.end(), [](auto& one) { return std::isfinite(one.y()); }), 5);
    }

    void theChosenAxisStaysForRunsThatHaveIt() {
        TrainPageFixture open(scriptedEngine(false)); // an engine that writes no events
        auto* axis = open.find<SegmentedControl>("xAxis");
        axis->setCurrent(static_cast<int>(XAxis::Wall));
        const std::string untold = open.fixture.dir.filePath(QStringLiteral("untold")).toStdString();
        createRunFolder(untold, runRecipeToJson(findPreset("quick-look").config, {}), {{"a", "a"}, {"b", "b"}});
        {
            RunDatabase database(RunPaths(untold).database, RunDatabase::Mode::Create);
            for (std::int64_t i = 1; i <= 20; ++i)
                database.addStep(stepAt(i));
            database.flush();
        }
        open.fixture.studio->openRun(untold);
        auto* loss = open.find<MetricPlot>("plotStepLoss");
        QTRY_COMPARE(loss->pointCount(0), 20);
        QVERIFY(!axis->segment(3)->isEnabled() && !axis->segment(3)->toolTip().isEmpty());
        QCOMPARE(loss->pointAt(0, 19).x(), 1.0); // over epochs
        open.fixture.studio->openRun(pausedRun(open.fixture.dir.filePath(QStringLiteral("paused"))));
        QTRY_VERIFY(axis->segment(3)->isEnabled());
        QTRY_VERIFY(std::fabs(loss->pointAt(0, loss->pointCount(0) - 1).x() - 6) < 1e-6);
        QCOMPARE(axis->current(), 3);
    }

    void anotherAxisShowsTheSameSteps() {
        Open open;
        QVERIFY(open.ready);
        MetricPlot* loss = open.plot("plotStepLoss");
        loss->zoomTo(1.5, 3.5);
        open.choose(XAxis::Step);
        QCOMPARE(loss->xRange(), QPointF(15, 35));
        open.choose(XAxis::Wall);
        QVERIFY(std::fabs(loss->xRange().x() - 1.5) < 1e-6 && std::fabs(loss->xRange().y() - 5.5) < 1e-6);
        QCOMPARE(open.plot("plotTop1")->xRange(), loss->xRange());
        saveShot(*open.page, QStringLiteral("train-wall-time"));
        open.choose(XAxis::Epoch);
        QCOMPARE(loss->xRange(), QPointF(1.5, 3.5));
        QTest::keyClick(loss, Qt::Key_Backspace);
        QVERIFY(loss->isFollowing());
        open.choose(XAxis::Time);
        QVERIFY(loss->isFollowing());
    }

    void aRunOfMinutesFillsThePlotsOverTimeToo() {
        Open open;
        QVERIFY(open.ready);
        open.choose(XAxis::Time);
        QVERIFY(open.start("2")); // a second of it
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(open.plot("plotStepLoss")->pointCount(0) > 0);
        QVERIFY(open.plot("plotStepLoss")->xRange().y() < 0.1);
    }

    void topFiveIsDrawnWhereThereAreMoreClasses() {
        Open open;
        QVERIFY(open.ready);
        MetricPlot* top1 = open.plot("plotTop1");
        auto* action = open.page->findChild<QAction*>(QStringLiteral("top5"));
        QVERIFY(action != nullptr && action->isEnabled() && !action->isChecked());
        QVERIFY(!top1->data({}).names.contains(QStringLiteral("val top-5")));
        action->trigger();
        const PlotData data = top1->data({});
        QVERIFY(data.names.contains(QStringLiteral("val top-5")));
        QVERIFY(plotSettings(open.fixture.studio->settings).top5);
        QVERIFY(open.start("1")); // of two classes
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(!action->isEnabled());
        QVERIFY(!action->toolTip().isEmpty());
        QVERIFY(!top1->data({}).names.contains(QStringLiteral("val top-5")));
        QVERIFY(plotSettings(open.fixture.studio->settings).top5); // the choice stays
    }

    void theCrosshairTellsMeasuredAndSmoothed() {
        Open open;
        QVERIFY(open.ready);
        MetricPlot* top1 = open.plot("plotTop1");
        top1->setCrosshair(3);
        QVERIFY(top1->readoutText().contains(QStringLiteral("val  30.00")));
        QVERIFY(!top1->readoutText().contains(u'('));
        open.find<QSlider>("smoothing")->setValue(80);
        QVERIFY(top1->readoutText().contains(QStringLiteral("val  30.00 (")));
        MetricPlot* steps = open.plot("plotStepLoss");
        Q_EMIT top1->crosshairMoved(2); // of all plots
        QVERIFY2(steps->readoutText().startsWith(QStringLiteral("epoch 2\neach step  0.1500 (")),
                 qPrintable(steps->readoutText()));
    }

    void aMarkAndItsRowInTheJournalAreOne() {
        Open open;
        QVERIFY(open.ready);
        MetricPlot* loss = open.plot("plotLoss");
        auto* journal = open.find<JournalView>("journal");
        QTRY_COMPARE(journal->model()->rowCount(), 5);
        QCOMPARE(loss->markCount(), 2);
        auto* area = loss->findChild<QWidget*>();
        const auto clickAt = [&](double x) {
            for (int pixel = 0; pixel < loss->width(); ++pixel) {
                if (loss->xAt(pixel) >= x)
                    return QTest::mouseClick(area, Qt::LeftButton, {}, QPoint(pixel, area->height() / 2));
            }
            QFAIL("that place is not in view");
        };
        clickAt(2); // paused
        QCOMPARE(journal->currentIndex().data().toString(), QStringLiteral("Training paused"));
        QVERIFY(loss->chosenMark().has_value());
        QCOMPARE(loss->chosenMark()->x, 2.0);
        QCOMPARE(open.plot("plotSpeed")->chosenMark()->text, QStringLiteral("Training paused"));
        clickAt(2.8);
        QVERIFY(!loss->chosenMark().has_value());
        // And back: one that has no mark of its own, out of view.
        loss->zoomTo(3, 4);
        const QModelIndex saved = journal->model()->index(3, 0);
        QCOMPARE(saved.data().toString(), QStringLiteral("Checkpoint saved"));
        QTest::mouseClick(journal->viewport(), Qt::LeftButton, {}, journal->visualRect(saved).center());
        QCOMPARE(loss->chosenMark()->x, 1.0);
        QVERIFY(loss->xRange().x() < 1 && loss->xRange().y() > 1);
        QVERIFY(std::fabs(loss->xRange().y() - loss->xRange().x() - 1) < 1e-9);
        QCOMPARE(open.plot("plotTop1")->xRange(), loss->xRange());
        saveShot(*open.page, QStringLiteral("train-mark"));
        QTest::keyClick(journal, Qt::Key_Up);
        QCOMPARE(loss->chosenMark()->text, QStringLiteral("Training paused"));
    }

    void aFoldedEventIsUnfoldedToBeShown() {
        JournalModel model;
        std::vector<EventRecord> events;
        for (int i = 0; i < 5; ++i)
            events.push_back(eventAt(EventKind::CheckpointSaved, 50 - i, 5 - i, "Checkpoint saved"));
        events.insert(events.begin() + 2, eventAt(EventKind::Paused, 48, 3.5, "Training paused"));
        model.setEvents(events);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.reveal(events[2]), 1);
        const int row = model.reveal(events[4]);
        QCOMPARE(model.at(row).event->step, events[4].step);
        QCOMPARE(row, 4);
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.reveal(eventAt(EventKind::Failed, 1, 1, "Training failed")), -1);
    }

    void whatWasGoneBackFromIsABranch() {
        const auto history = std::make_shared<RunHistory>(stepsTo(40));
        for (int epoch = 1; epoch <= 4; ++epoch)
            history->epochs.push_back(epochAt(epoch, epoch));
        history->steps.back().loss = 1e30; // and no reason to make all else small
        cutBack(*history, 25);
        QCOMPARE(history->abandoned.size(), std::size_t{1});
        for (std::int64_t i = 26; i <= 30; ++i)
            history->steps.push_back(stepAt(i));
        TrainCurves curves;
        for (const auto& [axis, fork, end] : {std::tuple(XAxis::Epoch, 2.6, 4.0), std::tuple(XAxis::Step, 26.0, 40.0),
                                              std::tuple(XAxis::Time, 2.6, 4.0)}) {
            curves.reset(history, axis, 10);
            const auto branches = curves.branches();
            QCOMPARE(branches.size(), std::size_t{1});
            QVERIFY(std::fabs(branches[0].stepLoss.front().x() - fork) < 1e-6);
            QVERIFY(std::fabs(branches[0].stepLoss.back().x() - end) < 1e-6);
            QCOMPARE(branches[0].valTop1.size(), 3); // from the end of the second epoch on
            QVERIFY(std::fabs(branches[0].valTop1.back().x() - end) < 1e-6);
        }
        MetricPlot plot(QStringLiteral("plot"));
        plot.addSeries({QStringLiteral("loss"), 0, SeriesStyle::Raw});
        plot.addSeries({QStringLiteral("abandoned"), 0, SeriesStyle::Abandoned, false, false});
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        plot.setData(0, curves.loss().envelope({}));
        plot.setData(1, curves.branches()[0].stepLoss);
        QVERIFY(plot.yRange().y() < 10);
    }
};

STUDIO_UI_TEST(QApplication, TestTrainAxes)
#include "tst_train_axes.moc"
