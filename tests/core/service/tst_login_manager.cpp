// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <memory>
#include <mutex>

#include <QElapsedTimer>
#include <QLocalServer>
#include <QTemporaryDir>
#include <QTest>

#include "core/service/login_manager.h"
#include "core/service/run_service.h"
#include "tests/support/cli_runner.h"
#include "tests/support/login_mock.h"

using namespace studio;
using test::kEmptyLogin;
using test::kLoginManager;
using test::kLoginTemplate;
using test::LoginMock;

namespace {

constexpr int kPatience = 60'000;

TrainStatus in(TrainPhase phase) {
    TrainStatus status;
    status.phase = phase;
    return status;
}

} // namespace

class LoginManagerTest : public QObject {
    Q_OBJECT

    TrainObserver next_;
    std::mutex mutex_;
    std::vector<std::string> notes_;
    RunServiceOptions options() {
        notes_.clear();
        RunServiceOptions result;
        result.note = [this](const std::string& text) {
            const std::lock_guard lock(mutex_);
            notes_.push_back(text);
        };
        return result;
    }
    std::size_t noteCount() {
        const std::lock_guard lock(mutex_);
        return notes_.size();
    }

private Q_SLOTS:
    void theMachineIsHeldAwakeExactlyWhileItTrains() {
        LOGIN_MOCK(mock, kLoginTemplate);
        TrainControl control;
        {
            RunService service(next_, control, options());
            service.runStarted({});
            QTRY_VERIFY_WITH_TIMEOUT(mock.isBlocked() && mock.isDelayed(), kPatience);
            service.statusChanged(in(TrainPhase::Paused));
            QTRY_VERIFY_WITH_TIMEOUT(!mock.isBlocked() && !mock.isDelayed(), kPatience);
            service.statusChanged(in(TrainPhase::Training));
            QTRY_VERIFY_WITH_TIMEOUT(mock.isBlocked() && mock.isDelayed(), kPatience);
            service.end(RunOutcome::Finished);
            QTRY_VERIFY_WITH_TIMEOUT(!mock.isBlocked() && !mock.isDelayed(), kPatience);
            service.runStarted({});
            QTRY_VERIFY_WITH_TIMEOUT(mock.isBlocked(), kPatience);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!mock.isBlocked() && !mock.isDelayed(), kPatience);
        QCOMPARE(noteCount(), std::size_t{0});
    }

    void theMachineIsHeldAwakeAgainAfterARestartOfBusOrLoginManager() {
        LOGIN_MOCK(mock, kLoginTemplate);
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.isHeld(), kPatience);
        QVERIFY(mock.restart());
        QTRY_VERIFY_WITH_TIMEOUT(mock.isHeld(), kPatience);
        QVERIFY(mock.restartLoginManager());
        QTRY_VERIFY_WITH_TIMEOUT(mock.isHeld(), kPatience);
        mock.emitSignal("PrepareForShutdown", true); // and it is listened to
        QTRY_VERIFY_WITH_TIMEOUT(control.isInterrupted(), kPatience);
        QCOMPARE(noteCount(), std::size_t{0});
        service.end(RunOutcome::Stopped);
        QTRY_VERIFY_WITH_TIMEOUT(!mock.isBlocked() && !mock.isDelayed(), kPatience);
    }

    void beforeASleepACheckpointIsSaved() {
        LOGIN_MOCK(mock, kLoginTemplate);
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.isDelayed(), kPatience);
        mock.emitSignal("PrepareForSleep", true);
        QTRY_VERIFY_WITH_TIMEOUT(control.isSnapshotRequested(), kPatience);
        service.checkpointSaved({});
        QTRY_VERIFY_WITH_TIMEOUT(!mock.isDelayed(), kPatience);
        QVERIFY(mock.isBlocked() && !control.isStopRequested());
        mock.emitSignal("PrepareForSleep", false);
        QTRY_VERIFY_WITH_TIMEOUT(mock.isDelayed(), kPatience);
        QCOMPARE(noteCount(), std::size_t{2});
    }

    void aSleepIsNotHeldUpForEverByASlowCheckpoint() {
        LOGIN_MOCK(mock, kLoginTemplate);
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.isDelayed(), kPatience);
        mock.emitSignal("PrepareForSleep", true);
        QTRY_VERIFY_WITH_TIMEOUT(!mock.isDelayed(), kPatience);
    }

    void aShutdownInterruptsTheRun() {
        LOGIN_MOCK(mock, kLoginTemplate);
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.isDelayed(), kPatience);
        mock.emitSignal("PrepareForShutdown", true);
        QTRY_VERIFY_WITH_TIMEOUT(control.isInterrupted(), kPatience);
        QVERIFY2(mock.isDelayed(), "the shutdown waits for the last checkpoint");
    }

    void aRefusalIsSaidOnceAndTheSleepIsDelayed() {
        LOGIN_MOCK(mock, kEmptyLogin);
        mock.addMethod("Inhibit", "ssss", "h",
                       "if args[3] == 'block':\n"
                       "    raise dbus.exceptions.DBusException('Permission denied', "
                       "name='org.freedesktop.DBus.Error.AccessDenied')\n"
                       "self.delayed = True\n"
                       "ret = dbus.types.UnixFd(os.open('/dev/null', os.O_RDONLY))");
        mock.addMethod("IsDelayed", "", "b", "ret = getattr(self, 'delayed', False)");
        QCOMPARE(LoginManager::awakeRefusal(), std::optional<std::string>("Permission denied"));
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.call({kLoginManager, "IsDelayed"}).out.contains("true"), kPatience);
        service.statusChanged(in(TrainPhase::Paused));
        service.statusChanged(in(TrainPhase::Training));
        QTRY_COMPARE_WITH_TIMEOUT(noteCount(), std::size_t{1}, kPatience);
        QVERIFY(notes_.front().find("Permission denied") != std::string::npos);
    }

    void powerOffIsRefusedWithAWord() {
        LOGIN_MOCK(mock, kEmptyLogin);
        mock.addMethod("CanPowerOff", "", "s", "ret = 'challenge'");
        QVERIFY(LoginManager::powerOffRefusal()->text().find("password") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(Error, LoginManager::powerOff());
        mock.addMethod("Inhibit", "ssss", "h", "ret = dbus.types.UnixFd(os.open('/dev/null', os.O_RDONLY))");
        QCOMPARE(LoginManager::awakeRefusal(), std::optional<std::string>(""));
        mock.addMethod("CanPowerOff", "", "s", "ret = 'yes'");
        mock.addMethod("PowerOff", "b", "", "self.off = True");
        mock.addMethod("IsOff", "", "b", "ret = getattr(self, 'off', False)");
        QVERIFY(!LoginManager::powerOffRefusal());
        QVERIFY(mock.call({kLoginManager, "IsOff"}).out.contains("false"));
        LoginManager::powerOff();
        QVERIFY(mock.call({kLoginManager, "IsOff"}).out.contains("true"));
    }

    void withoutABusNothingHappens() {
        const test::WithVariable variable("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus");
        TrainControl control;
        QElapsedTimer clock;
        clock.start();
        {
            RunService service(next_, control, options());
            service.runStarted({});
            service.checkpointSaved({});
            qInfo("begun after %lld us", static_cast<long long>(clock.nsecsElapsed() / 1000));
        }
        qInfo("ended after %lld us", static_cast<long long>(clock.nsecsElapsed() / 1000));
        QCOMPARE(noteCount(), std::size_t{0});
        QVERIFY(LoginManager::powerOffRefusal().has_value());
        QVERIFY(!LoginManager::awakeRefusal()); // nobody puts such a machine to sleep
    }

    void aBusThatNeverAnswersHoldsNobodyUp() {
        const QTemporaryDir dir;
        QLocalServer silent;
        QVERIFY(silent.listen(dir.filePath(QStringLiteral("bus"))));
        const test::WithVariable variable("DBUS_SYSTEM_BUS_ADDRESS",
                                          "unix:path=" + silent.fullServerName().toStdString());
        TrainControl control;
        auto service = std::make_unique<RunService>(next_, control, options());
        service->runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), kPatience);
        QElapsedTimer clock;
        clock.start();
        service.reset();
        QVERIFY2(clock.elapsed() < 4000, "it waited for an answer"); // the bus's own patience is 5 s
    }
};

QTEST_GUILESS_MAIN(LoginManagerTest)
#include "tst_login_manager.moc"
