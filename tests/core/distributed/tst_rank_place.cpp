// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <map>
#include <set>

#include "core/base/error.h"
#include "core/distributed/rank_place.h"
#include "core/distributed/rank_share.h"

using namespace studio;

using Variables = std::map<std::string, std::string>;
Q_DECLARE_METATYPE(Variables)

namespace {

std::optional<RankPlace> placeFrom(const Variables& variables) {
    return rankPlaceFrom([&variables](const std::string& name) {
        const auto found = variables.find(name);
        return found != variables.end() ? std::optional<std::string>(found->second) : std::nullopt;
    });
}

} // namespace

/// Who a process is among the ranks, and which pictures of a batch are its own.
class RankPlaceTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachLauncherIsUnderstood_data() {
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<int>("localCount");
        QTest::addColumn<QString>("host");
        QTest::newRow("torchrun") << Variables{{"RANK", "2"},
                                               {"WORLD_SIZE", "4"},
                                               {"LOCAL_RANK", "0"},
                                               {"LOCAL_WORLD_SIZE", "2"},
                                               {"MASTER_ADDR", "node1"},
                                               {"MASTER_PORT", "29411"}}
                                  << 2 << QStringLiteral("node1");
        QTest::newRow("srun")
            << Variables{{"SLURM_PROCID", "2"},  {"SLURM_STEP_NUM_TASKS", "4"}, {"SLURM_STEP_TASKS_PER_NODE", "2(x2)"},
                         {"SLURM_LOCALID", "0"}, {"SLURM_JOB_ID", "77"},        {"SLURM_JOB_NODELIST", "gpu[03-04]"}}
            << 2 << QStringLiteral("gpu03");
        QTest::newRow("srun with pmi2") << Variables{{"PMI_RANK", "2"},
                                                     {"PMI_SIZE", "4"},
                                                     {"SLURM_PROCID", "2"},
                                                     {"SLURM_STEP_NUM_TASKS", "4"},
                                                     {"SLURM_STEP_TASKS_PER_NODE", "2(x2)"},
                                                     {"SLURM_LOCALID", "0"},
                                                     {"SLURM_JOB_ID", "77"},
                                                     {"SLURM_JOB_NODELIST", "gpu[03-04]"}}
                                        << 2 << QStringLiteral("gpu03");
        QTest::newRow("mpirun") << Variables{{"OMPI_COMM_WORLD_RANK", "2"},
                                             {"OMPI_COMM_WORLD_SIZE", "4"},
                                             {"OMPI_COMM_WORLD_LOCAL_RANK", "2"},
                                             {"OMPI_COMM_WORLD_LOCAL_SIZE", "4"}}
                                << 4 << QStringLiteral("127.0.0.1");
        QTest::newRow("MPICH") << Variables{{"PMI_RANK", "2"}, {"PMI_SIZE", "4"}, {"MASTER_ADDR", "node1"}} << 1
                               << QStringLiteral("node1");
    }
    void eachLauncherIsUnderstood() {
        QFETCH(Variables, variables);
        const std::optional<RankPlace> place = placeFrom(variables);
        QVERIFY(place.has_value());
        QCOMPARE(place->rank, 2);
        QCOMPARE(place->count, 4);
        QTEST(place->localCount, "localCount");
        QTEST(QString::fromStdString(place->host), "host");
        QVERIFY(place->port > 0);
        QVERIFY(!place->foreignStore);
    }

    void aStoreOfTorchrunIsNobodysHere() {
        const Variables variables{
            {"RANK", "0"},           {"WORLD_SIZE", "2"},       {"MASTER_ADDR", "a"},
            {"MASTER_PORT", "1234"}, {"LOCAL_WORLD_SIZE", "1"}, {"TORCHELASTIC_USE_AGENT_STORE", "True"}};
        QVERIFY(placeFrom(variables)->foreignStore);
        QCOMPARE(placeFrom(variables)->port, 1234);
    }

    /// A sweep starts several in one batch script.
    void stepsOfOneSlurmJobDoNotMeet() {
        Variables step{{"SLURM_PROCID", "1"},  {"SLURM_STEP_NUM_TASKS", "2"}, {"SLURM_STEP_TASKS_PER_NODE", "2"},
                       {"SLURM_LOCALID", "1"}, {"SLURM_JOB_ID", "77"},        {"SLURM_STEP_ID", "0"}};
        const RankPlace first = *placeFrom(step);
        step["SLURM_STEP_ID"] = "1";
        const RankPlace second = *placeFrom(step);
        QVERIFY(first.job != second.job);
        QVERIFY(first.port != second.port);
        step["MASTER_PORT"] = "1234";
        QCOMPARE(placeFrom(step)->port, 1234);
        QCOMPARE(placeFrom(step)->job, second.job);
    }

    void aProcessAloneIsNoRank() {
        QVERIFY(!placeFrom({}));
        QVERIFY(!placeFrom({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
        QVERIFY(!placeFrom({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}})); // a batch script, outside srun
    }

    void halfAPlaceIsRefused() {
        QVERIFY_THROWS_EXCEPTION(Error, placeFrom({{"RANK", "4"}, {"WORLD_SIZE", "4"}, {"MASTER_ADDR", "a"}}));
        QVERIFY_THROWS_EXCEPTION(Error, placeFrom({{"RANK", "x"}, {"WORLD_SIZE", "4"}, {"MASTER_ADDR", "a"}}));
        QVERIFY_THROWS_EXCEPTION(Error, placeFrom({{"RANK", "1"}, {"WORLD_SIZE", "4"}}));
        QVERIFY_THROWS_EXCEPTION(Error, placeFrom({{"WORLD_SIZE", "4"}, {"LOCAL_WORLD_SIZE", "4"}}));
    }

    void theFirstHostOfAListIsFound() {
        QCOMPARE(firstHostOf("node7"), std::string("node7"));
        QCOMPARE(firstHostOf("node[003-007,9],x1"), std::string("node003"));
        QCOMPARE(firstHostOf("a1,b[2-3]"), std::string("a1"));
        QCOMPARE(firstHostOf("rack[1,4]-eth0"), std::string("rack1-eth0"));
        QCOMPARE(firstHostOf("broken["), std::string("broken"));
    }

    void whatRankZeroTellsItsChildrenIsUnderstood() {
        RankPlace place;
        place.count = place.localCount = 3;
        place.file = "/tmp/x/store";
        place.seconds = 12;
        Variables variables;
        for (const std::string& word : environmentOfRank(place, 2))
            variables[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
        const std::optional<RankPlace> child = placeFrom(variables);
        QCOMPARE(child->rank, 2);
        QCOMPARE(child->count, 3);
        QCOMPARE(child->file, place.file);
        QCOMPARE(child->seconds, 12.0);
        QVERIFY(child->isOneMachine());
    }

    /// For every batch there can be: all pictures, each once, none of them alone, and no last batch that is larger for
    /// a rank than its memory.
    void theSharesOfABatchAreThePicturesOfIt() {
        for (int count = 1; count <= 9; ++count) {
            for (std::int64_t batch = kSmallestWholeShare * count; batch <= kSmallestWholeShare * count + 30; ++batch) {
                for (std::int64_t last = 2; last <= batch; ++last) {
                    std::int64_t next = 0;
                    for (int rank = 0; rank < count; ++rank) {
                        const RankShare share = shareOfRank(last, rank, count);
                        QVERIFY(share.count == 0 || share.first == next);
                        QVERIFY(share.count == 0 || share.count >= kSmallestShare);
                        QVERIFY(share.count <= shareOfRank(batch, rank, count).count);
                        next += share.count;
                    }
                    QCOMPARE(next, last);
                    QVERIFY(shareOfRank(last, 0, count).count > 0);
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(RankPlaceTest)
#include "tst_rank_place.moc"
