// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/crash_report.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// What a crash of the real program leaves behind, and what can be done with it.
class TestCrashReport final : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    QString runPath(const QString& name) const { return dir_.filePath(name); }

    QStringList line(const QString& run) const {
        return QStringList{QStringLiteral("train"), QStringLiteral("--data"), data(), QStringLiteral("--run"), run} +
               tinyRecipe(200) + QStringList{QStringLiteral("--set"), QStringLiteral("save_minutes=0.0001")};
    }

    /// The report then names the checkpoint that was gone on from.
    void crashAfterAResume(const QString& run, int signal) const {
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), {QStringLiteral("resume"), run});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("Resume verified"), 60'000);
        QVERIFY(sendSignal(process, signal));
        QVERIFY(process.waitForFinished(30'000));
        QFile file(run + u'/' + QString::fromStdString(listCrashReports(run.toStdString()).front()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(text.contains("last checkpoint: step ") && !text.contains("last checkpoint: step 0\n"), text);
    }

private Q_SLOTS:
    void initTestCase() { writePictureFolders(data().toStdString(), 3, 40, 6); }

    void aFatalSignalLeavesAReportAndTheRunResumes_data() {
        QTest::addColumn<int>("signal");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("wrong memory access") << SIGSEGV << QByteArray("SIGSEGV");
        QTest::newRow("abort") << SIGABRT << QByteArray("SIGABRT");
        QTest::newRow("bus error") << SIGBUS << QByteArray("SIGBUS");
    }
    void aFatalSignalLeavesAReportAndTheRunResumes() {
        QFETCH(int, signal);
        QFETCH(QByteArray, name);
        const QString run = runPath(QStringLiteral("run%1").arg(signal));
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), line(run));
        QTRY_VERIFY_WITH_TIMEOUT(!listCheckpointFiles((run + QStringLiteral("/checkpoints")).toStdString()).empty(),
                                 60'000);
        QVERIFY(sendSignal(process, signal));
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(),
                 QProcess::CrashExit); // dies of the signal all the same: a supervisor must see it

        const std::vector<std::string> reports = listCrashReports(run.toStdString());
        QCOMPARE(reports.size(), std::size_t{1});
        QFile file(run + u'/' + QString::fromStdString(reports.front()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(text.contains(name) && text.contains("last checkpoint: step ") && text.contains("\nstep "), text);
        QVERIFY2(text.contains("resnet-train") && text.count('\n') > 10, text); // frames too
        const RunSummary summary = summariseRun(run.toStdString());
        QCOMPARE(summary.state, RunState::Interrupted);
        QCOMPARE(summary.crashReport, reports.front());

        QProcess resumed;
        resumed.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), {QStringLiteral("resume"), run});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += resumed.readAllStandardError()).contains("Resume verified"), 60'000);
        resumed.terminate();
        QVERIFY(resumed.waitForFinished(30'000));
        QCOMPARE(resumed.exitCode(), 0);
        QVERIFY(summariseRun(run.toStdString()).crashReport.empty()); // it is not offered a second time
        crashAfterAResume(run, signal);
    }

    void aStackOverflowLeavesAReportWhateverThreadItIsOn_data() {
        QTest::addColumn<QString>("place");
        QTest::newRow("the main thread") << QStringLiteral("main");
        QTest::newRow("a thread of ours") << QStringLiteral("thread");
    }
    void aStackOverflowLeavesAReportWhateverThreadItIsOn() {
        QFETCH(QString, place);
        const QString folder = runPath(QStringLiteral("overflow-") + place);
        QVERIFY(QDir().mkpath(folder));
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/overflow"), {folder, place});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        const std::vector<std::string> reports = listCrashReports(folder.toStdString());
        QCOMPARE(reports.size(), std::size_t{1});
        QFile file(folder + u'/' + QString::fromStdString(reports.front()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(text.contains("SIGSEGV") && text.contains("step 7, epoch 1"), text);
        QVERIFY2(text.count("overflow") > 20, text); // its frames
    }

    /// A thread that is started in another way would be without the stack that the report is written from.
    void everyThreadOfOursIsStartedWithSuchAStack() {
        static const QRegularExpression raw(
            QStringLiteral(R"(std::j?thread\s*[({]|std::async|pthread_create|(emplace_back|thread_|worker_)\(\[)"));
        QStringList found;
        for (const char* part : {"core", "ui", "app"}) {
            QDirIterator sources(QStringLiteral(STUDIO_SOURCE_DIR "/") + QLatin1String(part),
                                 {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                                 QDirIterator::Subdirectories);
            while (sources.hasNext()) {
                QFile source(sources.next());
                QVERIFY(source.open(QIODevice::ReadOnly));
                const QString text = QString::fromUtf8(source.readAll());
                if (text.contains(raw) && !text.contains(QStringLiteral("const SignalStack stack;")))
                    found += source.fileName();
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    void withoutARunACrashLeavesNothing() {
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
                      {QStringLiteral("sample-data"), runPath(QStringLiteral("pictures"))});
        QVERIFY(process.waitForStarted());
        QVERIFY(sendSignal(process, SIGSEGV));
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        QVERIFY(listCrashReports(dir_.path().toStdString()).empty());
    }
};

QTEST_GUILESS_MAIN(TestCrashReport)
#include "tst_crash_report.moc"
