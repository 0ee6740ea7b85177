// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QScreen>
#include <QTest>

#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/window_place.h"

using namespace studio;
using namespace studio::test;

/// The window with its frame lies in the screen, whatever was saved elsewhere.
class TestWindowPlace final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFrameCountsToo() {
        const QRect screen(0, 0, 1440, 900);
        const QMargins frame(1, 24, 1, 5);
        const QRect fitted = fittedWindow(QRect(0, 0, 1440, 900), screen, frame);
        QVERIFY(screen.contains(fitted.marginsAdded(frame)));
        QCOMPARE(fitted, QRect(1, 24, 1438, 871));
    }

    void aPlaceOnALargerScreenIsBroughtBack() {
        const QRect screen(0, 0, 1366, 768);
        const QMargins frame(1, 24, 1, 5);
        for (const QRect& saved : {QRect(450, 200, 1366, 740), QRect(900, 600, 1000, 500), QRect(-300, -40, 900, 600),
                                   QRect(0, 0, 3840, 2160)}) {
            const QRect fitted = fittedWindow(saved, screen, frame);
            QVERIFY(screen.contains(fitted.marginsAdded(frame)));
            QCOMPARE(fitted.size(), saved.size().boundedTo(screen.marginsRemoved(frame).size()));
        }
    }

    void aWindowThatFitsStaysWhereItIs() {
        const QRect saved(100, 80, 900, 600);
        QCOMPARE(fittedWindow(saved, QRect(0, 0, 1440, 900), {1, 24, 1, 5}), saved);
        QCOMPARE(fittedWindow(saved.translated(1440, 0), QRect(1440, 0, 1366, 768), {}), saved.translated(1440, 0));
    }

    void theFirstWindowAndASavedOneFitTheScreenWithAFrame() {
        StudioFixture fixture;
        {
            MainWindow window(*fixture.studio);
            const QRect screen = window.screen()->availableGeometry();
            QVERIFY(window.height() <= screen.marginsRemoved(frameOf(window)).height());
            window.setGeometry(screen.center().x(), screen.center().y(), screen.width(), screen.height());
            window.show();
            window.setGeometry(screen.center().x(), screen.center().y(), screen.width(), screen.height());
            window.close();
        }
        const MainWindow again(*fixture.studio);
        const QRect screen = again.screen()->availableGeometry();
        QVERIFY(screen.contains(again.geometry().marginsAdded(frameOf(again))));
    }
};

STUDIO_UI_TEST(QApplication, TestWindowPlace)
#include "tst_window_place.moc"
