// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QTest>

#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/journal_view.h"
#include "ui/pages/pages.h"
#include "ui/pages/train_curves.h"
#include "ui/plot/metric_plot.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/page_frame.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/tile.h"

using namespace studio;
using namespace studio::test;

/// The Train page over a scripted engine.
class TestTrainPage final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(const FakeEngine& engine)
            : fixture(fakeServices(engine))
            , page(makeTrainPage(*fixture.studio)) {
            page->resize(1220, 840);
            page->show();
        }
        bool start(const char* epochs) {
            if (!fixture.openPictures())
                return false;
            fixture.studio->recipe.setValue("epochs", epochs);
            return fixture.studio->startTraining();
        }
        template<class Widget>
        Widget* find(const char* name) {
            auto* widget = page->findChild<Widget*>(QLatin1String(name));
            if (widget == nullptr)
                qFatal("no widget %s", name);
            return widget;
        }
        QString pill() { return static_cast<PageFrame*>(page.get())->head()->pill()->text(); }
        TrainingSession& training() { return fixture.studio->training; }
        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
    };
    static FakeEngine engine(bool gated, int steps = 10) {
        FakeEngine made;
        made.gated = gated;
        made.stepsPerEpoch = steps;
        return made;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void beforeTheFirstRunAChecklistLeadsOn() {
        Open open(engine(false));
        QVERIFY(open.find<QWidget>("trainEmpty")->isVisible());
        auto* start = open.find<QPushButton>("emptyStart");
        QVERIFY(!start->isEnabled());
        QVERIFY(!start->toolTip().isEmpty());
        saveShot(*open.page, QStringLiteral("train-empty"));
        QVERIFY(open.fixture.openPictures());
        QTRY_VERIFY(start->isEnabled());
        open.fixture.studio->recipe.setValue("epochs", "1");
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(!open.find<QWidget>("trainEmpty")->isVisible());
    }

    void aFinishedRunLeavesCurvesTilesAndJournal() {
        Open open(engine(false));
        QVERIFY(open.start("3"));
        QVERIFY(open.fixture.waitIdle());
        QCOMPARE(open.pill(), QStringLiteral("Finished"));
        auto* top1 = open.find<MetricPlot>("plotTop1");
        QTRY_COMPARE(top1->pointCount(1), 3);
        QCOMPARE(top1->pointAt(1, 2).x(), 3.0);
        QTRY_COMPARE(open.find<MetricPlot>("plotStepLoss")->pointCount(0), 30);
        QVERIFY(open.find<MetricPlot>("plotRate")->pointCount(0) >= 30);
        // 1 - exp(-1.5) - 0.02, as the engine's script says.
        QCOMPARE(open.find<Tile>("tileBest")->value(), formatPercentNumber(1 - std::exp(-1.5) - 0.02));
        QCOMPARE(open.find<Tile>("tileLoss")->value(), formatLoss(2.3 * std::exp(-1.5)));
        QCOMPARE(open.find<JournalView>("journal")->model()->rowCount(), 3);
        QTest::mouseClick(open.find<QPushButton>("journalFilter"), Qt::LeftButton);
        QCOMPARE(open.find<JournalView>("journal")->model()->rowCount(), 0);
        QVERIFY(open.find<QPushButton>("classifyWithRun")->isVisible());
        QVERIFY(!open.find<QPushButton>("resume")->isVisible());
        saveShot(*open.page, QStringLiteral("train-finished"));
    }

    void buttonsSteerTheRun() {
        const FakeEngine held = engine(true);
        Open open(held);
        QVERIFY(open.start("2"));
        held.gate->release(3);
        auto* pause = open.find<QPushButton>("pause");
        QTRY_VERIFY(pause->isEnabled());
        QTRY_COMPARE(open.training().status().step, 3);
        QCOMPARE(open.find<ProgressLine>("runProgress")->left(), QStringLiteral("Epoch 1 of 2"));
        QVERIFY(open.find<ProgressLine>("epochProgress")->left().contains(QStringLiteral("Step 3 of 10")));
        saveShot(*open.page, QStringLiteral("train-running"));
        open.find<QAction>("stopAfterEpoch")->trigger();
        QVERIFY(open.training().isStoppingAfterEpoch());
        QTRY_VERIFY(open.pill().contains(QStringLiteral("stops after this epoch")));
        open.find<QAction>("stopAfterEpoch")->trigger();
        QVERIFY(!open.training().isStoppingAfterEpoch());
        open.find<QAction>("stopNow")->trigger();
        QCOMPARE(open.training().state(), SessionState::Stopping);
        QVERIFY(!pause->isEnabled());
        held.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QCOMPARE(open.pill(), QStringLiteral("Stopped"));
    }

    void aStoppedRunResumesFromItsButton() {
        const FakeEngine held = engine(true, 4);
        Open open(held);
        QVERIFY(open.start("3"));
        open.training().stopAfterEpoch();
        held.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        auto* resume = open.find<QPushButton>("resume");
        QVERIFY(resume->isVisible());
        QTest::mouseClick(resume, Qt::LeftButton);
        QVERIFY(open.fixture.waitIdle());
        QCOMPARE(open.pill(), QStringLiteral("Finished"));
        QTRY_COMPARE(open.find<MetricPlot>("plotLoss")->pointCount(1), 3);
        QCOMPARE(open.training().history()->steps.size(), std::size_t{12}); // no step twice
    }

    void theXAxisTurnsToStepsAndTime() {
        Open open(engine(false));
        QVERIFY(open.start("2"));
        QVERIFY(open.fixture.waitIdle());
        auto* plot = open.find<MetricPlot>("plotTop1");
        QTRY_COMPARE(plot->pointCount(1), 2);
        auto* axis = open.find<SegmentedControl>("xAxis");
        QTest::mouseClick(axis, Qt::LeftButton, Qt::NoModifier, axis->segmentCentre(1));
        QCOMPARE(plot->pointAt(1, 1).x(), 20.0);
        QTest::mouseClick(axis, Qt::LeftButton, Qt::NoModifier, axis->segmentCentre(2));
        QCOMPARE(open.find<MetricPlot>("plotRate")->pointCount(0), 0); // the future has no clock
        QVERIFY(plot->pointAt(1, 1).x() < 1);
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

    void logAndSmoothingReachThePlots() {
        Open open(engine(false));
        QVERIFY(open.start("3"));
        QVERIFY(open.fixture.waitIdle());
        auto* loss = open.find<MetricPlot>("plotLoss");
        QTRY_COMPARE(loss->pointCount(3), 3);
        open.find<QPushButton>("logY")->click();
        QVERIFY(loss->isLogY());
        const double before = loss->pointAt(3, 2).y();
        open.find<QSlider>("smoothing")->setValue(80);
        QVERIFY(loss->pointAt(3, 2).y() > before); // an average of a falling curve lies above its end
        QCOMPARE(loss->pointAt(1, 2).y(), before); // raw values stay
    }

    void aFailedRunKeepsItsCurvesAndSaysSo() {
        FakeEngine failing = engine(false);
        failing.fail = true;
        Open open(failing);
        QVERIFY(open.start("2"));
        QVERIFY(open.fixture.waitIdle());
        QCOMPARE(open.pill(), QStringLiteral("Failed"));
        QTRY_COMPARE(open.find<MetricPlot>("plotTop1")->pointCount(1), 2);
    }

    void detailsCloseInNarrowWindowsUnlessChosen() {
        Open open(engine(false));
        QVERIFY(open.start("1"));
        QVERIFY(open.fixture.waitIdle());
        auto* details = open.find<QWidget>("trainDetails");
        QVERIFY(details->isVisible());
        open.page->resize(900, 700);
        QTRY_VERIFY(!details->isVisible());
        open.find<QPushButton>("detailsToggle")->click();
        QVERIFY(details->isVisible());
    }

    /// 1366 x 768 less menu bar, status bar and rail.
    void aLaptopScreenNeedsNoScrolling() {
        Open open(engine(false));
        QVERIFY(open.start("3"));
        QVERIFY(open.fixture.waitIdle());
        open.page->resize(1310, 705);
        auto* area = open.page->findChild<QScrollArea*>();
        QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0);
        saveShot(*open.page, QStringLiteral("train-laptop"));
    }

    void longHistoriesAreTakenInOnce() {
        RunHistory history;
        history.recipe.config.epochs = 10;
        for (int i = 1; i <= 100'000; ++i)
            history.steps.push_back({i, 1 + i / 10'000, i % 10'000, 1.0, 0.1, 32, 0, 0, 0.5, 0.1});
        TrainCurves curves;
        curves.reset(&history, XAxis::Step, 10'000);
        QCOMPARE(curves.loss().appended(), std::size_t{100'000});
        QVERIFY(curves.loss().envelope().size() <= 1600);
        history.steps.push_back({100'001, 11, 1, 1.0, 0.1, 32, 0, 0, 0.5, 0.1});
        curves.grow();
        QCOMPARE(curves.loss().appended(), std::size_t{100'001});
        QCOMPARE(curves.speed().lastSmoothed(), 64.0);
        QVERIFY(curves.plannedRate().size() <= 260);
    }
};

STUDIO_UI_TEST(QApplication, TestTrainPage)
#include "tst_train_page.moc"
