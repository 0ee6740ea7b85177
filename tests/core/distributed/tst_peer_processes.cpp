// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "core/distributed/peer_processes.h"
#include "core/distributed/ranks_internal.h"

using namespace studio;

namespace {

/// As rank `rank` of 2, that a launcher has started.
RankPlace placeOf(int rank, const std::string& file) {
    RankPlace place;
    place.rank = place.localRank = rank;
    place.count = place.localCount = 2;
    place.file = file;
    return place;
}

std::string withNumber(const std::string& told, pid_t number) {
    return told.substr(0, told.rfind(' ') + 1) + std::to_string(number);
}

/// Made before this process has a thread that a copy of it would miss.
struct Others {
    Others()
        : file(folder.filePath(QStringLiteral("store")).toStdString())
        , quiet(::fork()) {
        if (quiet == 0) {
            ::pause();
            ::_exit(0);
        }
        rank = ::fork();
        if (rank == 0) {
            joinAndStay();
        }
    }
    ~Others() {
        for (const pid_t process : {quiet, rank}) {
            if (process > 0) {
                ::kill(process, SIGKILL);
                ::waitpid(process, nullptr, 0);
            }
        }
    }
    Others(const Others&) = delete;
    Others& operator=(const Others&) = delete;

    QTemporaryDir folder;
    std::string file;
    pid_t quiet = 0, rank = 0;

private:
    [[noreturn]] void joinAndStay() const {
        try {
            const auto ranks = joinRanks(placeOf(1, file));
            ::pause();
        } catch (...) { // then nobody comes, and rank 0 tells it
        }
        ::_exit(1);
    }
};

} // namespace

class PeerProcessesTest final : public QObject {
    Q_OBJECT

public:
    explicit PeerProcessesTest(Others& others)
        : others_(others) {}

private Q_SLOTS:
    void theEndOfAProcessIsSeenWhoeverStartedIt() {
        const std::string self = PeerProcesses::self();
        QVERIFY(!self.empty() && self.find('\n') == std::string::npos);
        PeerProcesses peers;
        peers.add(1, withNumber(self, others_.quiet));
        peers.add(2, self);
        QCOMPARE(peers.endOf(1), std::string());
        ::kill(others_.quiet, SIGKILL); // whoever should wait for it has not done so yet
        QTRY_COMPARE(peers.endOf(1), "Its process " + std::to_string(others_.quiet) + " has ended.");
        QCOMPARE(peers.endOf(2), std::string());
        ::waitpid(others_.quiet, nullptr, 0);
        PeerProcesses late;
        late.add(1, withNumber(self, std::exchange(others_.quiet, 0)));
        QVERIFY(!late.endOf(1).empty());
    }

    void whatCannotBeWatchedIsNotTakenForGone() {
        PeerProcesses peers;
        const char* const words[] = {"", "1", "another-start pid:[1] 4000000", "another-start pid:[1] x"};
        for (int rank = 0; rank < 4; ++rank) {
            peers.add(rank, words[rank]);
        }
        const std::string self = PeerProcesses::self();
        peers.add(4, self.substr(0, self.rfind(' ') + 1) + "many");
        peers.add(5, withNumber(self, -1));
        for (int rank = 0; rank <= 6; ++rank) {
            QCOMPARE(peers.endOf(rank), std::string());
        }
    }

    /// What cards wait for is no connection that breaks, and a launcher tells no rank of another's end.
    void aRankThatALauncherStartedIsMissedAtOnce() {
        if (!canJoinRanks()) {
            QSKIP("built without Gloo");
        }
        const std::shared_ptr<Ranks> ranks = joinRanks(placeOf(0, others_.file));
        ::kill(others_.rank, SIGKILL);
        try {
            ranks->await([] { return false; }, Ranks::kPatiently);
            QFAIL("a rank was killed, and nobody noticed");
        } catch (const Error& error) {
            QCOMPARE(error.message().title, std::string("Rank 1 of 2 is lost"));
            QVERIFY2(error.message().done.starts_with("Its process " + std::to_string(others_.rank) + " has ended."),
                     error.message().done.c_str());
        }
        QVERIFY(ranks->isLost());
    }

private:
    Others& others_;
};

int main(int argc, char** argv) {
    Others others;
    const QCoreApplication application(argc, argv);
    PeerProcessesTest test(others);
    return QTest::qExec(&test, argc, argv);
}
#include "tst_peer_processes.moc"
