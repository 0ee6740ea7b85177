// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <atomic>
#include <chrono>
#include <latch>
#include <stdexcept>
#include <string>

#include <torch/csrc/distributed/c10d/FileStore.hpp>

#include "core/base/left_behind.h"
#include "core/distributed/await_work_internal.h"
#include "tests/support/rank_crew.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr std::chrono::milliseconds kShort{1};

/// As c10d's, that comes to its end just after the first look.
struct Call {
    void wait(std::chrono::milliseconds = {}) {
        if (++waits == 1 || !ends)
            throw std::runtime_error("Operation timed out!");
        if (!error.empty())
            throw std::runtime_error(error);
    }
    bool isCompleted() const { return ends && waits > 0; }

    bool ends = true;
    std::string error;
    int waits = 0;
};

template<typename Look>
std::string whatItThrows(Call& call, const Look& look) {
    try {
        awaitWork(call, monotonicSeconds() + 0.05, kShort, look);
    } catch (const std::exception& error) {
        return messageOf(error).title;
    }
    return {};
}

} // namespace

/// Ranks as threads of one process, of which one fails.
class RanksLostTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!canJoinRanks()) {
            QSKIP("built without Gloo");
        }
    }

    void keysOfAStartBeforeDoNotConfuse() {
        RankCrew crew(2);
        const auto write = [](c10d::Store& store, const std::string& key, const std::string& value) {
            store.set(key, std::vector<std::uint8_t>(value.begin(), value.end()));
        };
        c10d::FileStore stale(crew.file().toStdString(), 3);
        write(stale, "studio/nonce", "old");
        write(stale, "studio/hello/1/old", "word 0.0");
        write(stale, "studio/welcome/1/old", "another word");
        crew.run([](Ranks& ranks) {
            const at::Tensor one = at::ones({1});
            ranks.sum(one);
            QCOMPARE(one.item<float>(), 2.0F);
        });
    }

    void aRankThatFailsIsNamedWithItsWords() {
        try {
            RankCrew(3).run([](Ranks& ranks) { // the end of a thread closes no connection, that of a process does
                ranks.sum(at::ones({1}));      // all have met: who fails before that is missed by those who come
                if (ranks.rank() == 2) {
                    ranks.reportFailure(ErrorKind::Data, "The pictures of rank 2 are gone");
                    return;
                }
                ranks.sum(at::ones({1}), Ranks::kPatiently);
            });
            QFAIL("a rank is missing, and nobody noticed");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Data);
            QCOMPARE(error.message().title, std::string("Rank 2 of 3 is lost"));
            QVERIFY(error.message().done.starts_with("The pictures of rank 2 are gone"));
        }
    }

    /// Gloo does not always wake a call whose other side was killed.
    void aCallThatADeadRankLeavesWaitingIsGivenUp() {
        std::latch given(2);
        std::atomic<bool> killed = false;
        const auto witness = [&killed](int rank) {
            return std::string(rank == 1 && killed ? "It was killed by the signal SIGKILL." : "");
        };
        try {
            RankCrew(3, 60, witness).run([&](Ranks& ranks) {
                if (ranks.rank() == 1) {
                    killed = true;
                    given.wait();
                    return;
                }
                try {
                    ranks.sum(at::ones({1}), Ranks::kPatiently);
                } catch (...) {
                    given.count_down();
                    throw;
                }
            });
            QFAIL("a rank is dead, and nobody noticed");
        } catch (const Error& error) {
            QCOMPARE(error.message().title, std::string("Rank 1 of 3 is lost"));
            QVERIFY(error.message().done.starts_with("It was killed by the signal SIGKILL."));
        }
    }

    /// Its last look ended in the very moment in which the call came to its end.
    void aCallThatEndsBetweenTwoLooksIsNotLost() {
        const auto nothing = [] { return std::string("nobody is asked any more"); };
        Call done;
        awaitWork(done, monotonicSeconds() + 60, kShort, nothing);
        QCOMPARE(done.waits, 2);
        Call late; // the same where its time is up
        awaitWork(late, monotonicSeconds() - 1, kShort, nothing);
        QCOMPARE(late.waits, 2);
        Call failed;
        failed.error = "Connection closed by peer";
        QCOMPARE(whatItThrows(failed, nothing), std::string("Connection closed by peer"));
    }

    void aCallIsLostWhereAnEndIsSeenTwice() {
        Call never;
        never.ends = false;
        int looks = 0;
        const auto seen = [&looks] { return ++looks == 2 ? std::string() : std::string("It was killed"); };
        QCOMPARE(whatItThrows(never, seen), std::string("It was killed"));
        QCOMPARE(looks, 4); // the first was taken back
        QCOMPARE(whatItThrows(never, [] { return std::string(); }), std::string("Operation timed out!"));
    }

    /// It failed in the middle of backward, and the others have not come so far.
    void aRankThatGivesASumUpWaitsForNobody() {
        QTemporaryDir folder;
        const auto join = [&folder](int rank) {
            RankPlace place;
            place.rank = rank;
            place.count = place.localCount = 2;
            place.file = folder.filePath(QStringLiteral("store")).toStdString();
            return joinRanks(place);
        };
        std::latch gone(1);
        const std::jthread other([&] {
            const std::shared_ptr<Ranks> ranks = join(1);
            gone.wait();
        });
        const auto before = threadsLeftBehind();
        join(0)->startSum(at::ones({1}));
        QVERIFY2(threadsLeftBehind() > before,
                 "or its end would wait for the other's part"); // the process ends by _exit()
        gone.count_down();
    }

    void aRankThatIsSilentIsNamedAndNotWaitedForLonger() {
        std::latch given(2);
        try {
            RankCrew(3, 5).run([&given](Ranks& ranks) {
                if (ranks.rank() == 1) {
                    given.wait();
                    return;
                }
                try {
                    ranks.sum(at::ones({1}));
                } catch (...) {
                    given.count_down();
                    throw;
                }
            });
            QFAIL("a rank is silent, and nobody noticed");
        } catch (const Error& error) {
            QCOMPARE(error.message().title, std::string("Rank 1 of 3 is lost"));
            QVERIFY(error.message().done.starts_with("It does not answer any more"));
        }
    }

    void aRankThatNeverComesIsNamed() {
        QTemporaryDir folder;
        RankPlace place;
        place.count = place.localCount = 2;
        place.file = folder.filePath(QStringLiteral("store")).toStdString();
        place.seconds = 0.2;
        try {
            joinRanks(place);
            QFAIL("nobody came");
        } catch (const Error& error) {
            QCOMPARE(error.message().title, std::string("A rank did not come"));
            QCOMPARE(error.message().place, std::string("rank 1 of 2"));
        }
        try {
            joinRanks(place, [](int) { return std::string("It was killed by the signal SIGKILL."); });
            QFAIL("nobody came");
        } catch (const Error& error) {
            QCOMPARE(error.message().done, std::string("It was killed by the signal SIGKILL."));
        }
    }
};

QTEST_GUILESS_MAIN(RanksLostTest)
#include "tst_ranks_lost.moc"
