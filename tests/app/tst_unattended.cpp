// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/mount.h>

#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

namespace {

/// A small file system of its own, where this process may mount one.
class SmallDisk {
public:
    SmallDisk(const QString& path, const char* size)
        : path_(QFile::encodeName(path)) {
        QDir().mkpath(path);
        mounted_ = ::mount("tmpfs", path_.constData(), "tmpfs", 0, size) == 0;
    }
    ~SmallDisk() {
        if (mounted_)
            ::umount2(path_.constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    bool isMounted() const { return mounted_; }
    bool change(unsigned long flags, const char* size) const {
        return ::mount("tmpfs", path_.constData(), "tmpfs", MS_REMOUNT | flags, size) == 0;
    }

private:
    QByteArray path_;
    bool mounted_ = false;
};

} // namespace

/// What the machine may do to a run that nobody watches, on the real program.
class TestUnattended final : public QObject {
    Q_OBJECT

    static constexpr int kEpochs = 12; // long enough for what happens to a run meanwhile

    QTemporaryDir dir_;
    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    QString path(const QString& name) const { return dir_.filePath(name); }

    QStringList line(const QString& run, int epochs, const QStringList& more = {}) const {
        return QStringList{QStringLiteral("train"), QStringLiteral("--data"), data(), QStringLiteral("--run"), run} +
               tinyRecipe(epochs) + more;
    }
    static void start(QProcess& process, const QStringList& arguments) {
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), arguments);
        QVERIFY(process.waitForStarted());
    }
    static QByteArray digest(const QString& run) {
        const std::string folder = run.toStdString() + "/checkpoints";
        const std::vector<std::string> files = listCheckpointFiles(folder);
        return files.empty()
                   ? QByteArray()
                   : QByteArray::fromStdString(readSafetensorsMetadata(folder + "/" + files.front()).at("sha256"));
    }
    static bool hasEpoch(const QString& run, int epoch) {
        try {
            const auto epochs = RunDatabase(RunPaths(run.toStdString()).database, RunDatabase::Mode::Read).epochs();
            return static_cast<int>(epochs.size()) >= epoch;
        } catch (const std::exception&) {
            return false; // still being created
        }
    }

private Q_SLOTS:
    void initTestCase() {
        writePictureFolders(data().toStdString(), 3, 40, 6);
        QCOMPARE(runTrain(line(path(QStringLiteral("plain")), kEpochs)).code, 0);
    }

    void aDiskThatFillsUpIsWaitedForAndTheRunEndsTheSame() {
        const QString disk = path(QStringLiteral("disk")), run = disk + QStringLiteral("/run");
        const SmallDisk small(disk, "size=4m"); // a checkpoint and a half
        if (!small.isMounted())
            QSKIP("this process may not mount a small file system");
        QProcess process;
        start(process, line(run, kEpochs));
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("Waiting for space") ||
                                     said.contains("Checkpoint not saved"),
                                 60'000);
        QVERIFY2(said.contains("will not fit"), said); // told at the start
        QVERIFY2(said.contains(QFile::encodeName(run)) && said.contains("No space left"), said);
        QVERIFY(!listCheckpointFiles(run.toStdString() + "/checkpoints").empty()); // the old one is there
        QVERIFY(small.change(0, "size=64m"));
        QTRY_VERIFY_WITH_TIMEOUT(process.state() == QProcess::NotRunning, 110'000); // tried again each minute
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(digest(run), digest(path(QStringLiteral("plain"))));
        QVERIFY(QDir(run + QStringLiteral("/checkpoints")).entryList({QStringLiteral("*.partial")}).isEmpty());
    }

    void aDiskThatTurnsReadOnlyIsLikeAFullOne() {
        const QString disk = path(QStringLiteral("rodisk")), run = disk + QStringLiteral("/run");
        const SmallDisk small(disk, "size=64m");
        if (!small.isMounted())
            QSKIP("this process may not mount a small file system");
        QProcess process;
        start(process, line(run, 400)); // until it is stopped
        const std::string checkpoints = run.toStdString() + "/checkpoints";
        QTRY_VERIFY_WITH_TIMEOUT(!listCheckpointFiles(checkpoints).empty(), 60'000);
        process.kill(); // no writer may be open for the change below
        QVERIFY(process.waitForFinished(30'000));
        const std::vector<std::string> before = listCheckpointFiles(checkpoints);
        QVERIFY(small.change(MS_RDONLY, "size=64m"));
        const CliResult refused = runTrain({QStringLiteral("resume"), run});
        QCOMPARE(refused.code, 75); // a retry helps once it can be written
        QVERIFY2(refused.err.contains("Read-only") || refused.err.contains("readonly"), refused.err);
        QVERIFY(small.change(0, "size=64m"));
        QCOMPARE(listCheckpointFiles(checkpoints), before);
        QProcess again;
        start(again, {QStringLiteral("resume"), run});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += again.readAllStandardError()).contains("Resume verified"), 60'000);
        again.terminate();
        QVERIFY(again.waitForFinished(30'000));
        QCOMPARE(again.exitCode(), 0);
    }

    void aClockThatJumpsTenDaysChangesNothing() {
        const QString library = QStringLiteral("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
        if (!QFile::exists(library))
            QSKIP("libfaketime is not installed");
        const QString clock = path(QStringLiteral("clock")), run = path(QStringLiteral("jumps"));
        const auto setClock = [&](const char* offset) {
            QFile file(clock);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(offset);
        };
        setClock("+0d");
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LD_PRELOAD"), library);
        environment.insert(QStringLiteral("FAKETIME_TIMESTAMP_FILE"), clock);
        environment.insert(QStringLiteral("FAKETIME_NO_CACHE"), QStringLiteral("1"));
        environment.insert(QStringLiteral("FAKETIME_DONT_FAKE_MONOTONIC"), QStringLiteral("1"));
        environment.insert(QStringLiteral("DONT_FAKE_MONOTONIC"), QStringLiteral("1"));
        process.setProcessEnvironment(environment);
        start(process, line(run, kEpochs));
        QTRY_VERIFY_WITH_TIMEOUT(hasEpoch(run, 1) || process.state() == QProcess::NotRunning, 60'000);
        setClock("+10d");
        QTRY_VERIFY_WITH_TIMEOUT(hasEpoch(run, 3) || process.state() == QProcess::NotRunning, 60'000);
        setClock("-10d");
        QVERIFY(process.waitForFinished(60'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
        QCOMPARE(digest(run), digest(path(QStringLiteral("plain"))));
        const RunDatabase database(RunPaths(run.toStdString()).database, RunDatabase::Mode::Read);
        std::int64_t first = database.epochs().front().finishedUtcMs, last = database.epochs().back().finishedUtcMs;
        QVERIFY2(last < first - 86'400'000, "the clock did not jump");
        for (const StepRecord& step : database.steps())
            QVERIFY(step.seconds >= 0 && step.seconds < 3600);
        for (const EpochRecord& epoch : database.epochs())
            QVERIFY(epoch.seconds >= 0 && epoch.seconds < 3600 && epoch.imagesPerSecond > 0);
        QVERIFY(std::stod(database.value("active_seconds").value()) < 3600);
    }

    void aSecondTrainerIsRefusedByTheNumberOfTheFirst() {
        const QString run = path(QStringLiteral("owned"));
        QProcess first;
        start(first, line(run, 400));
        QTRY_VERIFY_WITH_TIMEOUT(hasEpoch(run, 1), 60'000);
        const CliResult second = runTrain({QStringLiteral("resume"), run});
        QCOMPARE(second.code, 75);
        QVERIFY2(second.err.contains(QByteArray::number(first.processId())), second.err);
        QCOMPARE(first.state(), QProcess::Running);
        first.kill();
        QVERIFY(first.waitForFinished(30'000));
        QVERIFY(!isRunLocked(run.toStdString())); // the lock died with its process
    }

    void terminationIsObeyedWhileTheDiskIsFull() {
        const QString disk = path(QStringLiteral("fulldisk")), run = disk + QStringLiteral("/run");
        const SmallDisk small(disk, "size=1m"); // not one checkpoint
        if (!small.isMounted())
            QSKIP("this process may not mount a small file system");
        QProcess process;
        start(process, line(run, 400));
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("Checkpoint not saved"), 60'000);
        process.terminate();
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 75);
        said += process.readAllStandardError();
        QVERIFY2(said.contains("No space left"), said);
    }
};

QTEST_GUILESS_MAIN(TestUnattended)
#include "tst_unattended.moc"
