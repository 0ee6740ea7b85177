// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>

#include <QElapsedTimer>
#include <QLocalServer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/service/login_manager.h"
#include "core/service/run_service.h"
#include "tests/support/cli_runner.h"
#include "tests/support/http_server.h"

using namespace studio;

namespace {

constexpr const char* kManager = "org.freedesktop.login1.Manager";
constexpr int kPatience = 60'000;

/// A system bus of our own with a login manager by python3-dbusmock.
class LoginMock {
public:
    /// `arguments` of dbusmock: a template, or the names of an empty object.
    explicit LoginMock(const QStringList& arguments) {
        bus_.start(QStringLiteral("dbus-daemon"),
                   {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
        if (!bus_.waitForStarted() || !bus_.waitForReadyRead(kPatience))
            return;
        address_ = QString::fromUtf8(bus_.readLine()).trimmed();
        variable_.emplace("DBUS_SYSTEM_BUS_ADDRESS", address_.toStdString());
        mock_.start(QStringLiteral("/usr/bin/python3"),
                    QStringList{QStringLiteral("-m"), QStringLiteral("dbusmock"), QStringLiteral("--system")} +
                        arguments);
        isUp_ = mock_.waitForStarted() && QTest::qWaitFor(
                                              [this] {
                                                  return call({kManager, "Introspect"}).code == 0;
                                              },
                                              kPatience);
    }
    ~LoginMock() {
        for (QProcess* process : {&mock_, &bus_}) {
            process->kill();
            process->waitForFinished();
        }
    }
    bool isUp() const { return isUp_; }

    /// busctl: interface, method, signature and arguments.
    test::CliResult call(const std::vector<std::string>& words) const {
        QStringList arguments{QStringLiteral("--address=") + address_, QStringLiteral("call"),
                              QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1")};
        const bool introspect = words[1] == "Introspect";
        if (introspect)
            arguments << QStringLiteral("org.freedesktop.DBus.Introspectable") << QStringLiteral("Introspect");
        else
            for (const std::string& word : words)
                arguments << QString::fromStdString(word);
        return test::runProgram(QStringLiteral("busctl"), arguments);
    }
    void emitSignal(const std::string& name, bool begins) const {
        const test::CliResult result = call({"org.freedesktop.DBus.Mock", "EmitSignal", "sssav", kManager, name, "b",
                                             "1", "b", begins ? "true" : "false"});
        QVERIFY2(result.code == 0, result.err.constData());
    }
    void addMethod(const std::string& name, const std::string& in, const std::string& out,
                   const std::string& code) const {
        const test::CliResult result =
            call({"org.freedesktop.DBus.Mock", "AddMethod", "sssss", kManager, name, in, out, code});
        QVERIFY2(result.code == 0, result.err.constData());
    }
    QByteArray inhibitors() const { return call({kManager, "ListInhibitors"}).out; }
    bool isBlocked() const { return inhibitors().contains("\"block\""); }
    bool isDelayed() const { return inhibitors().contains("\"delay\""); }

private:
    QProcess bus_, mock_;
    QString address_;
    std::optional<test::WithVariable> variable_;
    bool isUp_ = false;
};

const QStringList kTemplate{QStringLiteral("--template"), QStringLiteral("logind")};
const QStringList kEmpty{QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
                         QStringLiteral("org.freedesktop.login1.Manager")};

#define LOGIN_MOCK(name, arguments)                                                                                    \
    const LoginMock name(arguments);                                                                                   \
    if (!name.isUp())                                                                                                  \
    QSKIP("dbus-daemon, busctl or python3-dbusmock is not here")

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
        LOGIN_MOCK(mock, kTemplate);
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

    void beforeASleepACheckpointIsSaved() {
        LOGIN_MOCK(mock, kTemplate);
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
        LOGIN_MOCK(mock, kTemplate);
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.isDelayed(), kPatience);
        mock.emitSignal("PrepareForSleep", true);
        QTRY_VERIFY_WITH_TIMEOUT(!mock.isDelayed(), kPatience);
    }

    void aShutdownInterruptsTheRun() {
        LOGIN_MOCK(mock, kTemplate);
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.isDelayed(), kPatience);
        mock.emitSignal("PrepareForShutdown", true);
        QTRY_VERIFY_WITH_TIMEOUT(control.isInterrupted(), kPatience);
        QVERIFY2(mock.isDelayed(), "the shutdown waits for the last checkpoint");
    }

    void aRefusalIsSaidOnceAndTheSleepIsDelayed() {
        LOGIN_MOCK(mock, kEmpty);
        mock.addMethod("Inhibit", "ssss", "h",
                       "if args[3] == 'block':\n"
                       "    raise dbus.exceptions.DBusException('Permission denied', "
                       "name='org.freedesktop.DBus.Error.AccessDenied')\n"
                       "self.delayed = True\n"
                       "ret = dbus.types.UnixFd(os.open('/dev/null', os.O_RDONLY))");
        mock.addMethod("IsDelayed", "", "b", "ret = getattr(self, 'delayed', False)");
        TrainControl control;
        RunService service(next_, control, options());
        service.runStarted({});
        QTRY_VERIFY_WITH_TIMEOUT(mock.call({kManager, "IsDelayed"}).out.contains("true"), kPatience);
        service.statusChanged(in(TrainPhase::Paused));
        service.statusChanged(in(TrainPhase::Training));
        QTRY_COMPARE_WITH_TIMEOUT(noteCount(), std::size_t{1}, kPatience);
        QVERIFY(notes_.front().find("Permission denied") != std::string::npos);
    }

    void powerOffIsRefusedWithAWord() {
        LOGIN_MOCK(mock, kEmpty);
        mock.addMethod("CanPowerOff", "", "s", "ret = 'challenge'");
        QVERIFY(LoginManager::powerOffRefusal()->text().find("password") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(Error, LoginManager::powerOff());
        mock.addMethod("CanPowerOff", "", "s", "ret = 'yes'");
        mock.addMethod("PowerOff", "b", "", "self.off = True");
        mock.addMethod("IsOff", "", "b", "ret = getattr(self, 'off', False)");
        QVERIFY(!LoginManager::powerOffRefusal());
        QVERIFY(mock.call({kManager, "IsOff"}).out.contains("false"));
        LoginManager::powerOff();
        QVERIFY(mock.call({kManager, "IsOff"}).out.contains("true"));
    }

    void withoutABusNothingHappens() {
        const test::WithVariable variable("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus");
        TrainControl control;
        {
            RunService service(next_, control, options());
            service.runStarted({});
            service.checkpointSaved({});
        }
        QCOMPARE(noteCount(), std::size_t{0});
        QVERIFY(LoginManager::powerOffRefusal().has_value());
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
