// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QAccessible>
#include <QMouseEvent>
#include <QPushButton>
#include <QTest>

#include "core/train/forwarding_observer.h"
#include "tests/support/shots.h"
#include "tests/support/train_page.h"
#include "tests/support/ui_main.h"
#include "ui/pages/train/journal_view.h"
#include "ui/pages/train/plot_settings.h"
#include "ui/pages/train/train_marks.h"
#include "ui/plot/legend_entry.h"
#include "ui/plot/metric_plot.h"
#include "ui/plot/train_curves.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/tile.h"

using namespace studio;
using namespace studio::test;

/// The curves, the figures and the journal of the Train page while a run goes on.
class TestTrainPlots final : public QObject {
    Q_OBJECT

private:
    using Open = TrainPageFixture;
    static FakeEngine engine(bool gated, int steps = 10) { return scriptedEngine(gated, steps); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theZoomStaysThroughARollBackAndAResume() {
        const FakeEngine held = engine(true, 4);
        StudioServices services = fakeServices(held);
        // A resumed run of this engine falls back to the third epoch at its end.
        services.train = [run = services.train](const TrainRequest& request, TrainObserver& observer,
                                                TrainControl& control) {
            const RunReport report = run(request, observer, control);
            if (request.resume) {
                RunStart start;
                start.folder = request.runFolder;
                start.epochs = 6;
                start.stepsPerEpoch = 4;
                start.resumedFromStep = 12;
                observer.runStarted(start);
            }
            return report;
        };
        Open open(std::move(services));
        QVERIFY(open.start("6"));
        held.gate->release(16); // four epochs
        auto* loss = open.find<MetricPlot>("plotLoss");
        QTRY_COMPARE(loss->pointCount(1), 4);
        open.training().stopNow();
        held.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        loss->zoomTo(1.5, 2.5);
        open.find<QPushButton>("resume")->click();
        QVERIFY(open.fixture.waitIdle());
        QTRY_COMPARE(loss->pointCount(1), 3);
        QCOMPARE(loss->xRange(), QPointF(1.5, 2.5));
        QVERIFY(!open.find<QPushButton>("follow")->isChecked());
        QVERIFY(open.start("1")); // another run begins with all in view
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(loss->isFollowing() && open.find<QPushButton>("follow")->isChecked());
    }

    void anAverageOfTheWeightsHasACurveOfItsOwn() {
        /// The second and third epochs have one.
        struct Averaging final : ForwardingObserver {
            using ForwardingObserver::ForwardingObserver;
            void epochDone(const EpochRecord& told) override {
                EpochRecord record = told;
                if (record.epoch > 1) {
                    record.averageTop1 = record.valTop1;
                    record.weightsTop1 = record.valTop1 / 2;
                    record.averageLoss = record.weightsLoss = 1;
                }
                ForwardingObserver::epochDone(record);
            }
        };
        StudioServices services = fakeServices(engine(false));
        bool averages = false;
        services.train = [&averages, run = services.train](const TrainRequest& request, TrainObserver& observer,
                                                           TrainControl& control) {
            Averaging averaging(observer);
            return run(request, averages ? averaging : observer, control);
        };
        Open open(std::move(services));
        QList<LegendEntry*> legends = open.page->findChildren<LegendEntry*>();
        legends.removeIf([](const LegendEntry* one) { return one->text() != QStringLiteral("average"); });
        QCOMPARE(legends.size(), 2); // of the accuracy and of the loss
        auto* top1 = open.find<MetricPlot>("plotTop1");
        constexpr int kVal = 3, kAverage = 4;
        for (const bool on : {false, true}) {
            averages = on;
            QVERIFY(open.start("3"));
            QVERIFY(open.fixture.waitIdle());
            QTRY_COMPARE(top1->pointCount(kVal), 3);
            QTRY_COMPARE(top1->pointCount(kAverage), on ? 3 : 0);
            for (const LegendEntry* one : legends)
                QCOMPARE(one->isHidden(), !on);
        }
        QVERIFY(std::isnan(top1->pointAt(kAverage, 0).y()));
        QCOMPARE(top1->pointAt(kAverage, 2).y(), 2 * top1->pointAt(kVal, 2).y()); // val is of the weights themselves
        saveShot(*open.page, QStringLiteral("train-average"));
    }

    void theFollowToggleHoldsAllPlotsAtOnce() {
        const FakeEngine held = engine(true);
        Open open(held);
        QVERIFY(open.start("2"));
        held.gate->release(5);
        auto* steps = open.find<MetricPlot>("plotStepLoss");
        QTRY_COMPARE(open.training().status().step, 5);
        QTRY_VERIFY(steps->pointCount(0) > 0);
        auto* follow = open.find<QPushButton>("follow");
        follow->click();
        const QPointF before = steps->xRange();
        held.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_COMPARE(steps->pointCount(0), 20);
        QCOMPARE(steps->xRange(), before);
        for (MetricPlot* plot : open.page->findChildren<MetricPlot*>())
            QTest::keyClick(plot, Qt::Key_Home);
        QVERIFY(follow->isChecked());
        QVERIFY(steps->xRange().y() >= 2);
    }

    void aClickOrEnterUnfoldsTheJournal() {
        Open open(engine(false));
        QVERIFY(open.start("4"));
        QVERIFY(open.fixture.waitIdle());
        auto* journal = open.find<JournalView>("journal");
        QTRY_COMPARE(journal->model()->rowCount(), 1);
        const auto click = [journal] {
            QTest::mouseClick(journal->viewport(), Qt::LeftButton, {},
                              journal->visualRect(journal->model()->index(0, 0)).center());
        };
        click();
        QCOMPARE(journal->model()->rowCount(), 5);
        saveShot(*open.page, QStringLiteral("train-unfolded"));
        QTest::keyClick(journal, Qt::Key_Return);
        QCOMPARE(journal->model()->rowCount(), 1);
        QTest::keyClick(journal, Qt::Key_Right);
        QCOMPARE(journal->model()->rowCount(), 5);
        QTest::keyClick(journal, Qt::Key_Left);
        QCOMPARE(journal->model()->rowCount(), 1);
    }

    void aDoubleClickLeavesTheJournalUnfolded() {
        Open open(engine(false));
        QVERIFY(open.start("4"));
        QVERIFY(open.fixture.waitIdle());
        auto* journal = open.find<JournalView>("journal");
        QTRY_COMPARE(journal->model()->rowCount(), 1);
        const auto send = [journal](QEvent::Type type, Qt::MouseButtons down) {
            const QPointF at = journal->visualRect(journal->model()->index(0, 0)).center();
            QMouseEvent event(type, at, journal->viewport()->mapToGlobal(at), Qt::LeftButton, down, Qt::NoModifier);
            QCoreApplication::sendEvent(journal->viewport(), &event);
        };
        send(QEvent::MouseButtonPress, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, Qt::NoButton);
        send(QEvent::MouseButtonDblClick, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, Qt::NoButton);
        QCOMPARE(journal->model()->rowCount(), 5);
        send(QEvent::MouseButtonPress, Qt::LeftButton); // and one click folds it
        send(QEvent::MouseButtonRelease, Qt::NoButton);
        QCOMPARE(journal->model()->rowCount(), 1);
    }

    void aThemeChangeDuringARunRepaintsThePlots() {
        auto& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
        const FakeEngine held = engine(true);
        Open open(held);
        QVERIFY(open.start("2"));
        held.gate->release(15);
        QTRY_COMPARE(open.find<MetricPlot>("plotTop1")->pointCount(1), 1);
        applyTheme(app, ThemeMode::Dark);
        held.gate->release(2);
        QTRY_COMPARE(open.training().status().step, 17);
        QCoreApplication::processEvents();
        for (MetricPlot* plot : open.page->findChildren<MetricPlot*>()) {
            const QImage image = plot->grab().toImage();
            QCOMPARE(image.pixelColor(image.width() - 6, 6), darkColors().surface);
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    QVERIFY(image.pixelColor(x, y) != lightColors().surface);
            }
        }
        saveShot(*open.page, QStringLiteral("train-running-dark"));
        applyTheme(app, ThemeMode::Light);
        held.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
    }

    void aLongLiveRunIsDrawnNoOftenerThanItsPace() {
        Open open(engine(false, 20'000));
        QVERIFY(open.start("2"));
        QVERIFY(open.fixture.waitIdle(120'000));
        auto* loss = open.find<MetricPlot>("plotStepLoss");
        const int parts = std::max(400, qRound(loss->width() * loss->devicePixelRatioF()));
        QTRY_VERIFY(loss->pointCount(0) > parts / 2);
        QVERIFY(loss->pointCount(0) <= 2 * parts + 2 && loss->pointCount(1) <= parts + 1);
        // A zoom shows every step of its part, and the whole is there again behind it.
        loss->zoomTo(1.000, 1.005);
        int steps = 0;
        for (int i = 0; i < loss->pointCount(0); ++i)
            steps += loss->pointAt(0, i).x() >= 1.000 && loss->pointAt(0, i).x() <= 1.005 ? 1 : 0;
        QCOMPARE(steps, 101);
        loss->resetZoom();
        QVERIFY(loss->pointCount(0) <= 2 * parts + 2);
        QCOMPARE(open.training().history()->steps.size(), std::size_t{40'000});
    }

    /// Bounds are counts: what is kept and how often it is drawn, whatever the machine.
    void twoHundredThousandStepsAreDrawnFromAFewPoints() {
        const auto shared = std::make_shared<RunHistory>();
        RunHistory& history = *shared;
        history.recipe.config.epochs = 10;
        history.stepsPerEpoch = 20'000;
        TrainCurves curves;
        curves.reset(shared, XAxis::Epoch, 20'000);
        MetricPlot plot(QStringLiteral("plot"));
        plot.addSeries({QStringLiteral("each"), 0, SeriesStyle::Raw, false, true});
        plot.addSeries({QStringLiteral("smoothed"), 0, SeriesStyle::Line, false, true});
        plot.resize(400, 240);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        const int before = plot.replotCount();
        constexpr int kChunks = 200, kChunk = 1'000;
        for (int chunk = 0; chunk < kChunks; ++chunk) {
            for (int i = 1; i <= kChunk; ++i) {
                const std::int64_t step = std::int64_t{chunk} * kChunk + i;
                history.steps.push_back({step, 1, 1, 1 + 1.0 / static_cast<double>(step), 0.1, 32, 0, 0, 0.5, 0.1});
            }
            curves.grow();
            plot.setData(0, curves.loss().envelope({}));
            plot.setData(1, curves.loss().smoothed({}, 0.01));
            QCoreApplication::processEvents();
            QVERIFY(plot.pointCount(0) <= 1'602 && plot.pointCount(1) <= 801);
        }
        QVERIFY(plot.replotCount() - before <= kChunks + 2);
        QVERIFY(curves.plannedRate().size() <= 260);
    }

    void tilesSayNameAndValueApart() {
        Tile tile(QStringLiteral("Speed"));
        tile.setValue(QStringLiteral("243"), QStringLiteral("img/s"));
        tile.setContext(QStringLiteral("0.53 s per step"));
        QAccessibleInterface* said = QAccessible::queryAccessibleInterface(&tile);
        QCOMPARE(said->text(QAccessible::Name), QStringLiteral("Speed"));
        QCOMPARE(said->text(QAccessible::Value), QStringLiteral("243 img/s"));
        QCOMPARE(said->text(QAccessible::Description), QStringLiteral("0.53 s per step"));
    }

    void longHistoriesAreTakenInOnce() {
        const auto shared = std::make_shared<RunHistory>();
        RunHistory& history = *shared;
        history.recipe.config.epochs = 10;
        for (int i = 1; i <= 100'000; ++i)
            history.steps.push_back({i, 1 + i / 10'000, i % 10'000, 1.0, 0.1, 32, 0, 0, 0.5, 0.1});
        TrainCurves curves;
        curves.reset(shared, XAxis::Step, 10'000);
        QCOMPARE(curves.loss().size(), std::size_t{100'000});
        QVERIFY(curves.loss().envelope({}).size() <= 1'602);
        history.steps.push_back({100'001, 11, 1, 1.0, 0.1, 32, 0, 0, 0.5, 0.1});
        curves.grow();
        QCOMPARE(curves.loss().size(), std::size_t{100'001});
        QVERIFY(std::fabs(curves.speed().smoothed({}, 0.01).back().y() - 64.0) < 1e-9);
        QVERIFY(curves.plannedRate().size() <= 260);
    }

    void eventsBecomeMarksAndPausesTellTheirLength() {
        const auto shared = std::make_shared<RunHistory>();
        RunHistory& history = *shared;
        history.stepsPerEpoch = 10;
        const std::int64_t hour = 3'600'000;
        history.events = {{EventKind::Resumed, 40, 4, 12 * hour, "Training resumed", {}},
                          {EventKind::RolledBack, 35, 4, 11 * hour, "Rolled back to step 35", {}},
                          {EventKind::CheckpointSaved, 30, 3, 10 * hour, "Checkpoint saved", {}},
                          {EventKind::Notice, 30, 3, 10 * hour, "Epoch 3 validated: top-1 50.00 % average", {}},
                          {EventKind::Continued, 20, 2, 5 * hour, "Training continued", {}},
                          {EventKind::Paused, 20, 2, 3 * hour, "Training paused", {}},
                          {EventKind::Started, 0, 0, hour, "Training started", {}}};
        TrainCurves curves;
        curves.reset(shared, XAxis::Epoch, 10);
        const QList<PlotMark> marks = marksOf(history, curves);
        QCOMPARE(marks.size(), 3);
        QCOMPARE(marks[0].text, QString(QStringLiteral("paused ") + formatDuration(2 * 3600)));
        QCOMPARE(marks[0].x, 2.0);
        QVERIFY(marks[0].kind == PlotMark::Kind::Break && marks[1].kind == PlotMark::Kind::Problem);
        QCOMPARE(marks[2].text, QStringLiteral("resumed"));
    }

    void theCrosshairIsLinkedAndFollowGoesOffAfterAZoom() {
        Open open(engine(false));
        QVERIFY(open.start("3"));
        QVERIFY(open.fixture.waitIdle());
        auto* top1 = open.find<MetricPlot>("plotTop1");
        auto* loss = open.find<MetricPlot>("plotLoss");
        QTRY_COMPARE(loss->pointCount(1), 3);
        Q_EMIT top1->crosshairMoved(2);
        QVERIFY(loss->readoutText().startsWith(QStringLiteral("epoch 2")));
        auto* follow = open.find<QPushButton>("follow");
        QVERIFY(follow->isChecked());
        loss->zoomTo(1, 2);
        QVERIFY(!follow->isChecked());
        follow->click();
        QVERIFY(loss->xRange().y() >= 3);
    }

    void theNextStartShowsThePlotsAsTheyWere() {
        Open open(engine(false));
        open.find<SegmentedControl>("xAxis")->setCurrent(2);
        open.find<QSlider>("smoothing")->setValue(40);
        open.find<QPushButton>("logY")->click();
        open.find<QPushButton>("clipOutliers")->click(); // on at first: a run's first losses would flatten the rest
        const auto again = makeTrainPage(*open.fixture.studio);
        QCOMPARE(again->findChild<SegmentedControl*>(QStringLiteral("xAxis"))->current(), 2);
        QCOMPARE(again->findChild<QSlider*>(QStringLiteral("smoothing"))->value(), 40);
        QVERIFY(again->findChild<MetricPlot*>(QStringLiteral("plotLoss"))->isLogY());
        QVERIFY(!again->findChild<QPushButton*>(QStringLiteral("clipOutliers"))->isChecked());
        open.fixture.studio->settings.setState(QStringLiteral("trainPlots"), "{\"xAxis\": 77, \"smoothing\": -4}");
        QCOMPARE(plotSettings(open.fixture.studio->settings).xAxis, kXAxes - 1);
        QCOMPARE(plotSettings(open.fixture.studio->settings).smoothing, 0);
    }

    void aZoomAndTheWayBackAreThoseOfAllPlots() {
        Open open(engine(false));
        QVERIFY(open.start("3"));
        QVERIFY(open.fixture.waitIdle());
        QList<MetricPlot*> plots;
        for (const char* name : {"plotTop1", "plotLoss", "plotStepLoss", "plotRate", "plotSpeed"})
            plots += open.find<MetricPlot>(name);
        QTRY_COMPARE(plots[1]->pointCount(1), 3);
        const auto all = [&plots](double from, double to) {
            return std::all_of(plots.begin(), plots.end(),
                               [&](auto* plot) { return plot->xRange() == QPointF(from, to); });
        };
        plots[1]->zoomTo(1, 2);
        QVERIFY(all(1, 2));
        plots[4]->zoomTo(1.25, 1.5);
        QVERIFY(all(1.25, 1.5));
        QTest::keyClick(plots[0], Qt::Key_Backspace); // of one that was not touched
        QVERIFY(all(1, 2));
        QTest::keyClick(plots[2], Qt::Key_Home);
        for (const MetricPlot* plot : plots)
            QVERIFY(plot->isFollowing());
        QVERIFY(open.find<QPushButton>("follow")->isChecked());
    }

    void theJournalKeepsItsPlaceAndMeasuresOnlyWhatIsNew() {
        JournalModel model;
        std::vector<EventRecord> events;
        const auto add = [&](int i) {
            events.insert(events.begin(), {EventKind::Notice, i, 1, 1'000 + i, "Notice " + std::to_string(i),
                                           "something of picture " + std::to_string(i) + " that takes two lines"});
        };
        for (int i = 0; i < 300; ++i)
            add(i);
        model.setEvents(events);
        JournalView view(&model);
        view.resize(240, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setCurrentIndex(model.index(150));
        view.scrollTo(model.index(150), QAbstractItemView::PositionAtCenter);
        const int top = view.visualRect(model.index(150)).top(), measured = view.measuredTexts();
        for (int i = 300; i < 310; ++i) {
            add(i);
            model.setEvents(events);
        }
        QCoreApplication::processEvents();
        QCOMPARE(view.currentIndex().row(), 160);
        QCOMPARE(view.visualRect(view.currentIndex()).top(), top);
        QCOMPARE(view.measuredTexts() - measured, 10);
        events.push_back({EventKind::Started, 0, 0, 1, "Training started", {}}); // its past joins
        model.setEvents(events);
        QCOMPARE(view.currentIndex().row(), 160);
        QCOMPARE(view.visualRect(view.currentIndex()).top(), top);
    }
};

STUDIO_UI_TEST(QApplication, TestTrainPlots)
#include "tst_train_plots.moc"
