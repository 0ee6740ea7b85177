// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QDBusConnection>
#include <QMenu>
#include <QPushButton>
#include <QSystemTrayIcon>
#include <QTest>

#include "tests/support/private_bus.h"
#include "tests/support/studio_window.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/tray_icon.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// What the desktop shows of a run outside the window: the icon in the tray, the bar at the taskbar's entry.
class TestTray final : public QObject {
    Q_OBJECT

private:
    struct Open : StudioWindow {
        using StudioWindow::StudioWindow;
        const QSystemTrayIcon* icon() { return window.findChild<TrayIcon*>()->icon(); }
    };

    QStringList entries_;
    QList<QVariantMap> bars_;

public Q_SLOTS:
    void barTold(const QString& entry, const QVariantMap& bar) {
        entries_ << entry;
        bars_ << bar;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    // First: Qt asks for the session's bus once in a process.
    void theTaskbarIsToldHowFarARunIsAndWhenNoneIs() {
        PrivateBus bus;
        if (!bus.start())
            QSKIP("dbus-daemon is not installed");
        QDBusConnection eye = QDBusConnection::connectToBus(QString::fromLatin1(bus.address), QStringLiteral("eye"));
        QVERIFY(eye.connect({}, {}, QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"), this,
                            SLOT(barTold(QString, QVariantMap))));
        QGuiApplication::setDesktopFileName(QStringLiteral("resnet-studio"));
        const FakeEngine engine = gated();
        Open open(engine);
        QVERIFY(open.startHeld());
        engine.gate->release(6);
        const auto told = [this](const char* key) {
            return bars_.isEmpty() ? QVariant() : bars_.back()[QLatin1String(key)];
        };
        QTRY_VERIFY(told("progress-visible").toBool() && told("progress").toDouble() > 0.5);
        QVERIFY(told("progress").toDouble() < 1);
        QCOMPARE(entries_.back(), QStringLiteral("application://resnet-studio.desktop"));
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(!told("progress-visible").toBool());
        QDBusConnection::disconnectFromBus(QStringLiteral("eye"));
    }

    void theIconIsAChoiceThatIsRemembered() {
        StudioFixture fixture;
        {
            const MainWindow window(*fixture.studio);
            const auto* tray = window.findChild<TrayIcon*>();
            QVERIFY(tray->icon() == nullptr);
            fixture.studio->actions().trayIcon->trigger();
            QVERIFY(tray->icon() != nullptr && !tray->icon()->icon().isNull());
            fixture.studio->actions().trayIcon->trigger();
            QVERIFY(tray->icon() == nullptr);
            fixture.studio->actions().trayIcon->trigger();
        }
        fixture.studio.reset();
        Studio next(fakeServices(), fixture.settingsFile());
        const MainWindow window(next);
        QVERIFY(window.findChild<TrayIcon*>()->icon() != nullptr);
    }

    void itTellsStateAndPerCentAndPausesByTheOneCommand() {
        const FakeEngine engine = gated();
        Open open(engine);
        open.actions().trayIcon->trigger();
        QCOMPARE(open.icon()->toolTip(), QStringLiteral("ResNet Studio"));
        const QList<QAction*> menu = open.icon()->contextMenu()->actions();
        QVERIFY(menu.contains(open.actions().pause) && menu.back()->text() == open.actions().quit->text());
        QVERIFY(!open.actions().pause->isEnabled());
        QVERIFY(open.startHeld());
        engine.gate->release(4);
        QTRY_VERIFY2(open.icon()->toolTip().startsWith(QStringLiteral("Training, 50")),
                     qPrintable(open.icon()->toolTip()));
        open.actions().pause->trigger();
        engine.gate->release(1);
        QTRY_VERIFY(open.icon()->toolTip().startsWith(QStringLiteral("Paused, ")));
        QVERIFY(open.icon()->toolTip().contains(u'%'));
        QVERIFY(open.actions().pause->text().contains(QStringLiteral("tinue")));
        open.actions().pause->trigger();
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_COMPARE(open.icon()->toolTip(), QStringLiteral("ResNet Studio"));
    }

    void itBringsTheWindowBack() {
        Open open;
        open.actions().trayIcon->trigger();
        open.window.showMinimized();
        open.icon()->contextMenu()->actions().front()->trigger();
        QTRY_VERIFY(!open.window.isMinimized() && open.window.isVisible());
    }

    void closingAsksAsItDoesWithoutIt() {
        const FakeEngine engine = gated();
        Open open(engine);
        open.actions().trayIcon->trigger();
        QVERIFY(open.startHeld());
        open.window.showMinimized();
        open.icon()->contextMenu()->actions().back()->trigger(); // what is asked is seen
        QTRY_VERIFY(open.window.isVisible() && !open.window.isMinimized());
        const auto* dialog = open.window.findChild<QWidget*>(QStringLiteral("closeDialog"));
        QVERIFY(dialog != nullptr && dialog->isVisible());
        open.window.findChild<QPushButton*>(QStringLiteral("closeCancel"))->click();
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        open.actions().quit->trigger();
        QTRY_VERIFY(!open.window.isVisible());
    }

    void namesAreNoMarkup() {
        Open open;
        open.actions().trayIcon->trigger();
        open.window.findChild<TrayIcon*>()->setText(QStringLiteral("<img src='x'> & co"));
        QVERIFY(!open.icon()->toolTip().contains(u'<') && !open.icon()->toolTip().contains(u'&'));
    }
};

STUDIO_UI_TEST(QApplication, TestTray)
#include "tst_tray.moc"
