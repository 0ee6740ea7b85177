// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <filesystem>
#include <semaphore>
#include <sys/stat.h>
#include <thread>

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/queue/device_claim.h"
#include "core/remote/remote_run.h"
#include "core/remote/remote_words_internal.h"
#include "core/remote/run_server.h"
#include "core/remote/socket_place_internal.h"
#include "core/run/run_folder.h"
#include "tests/support/served_run.h"

using namespace studio;
using namespace studio::test;

class TestRemote final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = dir_.filePath(QString::number(++count_)).toStdString();
        std::filesystem::create_directories(folder_);
        runtime_ = dir_.filePath(QStringLiteral("runtime%1").arg(count_)).toStdString();
        std::filesystem::create_directories(runtime_);
        qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(runtime_));
    }

    void nobodyServesARunThatNobodyTrains() {
        QVERIFY(!RemoteRun::connect(folder_));
        const RunLock lock(folder_); // trained, but not served
        QVERIFY(!RemoteRun::connect(folder_));
    }

    void aFollowerSeesTheStatusAndAChangeOfPhaseAtOnce() {
        RunServerOptions rare;
        rare.statusEvery = std::chrono::hours(1);
        Served run(folder_, rare);
        const auto remote = follow(folder_);
        QVERIFY(remote);
        const auto first = waitFor(*remote, [](const RemoteStatus&) { return true; });
        QVERIFY(first);
        QCOMPARE(first->start.model, std::string("resnet18"));
        QCOMPARE(first->start.folder, folder_);
        QCOMPARE(first->pid, static_cast<std::int64_t>(::getpid()));
        run.tell(TrainPhase::Validating, "the disk is full");
        const auto then =
            waitFor(*remote, [](const RemoteStatus& s) { return s.status.phase == TrainPhase::Validating; });
        QVERIFY(then);
        QCOMPARE(then->status.trouble, std::string("the disk is full"));
        QCOMPARE(then->status.epoch, 2);
        const StepParts& parts = then->status.parts;
        QCOMPARE(parts.step, std::int64_t{7});
        QCOMPARE((std::array{parts.input, parts.forward, parts.backward, parts.exchange, parts.optimiser}),
                 (std::array{0.25, 1.0, 2.0, 0.5, 0.125}));
    }

    void commandsReachTheControl() {
        Served run(folder_);
        const auto remote = follow(folder_);
        QVERIFY(remote);
        remote->send(RemoteCommand::Pause);
        QVERIFY(run.control.isPaused());
        remote->send(RemoteCommand::Continue);
        QVERIFY(!run.control.isPaused());
        remote->send(RemoteCommand::StopAfterEpoch);
        QVERIFY(run.control.isStopAfterEpoch());
        QVERIFY(waitFor(*remote, [](const RemoteStatus& s) { return s.stopAfterEpoch; }));
        remote->send(RemoteCommand::CancelStopAfterEpoch);
        QVERIFY(!run.control.isStopAfterEpoch());
        remote->send(RemoteCommand::Snapshot);
        QVERIFY(run.control.isSnapshotRequested());
        remote->send(RemoteCommand::Validate);
        QVERIFY(run.control.takeValidationRequest());
        const PlanWish both{.learningRate = 0.0123, .epochs = 120}; // one wish: no border of an epoch comes between
        remote->send(RemoteCommand::Plan, both);
        QVERIFY(run.control.takePlanWish() == both);
        remote->send(RemoteCommand::Plan, {.epochs = 130});
        QVERIFY(run.control.takePlanWish() == (PlanWish{.epochs = 130}));
        const double none = std::numeric_limits<double>::quiet_NaN(); // the trainer refuses it
        remote->send(RemoteCommand::Plan, {.learningRate = none});
        QVERIFY(std::isnan(run.control.takePlanWish()->learningRate.value()));
        QVERIFY(run.control.endPlans());
        try {
            remote->send(RemoteCommand::Plan, both);
            QFAIL("it comes too late");
        } catch (const Error& error) {
            QVERIFY2(error.message().title.find("at its end") != std::string::npos, error.what());
        }
        remote->send(RemoteCommand::Stop);
        QVERIFY(run.control.isStopRequested());
    }

    void oneSteersAtATimeUntilItLetsGo() {
        Served run(folder_);
        const auto second = follow(folder_);
        auto first = follow(folder_);
        first->send(RemoteCommand::Pause);
        try {
            second->send(RemoteCommand::Continue);
            QFAIL("two steer the run");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Locked);
            QVERIFY(error.message().text().find(std::to_string(::getpid())) != std::string::npos);
        }
        QVERIFY(run.control.isPaused());
        first->release();
        second->send(RemoteCommand::Continue);
        QVERIFY(!run.control.isPaused());
    }

    void theSeatIsFreeWhenItsHolderHasGone() {
        Served run(folder_);
        auto first = follow(folder_);
        const auto second = follow(folder_);
        first->send(RemoteCommand::Pause);
        first.reset();
        const auto steers = [&second] {
            try {
                second->send(RemoteCommand::Continue);
                return true;
            } catch (const Error&) {
                return false;
            }
        };
        QTRY_VERIFY_WITH_TIMEOUT(steers(), 20'000);
    }

    void theEndIsTold() {
        Served run(folder_);
        const auto remote = follow(folder_);
        RunReport report;
        report.outcome = RunOutcome::Failed;
        report.errorKind = ErrorKind::DiskFull;
        report.error = {"The disk is full", "/d", "It was saved.", "Make room."};
        report.bestTop1 = 0.5;
        report.interruptedBy = "Spot notice: terminate";
        run.server.ended(report);
        std::optional<RunReport> ended;
        bool gone = false;
        while (!gone) {
            RemoteNews news = remote->next(kLong);
            if (news.ended)
                ended = news.ended;
            gone = news.gone;
        }
        QVERIFY(ended);
        QCOMPARE(ended->outcome, RunOutcome::Failed);
        QCOMPARE(ended->errorKind, ErrorKind::DiskFull);
        QCOMPARE(ended->error.next, std::string("Make room."));
        QCOMPARE(ended->interruptedBy, report.interruptedBy);
        QCOMPARE(ended->bestTop1, 0.5);
        QCOMPARE(ended->folder, folder_);
        QCOMPARE(ended->bestTop1, 0.5);
        QVERIFY(!RemoteRun::connect(folder_)); // and its socket is gone
    }

    void wakeEndsAWaitOnAnotherThread() {
        RunServerOptions rare;
        rare.statusEvery = std::chrono::hours(1);
        Served run(folder_, rare);
        const auto remote = follow(folder_);
        while (remote->next(std::chrono::milliseconds(0)).status) {
        }
        const std::jthread waker([&remote] { remote->wake(); });
        const auto before = std::chrono::steady_clock::now();
        const auto isWaiting = [&] {
            const RemoteNews news = remote->next(std::chrono::hours(1));
            return news.status || news.ended || news.gone;
        };
        while (isWaiting()) { // a status that was still under way is none of it
        }
        QVERIFY(std::chrono::steady_clock::now() - before < std::chrono::minutes(30));
    }

    void aStrangerIsTurnedAway() {
        QVERIFY(!mayTalk(SocketPeer{1001, 1}, 1000));
        QVERIFY(!mayTalk(std::nullopt, 1000));
        RunServerOptions others;
        others.user = ::geteuid() + 1;
        Served run(folder_, others);
        const FileDescriptor socket = rawFollower(folder_);
        sayTo(socket, helloLine());
        const auto said = readToEnd(socket);
        QVERIFY(said);
        QCOMPARE(readTrainerWord(said->substr(0, said->find('\n'))).refusal, RemoteRefusal::Stranger);
    }

    void anotherVersionIsToldSo() {
        Served run(folder_);
        const FileDescriptor socket = rawFollower(folder_);
        sayTo(socket, helloLine(kRemoteVersion + 1));
        const auto said = readToEnd(socket);
        QVERIFY(said);
        QCOMPARE(readTrainerWord(said->substr(0, said->find('\n'))).refusal, RemoteRefusal::Version);
    }

    void nonsenseAndEndlessLinesEndTheConnectionOnly_data() {
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("no object") << QByteArray("[]\n");
        QTest::newRow("no JSON") << QByteArray("GET / HTTP/1.1\n");
        QTest::newRow("a command before hello") << QByteArray::fromStdString(commandLine(1, RemoteCommand::Stop));
        QTest::newRow("a line without end") << QByteArray(static_cast<int>(kMaxRemoteLine) + 8192, 'x');
    }
    void nonsenseAndEndlessLinesEndTheConnectionOnly() {
        QFETCH(QByteArray, words);
        Served run(folder_);
        const FileDescriptor socket = rawFollower(folder_);
        sayTo(socket, words.toStdString());
        QVERIFY(readToEnd(socket));
        QVERIFY(!run.control.isStopRequested());
        QVERIFY(follow(folder_));
    }

    void whoSaysNothingIsDropped() {
        RunServerOptions options;
        options.helloWithin = std::chrono::milliseconds(1);
        options.statusEvery = std::chrono::milliseconds(5);
        Served run(folder_, options);
        QVERIFY(readToEnd(rawFollower(folder_)));
    }

    void moreThanAllowedAreRefused() {
        RunServerOptions options;
        options.maxFollowers = 1;
        Served run(folder_, options);
        const auto first = follow(folder_);
        QVERIFY(first);
        try {
            const auto second = RemoteRun::connect(folder_);
            QFAIL("one too many");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Locked);
        }
    }

    void aSlowReaderIsDroppedAndOthersHearOn() {
        RunServerOptions options;
        options.statusEvery = std::chrono::milliseconds(1);
        options.maxUnread = 4096;
        Served run(folder_, options);
        run.tell(TrainPhase::Training, std::string(1000, 't'));
        const FileDescriptor slow = rawFollower(folder_);
        sayTo(slow, helloLine());
        const auto remote = follow(folder_);
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
        bool dropped = false;
        while (!dropped && std::chrono::steady_clock::now() < end) {
            QVERIFY(!remote->next(std::chrono::milliseconds(50)).gone);
            dropped = isHungUp(slow);
        }
        QVERIFY(dropped);
        remote->send(RemoteCommand::Pause);
        QVERIFY(run.control.isPaused());
    }

    void aSocketOfADeadProcessIsReplaced() {
        const std::string name = [this] {
            const RunLock lock(folder_);
            return socketName(folder_).value();
        }();
        std::string why;
        const FileDescriptor place = openSocketFolder(socketFolders().front(), true, why);
        QVERIFY2(place.isOpen(), why.c_str());
        { const FileDescriptor dead = listenSocket(place.get(), name); } // closed, but still named
        QVERIFY(!RemoteRun::connect(folder_));
        Served run(folder_);
        QVERIFY(follow(folder_));
        struct stat info {};
        QCOMPARE(::fstatat(place.get(), name.c_str(), &info, 0), 0);
        QCOMPARE(info.st_mode & 0777, 0600u);
    }

    void aSocketThatIsTakenAwayComesBack() {
        Served run(folder_);
        QVERIFY(follow(folder_));
        std::filesystem::remove_all(runtime_ + "/resnet-studio"); // as a logout does
        QVERIFY(!RemoteRun::connect(folder_));
        QVERIFY(follow(folder_));
    }

    void aFolderThatOthersMayEnterIsNotUsed() {
        const std::string open = runtime_ + "/open", link = runtime_ + "/link";
        std::filesystem::create_directory(open);
        std::filesystem::permissions(open, std::filesystem::perms::all);
        std::filesystem::create_directory_symlink(open, link);
        std::string why;
        QVERIFY(!openSocketFolder(open, true, why).isOpen());
        QVERIFY(!openSocketFolder(link, true, why).isOpen());
        QVERIFY(!why.empty());
    }

    void aRunClaimsTheDeviceThatItsWordStandsFor() {
        qputenv("XDG_STATE_HOME", QByteArray::fromStdString(runtime_));
        std::vector<std::string> claimed;
        const auto look = [&] { claimed.push_back(claimedDevices()[folder_]); };
        std::string known = "auto";
        const TrainEngine engine = servedEngine(
            [&](const TrainRequest&, TrainObserver& observer, TrainControl&) {
                look(); // it does not know its cards yet
                known = "cuda:1";
                observer.statusChanged({});
                look();
                known = "cuda:0"; // nobody asks any more
                observer.statusChanged({});
                look();
                observer.stepDone({});
                observer.statusChanged({});
                look();
                return RunReport();
            },
            [&known](const std::string& asked) { return asked == "auto" ? known : asked; });
        TrainRequest request;
        request.runFolder = folder_;
        request.setup.device = "auto";
        TrainControl control;
        TrainObserver observer;
        engine(request, observer, control);
        QCOMPARE(claimed, (std::vector<std::string>{"auto", "cuda:1", "cuda:1", ""}));
    }

    void anEngineIsServedByItsDecorator() {
        std::binary_semaphore followed(0);
        const TrainEngine engine = servedEngine(
            [&](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
                const RunLock lock(request.runFolder);
                RunStart start;
                start.folder = request.runFolder;
                observer.runStarted(start);
                followed.release();
                control.waitFor(60);
                RunReport report;
                report.outcome = control.isStopRequested() ? RunOutcome::Stopped : RunOutcome::Failed;
                return report;
            },
            [](const std::string& asked) { return asked; });
        RunReport report;
        std::jthread trainer([&] {
            TrainRequest request;
            request.runFolder = folder_;
            TrainControl control;
            TrainObserver observer;
            report = engine(request, observer, control);
        });
        followed.acquire();
        const auto remote = follow(folder_);
        QVERIFY(remote);
        remote->send(RemoteCommand::Stop);
        trainer.join();
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        std::optional<RunReport> ended;
        for (RemoteNews news; !news.gone;) {
            news = remote->next(kLong);
            ended = news.ended ? news.ended : ended;
        }
        QVERIFY(ended && ended->outcome == RunOutcome::Stopped);
    }

private:
    QTemporaryDir dir_;
    std::string folder_, runtime_;
    int count_ = 0;
};

QTEST_GUILESS_MAIN(TestRemote)
#include "tst_remote.moc"
