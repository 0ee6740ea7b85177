// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <atomic>
#include <latch>

#include <torch/csrc/distributed/c10d/FileStore.hpp>

#include "core/base/left_behind.h"
#include "tests/support/rank_crew.h"

using namespace studio;
using namespace studio::test;

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
        join(0)->startSum(at::ones({1}));
        QVERIFY2(threadsLeftBehind() > 0, "or its end would wait for the other's part"); // the process ends by _exit()
        gone.count_down();
    }

    void aRankThatIsSilentIsNamedAndNotWaitedForLonger() {
        std::latch given(2);
        try {
            RankCrew(3, 2).run([&given](Ranks& ranks) {
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
