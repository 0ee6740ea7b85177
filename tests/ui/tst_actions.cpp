// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QDirIterator>
#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>

#include "tests/support/studio_window.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

using namespace studio;
using namespace studio::test;

/// A command is one object, in the menu, on a button and in a context menu.
class TestActions final : public QObject {
    Q_OBJECT

private:
    struct Open : StudioWindow {
        using StudioWindow::StudioWindow;
        QPushButton* button(const char* page, const char* name) {
            return window.findChild<QWidget*>(QLatin1String(page))->findChild<QPushButton*>(QLatin1String(name));
        }
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void aBoundButtonIsAFaceOfItsAction() {
        QAction action(QStringLiteral("&Save as..."));
        action.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_S));
        action.setToolTip(QStringLiteral("Saves"));
        int done = 0;
        connect(&action, &QAction::triggered, this, [&done] { ++done; });
        const std::unique_ptr<QPushButton> button(makeButton(QStringLiteral("save"), {}));
        bindButton(button.get(), &action);
        QVERIFY(button->text().startsWith(QStringLiteral("Save as")));
        QVERIFY(button->toolTip().contains(QStringLiteral("Saves (Ctrl+S)")));
        button->click();
        QCOMPARE(done, 1);
        action.setEnabled(false);
        QVERIFY(!button->isEnabled());
        action.setEnabled(true);
        action.setCheckable(true);
        button->click();
        QVERIFY(action.isChecked() && button->isChecked());
        action.setChecked(false);
        QVERIFY(!button->isChecked());
        QCOMPARE(done, 2);
    }

    void pauseIsOneCommandEverywhere() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(open.fixture.openPictures());
        QVERIFY(open.fixture.studio->startTraining());
        engine.gate->release(1);
        QPushButton* button = open.button("trainPage", "pause");
        QAction* pause = open.actions().pause;
        QTRY_VERIFY(pause->isEnabled());
        QVERIFY(button->isEnabled());
        QCOMPARE(button->text(), QStringLiteral("Pause"));
        pause->trigger();
        engine.gate->release(1);
        QTRY_COMPARE(open.fixture.studio->training.state(), SessionState::Paused);
        QCOMPARE(button->text(), QStringLiteral("Continue"));
        QCOMPARE(pause->text(), QStringLiteral("Con&tinue"));
        QVERIFY(button->toolTip().contains(QStringLiteral("F6")));
        auto* menu = open.button("trainPage", "stop")->menu();
        QVERIFY(menu->actions().contains(open.actions().stopAfterEpoch));
        QVERIFY(menu->actions().contains(open.actions().stopNow));
        open.fixture.studio->training.resume();
        open.actions().stopNow->trigger();
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains(QStringLiteral("being saved")));
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
    }

    void undoOfTheRecipeIsOneCommand() {
        Open open;
        QPushButton* undo = open.button("recipePage", "undo");
        QVERIFY(!undo->isEnabled());
        open.fixture.studio->recipe.setValue("epochs", "7");
        QVERIFY(undo->isEnabled() && open.actions().undo->isEnabled());
        undo->click();
        QVERIFY(!open.actions().undo->isEnabled() && open.actions().redo->isEnabled());
    }

    void everyCommandOfTheMenusIsOfTheOneList() {
        Open open;
        int count = 0;
        QList<const QMenu*> menus;
        for (const QAction* top : open.window.menuBar()->actions())
            menus += top->menu();
        for (qsizetype i = 0; i < menus.size(); ++i) { // submenus join as they are found
            for (const QAction* action : menus[i]->actions()) {
                if (action->menu() != nullptr)
                    menus += action->menu();
                else if (!action->isSeparator()) {
                    QCOMPARE(action->parent(), &open.actions());
                    ++count;
                }
            }
        }
        QVERIFY(menus.size() > 4);
        QVERIFY(count > 28);
    }

    void keysSteerTheRunFromAnyPage() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        QVERIFY(open.fixture.openPictures());
        TrainingSession& training = open.fixture.studio->training;
        QTest::keyClick(&open.window, Qt::Key_F5);
        QVERIFY(training.isActive());
        engine.gate->release(1);
        QTRY_VERIFY(open.actions().pause->isEnabled());
        open.window.showPage(Page::Runs);
        QTest::keyClick(&open.window, Qt::Key_F6);
        engine.gate->release(1);
        QTRY_COMPARE(training.state(), SessionState::Paused);
        QTest::keyClick(&open.window, Qt::Key_F6);
        engine.gate->release(1);
        QTRY_COMPARE(training.state(), SessionState::Training);
        QTest::keyClick(&open.window, Qt::Key_F7);
        QVERIFY(training.isStoppingAfterEpoch());
        QTest::keyClick(&open.window, Qt::Key_F7);
        QVERIFY(!training.isStoppingAfterEpoch());
        QTest::keyClick(&open.window, Qt::Key_F5, Qt::ShiftModifier);
        QCOMPARE(training.state(), SessionState::Stopping);
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
    }

    /// Keys belong to actions, and pages do not look for each other's parts.
    void noLabelTypesAKey() {
        QDirIterator files(QStringLiteral(STUDIO_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        static const QRegularExpression typed(QStringLiteral("tr\\(\"[^\"]*(\\\\t|\\()(F\\d|Shift|Ctrl|Alt|Esc|Home)"));
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            QVERIFY2(!text.contains(typed), qPrintable(file.fileName()));
            QVERIFY2(!text.contains(QStringLiteral("findChild<")), qPrintable(file.fileName()));
        }
    }
};

STUDIO_UI_TEST(QApplication, TestActions)
#include "tst_actions.moc"
