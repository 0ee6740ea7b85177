// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio::test;

/// A run in the background of the real program, watched and steered by others of it.
class TestCliRemote final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_RUNTIME_DIR", runtime_.path().toUtf8());
        writePictureFolders(data().toStdString(), 3, 40, 6);
        const CliResult started =
            runTrain(line(QStringLiteral("run"), 9'000) + QStringList{QStringLiteral("--background")});
        QVERIFY2(started.code == 0, started.err);
        QVERIFY(started.out.startsWith(run().toUtf8() + '\n'));
        pid_ = status()[QStringLiteral("pid")].toInteger();
        QVERIFY(pid_ > 0);
        QVERIFY(started.out.contains("process " + QByteArray::number(pid_) + ' '));
    }

    void statusTellsWhoTrains() {
        const QJsonObject now = status();
        QCOMPARE(now[QStringLiteral("trained")].toBool(), true);
        QCOMPARE(now[QStringLiteral("live")].toBool(), true);
        QCOMPARE(now[QStringLiteral("epochs")].toInt(), 9'000);
        const CliResult text = runTrain({QStringLiteral("status"), run()});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains("process " + QByteArray::number(pid_) + " trains it on "));
    }

    void pauseWaitsUntilItIsSoAndContinueGoesOn() {
        const CliResult paused = verb("pause");
        QVERIFY2(paused.code == 0, paused.out + paused.err);
        QCOMPARE(status()[QStringLiteral("state")].toString(), QStringLiteral("paused"));
        QCOMPARE(verb("continue").code, 0);
        QVERIFY(status()[QStringLiteral("state")].toString() != QStringLiteral("paused"));
    }

    void aSnapshotIsOnTheDiskWhenItIsTold() {
        const CliResult saved = verb("snapshot");
        QVERIFY2(saved.code == 0, saved.out + saved.err);
        QVERIFY2(saved.out.contains("Checkpoint saved"), saved.out);
        QVERIFY(runTrain({QStringLiteral("log"), run()}).out.contains("Checkpoint saved"));
    }

    void aStopAfterTheEpochCanBeTakenBack() {
        QCOMPARE(verb("pause").code, 0); // so that no epoch ends meanwhile
        QCOMPARE(runTrain({QStringLiteral("stop-after-epoch"), run(), QStringLiteral("--cancel")}).code, 0);
        QCOMPARE(status()[QStringLiteral("stop_after_epoch")].toBool(), false);
        QCOMPARE(verb("continue").code, 0);
    }

    void thePlanIsChangedFromTheNextEpochOn() {
        const auto set = [this](const QStringList& words) {
            return runTrain(QStringList{QStringLiteral("set"), run()} + words);
        };
        QCOMPARE(set({}).code, 64);
        const CliResult steep = set({QStringLiteral("--learning-rate"), QStringLiteral("900")});
        QCOMPARE(steep.code, 78);
        QVERIFY2(steep.err.contains("--yes"), steep.err);
        const CliResult fewer = set({QStringLiteral("--epochs"), QStringLiteral("5")});
        QCOMPARE(fewer.code, 78);
        QVERIFY2(fewer.err.contains("not shortened"), fewer.err);
        const CliResult changed = set({QStringLiteral("--epochs"), QStringLiteral("9500"),
                                       QStringLiteral("--learning-rate"), QStringLiteral("0.001")});
        QVERIFY2(changed.code == 0, changed.out + changed.err);
        QVERIFY2(changed.out.contains("9000 -> 9500 epochs") && changed.out.contains("-> 0.001 from epoch"),
                 changed.out);
        QCOMPARE(status()[QStringLiteral("epochs")].toInt(), 9'500);
        const CliResult validated = verb("validate");
        QVERIFY2(validated.code == 0, validated.out + validated.err);
        QVERIFY2(validated.out.contains("top-1"), validated.out);
    }

    void aHangUpDoesNotEndIt() {
        QCOMPARE(::kill(static_cast<pid_t>(pid_), SIGHUP), 0);
        const CliResult saved = verb("snapshot"); // it still works for us
        QVERIFY2(saved.code == 0, saved.out + saved.err);
    }

    void stopSavesAndTheLogFollowsToTheEnd() {
        QProcess log;
        log.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
                  {QStringLiteral("log"), run(), QStringLiteral("--follow"), QStringLiteral("--json")});
        QVERIFY(log.waitForReadyRead(30'000));
        const CliResult stopped = verb("stop");
        QVERIFY2(stopped.code == 0, stopped.out + stopped.err);
        QVERIFY2(stopped.out.startsWith("saved and stopped"), stopped.out);
        const CliResult all = resultOf(log, 60'000);
        QCOMPARE(all.code, 0);
        const QList<QByteArray> lines = all.out.trimmed().split('\n');
        for (const QByteArray& row : lines)
            QVERIFY2(QJsonDocument::fromJson(row).isObject(), row);
        QVERIFY2(all.out.contains("\"kind\":\"stopped\""), all.out);
        QTRY_VERIFY_WITH_TIMEOUT(printed().contains("stopped after"), 20'000); // the very last that it does
    }

    void nobodyIsThereToSteerThen() {
        QTRY_COMPARE_WITH_TIMEOUT(status()[QStringLiteral("trained")].toBool(), false, 20'000);
        const CliResult text = runTrain({QStringLiteral("status"), run()});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains("nobody trains this run"));
        const CliResult pause = verb("pause");
        QCOMPARE(pause.code, 64);
        QVERIFY2(pause.err.contains("Nobody trains this run"), pause.err);
    }

    void whatIsNoRunIsRefused() {
        for (const char* name : {"status", "pause", "log"})
            QCOMPARE(runTrain({QString::fromLatin1(name), data()}).code, 65);
    }

    void aFailureInTheBackgroundIsPassedOn() {
        QStringList broken = line(QStringLiteral("other"), 1);
        broken[broken.indexOf(QStringLiteral("--data")) + 1] = dir_.filePath(QStringLiteral("nowhere"));
        const CliResult plain = runTrain(broken);
        const CliResult background = runTrain(broken + QStringList{QStringLiteral("--background")});
        QVERIFY(plain.code != 0);
        QCOMPARE(background.code, plain.code);
        QVERIFY2(background.err.contains(plain.err.mid(plain.err.indexOf("resnet-train:")).split('\n').first()),
                 background.err);
    }

    void cleanupTestCase() {
        if (pid_ > 0)
            runTrain({QStringLiteral("stop"), run()}); // where a test failed before
    }

private:
    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    QString run() const { return dir_.filePath(QStringLiteral("run")); }
    QStringList line(const QString& name, int epochs) const {
        return QStringList{QStringLiteral("train"), QStringLiteral("--data"), data(),
                           QStringLiteral("--run"), dir_.filePath(name),      QStringLiteral("--workers"),
                           QStringLiteral("1")} +
               tinyRecipe(epochs);
    }
    QByteArray printed() const {
        QFile log(run() + QStringLiteral("/background.log"));
        return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
    }
    CliResult verb(const char* name) const { return runTrain({QString::fromLatin1(name), run()}); }
    QJsonObject status() const {
        return runTrain({QStringLiteral("status"), run(), QStringLiteral("--json")}).json().object();
    }

    QTemporaryDir dir_, runtime_;
    qint64 pid_ = 0;
};

QTEST_GUILESS_MAIN(TestCliRemote)
#include "tst_cli_remote.moc"
