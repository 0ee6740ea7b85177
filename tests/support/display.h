// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QStandardPaths>
#include <QString>

namespace studio::test {

/// An X server of one's own, for what needs a real window. Ends with the object.
class Display {
public:
    static bool isAvailable() { return !QStandardPaths::findExecutable(QStringLiteral("Xvfb")).isEmpty(); }

    /// Starts it and waits for its number; false where that fails.
    bool open() {
        // -displayfd takes the first number that is free and writes it once the server listens.
        server_.start(QStringLiteral("Xvfb"),
                      {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"),
                       QStringLiteral("0"), QStringLiteral("1440x900x24"), QStringLiteral("-nolisten"),
                       QStringLiteral("tcp")});
        if (!server_.waitForStarted())
            return false;
        QByteArray number;
        while (!number.contains('\n') && server_.waitForReadyRead(20'000))
            number += server_.readAllStandardOutput();
        name_ = QStringLiteral(":") + QString::fromLatin1(number.trimmed());
        return number.contains('\n');
    }
    QString name() const { return name_; }
    void kill() {
        server_.kill();
        server_.waitForFinished();
    }
    ~Display() { kill(); }

private:
    QProcess server_;
    QString name_;
};

} // namespace studio::test
