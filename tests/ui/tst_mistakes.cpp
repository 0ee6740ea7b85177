// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <thread>

#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "core/base/file.h"
#include "core/run/run_evaluation.h"
#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/models/mistake_table.h"
#include "ui/pages/mistakes/confusion_view.h"
#include "ui/pages/mistakes/mistakes_dialog.h"
#include "ui/pages/pages.h"
#include "ui/theme/theme.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"

using namespace studio;
using namespace studio::test;

/// What a network takes for what: the list, the matrix and the pictures of a pair; and that it is measured here.
class TestMistakes final : public QObject {
    Q_OBJECT

private:
    static RunEvaluation evaluationOf(std::vector<ClassCount> counts, std::vector<Confusion> confusions) {
        RunEvaluation found;
        found.utcMs = 5000;
        found.checkpoint = checkpointFileName(20);
        found.epoch = 2;
        found.step = 20;
        found.measured = "The run's validation pictures";
        found.top1 = 0.55;
        found.top5 = 1;
        found.pictures = 20;
        found.counts = std::move(counts);
        found.confusions = std::move(confusions);
        return found;
    }
    /// Ten pictures each of "a" and "b"; eight of "b" are taken for "a".
    static RunEvaluation small() {
        return evaluationOf({{10, 9, 1, 1}, {10, 2, 0, 8}}, {{1, 0, 8, {"b/1.jpg"}}, {0, 1, 1, {}}});
    }
    struct Open {
        explicit Open(const std::optional<RunEvaluation>& evaluation = small(),
                      StudioServices services = fakeServices())
            : fixture(std::move(services))
            , run(QString(fixture.runs + QStringLiteral("/mine")).toStdString()) {
            writeFinishedRun(run, 2, 1000);
            if (evaluation)
                writeEvaluation(run, *evaluation);
            fixture.studio->runs.refresh();
            ready = waitFor([this] { return fixture.studio->runs.find(run) != nullptr; });
            fixture.studio->services.evaluate = [this](const std::string& measured, const auto& progress,
                                                       const std::stop_token& stop) {
                while (hold && !stop.stop_requested())
                    std::this_thread::yield();
                progress(20, 20);
                if (!stop.stop_requested())
                    writeEvaluation(measured, small());
                wasStopped = stop.stop_requested();
            };
            show();
        }
        void show() {
            dialog.reset(); // it would be raised
            dialog.reset(showMistakes(*fixture.studio, run, QStringLiteral("mine"), nullptr));
            dialog->setAttribute(Qt::WA_DeleteOnClose, false);
            ready = ready && waitFor([this] { return !note().contains(QStringLiteral("being read")); });
        }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*dialog, name);
        }
        QString note() { return find<QLabel>("mistakesNote")->text(); }
        QStringList row(int at) {
            const QAbstractItemModel* model = find<TableView>("mistakeTable")->model();
            QStringList cells;
            for (int column = 0; column < model->columnCount(); ++column)
                cells << model->index(at, column).data().toString();
            return cells;
        }

        std::atomic<bool> hold = false, wasStopped = false;
        StudioFixture fixture;
        std::string run;
        std::unique_ptr<QDialog> dialog;
        bool ready = false;
    };
    static void click(QWidget& widget, const QPointF& at) {
        QTest::mouseClick(&widget, Qt::LeftButton, Qt::NoModifier, at.toPoint());
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theListAndTheMatrixTellTheSame() {
        Open open;
        QVERIFY(open.ready);
        QCOMPARE(open.row(0),
                 (QStringList{QStringLiteral("b"), QStringLiteral("a"), QStringLiteral("8"), QStringLiteral("80.0")}));
        QVERIFY2(open.note().contains(QStringLiteral("20 pictures")), qPrintable(open.note()));
        auto* matrix = open.find<ConfusionView>("confusionView");
        QCOMPARE(matrix->current(), 0); // the one that is selected
        QTRY_VERIFY(matrix->width() > 200);
        click(*matrix, matrix->cell(0, 1).center());
        QCOMPARE(open.find<TableView>("mistakeTable")->currentIndex().row(), 1);
        QVERIFY(!open.find<QPushButton>("showMistaken")->isEnabled()); // nobody kept which they are
        QVERIFY(open.find<QPushButton>("showMistaken")->toolTip().contains(QStringLiteral("Measure again")));
        click(*matrix, matrix->cell(1, 1).center()); // what is right is no mistake
        QCOMPARE(matrix->current(), 1);
        const QImage picture = matrix->grab().toImage();
        const auto colorAt = [&](int label, int answer) {
            return picture.pixelColor((matrix->cell(label, answer).topLeft() + QPointF(6, 6)).toPoint());
        };
        QVERIFY(colorAt(0, 0) != colorAt(1, 1) && colorAt(1, 0) != colorAt(0, 1)); // often is strong
    }

    void aPairIsFoundByTheNameOfAClass() {
        Open open(
            evaluationOf({{5, 4, 1, 1}, {5, 4, 2, 1}, {5, 4, 0, 1}}, {{0, 1, 1, {}}, {1, 2, 1, {}}, {2, 0, 1, {}}}));
        auto* search = open.find<SearchField>("mistakeSearch");
        const QAbstractItemModel* model = open.find<TableView>("mistakeTable")->model();
        QCOMPARE(model->rowCount(), 3);
        QTest::keyClicks(search, QStringLiteral("class 2"));
        QCOMPARE(model->rowCount(), 2); // as what it is, and as what it was taken for
        auto* matrix = open.find<ConfusionView>("confusionView");
        click(*matrix, matrix->cell(0, 1).center()); // which the search hides
        QVERIFY(search->text().isEmpty());
        QCOMPARE(matrix->current(), 0);
    }

    void thePicturesOfAPairAreClassifiedWithTheCheckpointThatWasMeasured() {
        Open open;
        const std::string pictures = open.fixture.pictures();
        RunEvaluation found = small();
        found.folder = pictures + "/val";
        std::vector<std::string> files;
        for (const auto& file : std::filesystem::directory_iterator(found.folder + "/c1"))
            files.push_back("c1/" + file.path().filename().native());
        found.confusions[0].files = files;
        writeEvaluation(open.run, found);
        open.show();
        QSignalSpy shown(open.fixture.studio.get(), &Studio::pageRequested);
        auto* button = open.find<QPushButton>("showMistaken");
        QTRY_COMPARE(button->text(), QStringLiteral("Show %1 pictures").arg(files.size()));
        button->click();
        QCOMPARE(shown.takeFirst().front().value<Page>(), Page::Classify);
        QVERIFY(!open.dialog->isVisible()); // it would cover them
        const ClassifySession& classify = open.fixture.studio->classify;
        QCOMPARE(classify.model(), RunPaths(open.run).checkpoints + "/" + found.checkpoint);
        QCOMPARE(classify.items().size(), files.size());
        QCOMPARE(classify.items()[0].path, found.folder + "/" + files[0]);
        QTRY_COMPARE(classify.waitingCount(), std::size_t{0});
    }

    void aThousandClassesStayUsable() {
        std::vector<ClassCount> counts(1000, ClassCount{50, 30, 0, 10});
        counts[0].confusedWith = 1;
        std::vector<Confusion> confusions;
        for (std::int32_t i = 0; i < 20'000; ++i)
            confusions.push_back({i % 1000, (i % 1000 + 1 + i / 1000 * 37) % 1000, 1 + (20'000 - i) / 5000, {}});
        Open open(evaluationOf(counts, confusions));
        auto* matrix = open.find<ConfusionView>("confusionView");
        QTRY_COMPARE(matrix->span(), 1000.0);
        QTRY_VERIFY(matrix->width() > 200);
        const QRectF cell = matrix->cell(500, 501);
        QVERIFY(cell.width() < 2);
        click(*matrix, cell.center() + QPointF(1, 1)); // near is near enough
        QVERIFY(matrix->current() > 0);
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(matrix, Qt::Key_Plus);
        QCOMPARE(matrix->span(), 4.0);
        auto* table = open.find<TableView>("mistakeTable");
        table->selectRow(19'000); // comes into view
        const int current = matrix->current();
        const Confusion& one = confusions[static_cast<std::size_t>(current)];
        QVERIFY(QRectF(matrix->rect()).contains(matrix->cell(one.label, one.answer).center()));
        QTest::keyClick(matrix, Qt::Key_Home);
        QCOMPARE(matrix->span(), 1000.0);
        saveShot(*open.dialog, QStringLiteral("mistakes-1000"));
    }

    void whatWasMeasuredBeforePairsWereCountedShowsTheMostFrequentOfEachClass() {
        RunEvaluation old = small();
        old.confusions.clear();
        Open open(old);
        QCOMPARE(open.row(0).value(2), QStringLiteral("8"));
        QCOMPARE(open.row(1).value(0), QStringLiteral("a"));
    }

    void aRunIsMeasuredHereAndTheResultIsShown() {
        Open open(std::nullopt);
        QVERIFY2(open.note().contains(QStringLiteral("Nothing was measured yet")), qPrintable(open.note()));
        auto* measure = open.find<QPushButton>("measureRun");
        QVERIFY(measure->isEnabled() && !open.find<QPushButton>("showMistaken")->isEnabled());
        open.hold = true;
        measure->click();
        QVERIFY(open.find<QPushButton>("stopMeasuring")->isVisible() && !measure->isEnabled());
        open.find<QPushButton>("stopMeasuring")->click();
        QTRY_VERIFY(open.wasStopped);
        QTRY_VERIFY(measure->isEnabled() && measure->text() == QStringLiteral("Measure"));
        open.hold = false;
        measure->click();
        QTRY_COMPARE(measure->text(), QStringLiteral("Measure again"));
        QCOMPARE(open.row(0).value(2), QStringLiteral("8"));
        open.fixture.studio->services.evaluate = [](const std::string&, const auto&, const std::stop_token&) {
            throw Error(ErrorKind::Data, {"The pictures are gone", "/data", {}, {}});
        };
        measure->click();
        QTRY_VERIFY(open.note().contains(QStringLiteral("The pictures are gone")));
        QCOMPARE(open.row(0).value(2), QStringLiteral("8")); // what is known stays
    }

    void closedWhileItMeasuresItGoesWhenTheMeasurementEnded() {
        std::atomic<bool> mayEnd = false; // before the dialog whose work looks at it
        Open open;
        open.fixture.studio->services.evaluate = [&](const std::string&, const auto&, const std::stop_token&) {
            while (!mayEnd)
                std::this_thread::yield();
        };
        open.find<QPushButton>("measureRun")->click();
        const QPointer<QDialog> dialog = open.dialog.release();
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->close();
        const bool hidden = !dialog->isVisible();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        const bool stays = dialog != nullptr; // nobody waits for the thread
        open.dialog.reset(showMistakes(*open.fixture.studio, open.run, QStringLiteral("mine"), nullptr));
        const bool blocked = !open.find<QPushButton>("measureRun")->isEnabled(); // never two at once
        mayEnd = true;
        QVERIFY(hidden && stays && blocked);
        QTRY_VERIFY(dialog == nullptr);
        QTRY_VERIFY(open.find<QPushButton>("measureRun")->isEnabled());
    }

    void withoutItsCheckpointNothingIsClassified() {
        Open open;
        auto* button = open.find<QPushButton>("showMistaken");
        QTRY_VERIFY(button->isEnabled());
        std::filesystem::remove(RunPaths(open.run).checkpoints + "/" + checkpointFileName(20));
        open.show();
        button = open.find<QPushButton>("showMistaken");
        QTRY_VERIFY(button->toolTip().contains(QStringLiteral("Its checkpoint is gone")));
        QVERIFY(!button->isEnabled());
    }

    void nothingIsMeasuredWhileSomethingTrains() {
        FakeEngine engine;
        engine.gated = true;
        Open open(small(), fakeServices(engine));
        auto* measure = open.find<QPushButton>("measureRun");
        open.hold = true;
        measure->click();
        QVERIFY(open.fixture.openPictures());
        open.fixture.studio->recipe.setValue("epochs", "1");
        QVERIFY(open.fixture.studio->startTraining());
        QTRY_VERIFY(open.wasStopped);
        QTRY_VERIFY(measure->toolTip().contains(QStringLiteral("A run is training")));
        QVERIFY(!measure->isEnabled());
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(measure->isEnabled());
    }

    void theRunsPageLeadsThere() {
        Open open;
        open.dialog.reset();
        const std::unique_ptr<QWidget> page(makeRunsPage(*open.fixture.studio));
        page->resize(1300, 900);
        page->show();
        auto* button = page->findChild<QPushButton*>(QStringLiteral("mistakesOfRun"));
        QTRY_VERIFY(button->isEnabled());
        button->click();
        const auto* dialog = page->window()->findChild<QDialog*>(QStringLiteral("mistakesDialog"));
        QVERIFY(dialog != nullptr && dialog->windowTitle() == QStringLiteral("Mistakes of mine"));
        QVERIFY(showMistakes(*open.fixture.studio, open.run, QStringLiteral("mine"), nullptr) == dialog); // raised
    }

    void looksInBothThemes() { // pictures to look at, where they are asked for
        std::vector<ClassCount> counts;
        std::vector<Confusion> confusions;
        for (std::int32_t i = 0; i < 12; ++i) {
            const std::int64_t wrong = i * 2 % 9;
            counts.push_back({20, 20 - wrong, wrong > 0 ? (i + 5) % 12 : -1, wrong});
            if (wrong > 0)
                confusions.push_back({i, (i + 5) % 12, wrong, {"x/1.jpg"}});
        }
        Open open(evaluationOf(counts, confusions));
        QApplication& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
        for (const auto& [mode, name] :
             {std::pair(ThemeMode::Dark, "mistakes-dark"), {ThemeMode::Light, "mistakes-light"}}) {
            applyTheme(app, mode);
            saveShot(*open.dialog, QLatin1String(name));
        }
        // The figure in a strong cell can be read.
        const auto* matrix = open.find<ConfusionView>("confusionView");
        const QImage picture = open.find<ConfusionView>("confusionView")->grab().toImage();
        const QRect cell = matrix->cell(0, 0).toRect();
        int lightest = 0;
        for (int y = cell.top() + 2; y < cell.bottom() - 2; ++y) {
            for (int x = cell.left() + 2; x < cell.right() - 2; ++x)
                lightest = std::max(lightest, qGray(picture.pixel(x, y)));
        }
        QVERIFY2(lightest > qGray(colors().series[0].rgb()) + 80, qPrintable(QString::number(lightest)));
    }
};

STUDIO_UI_TEST(QApplication, TestMistakes)
#include "tst_mistakes.moc"
