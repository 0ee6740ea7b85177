// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "app/exit_code.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"

using namespace studio;

/// The units of packaging/systemd, with a program that exists.
class UnitsTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    static QStringList names() {
        return {QStringLiteral("resnet-train@.service"), QStringLiteral("resnet-train-queue.service")};
    }
    /// What they refer to comes first.
    static QStringList allNames() {
        return QStringList{QStringLiteral("resnet-train-given-up@.service"),
                           QStringLiteral("resnet-train-queue-given-up.service")} +
               names();
    }
    QString text(const QString& name) const {
        QFile file(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/systemd/") + name + QStringLiteral(".in"));
        return file.open(QIODevice::ReadOnly)
                   ? QString::fromUtf8(file.readAll())
                         .replace(QStringLiteral("@STUDIO_TRAIN_PROGRAM@"), QStringLiteral("/bin/true"))
                   : QString();
    }
    static QStringList valuesOf(const QString& text, const char* key) {
        const auto match =
            QRegularExpression(QStringLiteral("^%1=(.*)$").arg(QLatin1String(key)), QRegularExpression::MultilineOption)
                .match(text);
        return match.captured(1).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }

private Q_SLOTS:
    void theirRestartPolicyIsThatOfTheExitCodes() {
        for (const QString& name : names()) {
            const QString unit = text(name);
            QCOMPARE(valuesOf(unit, "RestartForceExitStatus"), QStringList{QString::number(kExitRetry)});
            const QStringList never = valuesOf(unit, "RestartPreventExitStatus");
            for (const int code : {kExitFailed, kExitUsage, kExitData, kExitConfig})
                QVERIFY2(never.contains(QString::number(code)), qPrintable(name));
            QCOMPARE(valuesOf(unit, "Restart"), QStringList{QStringLiteral("on-failure")});
            QVERIFY(!valuesOf(unit, "StartLimitBurst").isEmpty());
        }
    }

    void whereOneIsGivenUpAnotherTellsAPerson() {
        for (const QString& name : names()) {
            const QStringList teller = valuesOf(text(name), "OnFailure");
            QCOMPARE(teller.size(), qsizetype{1});
            const QString unit = text(QString(teller[0]).remove(QStringLiteral("%i")));
            QVERIFY2(unit.contains(QStringLiteral("ExecStart=/bin/true notify given-up ")), qPrintable(teller[0]));
            QVERIFY(valuesOf(unit, "OnFailure").isEmpty()); // its failure is no reason for another one
            QVERIFY2(unit.contains(QStringLiteral(" --unit ") + QString(name).replace(u'@', QStringLiteral("@%i"))),
                     qPrintable(unit));
            // What a channel has not got for want of a network is tried for as long as that takes.
            QCOMPARE(valuesOf(unit, "Restart"), QStringList{QStringLiteral("on-failure")});
            QCOMPARE(valuesOf(unit, "StartLimitIntervalSec"), QStringList{QStringLiteral("0")});
            QVERIFY(!valuesOf(unit, "RestartPreventExitStatus").contains(QString::number(kExitRetry)));
            // A channel's program may take five minutes, and is not broken off in its work.
            QCOMPARE(valuesOf(unit, "TimeoutStartSec"), QStringList{QStringLiteral("10min")});
        }
    }

    void systemdTakesThem() {
        if (QStandardPaths::findExecutable(QStringLiteral("systemd-analyze")).isEmpty())
            QSKIP("systemd-analyze is not here");
        for (const QString& name : allNames()) {
            QFile file(dir_.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text(name).toUtf8()) > 0);
            file.close();
            // A template is looked at as an instance.
            const QString unit = QString(name).replace(QLatin1Char('@'), QStringLiteral("@home-a-runs-b"));
            QFile::copy(file.fileName(), dir_.filePath(unit));
            const test::CliResult result =
                test::runProgram(QStringLiteral("systemd-analyze"), {QStringLiteral("--user"), QStringLiteral("verify"),
                                                                     QStringLiteral("--man=no"), dir_.filePath(unit)});
            QVERIFY2(result.code == 0 && !result.err.contains(name.left(12).toUtf8()), result.err.constData());
        }
    }
};

QTEST_GUILESS_MAIN(UnitsTest)
#include "tst_units.moc"
