// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>

namespace studio::test {

/// A session's bus that nobody else knows. Qt asks for the session's bus once in a process: begin it before that.
struct PrivateBus {
    QProcess daemon;
    QByteArray address;

    ~PrivateBus() {
        daemon.kill();
        daemon.waitForFinished();
    }
    /// False where dbus-daemon is not installed.
    bool start() {
        daemon.start(QStringLiteral("dbus-daemon"),
                     {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
        if (!daemon.waitForStarted(5000) || !daemon.waitForReadyRead(20'000))
            return false;
        address = daemon.readLine().trimmed();
        return qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    }
};

} // namespace studio::test
