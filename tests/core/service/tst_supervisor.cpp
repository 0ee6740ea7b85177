// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <csignal>
#include <fstream>
#include <mutex>
#include <thread>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/service/supervisor.h"

using namespace studio;

/// With children that are a few lines of a script.
class SupervisorTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::mutex mutex_;
    std::vector<std::string> said_;

    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    /// Each start of the child adds a line to the file "starts".
    SupervisorOptions shell(const std::string& script) {
        QFile::remove(dir_.filePath(QStringLiteral("starts")));
        said_.clear();
        SupervisorOptions options;
        options.command = {"/bin/sh", "-c", "echo x >> '" + path("starts") + "'; " + script};
        options.firstWait = options.longestWait = 0.01;
        options.say = [this](const std::string& line) {
            const std::lock_guard lock(mutex_);
            said_.push_back(line);
        };
        return options;
    }
    /// Python, because a shell cannot send datagrams. `script` finds `tell(text)`.
    SupervisorOptions python(const std::string& script) {
        SupervisorOptions options = shell({});
        options.command = {"/usr/bin/python3", "-c",
                           "import os, socket, time, sys\n"
                           "open('" +
                               path("starts") +
                               "', 'a').write('x\\n')\n"
                               "starts = len(open('" +
                               path("starts") +
                               "').readlines())\n"
                               "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
                               "to = os.environ['NOTIFY_SOCKET'].replace('@', '\\0', 1)\n"
                               "def tell(text): s.sendto(text.encode(), to)\n" +
                               script};
        return options;
    }
    int starts() const {
        std::ifstream file(path("starts"));
        int count = 0;
        for (std::string line; std::getline(file, line);)
            ++count;
        return count;
    }

private Q_SLOTS:
    void whatARetryMayHelpIsStartedAgain() {
        const SupervisorOptions options =
            shell("if [ $(wc -l < '" + path("starts") + "') -lt 3 ]; then exit 75; fi; exit 0");
        QCOMPARE(Supervisor(options).run(), 0);
        QCOMPARE(starts(), 3);
        QCOMPARE(said_.size(), std::size_t{2});
        QVERIFY(said_[1].find("2 of 3") != std::string::npos);
    }

    void whatNoRetryHelpsIsNot_data() {
        QTest::addColumn<int>("code");
        for (const int code : {0, 1, 64, 65, 78, 130})
            QTest::newRow(std::to_string(code).c_str()) << code;
    }
    void whatNoRetryHelpsIsNot() {
        QFETCH(const int, code);
        QCOMPARE(Supervisor(shell("exit " + std::to_string(code))).run(), code);
        QCOMPARE(starts(), 1);
    }

    void crashesAreCountedAndThenGivenUp() {
        SupervisorOptions options = shell("kill -SEGV $$");
        options.againExtras = {"--resume", "auto"};
        options.maxRestarts = 2;
        QCOMPARE(Supervisor(options).run(), 128 + SIGSEGV);
        QCOMPARE(starts(), 3);
        QVERIFY(said_.back().find("given up") != std::string::npos);
    }

    void whatFollowsTheTrainingIsNoProgress() {
        SupervisorOptions options = python("tell('READY=1\\nX_RESNET_STUDIO_FINISHING=1')\ntime.sleep(0.3)\nsys.exit(75)\n");
        options.maxRestarts = 2;
        options.steadySeconds = 0.2;
        QCOMPARE(Supervisor(options).run(), 75);
        QCOMPARE(starts(), 3);
    }

    void steadyProgressForgivesWhatWasBefore() {
        SupervisorOptions options = python("tell('READY=1')\nsys.exit(75 if starts < 5 else 0)\n");
        options.maxRestarts = 1;
        options.steadySeconds = 0;
        QCOMPARE(Supervisor(options).run(), 0);
        QCOMPARE(starts(), 5);
    }

    void aHangIsEndedAndStartedAgain_data() {
        QTest::addColumn<QString>("script");
        QTest::newRow("in training") << QStringLiteral("tell('READY=1')\nif starts < 2: time.sleep(600)\n");
        QTest::newRow("before the first step") << QStringLiteral("if starts < 2: time.sleep(600)\ntell('READY=1')\n");
        QTest::newRow("deaf to SIGABRT") << QStringLiteral(
            "import signal\nsignal.signal(signal.SIGABRT, signal.SIG_IGN)\n"
            "tell('READY=1')\nif starts < 2: time.sleep(600)\n");
    }
    void aHangIsEndedAndStartedAgain() {
        QFETCH(const QString, script);
        SupervisorOptions options = python(script.toStdString());
        options.startSeconds = options.watchdogSeconds = 3;
        options.abortSeconds = 0.5;
        QCOMPARE(Supervisor(options).run(), 0);
        QCOMPARE(starts(), 2);
        QVERIFY(said_.front().find("hangs") != std::string::npos);
    }

    void whoFeedsTheWatchdogAndAsksForTimeLives() {
        SupervisorOptions options =
            python("tell('READY=1')\nfor n in range(40):\n tell('WATCHDOG=1')\n time.sleep(0.1)\n"
                   "tell('STOPPING=1\\nEXTEND_TIMEOUT_USEC=600000000')\ntime.sleep(1)\n");
        options.watchdogSeconds = 3;
        options.stopSeconds = 0.2;
        QCOMPARE(Supervisor(options).run(), 0);
        QVERIFY(said_.empty());
    }

    void aStopReachesTheChildWhichIsWaitedFor() {
        SupervisorOptions options = shell("trap 'echo saved > \"" + path("saved") + "\"; exit 0' TERM; echo > '" +
                                          path("up") + "'; while :; do sleep 0.1; done");
        Supervisor supervisor(options);
        std::atomic<int> code{-1};
        std::thread thread([&] { code = supervisor.run(); });
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(dir_.filePath(QStringLiteral("up"))), 60'000);
        supervisor.stop(SIGTERM);
        thread.join();
        QCOMPARE(code.load(), 0);
        QVERIFY(QFile::exists(dir_.filePath(QStringLiteral("saved"))));
        QVERIFY(said_.empty());
    }

    void aStopBetweenTwoStartsIsAnEnd() {
        SupervisorOptions options = shell("exit 75");
        options.firstWait = 3600;
        std::atomic<bool> told{false};
        options.say = [&](const std::string&) { told = true; };
        Supervisor supervisor(options);
        std::atomic<int> code{-1};
        std::thread thread([&] { code = supervisor.run(); });
        QTRY_VERIFY_WITH_TIMEOUT(told.load(), 60'000);
        supervisor.stop(SIGTERM);
        thread.join();
        QCOMPARE(code.load(), 0);
        QCOMPARE(starts(), 1);
    }

    void aProgramThatIsNotThereIsAnError() {
        SupervisorOptions options = shell({});
        options.command = {path("nothing")};
        QVERIFY_THROWS_EXCEPTION(Error, Supervisor(options).run());
    }
};

QTEST_GUILESS_MAIN(SupervisorTest)
#include "tst_supervisor.moc"
