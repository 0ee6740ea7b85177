// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <thread>

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/paths.h"
#include "core/notice/notice_settings.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/display.h"
#include "tests/support/http_server.h"

using namespace studio;
using namespace studio::test;

/// The real window with a run in it, ended from outside: whatever comes, the run is saved where it stood.
class TestStudioEnd final : public QObject {
    Q_OBJECT

private:
    static constexpr qint64 kEnoughSteps = 5;
    static constexpr int kLimitMs = 20'000;

    /// The studio on a display of its own, training the sample project.
    struct Trained {
        /// `shared` keeps the sample pictures, beside the runs folder, so that they are drawn once.
        bool start(const QTemporaryDir& shared) {
            runs = shared.filePath(QLatin1String(QTest::currentTestFunction()) +
                                   QLatin1String(QTest::currentDataTag() ? QTest::currentDataTag() : ""));
            if (!display.open())
                return false;
            QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
            env.insert(QStringLiteral("DISPLAY"), display.name());
            env.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
            env.remove(QStringLiteral("WAYLAND_DISPLAY"));
            for (const char* kind : {"DATA", "CONFIG", "STATE", "CACHE"})
                env.insert(QStringLiteral("XDG_%1_HOME").arg(QLatin1String(kind)), shared.path());
            env.insert(QStringLiteral("RESNET_STUDIO_RUNS"), runs);
            for (const auto& [name, value] : extra)
                env.insert(name, value);
            studio.setProcessEnvironment(env);
            studio.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-studio"),
                         {QStringLiteral("--sample"), QStringLiteral("--start")});
            return studio.waitForStarted() && QTest::qWaitFor([this] { return lastStep() >= kEnoughSteps; }, 90'000);
        }
        /// The newest step of the run's history; 0 while there is none.
        qint64 lastStep() {
            try {
                const auto found = listRuns(runs.toStdString());
                if (found.empty())
                    return 0;
                folder = found.front().folder;
                const auto steps = RunDatabase(RunPaths(folder).database, RunDatabase::Mode::Read).steps();
                return steps.empty() ? 0 : steps.back().step;
            } catch (const std::exception&) {
                return 0; // still being created
            }
        }
        void signal(int number) { QVERIFY(sendSignal(studio, number)); }
        /// Whether a signal was sent that no thread has taken yet.
        bool isPending(int number) {
            QFile status(QStringLiteral("/proc/%1/status").arg(studio.processId()));
            if (!status.open(QIODevice::ReadOnly))
                return false;
            for (const QByteArray& line : status.readAll().split('\n')) {
                if (line.startsWith("ShdPnd:"))
                    return ((line.mid(7).trimmed().toULongLong(nullptr, 16) >> (number - 1)) & 1) != 0;
            }
            return false;
        }

        QList<std::pair<QString, QString>> extra; ///< for the studio's environment
        QString runs;
        Display display;
        QProcess studio;
        std::string folder;
    };

    /// Newest checkpoint = last step, state = stopped, and the headless twin goes on from it.
    static void verifySaved(Trained& run) {
        const qint64 last = run.lastStep();
        QVERIFY(last >= kEnoughSteps);
        const auto saved = RunDatabase(RunPaths(run.folder).database, RunDatabase::Mode::Read).checkpoints();
        QVERIFY(!saved.empty());
        QCOMPARE(saved.front().step, last);
        QCOMPARE(runStateName(summariseRun(run.folder).state), "stopped");
        QProcess resumed;
        resumed.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
                      {QStringLiteral("resume"), QString::fromStdString(run.folder)});
        QTRY_VERIFY_WITH_TIMEOUT(run.lastStep() > last, 60'000);
        resumed.terminate();
        QVERIFY(resumed.waitForFinished(kLimitMs));
        QCOMPARE(resumed.exitCode(), 0);
        const auto steps = RunDatabase(RunPaths(run.folder).database, RunDatabase::Mode::Read).steps();
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i].step, static_cast<std::int64_t>(i + 1)); // none lost, none twice
    }

private Q_SLOTS:
    void initTestCase() { std::signal(SIGHUP, SIG_DFL); } // under nohup the studio would inherit that it is ignored
    void init() {
        if (!Display::isAvailable())
            QSKIP("Xvfb is not installed: a window cannot be opened here.");
    }

    void aSignalSavesAndLeavesWithZero_data() {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
        QTest::newRow("SIGINT") << SIGINT;
    }
    void aSignalSavesAndLeavesWithZero() {
        QFETCH(int, number);
        Trained run;
        QVERIFY(run.start(shared_));
        run.signal(number);
        QVERIFY(run.studio.waitForFinished(kLimitMs));
        QCOMPARE(run.studio.exitStatus(), QProcess::NormalExit);
        QCOMPARE(run.studio.exitCode(), 0);
        verifySaved(run);
    }

    void theDeathOfTheScreenSavesTheRun_data() {
        QTest::addColumn<QString>("rules");
        QTest::newRow("announced") << QString();
        QTest::newRow("unannounced") << QStringLiteral("qt.qpa.xcb.warning=false"); // only exit() tells
    }
    void theDeathOfTheScreenSavesTheRun() {
        QFETCH(QString, rules);
        HttpServer phone([](const SeenRequest&) { return says(200); });
        const QTemporaryDir config;
        ChannelSettings channel;
        channel.name = "phone";
        channel.type = ChannelType::Webhook;
        channel.url = phone.url();
        const std::string folder = config.path().toStdString() + "/resnet-studio";
        makeFolder(folder);
        writeNoticeSettings(folder + "/notices.json", {{channel}});
        Trained run;
        run.extra = {{QStringLiteral("QT_LOGGING_RULES"), rules}, {QStringLiteral("XDG_CONFIG_HOME"), config.path()}};
        QVERIFY(run.start(shared_));
        run.display.kill();
        QVERIFY(run.studio.waitForFinished(kLimitMs));
        QCOMPARE(run.studio.exitStatus(), QProcess::NormalExit); // Qt's own exit(1), no crash on the way
        const auto told = phone.requests();
        QVERIFY(told.size() == 1 && told[0].body.find(" is interrupted") != std::string::npos);
        QVERIFY2(told[0].body.find("resnet-train resume ") != std::string::npos &&
                     told[0].body.find(run.folder) != std::string::npos,
                 told[0].body.c_str());
        verifySaved(run);
    }

    void theSecondInterruptLeavesAtOnce() {
        Trained run;
        QVERIFY(run.start(shared_));
        run.signal(SIGINT);
        // Two at once would be one; looked at without a pause, because the program may soon be gone.
        const QDeadlineTimer limit(kLimitMs);
        while (run.isPending(SIGINT) && !limit.hasExpired())
            std::this_thread::yield();
        run.signal(SIGINT);
        QVERIFY(run.studio.waitForFinished(kLimitMs));
        QCOMPARE(run.studio.exitCode(), 130);
    }

private:
    QTemporaryDir shared_;
};

QTEST_GUILESS_MAIN(TestStudioEnd)
#include "tst_studio_end.moc"
