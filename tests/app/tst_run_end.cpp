// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/fake_metadata.h"
#include "tests/support/login_mock.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr int kPatience = 120'000;

/// A service manager's end of sd_notify.
class NotifyEnd {
public:
    explicit NotifyEnd(const QString& path)
        : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
        , variable_("NOTIFY_SOCKET", path.toStdString()) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::strncpy(name.sun_path, path.toUtf8().constData(), sizeof name.sun_path - 1);
        isBound_ = ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
    }
    bool isBound() const { return isBound_; }
    /// All lines so far.
    const QByteArray& heard() {
        char text[4096];
        for (ssize_t got = 0; (got = ::recv(socket_.get(), text, sizeof text, 0)) > 0;)
            heard_.append(text, static_cast<qsizetype>(got)).append('\n');
        return heard_;
    }

private:
    FileDescriptor socket_;
    const WithVariable variable_;
    QByteArray heard_;
    bool isBound_ = false;
};

} // namespace

/// What follows a run's last step, and how a run ends that nobody watches; on the real program.
class RunEndTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString path(const char* name) const { return dir_.filePath(QLatin1String(name)); }
    QStringList line(const QString& run, int epochs, const QStringList& more = {}) const {
        return QStringList{
                   QStringLiteral("train"),    QStringLiteral("--data"), path("data"), QStringLiteral("--run"), run,
                   QStringLiteral("--resume"), QStringLiteral("auto")} +
               tinyRecipe(epochs) + more;
    }
    static void start(QProcess& process, const QStringList& arguments) {
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), arguments);
        QVERIFY(process.waitForStarted());
    }
    /// Whether a program that it started copies.
    static bool isCopying(const QProcess& process) {
        QFile children(QStringLiteral("/proc/%1/task").arg(process.processId()));
        for (const QString& task : QDir(children.fileName()).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile file(children.fileName() + QLatin1Char('/') + task + QStringLiteral("/children"));
            if (file.open(QIODevice::ReadOnly) && !file.readAll().isEmpty())
                return true;
        }
        return false;
    }
    static bool hasCheckpoint(const QString& run) {
        return !listCheckpointFiles(run.toStdString() + "/checkpoints").empty();
    }
    static RunState stateOf(const QString& run) { return summariseRun(run.toStdString()).state; }

private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_CONFIG_HOME", path("config").toUtf8());
        writePictureFolders(path("data").toStdString(), 3, 40, 6);
        QCOMPARE(runTrain(line(path("done"), 1)).code, 0);
    }

    void theSameCommandAgainMakesUpForTheBackup() {
        const QStringList again = line(path("done"), 1, {QStringLiteral("--backup"), path("disk")});
        const CliResult first = runTrain(again);
        QVERIFY2(first.code == 0 && first.err.contains("Backed up"), first.err.constData());
        QVERIFY(first.err.contains("only what follows it is done") && first.out.contains("finished after 1 epochs"));
        QVERIFY(QFile::exists(path("disk/done/manifest.json")));
        const CliResult second = runTrain(again);
        QVERIFY2(second.code == 0 && second.err.contains(", 0 files sent"), second.err.constData());
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("command"),
                           QStringLiteral("/usr/bin/tee"), QStringLiteral("--name"), QStringLiteral("file"),
                           QStringLiteral("--"), QStringLiteral("-a"), path("told")})
                     .code,
                 0);
        // A link that leads nowhere may lead to a volume that will be there; a file in the way is no matter of time.
        QVERIFY(QFile::link(path("not mounted yet"), path("a volume")));
        writeFileAtomically(path("a file").toStdString(), "in the way");
        const CliResult failed = runTrain(line(path("done"), 1, {QStringLiteral("--backup"), path("a volume")}));
        const CliResult hopeless = runTrain(line(path("done"), 1, {QStringLiteral("--backup"), path("a file")}));
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("remove"), QStringLiteral("file")}).code, 0);
        QVERIFY2(failed.code == 75, failed.err.constData());
        QVERIFY2(hopeless.code == 64, hopeless.err.constData());
        const QByteArray command =
            "Back it up: resnet-train backup " + path("done").toUtf8() + " '" + path("a file").toUtf8() + "'\n";
        QVERIFY2(hopeless.err.contains("but its backup is not") &&
                     hopeless.err.contains("There is a file in its place") && hopeless.err.contains(command),
                 hopeless.err.constData());
        QFile told(path("told"));
        QVERIFY(told.open(QIODevice::ReadOnly));
        const QByteArray notices = told.readAll();
        QVERIFY2(notices.count("\"title\":\"done was not backed up\"") == 2 && notices.count("\"kind\"") == 2, notices);
    }

    void aFinishThatWasToldStaysToldWhereAMachineMakesUpForTheCopy() {
        const QStringList words = line(path("told once"), 1, {QStringLiteral("--backup"), path("another volume")});
        QVERIFY(QFile::link(path("not mounted yet"), path("another volume")));
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("command"),
                           QStringLiteral("/usr/bin/tee"), QStringLiteral("--name"), QStringLiteral("once"),
                           QStringLiteral("--"), QStringLiteral("-a"), path("told of it")})
                     .code,
                 0);
        QCOMPARE(runTrain(words).code, 75);
        QCOMPARE(runTrain(words).code, 75); // days later, at the next start of the machine
        {
            const WithVariable again("RESNET_STUDIO_STARTED_AGAIN", "1");
            QCOMPARE(runTrain(words).code, 75);
        }
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("remove"), QStringLiteral("once")}).code, 0);
        QFile told(path("told of it"));
        QVERIFY(told.open(QIODevice::ReadOnly));
        const QByteArray notices = told.readAll();
        QVERIFY2(notices.count("\"kind\":\"finished\"") == 1 && notices.count("\"kind\":\"not_backed_up\"") == 2,
                 notices.constData());
    }

    void onlyAPersonAtTheTerminalDoesWithoutTheCopy() {
        QVERIFY(QDir().mkpath(path("tools")));
        writeFileAtomically(path("tools/rsync").toStdString(), "#!/bin/sh\nexec sleep 600\n");
        QVERIFY(QFile::setPermissions(path("tools/rsync"), QFile::ReadOwner | QFile::ExeOwner));
        const WithVariable tools("PATH", path("tools").toStdString() + ":" + qgetenv("PATH").toStdString());
        const auto endedBy = [this](const QStringList& words, int signal) {
            QProcess process;
            start(process, words);
            QByteArray said;
            const auto copies = [&] { return (said += process.readAllStandardError()).contains("Backing the run up"); };
            if (words.front() == QStringLiteral("train") && !QTest::qWaitFor(copies, kPatience))
                return CliResult{-1, {}, said};
            if (words.front() == QStringLiteral("backup") &&
                !QTest::qWaitFor([&] { return isCopying(process); }, kPatience))
                return CliResult{-1, {}, said};
            sendSignal(process, signal);
            return resultOf(process, kPatience);
        };
        const QStringList again = line(path("done"), 1, {QStringLiteral("--backup"), QStringLiteral("far:copies")});
        for (const int signal : {SIGTERM, SIGHUP}) {
            const CliResult owed = endedBy(again, signal);
            QVERIFY2(owed.code == 75 && owed.err.contains("ended before it was whole"), owed.err.constData());
            QVERIFY(owed.out.contains("finished after 1 epochs"));
        }
        QCOMPARE(endedBy(again, SIGINT).code, 0);
        const QStringList alone{QStringLiteral("backup"), path("done"), QStringLiteral("far:copies")};
        QCOMPARE(endedBy(alone, SIGTERM).code, 75);
        QCOMPARE(endedBy(alone, SIGINT).code, 0);
    }

    void aSignalInTheLastNoticesLeavesTheExitCodeOfTheRun() {
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("command"),
                           QStringLiteral("/bin/sleep"), QStringLiteral("--name"), QStringLiteral("slow"),
                           QStringLiteral("--"), QStringLiteral("60")})
                     .code,
                 0);
        QProcess process;
        start(process, line(path("noticed"), 1));
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("last notices"), kPatience);
        QVERIFY(sendSignal(process, SIGTERM));
        const CliResult result = resultOf(process, kPatience);
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("remove"), QStringLiteral("slow")}).code, 0);
        QCOMPARE(result.code, 0);
        QVERIFY(result.out.contains("finished after 1 epochs"));
    }

    void thePowerOffIsCountedDownBeforeTheEndIsTold() {
        LOGIN_MOCK(mock, kEmptyLogin);
        mock.addMethod("CanPowerOff", "", "s", "ret = 'yes'");
        mock.addMethod("PowerOff", "b", "", "self.off = True");
        mock.addMethod("IsOff", "", "b", "ret = getattr(self, 'off', False)");
        NotifyEnd manager(path("notify"));
        QVERIFY(manager.isBound());
        const QString option = QStringLiteral("--power-off-at-end");
        QProcess process;
        start(process, line(path("done"), 1, {option, QStringLiteral("600")}));
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("is powered off in"), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(manager.heard().contains("READY=1"), kPatience);
        QVERIFY(!manager.heard().contains("STOPPING=1"));
        QVERIFY(sendSignal(process, SIGTERM));
        const CliResult kept = resultOf(process, kPatience);
        QCOMPARE(kept.code, 0);
        QVERIFY2(kept.err.contains("The machine stays on."), kept.err.constData());
        QVERIFY(manager.heard().contains("STOPPING=1"));
        QVERIFY(mock.call({kLoginManager, "IsOff"}).out.contains("false"));
        const CliResult off = runTrain(line(path("done"), 1, {option, QStringLiteral("0.001")}));
        QVERIFY2(off.code == 0, off.err.constData());
        QVERIFY(mock.call({kLoginManager, "IsOff"}).out.contains("true"));
        // Switched on again, with the same command at its start.
        const CliResult next = runTrain(line(path("done"), 1, {option, QStringLiteral("0.001")}));
        QVERIFY2(next.code == 0 && next.err.contains("was powered off after this run once"), next.err.constData());
    }

    void theMachineIsHeldAwakeExactlyWhileItTrains() {
        LOGIN_MOCK(mock, kLoginTemplate);
        const QString run = path("awake");
        QProcess process;
        start(process, line(run, 5000));
        QTRY_VERIFY_WITH_TIMEOUT(mock.isHeld(), kPatience);
        QCOMPARE(runTrain({QStringLiteral("pause"), run}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!mock.isBlocked() && !mock.isDelayed(), kPatience);
        QCOMPARE(runTrain({QStringLiteral("continue"), run}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(mock.isHeld(), kPatience);
        QVERIFY(sendSignal(process, SIGKILL));
        QVERIFY(process.waitForFinished(kPatience));
        QTRY_VERIFY_WITH_TIMEOUT(!mock.isBlocked() && !mock.isDelayed(), kPatience);
    }

    void aSpotNoticeSavesTheRunAndCarriesItAway_data() {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("arrives");
        QTest::newRow("spot") << path("away") << true;
        QTest::newRow("unkept") << QStringLiteral("/proc/sys/nowhere") << false;
    }
    void aSpotNoticeSavesTheRunAndCarriesItAway() {
        QFETCH(const QString, target);
        QFETCH(const bool, arrives);
        FakeMetadata machine;
        const QString run = path(QTest::currentDataTag());
        QProcess process;
        start(process, line(run, 5000,
                            {QStringLiteral("--spot-watch"), QStringLiteral("--backup"), target,
                             QStringLiteral("--backup-interrupted")}));
        QTRY_VERIFY_WITH_TIMEOUT(hasCheckpoint(run), kPatience);
        QElapsedTimer clock;
        clock.start();
        machine.set("spot/instance-action", says(200, kSpotNotice));
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(run) == RunState::Interrupted, kPatience);
        const double saved = static_cast<double>(clock.elapsed()) / 1000;
        const CliResult result = resultOf(process, kPatience);
        qInfo("saved %.2f s after the notice, ended after %.2f s", saved, static_cast<double>(clock.elapsed()) / 1000);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("Spot notice: terminate"), result.err.constData());
        QVERIFY2(result.err.contains(arrives ? "So is its backup" : "Its backup is not up to here: Cannot create"),
                 result.err.constData());
        if (!arrives)
            return;
        QCOMPARE(runTrain({QStringLiteral("restore"), path("away/spot"), path("elsewhere")}).code, 0);
        QCOMPARE(summariseRun(path("elsewhere").toStdString()).step, summariseRun(run.toStdString()).step);
        QVERIFY(hasCheckpoint(path("elsewhere")));
    }
};

QTEST_GUILESS_MAIN(RunEndTest)
#include "tst_run_end.moc"
