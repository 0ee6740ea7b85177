// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/checkpoint.h"
#include "core/run/reopened_history.h"
#include "core/run/run_folder.h"
#include "tests/support/checkpoints.h"
#include "tests/support/damaged_history.h"
#include "tests/support/file_size_limit.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

/// Ten steps an epoch; `bestEpoch` as the run knew it at that step.
CheckpointContent contentAt(std::int64_t step, double top1, std::int32_t bestEpoch) {
    CheckpointContent content;
    content.tensors.push_back({"model.a", TensorType::U8, {2}, {std::byte{1}, std::byte{2}}});
    content.step = step;
    content.epoch = static_cast<std::int32_t>(step / 10);
    content.epochEnd = true;
    content.valTop1 = top1;
    content.bestTop1 = top1;
    content.bestEpoch = bestEpoch;
    return content;
}

void damage(const std::string& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x7F');
}

/// Where run.db holds nothing but steps, with as many as saveThreeAndPinOne() makes.
constexpr std::uintmax_t kSteps = 12 * 4096;

std::string bestOf(const RunDatabase& rows) {
    std::string files;
    for (const CheckpointRecord& record : rows.checkpoints())
        files += record.best ? record.file : "";
    return files;
}

} // namespace

/// Which checkpoints get a row, keep their mark and may go, whatever was found in the folder.
class TestRunCheckpoints final : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string folder_;
    std::unique_ptr<RunDatabase> rows_;

    std::string path(std::int64_t step) const { return folder_ + "/" + checkpointFileName(step); }
    CheckpointStore store(int keepLast) { return {folder_, *rows_, keepLast}; }
    void save(int keepLast, const CheckpointContent& content, bool best) {
        CheckpointStore all = store(keepLast);
        test::saveCheckpoint(all, folder_, content, best);
    }
    /// What a resume does before it trains; returns the step it goes on from, -1 for none.
    std::int64_t resume(int keepLast) {
        store(keepLast).tidy();
        const auto content = loadNewestCheckpoint(folder_, {});
        if (!content)
            return -1;
        rows_->cutBackTo(content->step, content->bestEpoch);
        store(keepLast).retain();
        return content->step;
    }

    /// Three checkpoints, the first one pinned, beside so many steps that they fill the end of run.db.
    void saveThreeAndPinOne() {
        for (const std::int64_t step : {100, 200, 300})
            save(3, contentAt(step, 0.1, 0), false);
        rows_->setPinned(checkpointFileName(100), true);
        for (int step = 1; step <= 3000; ++step) {
            StepRecord record;
            record.step = step;
            rows_->addStep(record);
        }
        rows_->flush();
    }
    std::string run() const { return fs::path(folder_).parent_path().string(); }
    static int pinsOf(const RunDatabase& rows) {
        const auto all = rows.checkpoints();
        return static_cast<int>(std::count_if(all.begin(), all.end(), [](const auto& row) { return row.pinned; }));
    }
    ReopenedHistory renew(bool again, std::int64_t upTo = 1000) {
        return renewHistory(RunPaths(run()), *rows_, Error(ErrorKind::Corrupt, "malformed"), again, upTo);
    }

private Q_SLOTS:
    void init() {
        const char* tag = QTest::currentDataTag();
        const std::string name =
            dir_.path().toStdString() + "/" + QTest::currentTestFunction() + (tag != nullptr ? tag : "");
        folder_ = name + "/checkpoints";
        fs::create_directories(folder_);
        rows_ = std::make_unique<RunDatabase>(name + "/run.db", RunDatabase::Mode::Create);
    }

    void damagedFilesNeverPushOutGoodOnes() {
        for (const std::int64_t step : {100, 200, 300})
            save(3, contentAt(step, 0.1, 0), false);
        damage(path(300));
        damage(path(200));
        QCOMPARE(resume(2), 100);
        save(2, contentAt(150, 0.1, 0), false);
        QCOMPARE(resume(2), 150); // not the two damaged ones as "the last two"
        QVERIFY(fs::exists(path(150)));
        QVERIFY(fs::exists(path(100)));
        QCOMPARE(rows_->checkpoints().size(), std::size_t{2});
        QVERIFY(fs::exists(path(300))); // a person may still look at it
    }

    void aCheckpointPutBackFromABackupIsNotDeletedButUsed() {
        for (const std::int64_t step : {200, 300})
            save(2, contentAt(step, 0.1, 0), false);
        damage(path(200));
        damage(path(300));
        QCOMPARE(resume(2), -1);
        writeCheckpoint(folder_, contentAt(100, 0.1, 0), false);
        QCOMPARE(resume(2), 100);
        QVERIFY(fs::exists(path(100)));
    }

    void theBestOfItsDayDoesNotTakeTheMarkFromABetterOne() {
        save(3, contentAt(300, 0.9, 30), true);
        writeCheckpoint(folder_, contentAt(100, 0.5, 10), true); // from a backup
        store(3).tidy();
        QCOMPARE(rows_->checkpoints().size(), std::size_t{2});
        QCOMPARE(bestOf(*rows_), checkpointFileName(300));
    }

    void afterAFallBackTheBestOfThatTimeIsMarkedAgain() {
        save(3, contentAt(100, 0.5, 10), true);
        save(3, contentAt(200, 0.4, 10), false);
        save(3, contentAt(300, 0.9, 30), true);
        damage(path(300));
        QCOMPARE(resume(3), 200);
        QCOMPARE(bestOf(*rows_), checkpointFileName(100));
        save(1, contentAt(250, 0.4, 10), false); // retention spares it, too
        QVERIFY(fs::exists(path(100)));
    }

    void aPinSetWhileTheOldOnesAreChosenStillCounts() {
        for (const std::int64_t step : {100, 200, 300})
            save(3, contentAt(step, 0.5, 0), false);
        const std::vector<std::string> chosen = expendableCheckpoints(rows_->checkpoints(), 1);
        QCOMPARE(chosen.size(), std::size_t{2});
        RunDatabase window(fs::path(folder_).parent_path().string() + "/run.db", RunDatabase::Mode::Write);
        window.setPinned(checkpointFileName(100), true);
        QCOMPARE(rows_->removeUnkept(chosen), std::vector<std::string>{checkpointFileName(200)});
        QCOMPARE(rows_->checkpoints().size(), std::size_t{2});
    }

    void aPinOfACheckpointThatRetentionTookIsRefused() {
        for (const std::int64_t step : {100, 200})
            save(1, contentAt(step, 0.5, 0), false);
        pinCheckpoint(run(), checkpointFileName(200), true);
        for (const bool pinned : {true, false}) {
            try {
                pinCheckpoint(run(), checkpointFileName(100), pinned);
                QFAIL("it was pinned");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::Data);
                QVERIFY2(error.message().title.find("not there any more") != std::string::npos, error.what());
            }
        }
        QCOMPARE(pinsOf(*rows_), 1);
    }

    void aKillBetweenTheRenamesOfADamagedHistoryLosesNothing_data() {
        QTest::addColumn<bool>("freshIsThere");
        QTest::addColumn<bool>("changedSince");
        QTest::newRow("its log was moved away") << true << false;
        QTest::newRow("its log was moved away, the new one gone") << false << false;
        QTest::newRow("the log is of one that somebody deleted") << false << true;
    }
    void aKillBetweenTheRenamesOfADamagedHistoryLosesNothing() {
        QFETCH(bool, freshIsThere);
        QFETCH(bool, changedSince);
        const std::string database = run() + "/run.db", wal = database + ".damaged-20260101T000000Z-wal";
        save(3, contentAt(100, 0.1, 0), false);
        rows_.reset(); // all is in the file
        rows_ = std::make_unique<RunDatabase>(database, RunDatabase::Mode::Write);
        rows_->setPinned(checkpointFileName(100), true); // in the log alone
        fs::copy_file(database + "-wal", run() + "/kept");
        fs::copy_file(database, run() + "/kept.db");
        rows_.reset();
        fs::rename(run() + "/kept.db", database); // as the kill left it
        fs::rename(run() + "/kept", wal);
        if (freshIsThere)
            RunDatabase(database + ".new", RunDatabase::Mode::Create).setValue("half", "built");
        if (changedSince)
            fs::last_write_time(wal, fs::last_write_time(database) - std::chrono::hours(1));
        else
            fs::last_write_time(wal, fs::last_write_time(database) + std::chrono::seconds(1));
        const ReopenedHistory history = reopenHistory(RunPaths(run()));
        QCOMPARE(history.loss, std::string());
        QCOMPARE(pinsOf(*history.database), changedSince ? 0 : 1);
        QCOMPARE(fs::exists(wal), changedSince);
        history.database->verify();
    }

    void aKillBeforeTheNewHistoryHasItsNameIsGoneOnFrom() {
        saveThreeAndPinOne();
        const std::string database = run() + "/run.db";
        test::damageOpenHistory(database, kSteps);
        rows_.reset();
        const std::string loss = reopenHistory(RunPaths(run())).loss;
        fs::rename(database, database + ".new"); // the last thing that was done
        const ReopenedHistory history = reopenHistory(RunPaths(run()));
        QCOMPARE(history.loss, loss);
        CheckpointStore(folder_, *history.database, 1).tidy();
        QCOMPARE(pinsOf(*history.database), 1);
        QVERIFY(!fs::exists(database + ".new"));
    }

    void aNewHistoryThatIsHalfBuiltIsNotGoneOnFrom() {
        save(3, contentAt(100, 0.1, 0), false);
        rows_.reset();
        const std::string database = run() + "/run.db";
        fs::remove(database);
        RunDatabase(database + ".new", RunDatabase::Mode::Create).setValue("half", "built");
        const ReopenedHistory history = reopenHistory(RunPaths(run()));
        QVERIFY2(history.loss.starts_with("run.db was gone."), history.loss.c_str());
        QVERIFY(!history.database->value("half"));
    }

    void pinsOutliveAHistoryThatIsBegunAnew_data() {
        QTest::addColumn<bool>("training");
        QTest::addColumn<bool>("readable");
        QTest::newRow("while it trains, the rows readable") << true << true;
        QTest::newRow("while it trains, nothing readable") << true << false;
        QTest::newRow("reopened, the rows readable") << false << true;
        QTest::newRow("reopened, nothing readable") << false << false;
    }
    void pinsOutliveAHistoryThatIsBegunAnew() {
        QFETCH(bool, training);
        QFETCH(bool, readable);
        saveThreeAndPinOne();
        test::damageOpenHistory(run() + "/run.db", readable ? kSteps : 4096);
        ReopenedHistory history;
        if (training) {
            history = renew(false);
        } else {
            rows_.reset();
            QVERIFY(!reopenHistory(RunPaths(run())).loss.empty()); // killed at once
            history = reopenHistory(RunPaths(run()));
            CheckpointStore(folder_, *history.database, 1).tidy();
        }
        QVERIFY(!history.loss.empty());
        QCOMPARE(test::setAside(run()), 1);
        QCOMPARE(history.loss.find("all that are there are pinned now") == std::string::npos, readable);
        QCOMPARE(history.database->checkpoints().size(), std::size_t{3});
        QCOMPARE(pinsOf(*history.database), readable ? 1 : 3);
        CheckpointStore(folder_, *history.database, 1).retain();
        QVERIFY(fs::exists(path(100)));
        QCOMPARE(fs::exists(path(200)), !readable);
    }

    void aHistoryThatCannotBeBegunLeavesTheOldOneWhereItIs() {
        saveThreeAndPinOne();
        test::damageOpenHistory(run() + "/run.db", kSteps);
        {
            const test::FileSizeLimit full(1);
            QVERIFY_THROWS_EXCEPTION(Error, renew(true));
            QVERIFY_THROWS_EXCEPTION(Error, renew(true));
            QVERIFY_THROWS_EXCEPTION(Error, renew(false));
        }
        QCOMPARE(test::setAside(run()), 0);
        QVERIFY(fs::exists(run() + "/run.db"));
        QVERIFY(!fs::exists(run() + "/run.db.new"));
        const ReopenedHistory history = renew(true);
        QCOMPARE(test::setAside(run()), 1);
        const auto at = history.loss.find("run.db.damaged-");
        QVERIFY(at != std::string::npos);
        QVERIFY(fs::exists(run() + "/" + history.loss.substr(at, history.loss.find(". ", at) - at)));
        QCOMPARE(pinsOf(*history.database), 1);
    }

    void aHistoryBegunAnewWhileTheRunTrainsKnowsNothingPastWhereItIs() {
        saveThreeAndPinOne();
        test::damageOpenHistory(run() + "/run.db", kSteps);
        const ReopenedHistory history = renew(false, 250);
        QCOMPARE(history.database->checkpoints().size(), std::size_t{2});
        QCOMPARE(history.database->checkpoints().front().step, 200);
    }

    void aFileThatIsBeingWrittenIsLeftToItsWriter() {
        saveThreeAndPinOne();
        AtomicFile writer(path(400)), second(path(400));
        std::ofstream(path(500) + ".partial") << "of a killed one";
        std::ofstream(path(500) + ".2.partial") << "of another";
        test::damageOpenHistory(run() + "/run.db", kSteps);
        const ReopenedHistory history = renew(false);
        QVERIFY(fs::exists(path(400) + ".partial"));
        CheckpointStore(folder_, *history.database, 3).tidy();
        QVERIFY(!fs::exists(path(500) + ".partial"));
        QVERIFY(!fs::exists(path(500) + ".2.partial"));
        writer.commit();
        second.commit();
        QVERIFY(fs::exists(path(400)));
    }

    void aFileUnderAnotherStepsNameGetsNoRow() {
        save(3, contentAt(100, 0.5, 10), true);
        fs::copy_file(path(100), path(200));
        store(3).tidy();
        QCOMPARE(rows_->checkpoints().size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestRunCheckpoints)
#include "tst_run_checkpoints.moc"
