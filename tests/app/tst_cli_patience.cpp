// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_folder.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// A run that its own patience ends, by the program that a person types.
class TestCliPatience final : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

private Q_SLOTS:
    void aRunThatEndsEarlySaysSoAndTrainsOnWhenItIsTold() {
        const QString data = dir_.filePath(QStringLiteral("data")), run = dir_.filePath(QStringLiteral("run"));
        writePictureFolders(data.toStdString(), 2, 16, 8);
        const CliResult ended = runTrain(
            QStringList{QStringLiteral("train"), QStringLiteral("--data"), data, QStringLiteral("--run"), run,
                        QStringLiteral("--set"), QStringLiteral("learning_rate=1e-12"), QStringLiteral("--set"),
                        QStringLiteral("schedule=constant"), QStringLiteral("--set"), QStringLiteral("patience=2")} +
            tinyRecipe(40));
        QVERIFY2(ended.code == 0, ended.err.constData());
        QVERIFY2(ended.err.contains("ended early: no better top-1 for 2 epochs (patience)"), ended.err.constData());
        const RunSummary first = summariseRun(run.toStdString());
        QCOMPARE(first.state, RunState::Finished);
        QVERIFY(first.epochsDone < 40);
        QVERIFY2(ended.out.contains("finished after " + QByteArray::number(first.epochsDone) + " epochs"),
                 ended.out.constData());
        // To resume is to train on: the patience is counted anew.
        const CliResult again = runTrain({QStringLiteral("resume"), run});
        QVERIFY2(again.code == 0, again.err.constData());
        const RunSummary second = summariseRun(run.toStdString());
        QVERIFY(second.epochsDone > first.epochsDone);
        QCOMPARE(second.state, RunState::Finished);
        QVERIFY2(again.err.contains("counts anew from epoch"), again.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCliPatience)
#include "tst_cli_patience.moc"
