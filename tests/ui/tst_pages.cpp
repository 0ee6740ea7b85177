// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QUrl>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "tests/support/finished_runs.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/studio_window.h"
#include "tests/support/ui_main.h"
#include "ui/models/checkpoint_table.h"
#include "ui/models/run_table.h"
#include "ui/pages/classify/classify_views.h"
#include "ui/pages/pages.h"
#include "ui/plot/metric_plot.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// The pages as a person uses them: real widgets, real folders, a scripted engine.
class TestPages final : public QObject {
    Q_OBJECT

private:
    template<typename Widget>
    static Widget* find(QWidget* page, const char* name) {
        auto* widget = page->findChild<Widget*>(QLatin1String(name));
        if (widget == nullptr)
            throw std::runtime_error(std::string("no widget ") + name);
        return widget;
    }
    static void click(QWidget* page, const char* name) {
        QTest::mouseClick(find<QPushButton>(page, name), Qt::LeftButton);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void aPageTakesEveryWidgetOfItsOwnWithIt() {
        const auto make = {makeStartPage, makeDataPage, makeRecipePage, makeTrainPage, makeRunsPage, makeClassifyPage};
        for (const auto makePage : make) {
            StudioFixture f;
            delete makePage(*f.studio); // a first one also makes what the application keeps
            const auto before = QApplication::allWidgets().size();
            delete makePage(*f.studio);
            QCOMPARE(QApplication::allWidgets().size(), before);
        }
    }

    void aHiddenPageIsFilledInWhenItIsShown() {
        StudioWindow open;
        Studio& studio = *open.fixture.studio;
        const auto refresh = [&studio](std::size_t count) {
            studio.runs.refresh();
            return waitFor([&] { return studio.runs.runs().size() == count && !studio.runs.isReading(); });
        };
        const auto rows = [&open](const char* table) { return open.find<QTableView>(table)->model()->rowCount(); };
        writeFinishedRun(open.fixture.runs.toStdString() + "/one", 2, 1000);
        QVERIFY(refresh(1));
        QCOMPARE(open.window.currentPage(), Page::Start);
        QCOMPARE(rows("recentRuns"), 1);
        QCOMPARE(rows("runTable"), 0); // nobody sees it
        QCOMPARE(open.find<QComboBox>("classifyModel")->count(), 1);
        open.window.showPage(Page::Runs);
        QCOMPARE(rows("runTable"), 1);
        open.window.showPage(Page::Classify);
        QCOMPARE(open.find<QComboBox>("classifyModel")->count(), 3);
        writeFinishedRun(open.fixture.runs.toStdString() + "/two", 2, 2000);
        writeInterruptedSteps(open.fixture.runs.toStdString() + "/two", 20, 1);
        QVERIFY(refresh(2));
        QCOMPARE(rows("recentRuns"), 1);
        QCOMPARE(rows("runTable"), 1);
        QCOMPARE(open.find<QComboBox>("classifyModel")->count(), 5);
        open.window.showPage(Page::Start);
        QCOMPARE(rows("recentRuns"), 2);
        QTRY_VERIFY(open.window.findChild<QPushButton*>(QStringLiteral("recoveryResume")) != nullptr);
        open.window.showPage(Page::Runs);
        QCOMPARE(rows("runTable"), 2);
    }

    void aPictureThatComesWhileClassifyIsHiddenFindsItsNetwork() {
        StudioWindow open;
        Studio& studio = *open.fixture.studio;
        writeFinishedRun(open.fixture.runs.toStdString() + "/one", 2, 1000);
        studio.runs.refresh();
        QTRY_COMPARE(studio.runs.runs().size(), std::size_t{1});
        QImage picture(32, 32, QImage::Format_RGB32);
        picture.fill(Qt::blue);
        studio.classify.addImage(picture, QStringLiteral("pasted"));
        QVERIFY(studio.classify.model().ends_with("/one"));
    }

    void theCurveOfARunIsByItsEpochsAndSeenWhole() {
        StudioFixture f;
        const std::string gap = f.runs.toStdString() + "/gap";
        writeFinishedRun(gap, 2, 2000);
        addEpochTo(gap, 6, false); // the rows between are lost
        writeFinishedRun(f.runs.toStdString() + "/other", 4, 1000);
        const std::unique_ptr<QWidget> page(makeRunsPage(*f.studio));
        page->resize(1300, 900);
        page->show();
        f.studio->runs.refresh();
        auto* table = find<QTableView>(page.get(), "runTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        auto* plot = find<MetricPlot>(page.get(), "runPlot");
        QList<double> epochs;
        for (const PlotData::Row& row : plot->data({}).rows)
            epochs += row.x;
        QCOMPARE(epochs, (QList<double>{1, 2, 6}));
        plot->zoomTo(1, 2);
        QVERIFY(!plot->isFollowing());
        f.studio->runs.watch(gap); // read again: of the same run the zoom stays
        QSignalSpy read(&f.studio->runs, &RunsSession::overviewChanged);
        QTRY_VERIFY(read.count() > 0);
        QVERIFY(!plot->isFollowing());
        table->selectRow(1);
        QVERIFY(plot->isFollowing());
    }

    void chooseFolderOnDataLeadsToItsClasses() {
        StudioFixture f;
        const std::unique_ptr<QWidget> page(makeDataPage(*f.studio));
        page->resize(1200, 800);
        page->show();
        f.folderAnswer = QString::fromStdString(f.pictures());
        click(page.get(), "chooseFolder");
        auto* table = find<QTableView>(page.get(), "classTable");
        QTRY_COMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("8"));
        find<QLineEdit>(page.get(), "classSearch")->setText(QStringLiteral("c2"));
        QCOMPARE(table->model()->rowCount(), 1);
        QTRY_VERIFY(
            find<QPushButton>(page.get(), "goToRecipe")->isEnabled()); // the first pictures are looked at before
    }

    void theCheckNamesBadPicturesAndExportsThem() {
        StudioFixture f;
        writeBytes(f.pictures() + "/train/c0/broken.jpg", {'x'});
        const std::unique_ptr<QWidget> page(makeDataPage(*f.studio));
        page->resize(1200, 800);
        page->show();
        f.studio->data.open({f.dir.filePath(QStringLiteral("pictures")).toStdString(), {}, 0.1, 0});
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        click(page.get(), "checkPictures");
        QTRY_VERIFY(f.studio->data.report() && f.studio->data.report()->complete);
        f.saveAnswer = f.dir.filePath(QStringLiteral("bad.csv"));
        QTRY_VERIFY(page->findChild<QPushButton*>(QStringLiteral("exportProblems")) != nullptr);
        click(page.get(), "exportProblems");
        QTRY_VERIFY(!f.studio->files.isBusy());
        QVERIFY(readSmallFile(f.saveAnswer->toStdString(), 10'000).find("broken.jpg") != std::string::npos);
    }

    void aRecipeFieldMarksItsErrorAndItsFix() {
        StudioFixture f;
        QVERIFY(f.openPictures());
        const std::unique_ptr<QWidget> page(makeRecipePage(*f.studio));
        page->resize(1300, 900);
        page->show();
        auto* decay = find<QLineEdit>(page.get(), "edit_weight_decay");
        decay->setFocus();
        decay->selectAll();
        QTest::keyClicks(decay, QStringLiteral("0,5"));
        QTest::keyClick(decay, Qt::Key_Return);
        QCOMPARE(f.studio->recipe.config().weightDecay, 0.5); // a decimal comma is understood
        click(page.get(), "fix_weight_decay");
        QCOMPARE(f.studio->recipe.config().weightDecay, 0.0001);
        find<QSpinBox>(page.get(), "edit_batch_size")->setValue(0);
        QVERIFY(hasErrors(f.studio->recipe.issues()));
        click(page.get(), "undo");
        QVERIFY(!hasErrors(f.studio->recipe.issues()));
        QVERIFY(find<QPushButton>(page.get(), "startTraining")->isEnabled());
    }

    void aSeedLargerThanAnIntIsShownAndStaysAsItIs() {
        StudioFixture f;
        const std::unique_ptr<QWidget> page(makeRecipePage(*f.studio));
        f.studio->recipe.setValue("seed", "3000000000");
        auto* seed = find<QLineEdit>(page.get(), "edit_seed");
        QCOMPARE(seed->text(), QStringLiteral("3000000000"));
        find<QSpinBox>(page.get(), "edit_batch_size")->setValue(32);
        QCOMPARE(f.studio->recipe.config().seed, std::int64_t{3'000'000'000});
        seed->setFocus();
        seed->selectAll();
        QTest::keyClicks(seed, QStringLiteral("9007199254740993"));
        QTest::keyClick(seed, Qt::Key_Return);
        QCOMPARE(f.studio->recipe.config().seed, std::int64_t{9'007'199'254'740'993});
        f.studio->recipe.setValue("epochs", "5000000000"); // wrong, and not shown as another number that is right
        QVERIFY(find<QSpinBox>(page.get(), "edit_epochs")->value() > 10'000);
    }

    void savedRecipesOpenAgain() {
        StudioFixture f;
        const std::unique_ptr<QWidget> page(makeRecipePage(*f.studio));
        f.studio->recipe.setValue("epochs", "11");
        f.saveAnswer = f.dir.filePath(QStringLiteral("mine.json"));
        click(page.get(), "saveRecipe");
        QTRY_VERIFY(!f.studio->files.isBusy());
        QCOMPARE(f.studio->recipe.changedKeys().size(), std::size_t{0});
        QCOMPARE(configFromJson(readSmallFile(f.saveAnswer->toStdString(), 100'000), "mine.json").epochs,
                 std::int64_t{11});
    }

    void runsAreListedClonedAndDeletedAfterAsking() {
        StudioFixture f;
        QVERIFY(f.openPictures());
        f.studio->recipe.setValue("epochs", "2");
        f.studio->recipe.runName = "mine";
        QVERIFY(f.studio->startTraining());
        QVERIFY(f.waitIdle());
        const std::unique_ptr<QWidget> page(makeRunsPage(*f.studio));
        page->resize(1300, 900);
        page->show();
        auto* runs = find<QTableView>(page.get(), "runTable");
        QTRY_COMPARE(runs->model()->rowCount(), 1);
        QTRY_COMPARE(find<QTableView>(page.get(), "checkpointTable")->model()->rowCount(), 2);
        auto* checkpoints = find<QTableView>(page.get(), "checkpointTable");
        checkpoints->selectRow(1);
        const auto keptAs = [&] { return checkpoints->model()->index(1, CheckpointTable::KeptAs).data().toString(); };
        click(page.get(), "pinCheckpoint");
        QTRY_COMPARE(keptAs(), QStringLiteral("pinned"));
        QTRY_VERIFY(find<QPushButton>(page.get(), "pinCheckpoint")->isChecked());
        click(page.get(), "pinCheckpoint");
        QTRY_COMPARE(keptAs(), QString());
        const std::string database = f.runs.toStdString() + "/mine/run.db";
        const std::string whole = readSmallFile(database, 1u << 20);
        writeFileAtomically(database, "no history");
        f.studio->runs.refresh();
        QTRY_COMPARE(runs->model()->index(0, RunTable::State).data().toString(), QStringLiteral("Damaged"));
        QVERIFY(find<QPushButton>(page.get(), "resumeRun")->isEnabled()); // its checkpoints are good
        writeFileAtomically(database, whole);
        f.studio->runs.refresh();
        QTRY_VERIFY(find<QPushButton>(page.get(), "cloneRecipe")->isEnabled());
        f.studio->recipe.setValue("epochs", "9");
        click(page.get(), "cloneRecipe");
        QCOMPARE(f.studio->recipe.config().epochs, std::int64_t{2});
        f.askAnswer = -1;
        click(page.get(), "deleteRun");
        QVERIFY2(f.asked.contains(QStringLiteral("frees")), qPrintable(f.asked));
        QCOMPARE(runs->model()->rowCount(), 1);
        f.askAnswer = 0;
        click(page.get(), "deleteRun");
        QTRY_COMPARE(runs->model()->rowCount(), 0);
        QVERIFY(!QFile::exists(f.runs + QStringLiteral("/mine")));
    }

    void classifyShowsAnswersAndTakesThePaste() {
        StudioFixture f;
        const std::unique_ptr<QWidget> page(makeClassifyPage(*f.studio));
        page->resize(1300, 900);
        page->show();
        f.studio->classify.setModel("fake", "best");
        QImage blue(32, 32, QImage::Format_RGB32);
        blue.fill(QColor(10, 20, 220));
        QGuiApplication::clipboard()->setImage(blue);
        page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(page.get()));
        auto* models = find<QComboBox>(page.get(), "classifyModel");
        models->setFocus();
        QTest::keySequence(models, QKeySequence::Paste);
        QTRY_COMPARE(f.studio->classify.items().size(), std::size_t{1});
        QTRY_COMPARE(find<QLabel>(page.get(), "answer")->text(), QStringLiteral("blue"));
        auto* bars = find<AnswerBars>(page.get(), "answerBars");
        QCOMPARE(bars->rows().size(), std::size_t{3});
        QVERIFY(bars->rows()[0].probability > bars->rows()[1].probability);
        f.filesAnswer = {QString::fromStdString(f.pictures()) + QStringLiteral("/val/c1/1008.jpg")};
        click(page.get(), "choosePictures");
        QTRY_COMPARE(find<QLabel>(page.get(), "answer")->text(), QStringLiteral("green"));
        click(page.get(), "clearPictures");
        QCOMPARE(f.studio->classify.items().size(), std::size_t{0});
        auto* copied = new QMimeData; // as a browser copies a picture: with the address that it came from
        copied->setUrls({QUrl(QStringLiteral("https://example.org/blue.png"))});
        copied->setImageData(blue);
        QGuiApplication::clipboard()->setMimeData(copied);
        models->setFocus();
        QTest::keySequence(models, QKeySequence::Paste);
        QTRY_COMPARE(f.studio->classify.items().size(), std::size_t{1});
        QTRY_COMPARE(find<QLabel>(page.get(), "answer")->text(), QStringLiteral("blue"));
    }

    /// One that was stopped before its first validation has weights all the same.
    void aRunWithoutABestIsUsedWithItsNewestCheckpoint() {
        StudioFixture f;
        const std::unique_ptr<QWidget> page(makeTrainPage(*f.studio));
        const std::string folder = QString(f.runs + QStringLiteral("/early")).toStdString();
        writeFinishedRun(folder, 0, 1000);
        addEpochTo(folder, 1, false);
        f.studio->openRun(folder);
        QTRY_VERIFY(f.studio->training.history() != nullptr && f.studio->training.opening().empty());
        find<QPushButton>(page.get(), "classifyWithRun")->click();
        QCOMPARE(f.studio->classify.model(), folder);
        QCOMPARE(f.studio->classify.which(), std::string("last"));
        addEpochTo(folder, 2, true);
        f.studio->openRun(folder);
        QTRY_COMPARE(f.studio->training.history()->checkpoints.size(), std::size_t{2});
        find<QPushButton>(page.get(), "classifyWithRun")->click();
        QCOMPARE(f.studio->classify.which(), std::string("best"));
    }

    void startOffersToResumeWhatWasInterrupted() {
        StudioFixture f;
        QVERIFY(f.openPictures());
        f.studio->recipe.setValue("epochs", "2");
        f.studio->recipe.runName = "cut";
        QVERIFY(f.studio->startTraining());
        QVERIFY(f.waitIdle());
        RunDatabase(f.runs.toStdString() + "/cut/run.db", RunDatabase::Mode::Write).setValue("state", "training");
        f.studio->runs.refresh();
        const std::unique_ptr<QWidget> page(makeStartPage(*f.studio));
        page->resize(1200, 800);
        page->show();
        QTRY_VERIFY(page->findChild<QPushButton*>(QStringLiteral("recoveryResume")) != nullptr);
        click(page.get(), "recoveryResume");
        QTRY_VERIFY(f.studio->training.history() != nullptr);
        QVERIFY(f.waitIdle());
    }
};

STUDIO_UI_TEST(QApplication, TestPages)
#include "tst_pages.moc"
