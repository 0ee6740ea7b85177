// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/checkpoint.h"
#include "tests/support/cli_runner.h"
#include "tests/support/finished_runs.h"

using namespace studio;
using namespace studio::test;

/// Checkpoints that go by a rule that somebody gives once, by hand and by resnet-train prune.
class TestCliPrune final : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string run_;
    std::size_t files() const { return listCheckpointFiles(RunPaths(run_).checkpoints).size(); }
    QByteArray prune(const QStringList& words, int code = 0) {
        const CliResult told = runTrain(QStringList{QStringLiteral("prune"), QString::fromStdString(run_)} + words);
        return told.code == code ? told.out + told.err : "wrong code " + QByteArray::number(told.code) + told.err;
    }

private Q_SLOTS:
    void init() {
        run_ = dir_.filePath(QString::fromLatin1(QTest::currentTestFunction())).toStdString();
        writeFinishedRun(run_, 8, 1000);
        makeCheckpointsReal(run_, 8);
    }

    void itSaysWhatWouldGoAndDeletesWhenItIsTold() {
        const QStringList rule{QStringLiteral("--keep-last"), QStringLiteral("2"), QStringLiteral("--keep-every"),
                               QStringLiteral("4")};
        const QByteArray told = prune(rule);
        QVERIFY2(told.contains("5 of 8 would go") && told.contains("Nothing was deleted"), told.constData());
        QVERIFY(told.contains("the newest 2, one in 4 epochs, the best and the pinned ones"));
        QCOMPARE(files(), std::size_t{8});
        const QByteArray done = prune(rule + QStringList{QStringLiteral("--delete")});
        QVERIFY2(done.contains("5 of 8 checkpoints deleted"), done.constData());
        QCOMPARE(files(), std::size_t{3});
        QCOMPARE(checkpointsOfRun(run_).size(), std::size_t{3});
        QVERIFY(prune(rule).contains("0 of 3 would go"));
        QVERIFY(!prune(rule).contains("--delete"));
    }

    void whatBecameWorthKeepingSinceItWasAgreedStays() {
        const RetentionPolicy policy(2, 0);
        const std::vector<std::string> agreed = expendableCheckpoints(checkpointsOfRun(run_), policy);
        QCOMPARE(agreed.size(), std::size_t{6});
        pinCheckpoint(run_, agreed.front(), true);
        const PrunedCheckpoints pruned = pruneCheckpoints(run_, policy, agreed);
        QCOMPARE(pruned.files, std::int64_t{5});
        QVERIFY(pruned.bytes > 0);
        QVERIFY(std::filesystem::exists(RunPaths(run_).checkpoints + "/" + agreed.front()));
        // Nothing goes that nobody agreed to.
        writeFinishedRun(run_ + "-other", 4, 1000);
        makeCheckpointsReal(run_ + "-other", 4);
        QCOMPARE(pruneCheckpoints(run_ + "-other", policy, {"step-000000010.safetensors"}).files, std::int64_t{1});
        QCOMPARE(listCheckpointFiles(RunPaths(run_ + "-other").checkpoints).size(), std::size_t{3});
    }

    void whatDoesNotVerifyCountsForNothing() {
        const std::string folder = RunPaths(run_).checkpoints + "/";
        writeFileAtomically(folder + checkpointFileName(80), "damaged");
        std::filesystem::remove(folder + checkpointFileName(70));
        const RetentionPolicy policy(2, 0);
        std::vector<std::string> all;
        for (const CheckpointRecord& record : checkpointsOfRun(run_))
            all.push_back(record.file);
        QCOMPARE(pruneCheckpoints(run_, policy, all).files, std::int64_t{4});
        for (const int step : {50, 60, 80}) // the newest two that verify, and what a person may want to look at
            QVERIFY(std::filesystem::exists(folder + checkpointFileName(step)));
    }

    void aRunThatTrainsIsLeftAlone() {
        const RunLock lock(run_);
        QVERIFY(prune({QStringLiteral("--keep-last"), QStringLiteral("2"), QStringLiteral("--delete")}, 75)
                    .contains("Another trainer owns this run"));
        QCOMPARE(files(), std::size_t{8});
    }

    void whatIsNoRunOrNoRuleIsRefused() {
        QVERIFY(prune({QStringLiteral("--keep-last"), QStringLiteral("1")}, 64).contains("--keep-last"));
        run_ = dir_.path().toStdString();
        QVERIFY(!prune({}, 65).startsWith("wrong code"));
    }
};

QTEST_GUILESS_MAIN(TestCliPrune)
#include "tst_cli_prune.moc"
