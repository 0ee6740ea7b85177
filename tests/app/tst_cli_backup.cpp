// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QFile>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/finished_runs.h"
#include "tests/support/s3_server.h"

using namespace studio;

class CliBackupTest : public QObject {
    Q_OBJECT

    static QString text(const std::string& path) { return QString::fromStdString(path); }

private Q_SLOTS:
    void killedBackupGoesOnAndTheSecretIsNowhere() {
        const test::OurAws aws;
        test::S3Server server;
        if (!server.start())
            QSKIP("python3-botocore is not installed: nothing here can verify signatures");
        const QTemporaryDir dir;
        const std::string run = dir.path().toStdString() + "/Lauf é 1", back = dir.path().toStdString() + "/back";
        test::writeFinishedRun(run, 2, 1'000);
        server.setFaults("PUT ok 2\nPUT stall 1\n");
        const QStringList words{QStringLiteral("backup"),
                                text(run),
                                QStringLiteral("s3://bucket/runs"),
                                QStringLiteral("--endpoint"),
                                text(server.endpoint()),
                                QStringLiteral("--json")};
        QByteArray seen;
        {
            QProcess process;
            process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), words);
            QTRY_COMPARE_WITH_TIMEOUT(server.count("PUT"), 2, 60'000);
            QFile line(QStringLiteral("/proc/%1/cmdline").arg(process.processId()));
            QVERIFY(line.open(QIODevice::ReadOnly));
            seen += line.readAll();
            QVERIFY(seen.contains("s3://bucket/runs"));
            QVERIFY(test::sendSignal(process, SIGKILL));
            process.waitForFinished();
        }
        QVERIFY(!server.hasManifest());
        const test::CliResult again = test::runTrain(words);
        QCOMPARE(again.code, 0);
        const QJsonObject result = again.json().object();
        QCOMPARE(result[QStringLiteral("files_moved")].toInt(), result[QStringLiteral("files")].toInt() - 2);
        const QString place = result[QStringLiteral("place")].toString();
        QCOMPARE(place, QStringLiteral("s3://bucket/runs/Lauf é 1"));
        const test::CliResult restored = test::runTrain(
            {QStringLiteral("restore"), place, text(back), QStringLiteral("--endpoint"), text(server.endpoint())});
        QCOMPARE(restored.code, 0);
        QVERIFY(isRunFolder(back));
        seen += again.out + again.err + restored.out + restored.err;
        for (const std::string& folder : {run, back, aws.home.path().toStdString()}) {
            for (const auto& [name, content] : test::filesOf(folder))
                seen += QByteArray::fromStdString(content);
        }
        QVERIFY(!seen.contains(test::kS3Secret));
    }
    void aCopyThatNobodyWatchesTellsOnceThatItFailed() {
        const QTemporaryDir dir;
        const std::string run = dir.path().toStdString() + "/run", heard = dir.path().toStdString() + "/heard";
        const test::WithVariable config("XDG_CONFIG_HOME", (dir.path().toStdString() + "/config").c_str()),
            state("XDG_STATE_HOME", (dir.path().toStdString() + "/state").c_str());
        test::writeFinishedRun(run, 1, 1'000);
        writeFileAtomically(dir.path().toStdString() + "/hook", "#!/bin/sh\ncat >>" + heard + "\n");
        std::filesystem::permissions(dir.path().toStdString() + "/hook", std::filesystem::perms::owner_all);
        QCOMPARE(test::runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("command"),
                                 dir.filePath(QStringLiteral("hook"))})
                     .code,
                 0);
        writeFileAtomically(dir.path().toStdString() + "/file", "in the way");
        const auto told = [&](const QStringList& words) {
            const test::CliResult result = test::runTrain(
                QStringList{QStringLiteral("backup"), text(run), dir.filePath(QStringLiteral("file/place"))} + words);
            QFile file(text(heard));
            return result.code != 0 && file.open(QIODevice::ReadOnly) ? file.readAll().count("not_backed_up")
                                                                      : QByteArray::size_type{0};
        };
        QCOMPARE(told({}), 0);
        QCOMPARE(told({QStringLiteral("--notices")}), 1);
        const test::WithVariable again("RESNET_STUDIO_STARTED_AGAIN", "1");
        QCOMPARE(told({QStringLiteral("--notices")}), 1);
        QFile file(text(heard));
        QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().contains("By hand: resnet-train backup "));
    }
    void wrongTargetIsToldBeforeAnythingIsTrained() {
        const QTemporaryDir dir;
        const test::CliResult result =
            test::runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--data"), dir.path(),
                                       QStringLiteral("--run"), dir.filePath(QStringLiteral("run")),
                                       QStringLiteral("--backup"), QStringLiteral("ftp://somewhere")} +
                           test::tinyRecipe(1));
        QCOMPARE(result.code, 64);
        QVERIFY(result.err.contains("no place for a backup"));
    }
    void finishedRunIsBackedUpAndCanBeUsedElsewhere() {
        const test::OurAws aws;
        const QTemporaryDir dir;
        const QString data = dir.filePath(QStringLiteral("data")), disk = dir.filePath(QStringLiteral("disk"));
        QCOMPARE(test::runTrain({QStringLiteral("sample-data"), data}).code, 0);
        const test::CliResult trained =
            test::runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--data"), data, QStringLiteral("--run"),
                                       dir.filePath(QStringLiteral("run")), QStringLiteral("--backup"), disk,
                                       QStringLiteral("--backup-best")} +
                           test::tinyRecipe(1));
        QVERIFY2(trained.code == 0, trained.err.constData());
        QVERIFY2(trained.err.contains("Backed up"), trained.err.constData());
        QCOMPARE(test::runTrain(
                     {QStringLiteral("restore"), disk + QStringLiteral("/run"), dir.filePath(QStringLiteral("back"))})
                     .code,
                 0);
        const test::CliResult resumed = test::runTrain(
            {QStringLiteral("resume"), dir.filePath(QStringLiteral("back")), QStringLiteral("--set"),
             QStringLiteral("epochs=2"), QStringLiteral("--backup"), QStringLiteral("/proc/sys/kernel")});
        QVERIFY2(resumed.code == 65, resumed.err.constData()); // the run is finished, what was asked for is not done
        QVERIFY(resumed.out.contains("finished after 2 epochs"));
        QVERIFY(resumed.err.contains("The backup failed"));
        QVERIFY(resumed.err.contains("Back it up: resnet-train backup"));
    }
};

QTEST_GUILESS_MAIN(CliBackupTest)
#include "tst_cli_backup.moc"
