// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QElapsedTimer>
#include <QTest>

#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/train/refresh_pace.h"
#include "ui/session/actions.h"

using namespace studio;
using namespace studio::test;

/// How often what changes with every step is written: seldom, later, or not at all.
class TestRefreshPace final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textThatChangesWithEveryStepIsWrittenRarelyAndNotWhileHidden() {
        QWidget widget;
        widget.show();
        int written = 0;
        RefreshPace pace(&widget, [&written] { ++written; });
        for (int i = 0; i < 1'000; ++i)
            pace.ask();
        QCOMPARE(written, 1);
        QTRY_COMPARE(written, 2); // the last wish is not lost
        widget.hide();
        pace.ask();
        pace.now();
        QCOMPARE(written, 3); // another state is told at once
        pace.ask();
        QCOMPARE(written, 3);
        widget.show();
        QCOMPARE(written, 4);
    }

    /// To Qt such a window is visible.
    void nothingIsWrittenInAMinimisedWindowAndAllOfItOnceItIsBack() {
        QWidget window;
        auto* widget = new QWidget(&window);
        window.show();
        int written = 0;
        auto* pace = new RefreshPace(widget, [&written] { ++written; });
        pace->now();
        QCOMPARE(written, 1);
        window.setWindowState(Qt::WindowMinimized);
        QVERIFY(widget->isVisible());
        pace->now();
        pace->ask();
        QTest::qWait(0);
        QCOMPARE(written, 1);
        window.setWindowState(Qt::WindowNoState);
        QTRY_COMPARE(written, 2);
    }

    void slowRefreshIsObeyedByAllThatMovesAndAtOnce() {
        StudioFixture fixture;
        QWidget widget;
        widget.show();
        int written = 0;
        auto* pace = new RefreshPace(&widget, [&written] { ++written; });
        pace->setPause(10);
        pace->obeySlowRefresh(*fixture.studio);
        fixture.studio->actions().slowRefresh->setChecked(true);
        QElapsedTimer since;
        since.start();
        pace->ask();
        pace->ask();
        QCOMPARE(written, 1);
        QTRY_COMPARE(written, 2);
        QVERIFY(since.elapsed() >= 900);
        fixture.studio->actions().slowRefresh->setChecked(false);
        pace->ask(); // while the long pause lasts
        QTRY_COMPARE(written, 3);
    }
};

STUDIO_UI_TEST(QApplication, TestRefreshPace)
#include "tst_refresh_pace.moc"
