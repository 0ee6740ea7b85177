// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/page_frame.h"

using namespace studio;
using namespace studio::test;

/// The window without a mouse, and for those who cannot see it.
class TestKeyboard final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(QSize size = {1440, 900})
            : window(*fixture.studio) {
            window.resize(size);
            window.show();
        }
        void show(Page page) {
            window.showPage(page);
            QCoreApplication::processEvents();
        }
        QWidget* page(const char* name) { return window.findChild<QWidget*>(QLatin1String(name)); }
        ~Open() { engine.gate->release(1000); }
        FakeEngine engine = gated();
        StudioFixture fixture{fakeServices(engine)};
        MainWindow window;
    };
    static FakeEngine gated() {
        FakeEngine engine;
        engine.gated = true;
        return engine;
    }
    static QString nameOf(const QWidget* widget) {
        return QLatin1String(widget->metaObject()->className()) + u' ' + widget->objectName();
    }
    static bool isOurs(const QWidget* widget) { return !widget->objectName().startsWith(QStringLiteral("qt_")); }

    /// What a screen reader has no word for goes into `nameless`. Returns how much was looked at.
    static int lookForNames(QWidget& root, const QString& where, QStringList& nameless) {
        int seen = 0;
        for (auto* widget : root.findChildren<QWidget*>()) {
            const bool used = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QAbstractItemView*>(widget) ||
                              (widget->focusPolicy() & Qt::TabFocus) != 0;
            const bool inside = qobject_cast<QLineEdit*>(widget->parentWidget()) ||
                                qobject_cast<QAbstractItemView*>(widget->parentWidget()) ||
                                qobject_cast<QAbstractSpinBox*>(widget->parentWidget());
            if (!used || inside || !widget->isVisible() || !isOurs(widget) || qobject_cast<PageFrame*>(widget))
                continue;
            ++seen;
            if (QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name).isEmpty())
                nameless << nameOf(widget) + QStringLiteral(" in ") + where;
        }
        return seen;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void buttonsWithoutTextSayWhatTheyDo() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        open.show(Page::Data);
        int icons = 0;
        for (const auto* button : open.window.findChildren<QAbstractButton*>()) {
            if (!button->text().isEmpty() || !isOurs(button) || qobject_cast<QLineEdit*>(button->parentWidget()))
                continue;
            if (button->property("kind") != QStringLiteral("icon") && !button->isVisibleTo(&open.window))
                continue; // gets its words when it has something to say
            ++icons;
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(nameOf(button)));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(nameOf(button)));
        }
        QVERIFY(icons > 10);
    }

    void fieldsHaveANameForReaders() {
        Open open;
        for (const auto* field : open.window.findChildren<QWidget*>()) {
            const bool editor = qobject_cast<const QComboBox*>(field) || qobject_cast<const QAbstractSpinBox*>(field) ||
                                (qobject_cast<const QLineEdit*>(field) && isOurs(field));
            if (editor)
                QVERIFY2(!field->accessibleName().isEmpty(), qPrintable(nameOf(field)));
        }
    }

    void nothingThatCanBeUsedIsWithoutAName() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        QStringList nameless;
        int seen = 0;
        for (int i = 0; i < 7; ++i) {
            open.show(static_cast<Page>(i));
            seen += lookForNames(open.window, QStringLiteral("page %1").arg(i), nameless);
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
        QVERIFY(seen > 100);
    }

    void norIsAnythingInADialog() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        const Actions& actions = open.fixture.studio->actions();
        QStringList nameless;
        for (QAction* action :
             {actions.settings, actions.notices, actions.restore, actions.guide, actions.keys, actions.about}) {
            QVERIFY2(action->isEnabled(), qPrintable(action->objectName()));
            const QWidgetList before = QApplication::topLevelWidgets();
            action->trigger();
            QWidget* dialog = nullptr;
            for (QWidget* window : QApplication::topLevelWidgets()) {
                if (!before.contains(window) && window->isVisible())
                    dialog = window;
            }
            QVERIFY2(dialog != nullptr, qPrintable(action->objectName()));
            QVERIFY2(!dialog->windowTitle().isEmpty(), qPrintable(action->objectName()));
            lookForNames(*dialog, action->objectName(), nameless);
            dialog->close();
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }

    /// Everything a mouse can press is reached by Tab or by the arrow keys of what Tab reaches.
    void everyButtonTakesTheFocus() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        for (const auto* button : open.window.findChildren<QAbstractButton*>()) {
            if (isOurs(button) && button->objectName() != QString())
                QVERIFY2((button->focusPolicy() & Qt::TabFocus) != 0, qPrintable(nameOf(button)));
        }
    }

    void tabFollowsTheReadingOrderOfTheRecipe() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        open.show(Page::Recipe);
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        QWidget* page = open.page("recipePage");
        page->setFocus();
        QStringList seen;
        for (int i = 0; i < 80; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            const QWidget* now = QApplication::focusWidget();
            if (!page->isAncestorOf(now) || seen.contains(now->objectName()))
                break;
            seen << now->objectName();
        }
        const QStringList wanted{
            QStringLiteral("presets"),     QStringLiteral("startTraining"),   QStringLiteral("edit_model"),
            QStringLiteral("edit_seed"),   QStringLiteral("edit_momentum"),   QStringLiteral("edit_keep_last"),
            QStringLiteral("edit_epochs"), QStringLiteral("edit_batch_size"), QStringLiteral("edit_hue"),
            QStringLiteral("runName"),     QStringLiteral("workers"),         QStringLiteral("anotherBatch")};
        for (qsizetype i = 0, last = -1; i < wanted.size(); ++i) {
            const qsizetype at = seen.indexOf(wanted[i]);
            QVERIFY2(at > last, qPrintable(wanted[i] + QStringLiteral(" in ") + seen.join(u' ')));
            last = at;
        }
    }

    /// While something is typed Ctrl+Z takes letters back; after that a step of the recipe: a field that undid by
    /// itself would show a value that no run has.
    void aStepBackIsTheRecipesOnceAValueIsTaken_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("typed");
        QTest::newRow("text") << QStringLiteral("learning_rate") << QStringLiteral("0.125");
        QTest::newRow("whole number") << QStringLiteral("epochs") << QStringLiteral("17");
        QTest::newRow("list") << QStringLiteral("freeze") << QStringLiteral("conv1, bn1");
    }
    void aStepBackIsTheRecipesOnceAValueIsTaken() {
        QFETCH(QString, key);
        QFETCH(QString, typed);
        Open open;
        open.show(Page::Recipe);
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        RecipeDraft& recipe = open.fixture.studio->recipe;
        const auto value = [&] { return QString::fromStdString(configValue(recipe.config(), key.toStdString())); };
        const QString before = value();
        auto* editor = open.page(qPrintable(QStringLiteral("edit_") + key));
        const auto shown = [editor] {
            const auto* line = qobject_cast<QLineEdit*>(editor);
            return line != nullptr ? line->text() : qobject_cast<QAbstractSpinBox*>(editor)->text();
        };
        const QString shownBefore = shown();
        const auto type = [editor](const QString& text) {
            editor->setFocus();
            QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(editor, text);
        };
        type(typed);
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier); // of the letters
        QCOMPARE(value(), before);
        QVERIFY(shown() != typed);
        type(typed);
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(value(), typed);
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(value(), before);
        QCOMPARE(shown(), shownBefore);
        QTest::keySequence(editor, QKeySequence(QKeySequence::Redo));
        QCOMPARE(value(), typed);
        QCOMPARE(shown(), typed);
        type(typed); // the same once more is no step
        QTest::keyClick(editor, Qt::Key_Return);
        QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(value(), before);
        QCOMPARE(shown(), shownBefore);
    }

    void theFocusIsSeenOnEveryKindOfControl() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        QVERIFY(QTest::qWaitForWindowActive(&open.window));
        const std::pair<Page, const char*> controls[] = {
            {Page::Start, "navRecipe"},       {Page::Start, "chooseFolder"}, {Page::Recipe, "edit_model"},
            {Page::Recipe, "edit_seed"},      {Page::Recipe, "edit_flip"},   {Page::Recipe, "anotherBatch"},
            {Page::Recipe, "saveRecipe"},     {Page::Runs, "runGroups"},     {Page::Runs, "runSearch"},
            {Page::Classify, "clearPictures"}};
        open.fixture.studio->classify.setModel("fake", "best");
        open.fixture.studio->classify.addImage(QImage(8, 8, QImage::Format_RGB32), QStringLiteral("a picture"));
        for (const auto& [where, name] : controls) {
            open.show(where);
            auto* control = open.page(name);
            QVERIFY2(control != nullptr, name);
            open.window.setFocus();
            const QImage before = control->grab().toImage();
            control->setFocus(Qt::TabFocusReason);
            QVERIFY2(control->grab().toImage() != before, name);
        }
    }

    void theClosingQuestionIsAnsweredByKeys() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        QVERIFY(open.fixture.studio->startTraining());
        QTRY_VERIFY(open.fixture.studio->training.isActive());
        open.window.close();
        auto* dialog = open.page("closeDialog");
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QTRY_VERIFY(open.page("closeCancel")->hasFocus());
        QStringList seen;
        for (int i = 0; i < 6 && !seen.contains(QApplication::focusWidget()->objectName()); ++i) {
            seen << QApplication::focusWidget()->objectName();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QVERIFY2(seen.contains(QStringLiteral("closeConfirm")), qPrintable(seen.join(u' ')));
        QVERIFY2(seen.contains(QStringLiteral("closeSaveNow")), qPrintable(seen.join(u' ')));
        auto* choice = open.page("closeSaveNow");
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Up);
        QVERIFY(open.window.findChild<QAbstractButton*>(QStringLiteral("closeAfterEpoch"))->isChecked());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(open.page("closeDialog") == nullptr);
        QVERIFY(open.fixture.studio->training.isActive());
        open.fixture.studio->training.stopNow();
    }

    /// At the smallest usual screen too.
    void theRunCardOfTheRecipeIsInView_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1440x900") << QSize(1440, 900);
        QTest::newRow("1366x768") << QSize(1366, 768);
        QTest::newRow("960x540") << QSize(960, 540);
    }
    void theRunCardOfTheRecipeIsInView() {
        QFETCH(QSize, size);
        Open open(size);
        open.show(Page::Recipe);
        for (const char* name : {"startTraining", "runName", "device", "workers"}) {
            auto* control = open.page(name);
            QTRY_VERIFY2(!control->visibleRegion().isEmpty() &&
                             control->visibleRegion().boundingRect() == control->rect(),
                         name);
        }
    }

    void everyFieldSaysItsKeyAndRefusesNonsenseWhereItStands() {
        Open open;
        open.show(Page::Recipe);
        for (const std::string& key : configKeys()) {
            const QString name = QString::fromStdString(key);
            auto* editor = open.page(("edit_" + key).c_str());
            QVERIFY2(editor != nullptr, key.c_str()); // every key of a recipe has its field
            QVERIFY2(editor->toolTip().contains(name), key.c_str());
            if (qobject_cast<QComboBox*>(editor))
                continue;
            QVERIFY2(editor->toolTip().contains(QStringLiteral("Range:")), key.c_str());
            open.fixture.studio->recipe.setValue(key, "-7");
            auto* row = open.window.findChild<FormRow*>(QStringLiteral("row_") + name);
            QVERIFY2(!row->message().isEmpty(), key.c_str());
            QCOMPARE(editor->property("tone").toString(), QStringLiteral("error"));
            QVERIFY2(editor->isEnabled(), key.c_str());
            open.fixture.studio->recipe.undo();
        }
    }
};

STUDIO_UI_TEST(QApplication, TestKeyboard)
#include "tst_keyboard.moc"
