// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <filesystem>

#include <QAbstractButton>
#include <QClipboard>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "core/base/file.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/train_page.h"
#include "tests/support/ui_main.h"
#include "ui/models/comparison_table.h"
#include "ui/pages/compare/comparison_dialog.h"
#include "ui/pages/train/compared_runs.h"
#include "ui/plot/legend_entry.h"
#include "ui/plot/metric_plot.h"
#include "ui/theme/theme.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/table_view.h"

using namespace studio;
using namespace studio::test;

/// Runs beside the one that is shown: chosen, drawn, hidden, taken away; and their table.
class TestCompare final : public QObject {
    Q_OBJECT

private:
    struct Open {
        Open()
            : page(scriptedEngine(false)) {
            for (const char* name : {"alpha", "beta", "gamma", "shown"})
                makeRun(name);
            page.page->resize(1220, 840);
            refresh();
            studio().openRun(folder("shown"));
            ready = waitFor([this] { return page.training().history() != nullptr; });
        }
        std::string folder(const char* name) const {
            return QString(page.fixture.runs + u'/' + QLatin1String(name)).toStdString();
        }
        Studio& studio() { return *page.fixture.studio; }
        void refresh(std::size_t least = 4) {
            QSignalSpy changed(&studio().runs, &RunsSession::changed);
            studio().runs.refresh();
            ready = waitFor([&] { return changed.count() > 0 && studio().runs.runs().size() >= least; });
        }
        void makeRun(const char* name) const {
            const int seed = name[0];
            writeFinishedRun(folder(name), 8, 1000 * seed);
            RunDatabase database(RunPaths(folder(name)).database, RunDatabase::Mode::Write);
            for (int i = 1; i <= 80; ++i)
                addStep(database, i, seed);
            database.flush();
        }
        static void addStep(RunDatabase& database, int i, int seed) {
            StepRecord step;
            step.step = i;
            step.epoch = (i - 1) / 10 + 1;
            step.count = 32;
            step.seconds = 0.1 + seed * 0.0005;
            step.loss = 3.0 - i * 0.02 + seed * 0.003;
            database.addStep(step);
        }
        QMenu* menu() {
            auto* menu = page.find<QPushButton>("compare")->menu();
            Q_EMIT menu->aboutToShow();
            return menu;
        }
        QAction* entry(const char* name) {
            for (QAction* action : menu()->actions()) {
                if (action->data().toByteArray().toStdString() == folder(name))
                    return action;
            }
            return nullptr;
        }
        void compare(const char* name) {
            entry(name)->trigger();
            ready = ready && waitFor([&] { return seriesOf("plotTop1", name) >= 0; });
        }
        QList<LegendEntry*> chips() { return page.page->findChildren<LegendEntry*>(QStringLiteral("comparedRun")); }
        /// The series of that name with points in a plot; -1 = none.
        int seriesOf(const char* plot, const char* name) {
            const PlotData data = page.find<MetricPlot>(plot)->data({});
            const QString run = QLatin1String(name); // of steps there are no others in the plot
            return static_cast<int>(std::max(data.names.indexOf(run), data.names.indexOf(run + u", smoothed")));
        }
        TrainPageFixture page;
        bool ready = false;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void chosenRunsAreDrawnInEachPlotThatHasThem() {
        Open open;
        QVERIFY(open.ready);
        auto* legend = open.page.find<QWidget>("compareLegend");
        QVERIFY(!legend->isVisible());
        QVERIFY(open.entry("shown") == nullptr);
        open.compare("alpha");
        open.compare("beta");
        QVERIFY(open.ready && legend->isVisible());
        QCOMPARE(open.chips().size(), 2);
        for (const char* plot : {"plotTop1", "plotLoss", "plotStepLoss", "plotSpeed"}) {
            QVERIFY2(open.seriesOf(plot, "alpha") >= 0, plot);
            QVERIFY2(open.seriesOf(plot, "beta") >= 0, plot);
        }
        QVERIFY(open.seriesOf("plotRate", "alpha") < 0);
        open.page.find<MetricPlot>("plotTop1")->setCrosshair(4);
        QVERIFY(open.page.find<MetricPlot>("plotTop1")->readoutText().contains(QStringLiteral("alpha  54.0")));
        open.page.find<SegmentedControl>("xAxis")->setCurrent(1);
        QTRY_VERIFY(open.seriesOf("plotTop1", "alpha") >= 0); // made anew beside the window
        const PlotData steps = open.page.find<MetricPlot>("plotTop1")->data({});
        QCOMPARE(steps.rows.back().x, 80.0); // its own steps
        QTRY_VERIFY(open.seriesOf("plotStepLoss", "beta") >= 0);
    }

    /// A curve of tomorrow's figures would be drawn over today's axis.
    void ofAnotherAxisNothingStays() {
        Open open;
        open.compare("alpha");
        QVERIFY(open.ready);
        auto* axis = open.page.find<SegmentedControl>("xAxis");
        for (const int chosen : {1, 2, 0, 1}) {
            axis->setCurrent(chosen);
            QVERIFY(open.seriesOf("plotStepLoss", "alpha") < 0);
        }
        QTRY_VERIFY(open.seriesOf("plotStepLoss", "alpha") >= 0);
        QVERIFY(std::fabs(open.page.find<MetricPlot>("plotStepLoss")->data({}).rows.back().x - 80) < 1e-9);
    }

    void aTableHasTheMeasuredFiguresOfAComparedRun() {
        Open open;
        open.compare("alpha");
        QVERIFY(open.ready);
        const auto column = [&open](const char* plot, const char* name) {
            const PlotData data = open.page.find<MetricPlot>(plot)->data({});
            std::vector<double> values;
            const auto at = data.names.indexOf(QLatin1String(name));
            for (const PlotData::Row& row : data.rows) {
                if (at >= 0 && std::isfinite(row.values[static_cast<std::size_t>(at)]))
                    values.push_back(row.values[static_cast<std::size_t>(at)]);
            }
            return values;
        };
        const std::vector<double> measured = column("plotTop1", "alpha");
        QCOMPARE(measured.size(), std::size_t{8});
        QVERIFY(column("plotTop1", "alpha, smoothed").empty());
        open.page.find<QSlider>("smoothing")->setValue(90);
        QCOMPARE(column("plotTop1", "alpha"), measured);
        const std::vector<double> smoothed = column("plotTop1", "alpha, smoothed");
        QVERIFY(smoothed.size() == 8 && smoothed.back() != measured.back());
        QVERIFY(column("plotStepLoss", "alpha").empty() && !column("plotStepLoss", "alpha, smoothed").empty());
    }

    /// Not by the better of the two, as its best is: then a run with an average would win by the measure alone.
    void aComparedRunIsMeasuredByItsWeightsLikeTheOneShown() {
        Open open;
        QVERIFY(open.ready);
        {
            RunDatabase database(RunPaths(open.folder("alpha")).database, RunDatabase::Mode::Write);
            EpochRecord record;
            record.epoch = 9;
            record.step = 90;
            record.valTop1 = record.averageTop1 = 0.9;
            record.weightsTop1 = 0.3;
            record.valLoss = record.averageLoss = 0.5;
            record.weightsLoss = 1.5;
            database.addEpoch(record);
        }
        open.compare("alpha");
        open.compare("beta");
        QVERIFY(open.ready);
        const auto readout = [&open](const char* name) {
            open.page.find<MetricPlot>(name)->setCrosshair(9);
            return open.page.find<MetricPlot>(name)->readoutText();
        };
        QVERIFY2(readout("plotTop1").contains(QStringLiteral("alpha  30.0")), qPrintable(readout("plotTop1")));
        QVERIFY2(readout("plotLoss").contains(QStringLiteral("alpha  1.5")), qPrintable(readout("plotLoss")));
        QVERIFY(open.chips()[0]->toolTip().contains(QStringLiteral("val is of the weights themselves")));
        QVERIFY(!open.chips()[1]->toolTip().contains(QStringLiteral("weights")));
    }

    void aClickOnTheNameHidesItAndTheCrossTakesItAway() {
        Open open;
        open.compare("alpha");
        open.compare("beta");
        QVERIFY(open.ready);
        open.chips().front()->click();
        QVERIFY(open.seriesOf("plotTop1", "alpha") < 0 && open.seriesOf("plotTop1", "beta") >= 0);
        open.chips().front()->click();
        QVERIFY(open.seriesOf("plotTop1", "alpha") >= 0);
        open.page.find<QPushButton>("removeCompared")->click();
        QTRY_VERIFY(open.seriesOf("plotTop1", "alpha") < 0);
        QVERIFY(open.seriesOf("plotStepLoss", "beta") >= 0);
        QVERIFY(open.seriesOf("plotStepLoss", "alpha") < 0);
        for (QAction* action : open.menu()->actions()) {
            if (action->objectName() == QStringLiteral("compareClear"))
                action->trigger();
        }
        QVERIFY(open.seriesOf("plotTop1", "beta") < 0);
        QVERIFY(!open.page.find<QWidget>("compareLegend")->isVisible());
    }

    void theChoiceStaysWhenAnotherRunIsShown() {
        Open open;
        open.compare("alpha");
        open.compare("beta");
        QVERIFY(open.ready);
        QVERIFY(open.studio().openRun(open.folder("alpha")));
        QTRY_COMPARE(open.page.training().history()->folder, open.folder("alpha"));
        QTRY_COMPARE(open.seriesOf("plotTop1", "alpha"), -1); // it is not compared with itself
        QVERIFY(open.seriesOf("plotTop1", "beta") >= 0);
        QVERIFY(open.studio().openRun(open.folder("shown")));
        QTRY_VERIFY(open.seriesOf("plotTop1", "alpha") >= 0);
    }

    void aRunThatGoesKeepsWhatWasReadAndADamagedOneSaysSo() {
        Open open;
        open.compare("alpha");
        QVERIFY(open.ready);
        deleteRun(open.folder("alpha"));
        writeFileAtomically(RunPaths(open.folder("beta")).database, std::string(4096, 'x'));
        open.entry("beta")->trigger();
        QTRY_COMPARE(open.chips().size(), 2);
        QTRY_VERIFY(open.chips().last()->text().contains(QStringLiteral("cannot be read")));
        QVERIFY(open.seriesOf("plotTop1", "alpha") >= 0 && open.seriesOf("plotTop1", "beta") < 0);
        open.refresh(3);
        QVERIFY(open.entry("alpha") != nullptr && open.entry("alpha")->isChecked());
        open.entry("alpha")->trigger();
        QVERIFY(open.seriesOf("plotTop1", "alpha") < 0);
    }

    void aRunThatTrainsIsReadAgainWhileSomebodyLooks() {
        Open open;
        const std::string folder = open.folder("gamma");
        const auto lock = std::make_unique<RunLock>(folder);
        ComparedRuns compared;
        compared.setInterval(20);
        compared.add(folder);
        QTRY_VERIFY(compared.runs().front().history != nullptr);
        const auto steps = [&] { return compared.runs().front().history->steps.size(); };
        QCOMPARE(steps(), std::size_t{80});
        const auto grow = [&](int step) {
            RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Write);
            Open::addStep(database, step, 1);
            database.flush();
        };
        compared.setWatched(true);
        grow(81);
        QTRY_COMPARE(steps(), std::size_t{81});
        compared.setWatched(false);
        compared.setWatched(true);
        grow(82);
        QTRY_COMPARE(steps(), std::size_t{82});
    }

    void aRunInItsFirstEpochIsDrawnAsFarAsItIs() {
        Open open;
        writeFinishedRun(open.folder("early"), 0, 1000);
        {
            RunDatabase database(RunPaths(open.folder("early")).database, RunDatabase::Mode::Write);
            const std::int64_t batch = findPreset("quick-look").config.batchSize;
            database.setValue("train_pictures", std::to_string(batch * 20 - batch / 2));
            for (int i = 1; i <= 5; ++i)
                Open::addStep(database, i, 1);
            database.flush();
        }
        QTRY_VERIFY(open.entry("early") != nullptr);
        open.entry("early")->trigger();
        QTRY_VERIFY(open.seriesOf("plotStepLoss", "early") >= 0);
        const PlotData data = open.page.find<MetricPlot>("plotStepLoss")->data({});
        const auto column = data.names.indexOf(QStringLiteral("early, smoothed"));
        double last = 0;
        for (const PlotData::Row& row : data.rows) {
            if (std::isfinite(row.values[column]))
                last = std::max(last, row.x);
        }
        QCOMPARE(last, 0.25);
    }

    void aTableThatCannotBeReadSaysWhy() {
        Open open;
        QVERIFY(open.ready);
        QDialog* dialog = showComparison(open.studio(), {open.folder("alpha")}, open.page.page.get());
        auto* note = dialog->findChild<QLabel*>(QStringLiteral("comparisonNote"));
        QTRY_VERIFY2(note->text().startsWith(QStringLiteral("Two to six runs")), qPrintable(note->text()));
        auto* copy = dialog->findChild<QPushButton*>(QStringLiteral("copyComparison"));
        QVERIFY(!copy->isEnabled() && copy->toolTip().contains(QStringLiteral("Two to six runs")));
        saveShot(*dialog, QStringLiteral("comparison-failed"));
        dialog->close();
    }

    /// A menu that is open measures all its entries when one of them changes.
    void amongVeryManyRunsTheNewestAndTheChosenAreListedAndASearchChangesThemInOneGo() {
        Open open;
        constexpr int kMany = 100;
        for (int i = 0; i < kMany; ++i)
            std::filesystem::copy(open.folder("alpha"), open.folder(qPrintable(QStringLiteral("many-%1").arg(i))),
                                  std::filesystem::copy_options::recursive);
        open.refresh();
        QTRY_VERIFY(open.studio().runs.runs().size() >= kMany);
        QMenu* menu = open.menu();
        const auto listed = [menu] {
            QStringList folders;
            for (const QAction* action : menu->actions()) {
                if (action->objectName() == QStringLiteral("compareRun") && action->isVisible())
                    folders += QString::fromUtf8(action->data().toByteArray()).section(u'/', -1);
            }
            return folders;
        };
        const auto told = [menu] {
            const auto* action = menu->findChild<QAction*>(QStringLiteral("compareTold"));
            return action != nullptr ? action->text() : QString();
        };
        QCOMPARE(listed().size(), 50);
        QCOMPARE(told(), QStringLiteral("53 more runs: search for them"));
        menu->popup({});
        QCOMPARE(listed().size(), 50); // it was filled anew
        struct Resized : QObject {
            int count = 0;
            bool eventFilter(QObject*, QEvent* event) override {
                count += event->type() == QEvent::Resize;
                return false;
            }
        } resized;
        menu->installEventFilter(&resized);
        auto* field = menu->findChild<QLineEdit*>(QStringLiteral("compareSearch"));
        QVERIFY(field != nullptr);
        field->setText(QStringLiteral("Many-77"));
        QCOMPARE(listed(), QStringList{QStringLiteral("many-77")});
        QVERIFY2(resized.count <= 1, qPrintable(QString::number(resized.count)));
        for (QAction* action : menu->actions()) {
            if (action->objectName() == QStringLiteral("compareRun"))
                action->trigger();
        }
        field->setText(QStringLiteral("nothing is called so"));
        QCOMPARE(listed(), QStringList{QStringLiteral("many-77")}); // it is chosen
        field->clear();
        QCOMPARE(listed().size(), 51);
        QVERIFY(resized.count <= 4);
        menu->hide();
        QVERIFY(open.entry("many-77") != nullptr && open.entry("many-77")->isChecked());
    }

    void theTableTellsWhatDiffersAndCopiesIt() {
        Open open;
        QVERIFY(open.ready);
        for (const auto& [name, loss] : {std::pair("alpha", 1.50012), {"beta", 1.50048}}) {
            EpochRecord epoch; // apart in the fourth digit
            epoch.epoch = 9;
            epoch.step = 90;
            epoch.valTop1 = 0.1;
            epoch.valLoss = loss;
            RunDatabase(RunPaths(open.folder(name)).database, RunDatabase::Mode::Write).addEpoch(epoch);
        }
        std::string recipe = readSmallFile(RunPaths(open.folder("beta")).recipe, 1u << 20);
        const auto at = recipe.find("\"momentum\": 0.9");
        QVERIFY(at != std::string::npos);
        recipe.replace(at, 15, "\"momentum\": 0.8");
        writeFileAtomically(RunPaths(open.folder("beta")).recipe, recipe);
        QDialog* dialog =
            showComparison(open.studio(), {open.folder("alpha"), open.folder("beta")}, open.page.page.get());
        auto* table = dialog->findChild<TableView*>(QStringLiteral("comparisonTable"));
        QTRY_VERIFY(table->model()->rowCount() > 5);
        const auto lines = [&] {
            QStringList all;
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                QStringList cells;
                for (int column = 0; column < 3; ++column)
                    cells += table->model()->index(row, column).data().toString();
                all += cells.join(u'|');
            }
            return all;
        };
        QVERIFY(lines().contains(QStringLiteral("momentum|0.9|\u2260 0.8")));
        QVERIFY(lines().contains(QStringLiteral("Best top-1, %|58.00|58.00")));
        QVERIFY(lines().contains(QStringLiteral("Best validation loss|1.5001|\u2260 1.5005")));
        QVERIFY(lines().filter(QStringLiteral("label_smoothing")).isEmpty());
        dialog->findChild<QPushButton*>(QStringLiteral("compareAll"))->click();
        QVERIFY(!lines().filter(QStringLiteral("label_smoothing")).isEmpty());
        saveShot(*dialog, QStringLiteral("comparison"));
        dialog->findChild<QPushButton*>(QStringLiteral("copyComparison"))->click();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("momentum\t0.9\t\u2260 0.8")));
        open.page.fixture.saveAnswer = open.page.fixture.dir.filePath(QStringLiteral("out.csv"));
        dialog->findChild<QPushButton*>(QStringLiteral("saveComparison"))->click();
        const std::string file = open.page.fixture.dir.filePath(QStringLiteral("out.csv")).toStdString();
        QTRY_VERIFY(std::filesystem::exists(file));
        QVERIFY(readSmallFile(file, 1u << 20).find("momentum,0.9,0.8") != std::string::npos);
        dialog->close();
    }

    void manyRunsStayApartAndNoneIsLost() {
        ComparedRuns compared;
        for (int i = 0; i < 10; ++i)
            compared.add("/nowhere/run" + std::to_string(i));
        QCOMPARE(static_cast<int>(compared.runs().size()), ComparedRuns::kMost);
        std::vector<int> colors;
        for (const ComparedRun& run : compared.runs())
            colors.push_back(run.color);
        QCOMPARE(colors, (std::vector<int>{2, 3, 4, 5, -1, -1, -1, -1}));
        compared.remove("/nowhere/run1");
        compared.add("/nowhere/late");
        QCOMPARE(compared.runs().back().color, 3);
        for (const ComparedRun& run : compared.runs())
            QTRY_VERIFY(!run.problem.title.empty());
    }
};

STUDIO_UI_TEST(QApplication, TestCompare)
#include "tst_compare.moc"
