// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QDirIterator>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include "core/base/file.h"
#include "core/queue/run_queue.h"
#include "test_places.h"
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

    /// As a person does who does not press Return then.
    static QWidget* typeInto(Open& open, const char* name, const QString& text, Page page = Page::Recipe) {
        open.window.showPage(page);
        if (!QTest::qWaitForWindowActive(&open.window))
            return nullptr;
        auto* editor = open.find<QWidget>(name);
        editor->setFocus();
        QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(editor, text);
        return editor;
    }

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

    void whatIsBeingTypedIsWhatStarts_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("typed");
        QTest::newRow("text") << QStringLiteral("learning_rate") << QStringLiteral("0.125");
        QTest::newRow("whole number") << QStringLiteral("epochs") << QStringLiteral("17");
    }
    void whatIsBeingTypedIsWhatStarts() {
        QFETCH(QString, key);
        QFETCH(QString, typed);
        Open open(gated());
        QVERIFY(open.fixture.openPictures());
        QWidget* editor = typeInto(open, qPrintable(QStringLiteral("edit_") + key), typed);
        const auto of = [&key](const TrainConfig& config) {
            return QString::fromStdString(configValue(config, key.toStdString()));
        };
        QVERIFY(of(open.fixture.studio->recipe.config()) != typed);
        QTest::keyClick(editor, Qt::Key_F5);
        QTRY_VERIFY(open.fixture.studio->training.history() != nullptr);
        QCOMPARE(of(open.fixture.studio->training.history()->recipe.config), typed);
        QCOMPARE(open.window.currentPage(), Page::Train);
    }

    void whatIsBeingTypedIsWhatIsSaved() {
        Open open;
        const auto rateIn = [&open](const char* name) {
            const QString file = open.fixture.dir.filePath(QLatin1String(name));
            return waitFor([&] { return QFile::exists(file) && !open.fixture.studio->files.isBusy(); })
                       ? configFromJson(readSmallFile(file.toStdString(), 10'000), "file").learningRate
                       : -1;
        };
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("mine.json"));
        QTest::keyClick(typeInto(open, "edit_learning_rate", QStringLiteral("0.125")), Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(rateIn("mine.json"), 0.125);
        QTest::keyClick(typeInto(open, "edit_learning_rate", QStringLiteral("0.25")), Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(rateIn("mine.json"), 0.25);
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("other.json"));
        QTest::keyClick(typeInto(open, "edit_learning_rate", QStringLiteral("0.5")), Qt::Key_S,
                        Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(rateIn("other.json"), 0.5);
    }

    /// A screen reader presses a button without taking the focus there.
    void whatIsBeingTypedIsWhatIsQueued() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        typeInto(open, "edit_learning_rate", QStringLiteral("0.125"));
        open.button("recipePage", "addToQueue")->click();
        QTRY_VERIFY(!open.fixture.studio->queue.isEditing());
        const std::vector<QueueEntry> entries = RunQueue().content().entries;
        QVERIFY(!entries.empty());
        QCOMPARE(configFromJson(entries.back().recipe, "entry").learningRate, 0.125);
    }

    void whatIsNoValueStartsAndSavesNothing() {
        Open open(gated());
        QVERIFY(open.fixture.openPictures());
        QSignalSpy problems(open.fixture.studio.get(), &Studio::problemReported);
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("mine.json"));
        auto* rate = qobject_cast<QLineEdit*>(typeInto(open, "edit_learning_rate", QStringLiteral("fast")));
        QTest::keyClick(rate, Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(problems.size(), 1);
        QTest::keyClick(rate, Qt::Key_F5);
        QCOMPARE(problems.size(), 2);
        QVERIFY(!open.fixture.studio->training.isActive());
        QVERIFY(!open.fixture.studio->files.isBusy() && !QFile::exists(*open.fixture.saveAnswer));
        open.fixture.studio->recipe.setWorkers(2); // what is heard of meanwhile takes no words away
        QCOMPARE(rate->text(), QStringLiteral("fast"));
        open.fixture.studio->recipe.setValue("epochs", "19"); // nor does another value
        QCOMPARE(rate->text(), QStringLiteral("fast"));
        QVERIFY(!open.fixture.studio->startBlocker().isEmpty());
        open.find<QWidget>("edit_epochs")->setFocus();
        QTest::keyClick(open.find<QWidget>("edit_epochs"), Qt::Key_F5);
        QVERIFY2(!open.fixture.studio->training.isActive(), "the screen shows another rate");
        QCOMPARE(rate->text(), QStringLiteral("fast"));
        // The value as it was is a value again.
        const auto was = QString::fromStdString(configValue(open.fixture.studio->recipe.config(), "learning_rate"));
        QTest::keyClick(typeInto(open, "edit_learning_rate", was), Qt::Key_F5);
        QTRY_VERIFY(open.fixture.studio->training.isActive());
    }

    /// It was no step of the recipe: the step before it stays.
    void whatIsNoValueIsTakenBackAlone() {
        Open open(gated());
        RecipeDraft& recipe = open.fixture.studio->recipe;
        recipe.setValue("epochs", "19");
        auto* rate = qobject_cast<QLineEdit*>(typeInto(open, "edit_learning_rate", QStringLiteral("fast")));
        QTest::keyClick(rate, Qt::Key_Return);
        QVERIFY(!recipe.refused().empty());
        recipe.undo();
        QVERIFY(recipe.refused().empty());
        QCOMPARE(recipe.config().epochs, 19);
        QCOMPARE(rate->text(), QString::fromStdString(configValue(recipe.config(), "learning_rate")));
        recipe.undo();
        QVERIFY(recipe.config().epochs != 19);
    }

    void aSecondWordThatIsNoValueLeavesTheFirstWhereItIs() {
        Open open(gated());
        RecipeDraft& recipe = open.fixture.studio->recipe;
        auto* rate = qobject_cast<QLineEdit*>(typeInto(open, "edit_learning_rate", QStringLiteral("0.0 5")));
        QTest::keyClick(rate, Qt::Key_Return);
        auto* decay = qobject_cast<QLineEdit*>(typeInto(open, "edit_weight_decay", QStringLiteral("1e")));
        QTest::keyClick(decay, Qt::Key_Return);
        QCOMPARE(rate->text(), QStringLiteral("0.0 5"));
        QCOMPARE(decay->text(), QStringLiteral("1e"));
        QTest::keyClick(typeInto(open, "edit_weight_decay", QStringLiteral("0.001")), Qt::Key_Return);
        QVERIFY(recipe.isRefused("learning_rate") && !recipe.isRefused("weight_decay"));
        QCOMPARE(rate->text(), QStringLiteral("0.0 5"));
        QVERIFY(!open.fixture.studio->startBlocker().isEmpty());
        recipe.undo();
        QVERIFY(recipe.refused().empty());
        QCOMPARE(recipe.config().weightDecay, 0.001);
    }

    void whatKeepsARunFromStartingIsToldBeforeItsPicturesAreListed() {
        Open open(gated());
        Studio& studio = *open.fixture.studio;
        studio.data.open({open.fixture.pictures() + "/train", {}, 0.254, 0});
        QTRY_COMPARE(studio.data.state(), DataState::Ready);
        studio.recipe.runName = "a/b";
        QSignalSpy problems(&studio, &Studio::problemReported);
        QTest::keyClick(typeInto(open, "splitSeed", QStringLiteral("7"), Page::Data), Qt::Key_F5);
        QCOMPARE(problems.size(), 1);
        studio.recipe.runName.clear();
        QTRY_COMPARE(studio.data.state(), DataState::Ready);
        QVERIFY(!studio.training.isActive()); // it was refused
        auto* seed = typeInto(open, "splitSeed", QStringLiteral("8"), Page::Data);
        QTest::keyClick(seed, Qt::Key_F5);
        QTest::keyClick(seed, Qt::Key_F5); // of one who sees nothing happen
        QTRY_VERIFY(studio.training.isActive());
        QCOMPARE(problems.size(), 1);
    }

    void aSplitThatIsBeingTypedIsMadeBeforeTheRunStarts() {
        Open open(gated());
        const DataSpec before{open.fixture.pictures() + "/train", {}, 0.254, 0}; // has no val folder
        open.fixture.studio->data.open(before);
        QTRY_COMPARE(open.fixture.studio->data.state(), DataState::Ready);
        QTest::keyClick(typeInto(open, "splitSeed", QStringLiteral("7"), Page::Data), Qt::Key_F5);
        QTRY_VERIFY(open.fixture.studio->training.history() != nullptr);
        QCOMPARE(open.fixture.studio->training.history()->recipe.setup.data.splitSeed, std::uint64_t{7});
        QCOMPARE(open.fixture.studio->training.history()->recipe.setup.data.split, 0.254); // 25 % on the screen
    }

    void whatIsBeingTypedIsThereAtTheNextStart() {
        Open open;
        typeInto(open, "edit_learning_rate", QStringLiteral("0.125"));
        open.window.close();
        QTRY_VERIFY(Settings(open.fixture.settingsFile()).state(QStringLiteral("work")).contains("0.125"));
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
