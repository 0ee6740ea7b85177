// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QApplication>
#include <QListWidget>
#include <QMenuBar>
#include <QRegularExpression>
#include <QTest>
#include <QTextBrowser>

#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/guide/guide_window.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// The guide that the program carries: it can be read, and what it names is there.
class TestGuide final : public QObject {
    Q_OBJECT

private:
    static QStringList captures(const QString& text, const char* pattern) {
        QStringList found;
        auto matches = QRegularExpression(QLatin1String(pattern)).globalMatch(text);
        while (matches.hasNext())
            found += matches.next().captured(1);
        return found;
    }
    /// "File > Settings..." of everything in the menus.
    static QStringList menuPaths(const QMenuBar& bar) {
        QStringList paths;
        for (const QAction* menu : bar.actions()) {
            for (const QAction* action : menu->menu()->actions())
                paths += QString(menu->text() + QStringLiteral(" > ") + action->text()).remove(u'&');
        }
        return paths;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), ThemeMode::Light); }

    void everyPageHasATitleAndLinksThatLeadSomewhere() {
        const QStringList pages = GuideWindow::pages();
        QVERIFY(pages.size() >= 11);
        for (const QString& page : pages) {
            const QString text = GuideWindow::textOf(page);
            QVERIFY2(text.startsWith(QStringLiteral("# ")), qPrintable(page));
            for (const QString& link : captures(text, "\\]\\(([^)]+)\\)"))
                QVERIFY2(pages.contains(link), qPrintable(QString(page + QStringLiteral(": ") + link)));
        }
        QVERIFY(GuideWindow::textOf(QStringLiteral("../icons/app.svg")).isEmpty());
    }

    void whatItCallsAMenuIsOne() {
        StudioFixture fixture;
        MainWindow window(*fixture.studio);
        const QStringList paths = menuPaths(*window.menuBar());
        int named = 0;
        for (const QString& page : GuideWindow::pages()) {
            for (const QString& path : captures(GuideWindow::textOf(page), "\\*\\*([A-Z][a-z]+ > [^*]+)\\*\\*")) {
                ++named;
                QVERIFY2(paths.contains(path), qPrintable(QString(page + QStringLiteral(": ") + path)));
            }
        }
        QVERIFY(named >= 8);
    }

    void f1OpensItAndALinkTurnsThePage() {
        StudioFixture fixture;
        MainWindow window(*fixture.studio);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QCOMPARE(fixture.studio->actions().guide->shortcut(), QKeySequence(Qt::Key_F1));
        fixture.studio->actions().guide->trigger();
        fixture.studio->actions().guide->trigger();
        QCOMPARE(window.findChildren<GuideWindow*>().size(), 1);
        auto* guide = window.findChild<GuideWindow*>();
        QCOMPARE(guide->page(), GuideWindow::pages().front());
        auto* text = guide->findChild<QTextBrowser*>(QStringLiteral("guideText"));
        saveShot(*guide, QStringLiteral("guide-light"));
        Q_EMIT text->anchorClicked(QUrl(QStringLiteral("07-background.md")));
        QCOMPARE(guide->page(), QStringLiteral("07-background.md"));
        QCOMPARE(guide->findChild<QListWidget*>(QStringLiteral("guidePages"))->currentRow(), 6);
        QVERIFY(text->toPlainText().contains(QStringLiteral("resnet-train status RUN")));
        Q_EMIT text->anchorClicked(QUrl(QStringLiteral("no-such-page.md")));
        QCOMPARE(guide->page(), QStringLiteral("07-background.md"));
        applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), ThemeMode::Dark);
        saveShot(*guide, QStringLiteral("guide-dark"));
        applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), ThemeMode::Light);
    }
};

STUDIO_UI_TEST(QApplication, TestGuide)
#include "tst_guide.moc"
