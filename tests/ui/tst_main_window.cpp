// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QAction>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QTest>
#include <QUrl>

#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_window.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/choice_row.h"
#include "ui/main_window/drop_overlay.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/nav_row.h"
#include "ui/main_window/run_card.h"
#include "ui/main_window/sidebar.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

using namespace studio;
using namespace studio::test;

/// The whole window with every page and a scripted engine.
class TestMainWindow final : public QObject {
    Q_OBJECT

private:
    struct Open : StudioWindow {
        using StudioWindow::StudioWindow;
        template<class Widget>
        Widget* find(const char* name) {
            return window.findChild<Widget*>(QLatin1String(name));
        }
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void whatWasOpenedIsInTheMenu() {
        Open open;
        auto* menu = open.find<QMenu>("recentMenu");
        const auto texts = [menu] {
            Q_EMIT menu->aboutToShow();
            QStringList words;
            for (const QAction* action : menu->actions())
                words << action->text();
            return words;
        };
        QCOMPARE(texts(), QStringList{QStringLiteral("Nothing was opened yet")});
        const DataSpec used{open.fixture.pictures(), {}, 0.25, 7};
        open.fixture.studio->data.open(used);
        QTRY_COMPARE(open.fixture.studio->data.state(), DataState::Ready);
        QTRY_VERIFY(texts().contains(QStringLiteral("pictures")));
        open.fixture.studio->data.open({open.fixture.dir.filePath(QStringLiteral("gone")).toStdString(), {}, 0.1, 0});
        QTRY_COMPARE(open.fixture.studio->data.state(), DataState::Refused);
        open.fixture.studio->show(Page::Classify); // where a dropped folder would be classified
        texts();
        for (QAction* action : menu->actions()) {
            if (action->text() == QStringLiteral("pictures"))
                action->trigger();
        }
        QTRY_COMPARE(open.fixture.studio->data.state(), DataState::Ready);
        QVERIFY(open.fixture.studio->data.spec() == used);
    }

    void everyPageExistsAndIsReachedByClick() {
        Open open;
        QCOMPARE(open.window.objectName(), QStringLiteral("mainWindow"));
        const std::pair<const char*, const char*> table[] = {
            {"navData", "dataPage"}, {"navRecipe", "recipePage"},     {"navTrain", "trainPage"},
            {"navRuns", "runsPage"}, {"navClassify", "classifyPage"}, {"navStart", "startPage"}};
        for (const auto& [row, page] : table) {
            QTest::mouseClick(open.find<NavRow>(row), Qt::LeftButton);
            QVERIFY2(open.find<QWidget>(page)->isVisible(), page);
            QVERIFY2(open.find<NavRow>(row)->isChecked(), row);
        }
    }

    void everyPageIsReachedByItsKey() {
        Open open;
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        for (int i = 5; i >= 0; --i) {
            QTest::keyClick(&open.window, static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
            QTRY_COMPARE(static_cast<int>(open.window.currentPage()), i);
        }
    }

    void theKeyOfTheDetailsShowsThemFromAnotherPage() {
        Open open;
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        const QAction* details = open.fixture.studio->actions().details;
        QVERIFY(details->isChecked());
        open.window.showPage(Page::Runs);
        QTest::keyClick(&open.window, Qt::Key_F9);
        QCOMPARE(open.window.currentPage(), Page::Train);
        QVERIFY(details->isChecked());
        QTest::keyClick(&open.window, Qt::Key_F9); // there it folds them
        QVERIFY(!details->isChecked());
        open.window.showPage(Page::Runs);
        QTest::keyClick(&open.window, Qt::Key_F9);
        QCOMPARE(open.window.currentPage(), Page::Train);
        QVERIFY(details->isChecked());
    }

    void noTwoCommandsShareAKey() {
        Open open;
        QStringList seen;
        for (const QAction* action : open.window.actions()) {
            const QString keys = action->shortcut().toString();
            if (keys.isEmpty())
                continue;
            QVERIFY2(!seen.contains(keys), qPrintable(keys));
            seen += keys;
        }
        QVERIFY(seen.size() >= 15);
    }

    void aFirstWindowFitsTheScreen() {
        StudioFixture fixture;
        const MainWindow window(*fixture.studio);
        const QSize screen = window.screen()->availableGeometry().size();
        QVERIFY(window.width() <= screen.width() && window.height() <= screen.height());
        QVERIFY(window.width() == 1440 || window.width() == screen.width());
    }

    void theSidebarIsARailInNarrowWindowsAndByChoice() {
        Open open;
        auto* sidebar = open.find<Sidebar>("sidebar");
        QVERIFY(!sidebar->isCompact());
        open.window.resize(1300, 800);
        QTRY_VERIFY(sidebar->isCompact());
        open.fixture.studio->actions().sidebar->trigger();
        QVERIFY(!sidebar->isCompact());
        open.window.resize(1250, 800);
        QVERIFY(!sidebar->isCompact());
    }

    void theRunIsNamedInTitleCardAndSidebar() {
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        QCOMPARE(open.window.currentPage(), Page::Train);
        engine.gate->release(2);
        auto* card = open.find<RunCard>("runCard");
        QTRY_VERIFY(card->isVisible() && card->state() == QStringLiteral("Training"));
        QTRY_VERIFY(open.window.windowTitle().contains(QStringLiteral("epoch 1/2")));
        QCOMPARE(open.find<NavRow>("navTrain")->secondLine(), QStringLiteral("Epoch 1 of 2"));
        QVERIFY(!open.fixture.studio->actions().start->isEnabled());
        QTest::mouseClick(open.find<NavRow>("navData"), Qt::LeftButton);
        QTest::mouseClick(card, Qt::LeftButton);
        QCOMPARE(open.window.currentPage(), Page::Train);
        QVERIFY(card->accessibleDescription().contains(QStringLiteral("Finishes ")));
        QAction* pause = open.fixture.studio->actions().pause;
        pause->trigger();
        engine.gate->release(1);
        QTRY_COMPARE(card->state(), QStringLiteral("Paused"));
        QTRY_VERIFY(
            card->accessibleDescription().contains(QStringLiteral("If continued: "))); // not a date that is never kept
        pause->trigger();
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(!card->isVisible());
    }

    void closingWhileTrainingAsksAndCancelKeepsTheRun() {
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        open.window.close();
        QVERIFY(open.window.isVisible());
        auto* dialog = open.find<QWidget>("closeDialog");
        QVERIFY(dialog != nullptr && dialog->isVisible());
        saveShot(*dialog, QStringLiteral("close-dialog"));
        QTest::mouseClick(open.find<QPushButton>("closeCancel"), Qt::LeftButton);
        QTRY_VERIFY(open.find<QWidget>("closeDialog") == nullptr);
        QVERIFY(open.fixture.studio->training.isActive());
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(open.window.isVisible());
        open.window.close();
        QVERIFY(!open.window.isVisible());
    }

    void saveNowAndCloseStopsTheRunAndCloses() {
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        open.window.close();
        open.find<QAbstractButton>("closeSaveNow")->setChecked(true);
        QCOMPARE(open.find<QPushButton>("closeConfirm")->text(), QStringLiteral("Save now and close"));
        QTest::mouseClick(open.find<QPushButton>("closeConfirm"), Qt::LeftButton);
        open.window.close(); // a second close while it saves does nothing
        QVERIFY(open.window.isVisible());
        engine.gate->release(1000);
        QTRY_VERIFY(!open.window.isVisible());
        QCOMPARE(open.fixture.studio->training.lastReport()->outcome, RunOutcome::Stopped);
        QCOMPARE(open.fixture.studio->training.lastReport()->epochsDone, 0);
    }

    void stopAfterThisEpochFinishesItFirst() {
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        open.window.close();
        QTest::mouseClick(open.find<QWidget>("closeAfterEpoch"), Qt::LeftButton);
        QCOMPARE(open.find<QPushButton>("closeConfirm")->text(), QStringLiteral("Stop after this epoch"));
        QTest::mouseClick(open.find<QPushButton>("closeConfirm"), Qt::LeftButton);
        engine.gate->release(1000);
        QTRY_VERIFY(!open.window.isVisible());
        QCOMPARE(open.fixture.studio->training.lastReport()->epochsDone, 1);
    }

    void theClosingQuestionFollowsTheRun() {
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        engine.gate->release(1);
        QTRY_COMPARE(open.fixture.studio->training.status().epoch, 1);
        open.window.close();
        auto* choice = open.find<ChoiceRow>("closeAfterEpoch");
        QVERIFY(choice->about().contains(QStringLiteral("epoch 1 ")));
        engine.gate->release(4);
        QTRY_VERIFY2(choice->about().contains(QStringLiteral("epoch 2 ")), qPrintable(choice->about()));
        open.fixture.studio->training.stopNow(); // asked for elsewhere
        QTRY_VERIFY(!choice->isVisible());
        QVERIFY(open.find<QLabel>("closeTitle")->text().endsWith(QStringLiteral("is being saved")));
        QCOMPARE(open.find<QPushButton>("closeConfirm")->text(), QStringLiteral("Close when it is saved"));
        saveShot(*open.find<QWidget>("closeDialog"), QStringLiteral("close-dialog-saving"));
        QTest::mouseClick(open.find<QPushButton>("closeConfirm"), Qt::LeftButton);
        QVERIFY(open.window.isVisible());
        engine.gate->release(1000);
        QTRY_VERIFY(!open.window.isVisible());
    }

    void theClosingQuestionGoesWithTheRunAndTheWindowStays() {
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        open.window.close();
        QVERIFY(open.find<QWidget>("closeDialog") != nullptr);
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(open.find<QWidget>("closeDialog") == nullptr);
        QVERIFY(open.window.isVisible());
    }

    /// Who had chosen "stop after this epoch, then close" finds out that it did not come to that.
    void aRunThatFailsBeforeItsEpochEndsKeepsTheWindow() {
        FakeEngine engine = gated();
        engine.fail = true;
        Open open(engine);
        QVERIFY(open.startHeld());
        open.window.close();
        open.find<QAbstractButton>("closeAfterEpoch")->setChecked(true);
        QTest::mouseClick(open.find<QPushButton>("closeConfirm"), Qt::LeftButton);
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(open.window.isVisible());
        open.window.close();
        QVERIFY(!open.window.isVisible());
    }

    void figuresOfTheRunAreWrittenFourTimesASecondAtMost() {
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        int titles = 0, told = 0;
        connect(&open.window, &QWidget::windowTitleChanged, this, [&titles] { ++titles; });
        connect(&open.fixture.studio->training, &TrainingSession::statusChanged, this, [&told] { ++told; });
        QElapsedTimer clock;
        clock.start();
        for (int step = 1; step <= 7; ++step) {
            engine.gate->release(1);
            QTRY_VERIFY(open.fixture.studio->training.status().step >= step);
        }
        const auto quarters = clock.elapsed() / 250 + 2;
        QVERIFY(told >= 5);
        QVERIFY2(titles <= quarters + 2, qPrintable(QString::number(titles))); // two states besides
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
    }

    void draggedFilesAreNamedBeforeTheyAreDropped() {
        Open open;
        const std::string root = open.fixture.pictures();
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QString::fromStdString(root))});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&open.window, &enter);
        auto* overlay = open.find<DropOverlay>("dropOverlay");
        QVERIFY(overlay->isVisible());
        QTRY_COMPARE(overlay->text(), QStringLiteral("Drop to use this folder as data"));
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&open.window, &drop);
        QVERIFY(!overlay->isVisible());
        QTRY_COMPARE(open.window.currentPage(), Page::Data);
        QTRY_COMPARE(open.fixture.studio->data.state(), DataState::Ready);
        QTRY_VERIFY(open.find<NavRow>("navData")->secondLine().contains(QStringLiteral("3 classes")));
    }

    void aRunOrACheckpointThatIsDraggedToClassifyIsUsedThere() {
        Open open;
        const std::string folder = QString(open.fixture.runs + QStringLiteral("/mine")).toStdString();
        writeFinishedRun(folder, 2, 1000);
        open.fixture.studio->runs.refresh();
        open.window.showPage(Page::Runs);
        const auto* runs = open.find<QAbstractItemView>("runTable");
        QTRY_COMPARE(runs->model()->rowCount(), 1);
        const auto* files = open.find<QAbstractItemView>("checkpointTable");
        auto* row = open.find<NavRow>("navClassify");
        const auto drop = [row](const QAbstractItemView& view) {
            const QModelIndex index = view.model()->index(0, 0);
            QVERIFY(view.model()->flags(index) & Qt::ItemIsDragEnabled);
            const std::unique_ptr<QMimeData> mime(view.model()->mimeData({index}));
            QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(row, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent event(QPointF(5, 5), Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(row, &event);
        };
        drop(*runs);
        QCOMPARE(open.window.currentPage(), Page::Classify);
        QCOMPARE(open.fixture.studio->classify.model(), folder);
        QCOMPARE(open.fixture.studio->classify.which(), std::string("best"));
        open.window.showPage(Page::Runs);
        const_cast<QAbstractItemView*>(runs)->setCurrentIndex(runs->model()->index(0, 0));
        QTRY_COMPARE(files->model()->rowCount(), 2);
        drop(*files);
        QCOMPARE(open.fixture.studio->classify.model(),
                 RunPaths(folder).checkpoints + "/" + checkpointFileName(20)); // the newest
        QMimeData foreign;                                                     // goes on to the window
        foreign.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp"))});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &foreign, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(row, &enter);
        QTRY_VERIFY(open.find<DropOverlay>("dropOverlay")->isVisible());
    }

    void whatCannotBeUsedIsRefusedInWords() {
        Open open;
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/notes.txt"))});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&open.window, &enter);
        QTRY_COMPARE(open.find<DropOverlay>("dropOverlay")->text(), QStringLiteral("Cannot use notes.txt here"));
        QDragMoveEvent move(QPoint(301, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&open.window, &move);
        QCOMPARE(move.dropAction(), Qt::IgnoreAction);
    }

    void problemsBecomeBannersOnThePageInView() {
        Open open;
        open.window.showPage(Page::Runs);
        open.fixture.studio->report({"Disk full", "/data/runs", "Training goes on", "Free some space."});
        const auto banners = open.find<QWidget>("runsPage")->findChildren<Banner*>();
        QVERIFY(std::any_of(banners.begin(), banners.end(),
                            [](const Banner* banner) { return banner->title() == QStringLiteral("Disk full"); }));
    }

    void theThemeIsChosenInTheMenuAndKept() {
        Open open;
        open.fixture.studio->actions().themeDark->trigger();
        QVERIFY(colors().dark);
        QCOMPARE(open.fixture.studio->settings.theme(), QStringLiteral("dark"));
        QVERIFY(open.fixture.studio->actions().themeDark->isChecked());
        QVERIFY(!open.fixture.studio->actions().themeLight->isChecked());
        open.fixture.studio->actions().themeLight->trigger();
        QVERIFY(!colors().dark);
    }

    void everyPageFitsASmallScreen() {
        Open open;
        open.window.resize(960, 540);
        for (int i = 0; i < 6; ++i) {
            open.window.showPage(static_cast<Page>(i));
            QCoreApplication::processEvents();
            QCOMPARE(open.window.size(), QSize(960, 540));
            saveShot(open.window, QStringLiteral("small-%1").arg(i));
        }
    }
};

STUDIO_UI_TEST(QApplication, TestMainWindow)
#include "tst_main_window.moc"
