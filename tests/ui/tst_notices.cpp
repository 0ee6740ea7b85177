// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusInterface>
#include <QDBusVariant>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "tests/support/private_bus.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/notices/desktop_notices.h"
#include "ui/pages/notices/notice_words.h"
#include "ui/pages/notices/notices_dialog.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// The dialog of channels, with a scripted sender, and the desktop's own notices.
class TestNotices final : public QObject {
    Q_OBJECT

private:
    /// A Studio whose settings of notices lie in its folder.
    struct Open {
        std::atomic<int> sent = 0;
        StudioFixture fixture;
        std::unique_ptr<NoticesDialog> dialog;

        Open() {
            qputenv("XDG_CONFIG_HOME", QFile::encodeName(fixture.dir.filePath(QStringLiteral("config"))));
            fixture.studio->services.testNotice = [this](const ChannelSettings& channel, const std::stop_token&) {
                ++sent;
                Delivery delivery;
                delivery.ok = channel.url == "https://hooks.example.org/SECRET";
                delivery.said = delivery.ok ? "HTTP 200" : "the server answered 404";
                return delivery;
            };
        }
        /// Shown, and its file read.
        bool show() {
            dialog = std::make_unique<NoticesDialog>(*fixture.studio);
            dialog->setAttribute(Qt::WA_DeleteOnClose, false);
            dialog->show();
            return waitFor([this] { return button("noticesAdd")->isEnabled(); });
        }
        QPushButton* button(const char* name) { return dialog->findChild<QPushButton*>(QLatin1String(name)); }
        QString text(const char* name) { return dialog->findChild<QLabel*>(QLatin1String(name))->text(); }
        void add(ChannelType type, WebhookShape shape = WebhookShape::Json) {
            ChannelSettings channel;
            channel.type = type;
            channel.shape = shape;
            for (QAction* action : button("noticesAdd")->menu()->actions()) {
                if (action->text() == channelWords(channel))
                    action->trigger();
            }
        }
    };

    /// A session's bus with a stand-in for the desktop.
    struct DesktopBus : PrivateBus {
        QProcess service;
        ~DesktopBus() {
            service.kill();
            service.waitForFinished();
        }
        bool serveNotifications(const QDBusConnection& eye) {
            service.start(QStringLiteral("python3"),
                          {QStringLiteral("-m"), QStringLiteral("dbusmock"), QStringLiteral("--template"),
                           QStringLiteral("notification_daemon")});
            const auto isServed = [&eye] {
                return eye.interface()->isServiceRegistered(QStringLiteral("org.freedesktop.Notifications")).value();
            };
            const auto isDecided = [&] { return isServed() || service.state() == QProcess::NotRunning; };
            return eye.isConnected() && QTest::qWaitFor(isDecided, 30'000) && isServed();
        }
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    // First: Qt asks for the session's bus once in a process.
    void theDesktopShowsANoticeOfARun() {
        DesktopBus bus;
        if (!bus.start())
            QSKIP("dbus-daemon is not installed");
        QDBusConnection eye = QDBusConnection::connectToBus(QString::fromLatin1(bus.address), QStringLiteral("eye"));
        if (!bus.serveNotifications(eye))
            QSKIP("python3-dbusmock is not installed");
        const DesktopNotices desktop;
        const Notice notice = makeNotice(NoticeLevel::Error, NoticeKind::Failed, "run failed", "<b>The disk</b>");
        const Delivery delivery = desktop.maker()()->send(notice, {});
        QVERIFY2(delivery.ok, delivery.said.c_str());
        QCOMPARE(delivery.said, std::string("shown by the desktop"));
        QDBusInterface mock(QStringLiteral("org.freedesktop.Notifications"),
                            QStringLiteral("/org/freedesktop/Notifications"),
                            QStringLiteral("org.freedesktop.DBus.Mock"), eye);
        const QDBusMessage calls = mock.call(QStringLiteral("GetMethodCalls"), QStringLiteral("Notify"));
        const auto list = calls.arguments().value(0).value<QDBusArgument>();
        QList<QList<QDBusVariant>> notified;
        for (list.beginArray(); !list.atEnd(); list.endStructure()) {
            qulonglong time = 0;
            list.beginStructure();
            list >> time >> notified.emplace_back();
        }
        QCOMPARE(notified.size(), qsizetype{1});
        QCOMPARE(notified[0][3].variant().toString(), QStringLiteral("run failed"));
        QVERIFY(notified[0][4].variant().toString().startsWith(QStringLiteral("&lt;b&gt;The disk")));
        QDBusConnection::disconnectFromBus(QStringLiteral("eye"));
    }

    void aChannelIsAddedTriedAndSaved() {
        Open open;
        QVERIFY(open.show());
        QVERIFY(!open.button("noticesSave")->isEnabled()); // nothing was changed
        open.add(ChannelType::Webhook, WebhookShape::Slack);
        auto* target = open.dialog->findChild<QLineEdit*>(QStringLiteral("noticeTarget"));
        QVERIFY(target != nullptr);
        QVERIFY(!open.button("noticesSave")->isEnabled() && !open.button("noticeTest")->isEnabled());
        target->setText(QStringLiteral("https://hooks.example.org/OTHER"));
        open.button("noticeTest")->click();
        QTRY_COMPARE(open.text("noticeAnswer"), QStringLiteral("Not delivered: the server answered 404"));
        target->setText(QStringLiteral("https://hooks.example.org/SECRET"));
        QCOMPARE(open.text("noticeAnswer"), QStringLiteral("To https://hooks.example.org"));
        QVERIFY(!target->displayText().contains(QStringLiteral("SECRET")));
        open.button("noticeTest")->click();
        QTRY_COMPARE(open.text("noticeAnswer"), QStringLiteral("Delivered: HTTP 200"));
        QCOMPARE(open.sent.load(), 2);
        open.dialog->findChild<QComboBox*>(QStringLiteral("noticeLevel"))->setCurrentIndex(2);
        QVERIFY(open.button("noticesSave")->isEnabled());
        open.button("noticesSave")->click();
        QTRY_VERIFY(open.text("noticesTold").startsWith(QStringLiteral("Saved")));
        const NoticeSettings saved = readNoticeSettings(noticeSettingsFile());
        QCOMPARE(saved.channels.size(), std::size_t{1});
        QCOMPARE(saved.channels[0].url, std::string("https://hooks.example.org/SECRET"));
        QVERIFY(saved.channels[0].shape == WebhookShape::Slack && saved.channels[0].level == NoticeLevel::Error);
    }

    void whatWasSavedIsShownChangedAndRemoved() {
        Open open;
        NoticeSettings settings;
        ChannelSettings hook;
        hook.name = "hook";
        hook.type = ChannelType::Command;
        hook.program = "/bin/my program";
        hook.arguments = {"say \"it\"", "-x"};
        hook.kinds = {NoticeKind::Failed};
        settings.channels.push_back(hook);
        writeNoticeSettings(noticeSettingsFile(), settings);
        QVERIFY(open.show());
        QCOMPARE(open.button("noticeKinds")->text(), QStringLiteral("Failed"));
        auto* target = open.dialog->findChild<QLineEdit*>(QStringLiteral("noticeTarget"));
        const QString line = target->text();
        target->setText(line + QStringLiteral(" more")); // read back as it was shown
        open.dialog->findChild<QCheckBox*>(QStringLiteral("noticeOn"))->setChecked(false);
        open.button("noticesSave")->click();
        hook.arguments.emplace_back("more");
        hook.enabled = false;
        QTRY_VERIFY(readNoticeSettings(noticeSettingsFile()).channels[0] == hook);
        QTRY_VERIFY(open.text("noticesTold").startsWith(QStringLiteral("Saved")));
        open.button("noticeRemove")->click();
        open.button("noticesSave")->click();
        QTRY_VERIFY(readNoticeSettings(noticeSettingsFile()).channels.empty());
    }

    void aDamagedFileIsToldAndCannotBeWrittenOver() {
        Open open;
        makeFolder(defaultConfigFolder());
        writeFileAtomically(noticeSettingsFile(), "SECRET");
        open.dialog = std::make_unique<NoticesDialog>(*open.fixture.studio);
        open.dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        open.dialog->show();
        QTRY_VERIFY(open.text("noticesTold").contains(QStringLiteral("notices.json")));
        QVERIFY(!open.text("noticesTold").contains(QStringLiteral("SECRET")));
        QVERIFY(!open.button("noticesAdd")->isEnabled() && !open.button("noticesSave")->isEnabled());
    }

    void whatWasNotSavedIsAskedAboutHoweverItCloses() {
        Open open;
        QVERIFY(open.show());
        open.add(ChannelType::Desktop);
        open.fixture.askAnswer = -1;
        open.button("noticesClose")->click();
        QVERIFY(open.dialog->isVisible() && open.fixture.asked.startsWith(QStringLiteral("The notices were changed")));
        open.fixture.asked.clear();
        QTest::keyClick(open.dialog.get(), Qt::Key_Escape);
        QVERIFY(open.dialog->isVisible() && !open.fixture.asked.isEmpty());
        open.fixture.asked.clear();
        QVERIFY(!open.dialog->close()); // as the title bar does
        QVERIFY(open.dialog->isVisible() && !open.fixture.asked.isEmpty());
        open.fixture.askAnswer = 1; // discard
        open.button("noticesClose")->click();
        QVERIFY(!open.dialog->isVisible());
        QVERIFY(readNoticeSettings(noticeSettingsFile()).channels.empty());
    }

    void closingMaySaveFirst() {
        Open open;
        QVERIFY(open.show());
        open.add(ChannelType::Desktop);
        open.fixture.askAnswer = 0;
        open.button("noticesClose")->click();
        QTRY_VERIFY(!open.dialog->isVisible());
        QCOMPARE(readNoticeSettings(noticeSettingsFile()).channels.size(), std::size_t{1});
        open.fixture.asked.clear();
        QVERIFY(open.show()); // and without a change nothing is asked
        open.button("noticesClose")->click();
        QVERIFY(!open.dialog->isVisible() && open.fixture.asked.isEmpty());
    }

    void whatCannotBeSavedYetIsOnlyDiscarded() {
        Open open;
        QVERIFY(open.show());
        open.add(ChannelType::Webhook); // without an address
        open.fixture.askAnswer = -1;
        open.button("noticesClose")->click();
        QVERIFY(open.dialog->isVisible());
        QVERIFY2(open.fixture.asked.contains(QStringLiteral("cannot be used yet")), qPrintable(open.fixture.asked));
        open.fixture.askAnswer = 0;
        open.button("noticesClose")->click();
        QVERIFY(!open.dialog->isVisible());
    }

    void theWindowBehindItAsksTooAndClosesOnceItIsSaved() {
        Open open;
        MainWindow window(*open.fixture.studio);
        window.show();
        open.dialog = std::make_unique<NoticesDialog>(*open.fixture.studio, &window);
        open.dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        open.dialog->show();
        QTRY_VERIFY(open.button("noticesAdd")->isEnabled());
        open.add(ChannelType::Desktop);
        open.fixture.askAnswer = -1;
        window.close();
        QVERIFY(window.isVisible() && open.dialog->isVisible());
        open.fixture.askAnswer = 0;
        window.close();
        QTRY_VERIFY(!window.isVisible());
        QCOMPARE(readNoticeSettings(noticeSettingsFile()).channels.size(), std::size_t{1});
        open.dialog.reset(); // before its parent
    }

    void theMenuOpensTheDialogOnce() {
        Open open;
        MainWindow window(*open.fixture.studio);
        window.show();
        for (int i = 0; i < 2; ++i)
            open.fixture.studio->actions().notices->trigger();
        QCOMPARE(window.findChildren<NoticesDialog*>().size(), qsizetype{1});
    }
};

STUDIO_UI_TEST(QApplication, TestNotices)
#include "tst_notices.moc"
