// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QFile>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTest>

#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/train_page.h"
#include "tests/support/ui_main.h"
#include "ui/pages/train/journal_view.h"
#include "ui/pages/train/train_plot_menu.h"
#include "ui/plot/metric_plot.h"
#include "ui/session/actions.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/tile.h"

using namespace studio;
using namespace studio::test;

/// The Train page over a scripted engine.
class TestTrainPage final : public QObject {
    Q_OBJECT

private:
    using Open = TrainPageFixture;
    static FakeEngine engine(bool gated, int steps = 10) { return scriptedEngine(gated, steps); }

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
        QCOMPARE(open.find<JournalView>("journal")->model()->rowCount(), 1); // three checkpoints, folded
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
        QTRY_VERIFY(open.find<ProgressLine>("epochProgress")->left().contains(QStringLiteral("Step 3 of 10")));
        QCOMPARE(open.find<ProgressLine>("runProgress")->left(), QStringLiteral("Epoch 1 of 2"));
        saveShot(*open.page, QStringLiteral("train-running"));
        open.fixture.studio->actions().stopAfterEpoch->trigger();
        QVERIFY(open.training().isStoppingAfterEpoch());
        QTRY_VERIFY(open.pill().contains(QStringLiteral("stops after this epoch")));
        open.fixture.studio->actions().stopAfterEpoch->trigger();
        QVERIFY(!open.training().isStoppingAfterEpoch());
        open.fixture.studio->actions().stopNow->trigger();
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
        QTest::mouseClick(resume, Qt::LeftButton); // goes on once its recipe is read
        QTRY_COMPARE(open.pill(), QStringLiteral("Finished"));
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
        QTest::mouseClick(axis->segment(1), Qt::LeftButton);
        QCOMPARE(plot->pointAt(1, 1).x(), 20.0);
        QTest::mouseClick(axis->segment(2), Qt::LeftButton);
        QCOMPARE(open.find<MetricPlot>("plotRate")->pointCount(0), 0); // the future has no clock
        QVERIFY(plot->pointAt(1, 1).x() < 1);
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

    static QAction* menuAction(Open& open, const char* plot, const char* name) {
        return findIn<QAction>(*open.find<MetricPlot>(plot)->findChild<PlotMenu*>(), name);
    }

    void thePlotMenuSavesDataAndPictures() {
        Open open(engine(false));
        QVERIFY(open.start("3"));
        QVERIFY(open.fixture.waitIdle());
        QTRY_COMPARE(open.find<MetricPlot>("plotLoss")->pointCount(1), 3);
        const auto saved = [&](const char* action, const QString& name, const QString& as) {
            open.fixture.saveAnswer = open.fixture.dir.filePath(name);
            menuAction(open, "plotLoss", action)->trigger();
            if (!waitFor([&] { return !open.fixture.studio->files.isBusy(); }))
                return QByteArray();
            QFile file(open.fixture.dir.filePath(as));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QByteArray csv = saved("saveData", QStringLiteral("loss.csv"), QStringLiteral("loss.csv"));
        QCOMPARE(csv.count('\n'), 4);
        QVERIFY(csv.startsWith("epoch,train,val\r\n1,1.395"));
        QVERIFY(saved("savePicture", QStringLiteral("a.png"), QStringLiteral("a.png")).startsWith("\x89PNG"));
        QVERIFY(saved("savePicture", QStringLiteral("a.svg"), QStringLiteral("a.svg")).contains("<svg"));
        QVERIFY(saved("savePicture", QStringLiteral("a.pdf"), QStringLiteral("a.pdf")).startsWith("%PDF"));
        QSignalSpy problems(open.fixture.studio.get(), &Studio::problemReported);
        QVERIFY(saved("saveData", QStringLiteral("no/such/a.csv"), QStringLiteral("no/such/a.csv")).isEmpty());
        QCOMPARE(problems.count(), 1);
        open.fixture.saveAnswer.reset();
        menuAction(open, "plotLoss", "saveData")->trigger();
        QCOMPARE(problems.count(), 1); // cancelled: nothing to say
    }

    void thePlotMenuSavesEveryStepOfTheRunOnDisk() {
        Open open(engine(false));
        const std::string folder = open.fixture.dir.filePath(QStringLiteral("long")).toStdString();
        writeFinishedRun(folder, 1, 1);
        {
            RunDatabase rows(RunPaths(folder).database, RunDatabase::Mode::Write);
            for (int i = 1; i <= 30'000; ++i)
                rows.addStep({i, 1, i, 1, 0.1, 32, 0, 0, 0.5, 0});
            rows.flush();
        }
        open.training().showRun(folder);
        QTRY_VERIFY(open.training().opening().empty());
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("steps.csv"));
        menuAction(open, "plotStepLoss", "saveSteps")->trigger();
        QTRY_VERIFY(!open.fixture.studio->files.isBusy());
        QFile file(open.fixture.dir.filePath(QStringLiteral("steps.csv")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 30'001);
    }

    void thePlotMenuShowsATableThatCanBeCopied() {
        Open open(engine(false));
        QVERIFY(open.start("2"));
        QVERIFY(open.fixture.waitIdle());
        QTRY_COMPARE(open.find<MetricPlot>("plotTop1")->pointCount(1), 2);
        menuAction(open, "plotTop1", "showTable")->trigger();
        auto* dialog = open.page->findChild<QDialog*>(QStringLiteral("plotTableDialog"));
        QVERIFY(dialog != nullptr && dialog->isVisible());
        auto* table = dialog->findChild<QTableView*>(QStringLiteral("plotTable"));
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->columnCount(), 3);
        dialog->findChild<QPushButton*>(QStringLiteral("copyTable"))->click();
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[1].count(u'\t'), 2);
        QVERIFY(lines[1].startsWith(QStringLiteral("2\t")));
        saveShot(*dialog, QStringLiteral("train-table"));
        menuAction(open, "plotTop1", "copyPicture")->trigger();
        QVERIFY(!QGuiApplication::clipboard()->image().isNull());
    }

    void thePlotMenuOpensByButtonAndRightClickAndSteersTheView() {
        Open open(engine(false));
        QVERIFY(open.start("3"));
        QVERIFY(open.fixture.waitIdle());
        auto* plot = open.find<MetricPlot>("plotLoss");
        QTRY_COMPARE(plot->pointCount(1), 3);
        auto* menu = plot->findChild<PlotMenu*>();
        QTest::keyClick(open.find<QPushButton>("plotLossMenu"), Qt::Key_Space);
        QTRY_VERIFY(menu->isVisible());
        saveShot(*menu, QStringLiteral("train-plot-menu"));
        menu->close();
        QContextMenuEvent wish(QContextMenuEvent::Keyboard, QPoint(20, 20), plot->mapToGlobal(QPoint(20, 20)));
        QCoreApplication::sendEvent(plot, &wish);
        QTRY_VERIFY(menu->isVisible());
        menu->close();
        plot->zoomTo(1, 2);
        menuAction(open, "plotLoss", "resetView")->trigger();
        QVERIFY(plot->isFollowing() && plot->xRange().y() > 3);
        menuAction(open, "plotLoss", "logScale")->trigger();
        QVERIFY(plot->isLogY());
        menuAction(open, "plotLoss", "maximise")->trigger();
        QVERIFY(!open.find<MetricPlot>("plotTop1")->isVisible());
        QTest::keyClick(plot, Qt::Key_Escape);
        QVERIFY(open.find<MetricPlot>("plotTop1")->isVisible());
    }

    void aRunThatEndedCanBeExtended() {
        Open open(engine(false));
        QVERIFY(open.start("2"));
        QVERIFY(open.fixture.waitIdle());
        auto* extend = open.find<QPushButton>("extend");
        QVERIFY(extend->isVisible());
        extend->click(); // cancelled
        QVERIFY(!open.training().isActive());
        QVERIFY(open.fixture.asked.contains(QStringLiteral("2 of 2 epoch")));
        open.fixture.askAnswer = 0;
        extend->click();
        QTRY_COMPARE(open.training().history()->epochs.size(), std::size_t{7});
        QVERIFY(open.fixture.waitIdle());
    }

    void anOpeningRunIsNamedUntilItsCurvesAreThere() {
        Open open(engine(false));
        QVERIFY(open.start("2"));
        QVERIFY(open.fixture.waitIdle());
        const std::string folder = open.training().history()->folder;
        QVERIFY(open.fixture.studio->openRun(folder));
        QCOMPARE(open.pill(), QStringLiteral("Opening"));
        QVERIFY(open.find<QWidget>("trainOpening")->isVisible());
        QVERIFY(!open.find<QPushButton>("extend")->isVisible());
        QTRY_VERIFY(!open.find<QWidget>("trainOpening")->isVisible());
        QTRY_COMPARE(open.find<MetricPlot>("plotTop1")->pointCount(1), 2);
    }

    /// In each moment between the two the page draws one of them, never the first with the length of the second.
    void aRunWhoseFirstEpochsAreLostCountsByNumber() {
        TrainPageFixture open(scriptedEngine(false));
        const std::string run = open.fixture.runs.toStdString() + "/lost";
        writeFinishedRun(run, 0, 1);
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            CheckpointRecord best = checkpointOf(21, true); // kept; the row of its epoch is gone
            best.valTop1 = 0.875;
            database.addCheckpoint(best);
        }
        for (const int epoch : {29, 30})
            addEpochTo(run, epoch, false);
        open.fixture.studio->openRun(run);
        QTRY_VERIFY(open.training().history() && open.training().opening().empty());
        const auto* best = open.find<Tile>("tileBest");
        QCOMPARE(best->value(), formatPercentNumber(0.875));
        QCOMPARE(best->context(), QStringLiteral("epoch 21, checkpoint kept"));
        QVERIFY(!open.find<QWidget>("resume")->isVisible()); // 30 of 30: it is done
        QCOMPARE(open.training().history()->epochsDone(), std::int64_t{30});
    }

    void aBestOfAnotherValidationSetIsNotTheBest() {
        TrainPageFixture open(scriptedEngine(false));
        const std::string run = open.fixture.runs.toStdString() + "/moved";
        writeFinishedRun(run, 3, 1);
        {
            RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
            EpochRecord first{.epoch = 4, .step = 40, .valTop1 = 0.25}; // of the set that is there now
            first.best = true;
            database.addEpoch(first);
            CheckpointRecord saved = checkpointOf(4, true);
            saved.valTop1 = 0.25;
            database.addCheckpoint(saved);
        }
        addEpochTo(run, 5, false);
        QCOMPARE(summariseRun(run).bestEpoch, 4);
        open.fixture.studio->openRun(run);
        QTRY_VERIFY(open.training().history() && open.training().opening().empty());
        QCOMPARE(open.find<Tile>("tileBest")->value(), formatPercentNumber(0.25));
        QCOMPARE(open.find<Tile>("tileBest")->context(), QStringLiteral("epoch 4, checkpoint kept"));
    }

    void aRunIsOpenedAfterAnotherAndThenOneIsTrained() {
        Open open(engine(false));
        QVERIFY(open.fixture.openPictures());
        const std::string longer = QString(open.fixture.runs + QStringLiteral("/longer")).toStdString();
        const std::string shorter = QString(open.fixture.runs + QStringLiteral("/shorter")).toStdString();
        writeFinishedRun(longer, 34, 1000);
        writeFinishedRun(shorter, 2, 2000);
        auto* plot = open.find<MetricPlot>("plotTop1");
        for (int round = 0; round < 2; ++round) {
            open.fixture.studio->openRun(longer);
            QTRY_COMPARE(plot->pointCount(1), 34);
            open.fixture.studio->openRun(shorter);
            QTRY_COMPARE(plot->pointCount(1), 2);
        }
        open.fixture.studio->recipe.setValue("epochs", "3");
        QVERIFY(open.fixture.studio->startTraining());
        QTRY_COMPARE(plot->pointCount(1), 3);
        QVERIFY(open.fixture.waitIdle());
        open.fixture.studio->openRun(longer);
        QTRY_COMPARE(plot->pointCount(1), 34);
    }
};

STUDIO_UI_TEST(QApplication, TestTrainPage)
#include "tst_train_page.moc"
