// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "core/base/file.h"
#include "core/report/report.h"
#include "core/run/run_energy.h"
#include "tests/support/finished_runs.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/pages.h"
#include "ui/report/report_pdf.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/progress_line.h"

using namespace studio;
using namespace studio::test;

/// A run's report from the window, and what the window says of its cost.
class TestReportUi final : public QObject {
    Q_OBJECT

private:
    struct Open {
        Open() {
            writeFinishedRun(run(), 3, 1000);
            RunDatabase(RunPaths(run()).database, RunDatabase::Mode::Write).setValue("active_seconds", "7200");
        }
        std::string run() const { return QString(fixture.runs + QStringLiteral("/one")).toStdString(); }
        bool show() {
            fixture.studio->openRun(run());
            return waitFor([this] { return fixture.studio->training.history() != nullptr; });
        }
        /// Verb `kind` of the first question; the offer to open the file is declined.
        void answer(int kind) {
            fixture.studio->dialogs.ask = [this, kind](const QString& title, const QString&, const QStringList&, bool) {
                titles += title;
                return titles.size() == 1 ? kind : -1;
            };
        }
        StudioFixture fixture;
        QStringList titles;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theRunShownIsReportedAsAWebPage() {
        Open open;
        QAction* action = open.fixture.studio->actions().report;
        QVERIFY(!action->isEnabled());
        QVERIFY(open.show());
        QTRY_VERIFY(action->isEnabled());
        open.answer(0);
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("out.html"));
        action->trigger();
        QTRY_COMPARE(open.titles.size(), 2);
        QVERIFY(readSmallFile(open.fixture.saveAnswer->toStdString(), 3u << 20).starts_with("<!DOCTYPE html>"));
    }

    void theRunsPageReportsTheSelectedRunAsPdf() {
        Open open;
        const std::unique_ptr<QWidget> page(makeRunsPage(*open.fixture.studio));
        page->show();
        open.fixture.studio->runs.refresh();
        auto* button = page->findChild<QPushButton*>(QStringLiteral("reportRun"));
        QVERIFY(button != nullptr);
        QTRY_VERIFY(button->isEnabled());
        open.answer(1);
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("out.pdf"));
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(open.titles.size(), 2);
        const std::string pdf = readSmallFile(open.fixture.saveAnswer->toStdString(), 10u << 20);
        QVERIFY(pdf.starts_with("%PDF-") && pdf.find("%%EOF") != std::string::npos);
        QVERIFY(pdf.find("/Image") != std::string::npos); // the curves
    }

    void theCostStandsOnTrainOnceThereIsAPrice() {
        Open open;
        QVERIFY(open.show());
        const std::unique_ptr<QWidget> page(makeTrainPage(*open.fixture.studio));
        page->show();
        auto* line = page->findChild<ProgressLine*>(QStringLiteral("runProgress"));
        QVERIFY(line != nullptr);
        const auto says = [line](const QString& words) { return line->right().contains(words); };
        QVERIFY(!says(QStringLiteral("cost")));
        open.fixture.studio->setPrice(RunPrice{1.5, "EUR"});
        QTRY_VERIFY(says(QStringLiteral("cost 3.00 EUR")));
        QVERIFY(open.fixture.studio->settings.price() == RunPrice({1.5, "EUR"}));
        QTRY_VERIFY(!open.fixture.studio->files.isBusy());
        QVERIFY(!readPrice(open.run())); // it is only looked at
    }

    void aRunThatIsLookedAtCostsWhatItsReportSays() {
        Open open;
        writePrice(open.run(), {2, "$"});
        open.fixture.studio->setPrice(RunPrice{1.5, "EUR"});
        QVERIFY(open.show());
        const std::unique_ptr<QWidget> page(makeTrainPage(*open.fixture.studio));
        page->show();
        auto* line = page->findChild<ProgressLine*>(QStringLiteral("runProgress"));
        QTRY_VERIFY2(line->right().contains(QStringLiteral("cost 4.00 $")), qPrintable(line->right()));
        QVERIFY(open.fixture.studio->price() == readReport(open.run()).price);
        open.fixture.studio->setPrice({});
        QTRY_VERIFY(!open.fixture.studio->files.isBusy());
        QVERIFY(readPrice(open.run()) == RunPrice({2, "$"})); // another machine's, perhaps
    }

    void theRunThatTrainsKeepsItsPriceUntilItIsCleared() {
        FakeEngine engine;
        engine.gated = true;
        StudioFixture fixture(fakeServices(engine));
        Studio& studio = *fixture.studio;
        QVERIFY(fixture.openPictures() && studio.startTraining());
        engine.gate->release(3);
        QTRY_COMPARE(studio.training.state(), SessionState::Training);
        const std::string folder = studio.training.runStart().folder;
        studio.setPrice(RunPrice{1.5, "EUR"});
        QTRY_VERIFY(readPrice(folder) == RunPrice({1.5, "EUR"}));
        QVERIFY(studio.training.history()->price == RunPrice({1.5, "EUR"}));
        studio.setPrice(RunPrice{2, "EUR"});
        studio.setPrice({}); // in turn
        QTRY_VERIFY(!studio.files.isBusy());
        QVERIFY(!readPrice(folder) && !studio.price());
        engine.gate->release(1000);
        QVERIFY(fixture.waitIdle());
    }

    void aNewRunBeginsWithThePriceOfThisMachine() {
        StudioFixture fixture;
        Studio& studio = *fixture.studio;
        studio.settings.setPrice(RunPrice{0.5, "EUR"});
        studio.recipe.runName = "named";
        QSignalSpy problems(&studio, &Studio::problemReported);
        QSignalSpy ends(&studio.training, &TrainingSession::finished);
        QVERIFY(fixture.openPictures() && studio.startTraining());
        QVERIFY(fixture.waitIdle());
        const std::string folder = studio.training.history()->folder;
        QTRY_VERIFY(readPrice(folder) == RunPrice({0.5, "EUR"}));
        // One that is gone on with keeps what it has.
        writePrice(folder, {3, "$"});
        studio.settings.setPrice(RunPrice{0.7, "EUR"});
        ends.clear();
        QVERIFY(studio.resumeRun(folder, studio.training.history()->recipe.config.epochs + 1));
        QTRY_COMPARE(ends.size(), 1);
        QCOMPARE(problems.size(), 0);
        QTRY_VERIFY(!studio.files.isBusy());
        QVERIFY(readPrice(folder) == RunPrice({3, "$"}));
    }

    void theEnergyOfTheCardStandsOnTrainWhereItWasMeasured() {
        Open open;
        QVERIFY(open.show());
        const std::unique_ptr<QWidget> page(makeTrainPage(*open.fixture.studio));
        page->show();
        auto* line = page->findChild<ProgressLine*>(QStringLiteral("runProgress"));
        QTRY_VERIFY(!line->right().isEmpty() && !open.fixture.studio->files.isBusy());
        QVERIFY(!line->right().contains(QStringLiteral("Wh")) && line->toolTip().isEmpty());
        writeFinishedRun(QString(open.fixture.runs + QStringLiteral("/two")).toStdString(), 2, 2000);
        const std::string two = QString(open.fixture.runs + QStringLiteral("/two")).toStdString();
        writeEnergy(two, {.joules = 1'800'000, .seconds = 7200, .pausedJoules = 36'000, .card = "NVIDIA T4"});
        open.fixture.studio->openRun(two);
        QTRY_VERIFY(line->right().endsWith(QStringLiteral("0.500 kWh")));
        QVERIFY(line->toolTip().contains(QStringLiteral("10.0 Wh more in pauses")));
        open.fixture.studio->openRun(open.run());
        QTRY_VERIFY(!line->right().contains(QStringLiteral("Wh")));
    }
};

STUDIO_UI_TEST(QApplication, TestReportUi)
#include "tst_report.moc"
