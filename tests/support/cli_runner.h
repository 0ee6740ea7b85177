// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

#include <QByteArray>
#include <QJsonDocument>
#include <QProcess>
#include <QString>
#include <QStringList>

#include "test_places.h"

namespace studio::test {

struct CliResult {
    int code = -1;
    QByteArray out, err;
    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
};

/// What a process that was started came to; waits for its end. Code -1: it did not end in time, -2: by a signal.
inline CliResult resultOf(QProcess& process, int milliseconds) {
    CliResult result;
    if (process.waitForFinished(milliseconds))
        result.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

/// Runs a program to its end (at most two minutes).
inline CliResult runProgram(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    return resultOf(process, 120'000);
}

/// The real resnet-train.
inline CliResult runTrain(const QStringList& arguments) {
    return runProgram(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), arguments);
}

/// False if the process has ended: kill(0) would reach whoever runs the tests.
inline bool sendSignal(const QProcess& process, int number) {
    const qint64 id = process.processId();
    return id > 0 && ::kill(static_cast<pid_t>(id), number) == 0;
}

/// A recipe small enough for a test.
inline QStringList tinyRecipe(int epochs) {
    return {QStringLiteral("--preset"),  QStringLiteral("quick-look"),
            QStringLiteral("--set"),     QStringLiteral("epochs=%1").arg(epochs),
            QStringLiteral("--set"),     QStringLiteral("image_size=16"),
            QStringLiteral("--set"),     QStringLiteral("eval_size=16"),
            QStringLiteral("--set"),     QStringLiteral("eval_resize=16"),
            QStringLiteral("--set"),     QStringLiteral("batch_size=16"),
            QStringLiteral("--set"),     QStringLiteral("warmup_epochs=0"),
            QStringLiteral("--threads"), QStringLiteral("1")};
}

} // namespace studio::test
