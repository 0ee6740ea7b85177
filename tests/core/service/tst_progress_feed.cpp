// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "core/service/progress_feed.h"
#include "tests/support/http_server.h"

using namespace studio;

namespace {

/// Stands in for systemd: a datagram socket, and what came on it.
class Manager {
public:
    explicit Manager(double watchdogSeconds, const std::string& pid = {}) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::strncpy(name.sun_path, path().c_str(), sizeof name.sun_path - 1);
        if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
            qFatal("no socket at %s", path().c_str());
        ::setenv("NOTIFY_SOCKET", path().c_str(), 1);
        ::setenv("WATCHDOG_USEC", std::to_string(static_cast<long long>(watchdogSeconds * 1e6)).c_str(), 1);
        ::setenv("WATCHDOG_PID", pid.empty() ? std::to_string(::getpid()).c_str() : pid.c_str(), 1);
    }
    /// Whether a line with this beginning comes.
    bool hears(const std::string& line, int milliseconds = 20'000) {
        while (all_.find("\n" + line) == std::string::npos) {
            if (!receive(milliseconds))
                return false;
        }
        return true;
    }
    /// Forgets what came, and what waits.
    void forget() {
        while (receive(0)) {
        }
        all_ = "\n";
    }
    bool isSilent(int milliseconds) { return !receive(milliseconds); }
    const std::string& all() const { return all_; }

private:
    std::string path() const { return dir_.filePath(QStringLiteral("notify")).toStdString(); }
    bool receive(int milliseconds) {
        pollfd file{socket_.get(), POLLIN, 0};
        char text[4096];
        if (::poll(&file, 1, milliseconds) <= 0)
            return false;
        const ssize_t got = ::recv(socket_.get(), text, sizeof text, 0);
        all_.append(text, static_cast<std::size_t>(std::max<ssize_t>(0, got)));
        return got > 0;
    }

    QTemporaryDir dir_;
    FileDescriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    std::string all_ = "\n";
};

TrainStatus statusIn(TrainPhase phase) {
    TrainStatus status;
    status.phase = phase;
    status.epoch = 3;
    status.epochs = 90;
    status.stepInEpoch = 1204;
    status.stepsPerEpoch = 5004;
    status.imagesPerSecond = 812.4;
    status.remainingSeconds = 47'520;
    return status;
}

constexpr ProgressFeed::Timing kQuick{.statusSeconds = 0.01};
constexpr int kManyRounds = 300; // milliseconds: the feed looks every 10

} // namespace

class ProgressFeedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstStepIsReadyAndTheStatusIsPlain() {
        Manager manager(600);
        ProgressFeed feed(NotifySocket::fromEnvironment(), kQuick);
        QVERIFY2(std::getenv("NOTIFY_SOCKET") == nullptr, "what is started from here would speak in our name");
        feed.show(statusIn(TrainPhase::Preparing));
        QVERIFY(manager.hears("EXTEND_TIMEOUT_USEC="));
        QVERIFY(manager.all().find("READY=1") == std::string::npos);
        feed.stepDone(0.1);
        feed.show(statusIn(TrainPhase::Training));
        QVERIFY(manager.hears("READY=1"));
        QVERIFY(manager.hears("STATUS=epoch 3 of 90, step 1,204 of 5,004, 812 img/s, 13 h 12 min to go"));
    }

    void aHangIsNotFedAndAPauseIs() {
        Manager manager(0.04);
        ProgressFeed feed(NotifySocket::fromEnvironment(), kQuick);
        feed.stepDone(0.0001);
        feed.show(statusIn(TrainPhase::Training));
        QVERIFY(manager.hears("WATCHDOG=1"));
        while (!manager.isSilent(kManyRounds)) {
        }
        manager.forget();
        feed.beat();
        QVERIFY(manager.hears("WATCHDOG=1"));
        feed.show(statusIn(TrainPhase::Paused));
        for (int n = 0; n < 3; ++n) {
            manager.forget();
            QVERIFY(manager.hears("WATCHDOG=1"));
        }
    }

    void aSaveMayTakeLongButNotForEver() {
        Manager manager(0.04);
        ProgressFeed feed(NotifySocket::fromEnvironment(), {.statusSeconds = 0.01, .saveSeconds = 0.5});
        feed.stepDone(0.0001);
        feed.show(statusIn(TrainPhase::Saving));
        for (int n = 0; n < 3; ++n) {
            manager.forget();
            QVERIFY(manager.hears("WATCHDOG=1") && manager.hears("EXTEND_TIMEOUT_USEC=60000000"));
        }
        bool silent = false;
        for (int n = 0; n < 1000 && !silent; ++n)
            silent = manager.isSilent(kManyRounds);
        QVERIFY(silent);
    }

    void slowStepsGetMorePatience() {
        Manager manager(100);
        ProgressFeed feed(NotifySocket::fromEnvironment(), kQuick);
        for (int n = 0; n < 3; ++n)
            feed.stepDone(10);
        QVERIFY(manager.hears("WATCHDOG_USEC=600000000"));
    }

    void anEndIsTold_data() {
        QTest::addColumn<bool>("failed");
        QTest::newRow("finished before a step, as a run that was finished already") << false;
        QTest::newRow("failed") << true;
    }
    void anEndIsTold() {
        QFETCH(const bool, failed);
        Manager manager(0);
        {
            ProgressFeed feed(NotifySocket::fromEnvironment(), kQuick);
            feed.end(failed);
        }
        QVERIFY(manager.hears("STOPPING=1"));
        QCOMPARE(manager.all().find("READY=1") == std::string::npos, failed);
    }

    void aWatchdogOfAnotherProcessIsNotOurs() {
        const Manager manager(5, "1");
        const NotifySocket socket = NotifySocket::fromEnvironment();
        QVERIFY(socket.isHeard());
        QCOMPARE(socket.watchdogSeconds(), 0.0);
    }

    void whereNobodyHearsNothingHappens_data() {
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("no address") << QByteArray("somewhere");
        QTest::newRow("too long") << QByteArray("/") + QByteArray(200, 'a');
        QTest::newRow("nobody there") << QByteArray("/nowhere/notify");
    }
    void whereNobodyHearsNothingHappens() {
        QFETCH(const QByteArray, address);
        const test::WithVariable variable("NOTIFY_SOCKET", address.toStdString());
        ProgressFeed feed(NotifySocket::fromEnvironment(), kQuick);
        feed.stepDone(1);
        feed.end(false);
        QVERIFY(std::getenv("NOTIFY_SOCKET") == nullptr);
    }
};

QTEST_GUILESS_MAIN(ProgressFeedTest)
#include "tst_progress_feed.moc"
