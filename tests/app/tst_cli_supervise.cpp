// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <csignal>
#include <functional>
#include <memory>
#include <sys/socket.h>
#include <sys/un.h>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/crash_report.h"
#include "core/base/file.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

namespace {

/// What a service manager hears.
class ManagerSocket {
public:
    explicit ManagerSocket(const QString& path)
        : path_(path)
        , file_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        qstrncpy(name.sun_path, path.toLocal8Bit().constData(), sizeof name.sun_path);
        if (::bind(file_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
            qWarning("the socket of the manager cannot be made");
    }
    QString path() const { return path_; }
    QByteArray heard() const {
        char text[4096];
        for (ssize_t got; (got = ::recv(file_.get(), text, sizeof text, 0)) > 0;)
            heard_.append(text, got);
        return heard_;
    }

private:
    const QString path_;
    const FileDescriptor file_;
    mutable QByteArray heard_;
};

} // namespace

/// resnet-train supervise, with trainings that are killed and stopped.
class CliSuperviseTest : public QObject {
    Q_OBJECT

    static constexpr int kEpochs = 12;

    QTemporaryDir dir_;
    QString data() const { return dir_.filePath(QStringLiteral("data")); }
    QStringList line(const QString& run) const {
        return QStringList{QStringLiteral("supervise"),
                           QStringLiteral("--"),
                           QStringLiteral("train"),
                           QStringLiteral("--data"),
                           data(),
                           QStringLiteral("--run"),
                           run} +
               tinyRecipe(kEpochs);
    }
    /// The first child of a process; 0 = none now.
    static pid_t childOf(qint64 process) {
        QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(process));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').front().toInt() : 0;
    }
    /// Of its last checkpoint; 0 = there is none.
    static std::int64_t savedStepOf(const QString& run) {
        const auto last = summariseRun(run.toStdString()).last;
        return last ? last->step : 0;
    }
    static int epochsOf(const QString& run) { return summariseRun(run.toStdString()).epochsDone; }

private Q_SLOTS:
    void initTestCase() { writePictureFolders(data().toStdString(), 3, 40, 6); }

    void aTrainingNeedsARunThatCanBeGoneOnWith() {
        const CliResult nameless = runTrain({QStringLiteral("supervise"), QStringLiteral("--"), QStringLiteral("train"),
                                             QStringLiteral("--data"), data()});
        QCOMPARE(nameless.code, 64);
        QVERIFY2(nameless.err.contains("--run"), nameless.err.constData());
        QCOMPARE(runTrain({QStringLiteral("supervise"), dir_.path()}).code, 65);
    }

    void aKilledTrainingGoesOnToItsEnd() {
        const QString run = dir_.filePath(QStringLiteral("killed"));
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), line(run));
        QTRY_VERIFY_WITH_TIMEOUT(epochsOf(run) >= 1, 120'000);
        const pid_t child = childOf(process.processId());
        QVERIFY(child > 0 && ::kill(child, SIGKILL) == 0);
        const CliResult result = resultOf(process, 300'000);
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY2(result.err.contains("1 of 3"), result.err.constData());
        QCOMPARE(epochsOf(run), kEpochs);
    }

    void aTrainingThatHangsLeavesAReportAndGoesOn() {
        const QString run = dir_.filePath(QStringLiteral("hangs"));
        QProcess process;
        QStringList words = line(run);
        words.insert(1, QStringLiteral("--watchdog=2"));
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), words);
        QTRY_VERIFY_WITH_TIMEOUT(savedStepOf(run) > 0, 120'000);
        const pid_t child = childOf(process.processId());
        QElapsedTimer clock;
        clock.start();
        QVERIFY(child > 0 && ::kill(child, SIGSTOP) == 0);
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("The training hangs"), 120'000);
        const double seen = static_cast<double>(clock.elapsed()) / 1000;
        QVERIFY(::kill(child, SIGCONT) == 0); // so that it gets its SIGABRT
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("Resume verified"), 120'000);
        qInfo("seen after %.1f s, trains again after %.1f s", seen, static_cast<double>(clock.elapsed()) / 1000);
        const CliResult result = resultOf(process, 300'000);
        QCOMPARE(result.code, 0);
        QCOMPARE(epochsOf(run), kEpochs);
        QVERIFY(!listCrashReports(run.toStdString()).empty());
    }

    void whereItIsGivenUpAPersonIsTold() {
        qputenv("XDG_CONFIG_HOME", dir_.filePath(QStringLiteral("config")).toUtf8());
        qputenv("XDG_STATE_HOME", dir_.filePath(QStringLiteral("state")).toUtf8());
        const QString told = dir_.filePath(QStringLiteral("told")), run = dir_.filePath(QStringLiteral("given up"));
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("command"),
                           QStringLiteral("/usr/bin/tee"), QStringLiteral("--"), QStringLiteral("-a"), told})
                     .code,
                 0);
        const auto killWhere = [&](const std::function<bool()>& isTime) {
            QProcess process;
            QStringList words = line(run) + QStringList{QStringLiteral("--resume"), QStringLiteral("auto")};
            words.insert(1, QStringLiteral("--restarts=0"));
            process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), words);
            QTRY_VERIFY_WITH_TIMEOUT(isTime() && childOf(process.processId()) > 0, 120'000);
            QVERIFY(::kill(childOf(process.processId()), SIGKILL) == 0);
            QCOMPARE(resultOf(process, 120'000).code, 128 + SIGKILL);
        };
        const auto notices = [&told] {
            QFile file(told);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        killWhere([&run] { return savedStepOf(run) > 0; });
        const QByteArray first = notices();
        QVERIFY2(first.count("given up is given up") == 1 && first.contains("failed"), first.constData());
        qputenv("RESNET_STUDIO_STARTED_AGAIN", "1"); // as a service does that starts the supervisor again
        killWhere([] { return true; });
        QCOMPARE(notices(), first);
        const std::int64_t step = savedStepOf(run);
        killWhere([&run, step] { return savedStepOf(run) > step; });
        const QByteArray second = notices();
        QVERIFY(second.count("given up is given up") == 2 * first.count("given up is given up"));
        qunsetenv("RESNET_STUDIO_STARTED_AGAIN");
        qputenv("RESNET_STUDIO_RESTARTED_BY", "systemd"); // that starts the supervisor again
        killWhere([] { return true; });
        const QByteArray third = notices().mid(second.size());
        QVERIFY2(third.contains("given up fails again and again") && third.contains("goes on trying") &&
                     !third.contains("is given up"),
                 third.constData());
        qunsetenv("RESNET_STUDIO_RESTARTED_BY");
    }

    void itIsToldThroughAnOutageWhereNobodyStartsItAgain() {
        constexpr int kRefusals = 5; // one more than a training waits for at its end
        std::atomic<int> asked = 0;
        HttpServer server([&asked](const SeenRequest&) {
            return ++asked > kRefusals ? says(200) : says(503, {}, {"Retry-After: 1"});
        });
        const WithVariable config("XDG_CONFIG_HOME", dir_.filePath(QStringLiteral("away")).toStdString()),
            state("XDG_STATE_HOME", dir_.filePath(QStringLiteral("away state")).toStdString());
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("ntfy"),
                           QString::fromStdString(server.url())})
                     .code,
                 0);
        QProcess process;
        QStringList words = line(dir_.filePath(QStringLiteral("away run")));
        words.insert(1, QStringLiteral("--restarts=0"));
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), words);
        QTRY_VERIFY(childOf(process.processId()) > 0);
        QVERIFY(::kill(childOf(process.processId()), SIGKILL) == 0);
        QCOMPARE(resultOf(process, 120'000).code, 128 + SIGKILL);
        QCOMPARE(asked.load(), kRefusals + 1);
    }

    void besideAnotherTrainerItWaits_data() {
        QTest::addColumn<QString>("line");
        QTest::newRow("a supervisor") << QStringLiteral("supervise");
        QTest::newRow("a service") << QStringLiteral("resume --leave-finished");
    }
    void besideAnotherTrainerItWaits() {
        QFETCH(const QString, line);
        const QString run = dir_.filePath(QStringLiteral("taken ") + line.left(6));
        QCOMPARE(runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--data"), data(),
                                      QStringLiteral("--run"), run} +
                          tinyRecipe(1))
                     .code,
                 0);
        auto lock = std::make_unique<RunLock>(run.toStdString()); // as a trainer that is at work
        const ManagerSocket manager(dir_.filePath(QStringLiteral("manager ") + line.left(6)));
        const WithVariable heard("NOTIFY_SOCKET", manager.path().toStdString());
        const auto begin = [&](QProcess& process) {
            process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), line.split(u' ') + QStringList{run});
            QByteArray said;
            QTRY_VERIFY2((said += process.readAllStandardError()).contains("Another process trains this run"),
                         said.constData());
        };
        QProcess stopped, process;
        begin(stopped);
        QVERIFY(sendSignal(stopped, SIGTERM));
        QCOMPARE(resultOf(stopped, kPatienceMs).code, 0);
        begin(process);
        if (line.startsWith(QStringLiteral("resume"))) // the unit would be given up before its first step otherwise
            QTRY_VERIFY(manager.heard().contains("READY=1") && manager.heard().contains("WATCHDOG=1"));
        QCOMPARE(process.state(), QProcess::Running);
        lock.reset();
        const CliResult result = resultOf(process, kPatienceMs);
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(summariseRun(run.toStdString()).state, RunState::Finished);
    }

    void aFinishedRunIsNotGivenUpWithItsBackup() {
        qputenv("XDG_CONFIG_HOME", dir_.filePath(QStringLiteral("unkept config")).toUtf8());
        qputenv("XDG_STATE_HOME", dir_.filePath(QStringLiteral("unkept state")).toUtf8());
        const QString told = dir_.filePath(QStringLiteral("unkept told")), run = dir_.filePath(QStringLiteral("done")),
                      volume = dir_.filePath(QStringLiteral("a volume"));
        QCOMPARE(runTrain({QStringLiteral("notify"), QStringLiteral("add"), QStringLiteral("command"),
                           QStringLiteral("/usr/bin/tee"), QStringLiteral("--"), QStringLiteral("-a"), told})
                     .code,
                 0);
        QVERIFY(QFile::link(QStringLiteral("not mounted"), volume));
        QStringList words = QStringList{QStringLiteral("supervise"), QStringLiteral("--restarts=0"),
                                        QStringLiteral("--"),        QStringLiteral("train"),
                                        QStringLiteral("--data"),    data(),
                                        QStringLiteral("--run"),     run,
                                        QStringLiteral("--backup"),  volume} +
                            tinyRecipe(1);
        const CliResult result = runTrain(words);
        QVERIFY2(result.code == 75, result.err.constData());
        QFile file(told);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray notices = file.readAll(), last = notices.mid(notices.lastIndexOf("{\"format\""));
        QVERIFY2(last.contains("done is finished, but its backup is not") &&
                     last.contains("resnet-train backup " + run.toUtf8() + " '" + volume.toUtf8() + '\''),
                 last.constData());
        QVERIFY2(!notices.contains("resnet-train resume") && !notices.contains("is given up"), notices.constData());
    }

    void aStopIsHandedOnAndTheRunIsSaved() {
        const QString run = dir_.filePath(QStringLiteral("stopped"));
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"), line(run));
        QTRY_VERIFY_WITH_TIMEOUT(epochsOf(run) >= 1, 120'000);
        QVERIFY(sendSignal(process, SIGTERM));
        const CliResult result = resultOf(process, 120'000);
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(summariseRun(run.toStdString()).state, RunState::Stopped);
    }
};

QTEST_GUILESS_MAIN(CliSuperviseTest)
#include "tst_cli_supervise.moc"
