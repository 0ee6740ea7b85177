// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QDir>
#include <QFile>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include "core/interop/safetensors.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio::test;

/// The promise of the product, on the real program: however it ends, it goes on to the same bits.
class TestCliKill final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        writePictureFolders(data().toStdString(), 3, 40, 6);
        const CliResult plain = runTrain(line(QStringLiteral("plain"), 1));
        QCOMPARE(plain.code, 0);
        wanted_ = lastDigest(QStringLiteral("plain"));
        QVERIFY(!wanted_.isEmpty());
    }

    void terminationSavesAndLeavesWithZero() {
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
            const QString name = QStringLiteral("signal%1").arg(signal);
            QProcess process;
            startAndReachStep(process, name, 3);
            QVERIFY(sendSignal(process, signal));
            QVERIFY(process.waitForFinished(30'000));
            QCOMPARE(process.exitStatus(), QProcess::NormalExit);
            QCOMPARE(process.exitCode(), 0);
            QCOMPARE(runTrain(resumeLine(name, 2)).code, 0);
            QCOMPARE(lastDigest(name), wanted_);
        }
    }

    void killedAtFiveMomentsTheWeightsAreTheSame() {
        int killed = 0;
        QRandomGenerator random(7);
        for (int round = 0; round < 5; ++round) {
            const QString name = QStringLiteral("killed%1").arg(round);
            QProcess process;
            startAndReachStep(process, name, 1 + random.bounded(20));
            process.kill();
            QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(30'000));
            killed += process.exitStatus() == QProcess::CrashExit ? 1 : 0;
            const CliResult resumed = runTrain(resumeLine(name, 1 + round % 3));
            QVERIFY2(resumed.code == 0, resumed.err);
            QCOMPARE(lastDigest(name), wanted_);
        }
        QVERIFY(killed > 0);
    }

    /// Stands in for a kill in the milliseconds between making the folder and the first row, one case a moment.
    void aStartThatWasCutShortIsMadeAgain_data() {
        QTest::addColumn<QStringList>("lacking");
        QTest::newRow("only the folders")
            << QStringList{QStringLiteral("recipe.json"), QStringLiteral("classes.json"), QStringLiteral("run.db")};
        QTest::newRow("no class list") << QStringList{QStringLiteral("classes.json"), QStringLiteral("run.db")};
        QTest::newRow("no history") << QStringList{QStringLiteral("run.db")};
    }
    void aStartThatWasCutShortIsMadeAgain() {
        QFETCH(QStringList, lacking);
        const QString name = QStringLiteral("short%1").arg(lacking.size());
        QDir().mkpath(runPath(name) + QStringLiteral("/checkpoints"));
        for (const QString& file : {QStringLiteral("recipe.json"), QStringLiteral("classes.json")}) {
            if (!lacking.contains(file))
                QVERIFY(QFile::copy(runPath(QStringLiteral("plain/")) + file, runPath(name) + u'/' + file));
        }
        const CliResult result = runTrain(resumeLine(name, 1));
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(lastDigest(name), wanted_);
    }

    void aFolderWithOtherFilesIsLeftAlone() {
        const QString mine = runPath(QStringLiteral("mine"));
        QDir().mkpath(mine + QStringLiteral("/checkpoints"));
        writeBytes((mine + QStringLiteral("/notes.txt")).toStdString(), {'k', 'e', 'e', 'p'});
        QCOMPARE(runTrain(resumeLine(QStringLiteral("mine"), 1)).code, 64);
        QVERIFY(QFile::exists(mine + QStringLiteral("/notes.txt")));
    }

    void theSecondInterruptLeavesAtOnce() {
        QProcess process;
        // One step of this network takes seconds, so the first interrupt is still being obeyed when the second comes.
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
                      line(QStringLiteral("twice"), 1) +
                          QStringList{QStringLiteral("--set"), QStringLiteral("model=resnet50"),
                                      QStringLiteral("--set"), QStringLiteral("image_size=128"),
                                      QStringLiteral("--set"), QStringLiteral("batch_size=64"), QStringLiteral("--set"),
                                      QStringLiteral("epochs=1000")});
        // Not before the first epoch is done: what comes before its first step ends too soon.
        QTRY_VERIFY_WITH_TIMEOUT(said(process, "epoch   1"), 240'000);
        QVERIFY(sendSignal(process, SIGINT));
        QTRY_VERIFY_WITH_TIMEOUT(said(process, "Stopping"), 30'000);
        QVERIFY(sendSignal(process, SIGINT));
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
    }

private:
    bool said(QProcess& process, const char* words) {
        heard_ += process.readAllStandardError();
        return heard_.contains(words);
    }

    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    QString runPath(const QString& name) const { return dir_.filePath(name); }

    QStringList line(const QString& name, int workers) const {
        return QStringList{QStringLiteral("train"),
                           QStringLiteral("--data"),
                           data(),
                           QStringLiteral("--run"),
                           runPath(name),
                           QStringLiteral("--workers"),
                           QString::number(workers)} +
               tinyRecipe(8); // long enough not to end before it is killed
    }
    /// A run killed before its folder was whole is started again; any other goes on.
    QStringList resumeLine(const QString& name, int workers) const {
        return line(name, workers) + QStringList{QStringLiteral("--resume"), QStringLiteral("auto")};
    }

    /// Starts a run and waits until its history holds `step`, or it has ended.
    void startAndReachStep(QProcess& process, const QString& name, qint64 step) const {
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), line(name, 1));
        QVERIFY(process.waitForStarted());
        const QString database = runPath(name) + QStringLiteral("/run.db");
        QTRY_VERIFY_WITH_TIMEOUT(process.state() == QProcess::NotRunning || reached(database, step), 60'000);
    }

    static bool reached(const QString& database, qint64 step) {
        if (!QFile::exists(database))
            return false;
        try {
            return !studio::RunDatabase(database.toStdString(), studio::RunDatabase::Mode::Read)
                        .steps(step - 1, 1)
                        .empty();
        } catch (const std::exception&) {
            return false; // still being created
        }
    }

    QByteArray lastDigest(const QString& name) const {
        const std::string folder = runPath(name).toStdString() + "/checkpoints";
        const auto files = studio::listCheckpointFiles(folder);
        if (files.empty())
            return {};
        // The byte buffer alone: the metadata hold times that differ.
        return QByteArray::fromStdString(studio::readSafetensorsMetadata(folder + "/" + files.front()).at("sha256"));
    }

    QTemporaryDir dir_;
    QByteArray wanted_, heard_;
};

QTEST_GUILESS_MAIN(TestCliKill)
#include "tst_cli_kill.moc"
