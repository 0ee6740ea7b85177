// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_folder.h"
#include "core/run/run_tail.h"
#include "core/run/run_tail_internal.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

StepRecord stepAt(std::int64_t step, double loss = 1) {
    StepRecord record;
    record.step = step;
    record.epoch = static_cast<std::int32_t>((step - 1) / 10 + 1);
    record.loss = loss;
    return record;
}

EpochRecord epochAt(std::int32_t epoch) {
    EpochRecord record;
    record.epoch = epoch;
    record.step = std::int64_t{epoch} * 10;
    return record;
}

CheckpointRecord checkpointAt(std::int64_t step) {
    CheckpointRecord record;
    record.file = "step-" + std::to_string(step);
    record.step = step;
    record.savedUtcMs = step;
    return record;
}

EventRecord eventAt(std::int64_t utcMs, const std::string& title) {
    return {EventKind::Notice, 1, 1, utcMs, title, {}};
}

void addSteps(RunDatabase& rows, std::int64_t from, std::int64_t to, double loss = 1) {
    for (std::int64_t step = from; step <= to; ++step)
        rows.addStep(stepAt(step, loss));
    rows.flush();
}

template<typename Record>
std::vector<std::int64_t> stepsOf(const std::vector<Record>& records) {
    std::vector<std::int64_t> steps;
    for (const Record& record : records)
        steps.push_back(record.step);
    return steps;
}

using Steps = std::vector<std::int64_t>;

/// A process of its own; its exit status once it has ended.
int inAProcess(const std::function<int()>& body) {
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(body());
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

/// What a reader learns of a run.db that another connection writes.
class TestRunTail final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> dir_;
    std::string run_;
    std::unique_ptr<RunDatabase> rows_;

    std::string database() const { return RunPaths(run_).database; }

private Q_SLOTS:
    /// 25 steps, two epochs with a checkpoint each, two lines of the journal.
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        run_ = dir_->path().toStdString();
        rows_ = std::make_unique<RunDatabase>(database(), RunDatabase::Mode::Create);
        addSteps(*rows_, 1, 25);
        for (const int epoch : {1, 2}) {
            rows_->addEpoch(epochAt(epoch));
            rows_->addCheckpoint(checkpointAt(epoch * 10));
            rows_->addEvent(eventAt(epoch, "old"));
        }
    }

    void beginsAtTheNewestStepAndTellsEachRowOnce() {
        RunTail tail(run_);
        RunNews news = tail.look();
        QVERIFY(!news.fault);
        QCOMPARE(news.goesOnFrom.value_or(-1), 24);
        QCOMPARE(stepsOf(news.steps), Steps{25});
        QVERIFY(news.epochs.empty() && news.checkpoints.empty() && news.events.empty());
        addSteps(*rows_, 26, 30);
        rows_->addEpoch(epochAt(3));
        rows_->addCheckpoint(checkpointAt(30));
        rows_->addCheckpoint(checkpointAt(10)); // of before, and known
        rows_->addEvent(eventAt(3, "new"));
        rows_->setValue("state", "training");
        news = tail.look();
        QVERIFY(!news.goesOnFrom && !news.more);
        QCOMPARE(stepsOf(news.steps), (Steps{26, 27, 28, 29, 30}));
        QCOMPARE(stepsOf(news.epochs), Steps{30});
        QCOMPARE(stepsOf(news.checkpoints), Steps{30});
        QCOMPARE(news.events.size(), std::size_t{1});
        QCOMPARE(news.state, std::string("training"));
        news = tail.look();
        QVERIFY(news.steps.empty() && news.epochs.empty() && news.checkpoints.empty() && news.events.empty());
    }

    void theEndOfAnEpochWhoseStepsWereThereAlreadyIsTold() {
        addSteps(*rows_, 26, 30);
        RunTail tail(run_);
        tail.look();
        rows_->addEpoch(epochAt(3));
        QCOMPARE(stepsOf(tail.look().epochs), Steps{30});
    }

    void aLongGapComesInBatches() {
        RunTail tail(run_);
        tail.look();
        addSteps(*rows_, 26, 20'027);
        rows_->addEpoch(epochAt(3));
        RunNews news = tail.look();
        QVERIFY(news.more);
        QVERIFY(news.epochs.empty()); // not before its steps
        QCOMPARE(news.steps.size(), std::size_t{20'000});
        news = tail.look();
        QCOMPARE(stepsOf(news.steps), (Steps{20'026, 20'027}));
        QCOMPARE(stepsOf(news.epochs), Steps{30});
    }

    void aRollBackVoidsWhatWasTold() {
        RunTail tail(run_);
        tail.look();
        rows_->cutBackTo(15, 1);
        addSteps(*rows_, 16, 20, 2);
        rows_->addEpoch(epochAt(2));
        rows_->addCheckpoint(checkpointAt(20));
        RunNews news = tail.look();
        QCOMPARE(news.goesOnFrom.value_or(-1), 15);
        QCOMPARE(stepsOf(news.steps), (Steps{16, 17, 18, 19, 20}));
        QCOMPARE(news.steps.front().loss, 2.0);
        QCOMPARE(stepsOf(news.epochs), Steps{20});
        QCOMPARE(stepsOf(news.checkpoints), Steps{20}); // a new one under the name of one that was cut
        QVERIFY(!tail.look().goesOnFrom);
    }

    void ofTwoCutsBetweenTwoLooksTheDeeperCounts() {
        RunTail tail(run_);
        tail.look();
        rows_->cutBackTo(12, 1);
        addSteps(*rows_, 13, 24, 2);
        rows_->cutBackTo(20, 2);
        addSteps(*rows_, 21, 22, 3);
        const RunNews news = tail.look();
        QCOMPARE(news.goesOnFrom.value_or(-1), 12);
        QCOMPARE(news.steps.size(), std::size_t{10});
        QCOMPARE(news.steps.back().loss, 3.0);
    }

    void aResumeThatCutsNothingIsNoticed() {
        RunTail tail(run_);
        tail.look();
        rows_.reset();
        rows_ = std::make_unique<RunDatabase>(database(), RunDatabase::Mode::Write);
        rows_->cutBackTo(25, 2);
        QCOMPARE(tail.look().goesOnFrom.value_or(-1), 25);
        QCOMPARE(rows_->cuts().generation, 1);
    }

    void aCutThatFailsCountsAsNone() {
        const RunDatabase reader(database(), RunDatabase::Mode::Read);
        RunDatabase second(database(), RunDatabase::Mode::Read);
        QVERIFY_THROWS_EXCEPTION(Error, second.cutBackTo(5, 0));
        QCOMPARE(reader.cuts().generation, 0);
        QCOMPARE(reader.lastStep(), 25);
    }

    void whatIsVoidIsKnownFromTheCuts_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("now");
        QTest::addColumn<QString>("steps");
        QTest::addColumn<bool>("sameFile");
        QTest::addColumn<int>("cut"); // -1 = none
        QTest::newRow("none") << "3"
                              << "3"
                              << "7 8 9" << true << -1;
        QTest::newRow("one") << "3"
                             << "4"
                             << "20 5" << true << 20;
        QTest::newRow("two") << "3"
                             << "5"
                             << "20 15 5" << true << 15;
        QTest::newRow("more than are known") << "3"
                                             << "9"
                                             << "20 15" << true << 0;
        QTest::newRow("of a version that did not count") << "0"
                                                         << ""
                                                         << "" << true << -1;
        QTest::newRow("not a number") << "0"
                                      << "many"
                                      << "x" << true << -1;
        QTest::newRow("negative") << "0"
                                  << "2"
                                  << "-4 3" << true << 0;
        QTest::newRow("another file that counts on") << "3"
                                                     << "4"
                                                     << "20 5" << false << 20;
        QTest::newRow("another file that began anew") << "3"
                                                      << "1"
                                                      << "12" << false << 12;
        QTest::newRow("another file, as many cuts") << "1"
                                                    << "1"
                                                    << "12" << false << 12;
    }
    void whatIsVoidIsKnownFromTheCuts() {
        QFETCH(QString, before);
        QFETCH(QString, now);
        QFETCH(QString, steps);
        QFETCH(bool, sameFile);
        QFETCH(int, cut);
        const auto past = cutsOf(before.toStdString(), sameFile && before == now ? steps.toStdString() : "");
        const auto found = cutBetween(past, cutsOf(now.toStdString(), steps.toStdString()), sameFile);
        QCOMPARE(found.value_or(-1), std::int64_t{cut});
    }

    void onlyTheLatestCutsAreKept() {
        for (int i = 0; i < 40; ++i)
            rows_->cutBackTo(25 - i % 3, 2);
        QCOMPARE(rows_->cuts().generation, 40);
        QCOMPARE(rows_->cuts().steps.size(), RunDatabase::kMaxCuts);
    }

    void aHistoryThatWasBegunAnewIsFollowedOn() {
        RunTail tail(run_);
        tail.look();
        rows_.reset();
        for (const char* end : {"", "-wal", "-shm"}) {
            std::error_code none;
            fs::rename(database() + end, database() + ".damaged-1" + end, none);
        }
        QVERIFY(tail.look().fault.has_value()); // in between there is none
        rows_ = std::make_unique<RunDatabase>(database(), RunDatabase::Mode::Create);
        addSteps(*rows_, 26, 28);
        rows_->addEvent(eventAt(2, "old"));
        rows_->addEvent(eventAt(9, "The history begins anew"));
        const RunNews news = tail.look();
        QVERIFY(!news.fault && !news.goesOnFrom);
        QCOMPARE(stepsOf(news.steps), (Steps{26, 27, 28}));
        QCOMPARE(news.events.size(), std::size_t{1});
        QCOMPARE(news.events.front().title, std::string("The history begins anew"));
    }

    void aDamagedFileIsAFaultAndNoEnd() {
        RunTail tail(run_);
        tail.look();
        rows_.reset();
        const std::string kept = database() + ".kept";
        fs::copy_file(database(), kept);
        std::ofstream(database(), std::ios::in | std::ios::out).write(std::string(4096, 'x').data(), 4096);
        const RunNews news = tail.look();
        QVERIFY(news.fault.has_value());
        QCOMPARE(news.fault->kind(), ErrorKind::Corrupt);
        fs::copy_file(kept, database(), fs::copy_options::overwrite_existing);
        rows_ = std::make_unique<RunDatabase>(database(), RunDatabase::Mode::Write);
        addSteps(*rows_, 26, 26);
        QCOMPARE(stepsOf(tail.look().steps), Steps{26});
    }

    void aLinkInPlaceOfTheFileIsNotFollowed() {
        rows_.reset();
        fs::rename(database(), run_ + "/elsewhere.db");
        fs::create_symlink(run_ + "/elsewhere.db", database());
        const RunNews news = RunTail(run_).look();
        QVERIFY(news.fault.has_value());
        QCOMPARE(news.fault->kind(), ErrorKind::Data);
    }

    /// As another user's run is, whose trainer has it open.
    void aFolderThatMayNotBeWrittenIsRead() {
        rows_.reset();
        int told[2], done[2];
        QVERIFY(::pipe(told) == 0 && ::pipe(done) == 0);
        const pid_t trainer = ::fork();
        if (trainer == 0) {
            ::close(done[1]);
            RunDatabase rows(database(), RunDatabase::Mode::Write);
            addSteps(rows, 26, 26);
            char byte = 0;
            static_cast<void>(::write(told[1], &byte, 1));
            static_cast<void>(::read(done[0], &byte, 1));
            ::_exit(0);
        }
        char byte = 0;
        QVERIFY(::read(told[0], &byte, 1) == 1);
        for (const auto& file : fs::directory_iterator(run_))
            fs::permissions(file.path(), fs::perms(0644));
        fs::permissions(run_, fs::perms(0555));
        const int status = inAProcess([this] {
            constexpr uid_t kNobody = 65534;
            if (::geteuid() == 0 && ::setuid(kNobody) != 0)
                return 3;
            const RunNews news = RunTail(run_).look();
            return news.fault ? 1 : stepsOf(news.steps) == Steps{26} ? 0 : 2;
        });
        fs::permissions(run_, fs::perms(0755));
        ::close(done[1]);
        ::waitpid(trainer, nullptr, 0);
        for (const int end : {told[0], told[1], done[0]})
            ::close(end);
        QCOMPARE(status, 0);
    }
};

QTEST_APPLESS_MAIN(TestRunTail)
#include "tst_run_tail.moc"
