// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/cli_runner.h"
#include "tests/support/http_server.h"

namespace studio::test {

inline constexpr const char* kLoginManager = "org.freedesktop.login1.Manager";
inline constexpr int kLoginPatience = 60'000;

/// A system bus of our own with a login manager by python3-dbusmock.
class LoginMock {
public:
    /// `arguments` of dbusmock: a template, or the names of an empty object.
    explicit LoginMock(const QStringList& arguments)
        : arguments_(arguments)
        , address_(QStringLiteral("unix:path=") + dir_.filePath(QStringLiteral("bus")))
        , variable_("DBUS_SYSTEM_BUS_ADDRESS", address_.toStdString()) {
        isUp_ = start();
    }
    ~LoginMock() {
        end(mock_);
        end(bus_);
    }
    /// As when the package of the bus is upgraded: all connections end, and there is a new login manager.
    bool restart() {
        end(mock_);
        end(bus_);
        return start();
    }
    bool restartLoginManager() {
        end(mock_);
        return startLoginManager();
    }
    bool isUp() const { return isUp_; }

    /// busctl: interface, method, signature and arguments.
    CliResult call(const std::vector<std::string>& words) const {
        QStringList arguments{QStringLiteral("--address=") + address_, QStringLiteral("call"),
                              QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1")};
        const bool introspect = words[1] == "Introspect";
        if (introspect)
            arguments << QStringLiteral("org.freedesktop.DBus.Introspectable") << QStringLiteral("Introspect");
        else
            for (const std::string& word : words)
                arguments << QString::fromStdString(word);
        return runProgram(QStringLiteral("busctl"), arguments);
    }
    bool isHeld() const { return isBlocked() && isDelayed(); }
    void emitSignal(const std::string& name, bool begins) const {
        const CliResult result = call({"org.freedesktop.DBus.Mock", "EmitSignal", "sssav", kLoginManager, name, "b",
                                       "1", "b", begins ? "true" : "false"});
        QVERIFY2(result.code == 0, result.err.constData());
    }
    void addMethod(const std::string& name, const std::string& in, const std::string& out,
                   const std::string& code) const {
        const CliResult result =
            call({"org.freedesktop.DBus.Mock", "AddMethod", "sssss", kLoginManager, name, in, out, code});
        QVERIFY2(result.code == 0, result.err.constData());
    }
    QByteArray inhibitors() const { return call({kLoginManager, "ListInhibitors"}).out; }
    bool isBlocked() const { return inhibitors().contains("\"block\""); }
    bool isDelayed() const { return inhibitors().contains("\"delay\""); }

private:
    static void end(QProcess& process) {
        process.kill();
        process.waitForFinished();
    }
    bool start() {
        bus_.start(QStringLiteral("dbus-daemon"),
                   {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                    QStringLiteral("--address=") + address_});
        return bus_.waitForStarted() && bus_.waitForReadyRead(kLoginPatience) && startLoginManager();
    }
    bool startLoginManager() {
        mock_.start(QStringLiteral("/usr/bin/python3"),
                    QStringList{QStringLiteral("-m"), QStringLiteral("dbusmock"), QStringLiteral("--system")} +
                        arguments_);
        return mock_.waitForStarted() && QTest::qWaitFor(
                                             [this] {
                                                 return call({kLoginManager, "Introspect"}).code == 0;
                                             },
                                             kLoginPatience);
    }

    const QStringList arguments_;
    QTemporaryDir dir_;
    const QString address_;
    const WithVariable variable_;
    QProcess bus_, mock_;
    bool isUp_ = false;
};

inline const QStringList kLoginTemplate{QStringLiteral("--template"), QStringLiteral("logind")};
inline const QStringList kEmptyLogin{QStringLiteral("org.freedesktop.login1"),
                                     QStringLiteral("/org/freedesktop/login1"),
                                     QStringLiteral("org.freedesktop.login1.Manager")};

#define LOGIN_MOCK(name, arguments)                                                                                    \
    LoginMock name(arguments);                                                                                         \
    if (!name.isUp())                                                                                                  \
    QSKIP("dbus-daemon, busctl or python3-dbusmock is not here")

} // namespace studio::test
