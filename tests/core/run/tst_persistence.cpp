// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <csignal>

#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include "core/run/checkpoint.h"
#include "core/run/history_writer.h"
#include "tests/support/patience.h"

using namespace studio;

namespace {

CheckpointRecord checkpoint(int epoch, bool best = false, bool pinned = false) {
    CheckpointRecord record;
    record.step = epoch * 10;
    record.epoch = epoch;
    record.epochEnd = true;
    record.best = best;
    record.pinned = pinned;
    record.file = checkpointFileName(record.step);
    return record;
}

std::vector<int> epochsThatGo(std::vector<CheckpointRecord> newestFirst, const RetentionPolicy& policy) {
    std::vector<int> epochs;
    for (const std::string& file : expendableCheckpoints(newestFirst, policy)) {
        for (const CheckpointRecord& record : newestFirst) {
            if (record.file == file) {
                epochs.push_back(record.epoch);
            }
        }
    }
    return epochs;
}

StepRecord step(std::int64_t number) {
    StepRecord record;
    record.step = number;
    record.epoch = 1;
    return record;
}

} // namespace

/// Retention as a rule, and the thread that writes run.db.
class PersistenceTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string database(const char* name) const { return dir_.filePath(QString::fromLatin1(name)).toStdString(); }
    static std::unique_ptr<RunDatabase> create(const std::string& path) {
        return std::make_unique<RunDatabase>(path, RunDatabase::Mode::Create);
    }

private Q_SLOTS:
    void theLastOnesTheBestAndThePinnedStay() {
        const std::vector<CheckpointRecord> list{checkpoint(6), checkpoint(5),       checkpoint(4),
                                                 checkpoint(3), checkpoint(2, true), checkpoint(1, false, true)};
        QCOMPARE(epochsThatGo(list, {2}), (std::vector<int>{3, 4}));
        QCOMPARE(epochsThatGo(list, {10}), std::vector<int>{});
    }

    void everyNthEpochStays() {
        std::vector<CheckpointRecord> list;
        for (int epoch = 9; epoch >= 1; --epoch) {
            list.push_back(checkpoint(epoch));
        }
        list[8].epochEnd = false; // taken inside epoch 1
        QCOMPARE(epochsThatGo(list, {2, 3}), (std::vector<int>{1, 2, 4, 5, 7}));
    }

    void aPinIsKeptInTheDatabaseAndLetGoAgain() {
        RunDatabase rows(database("pin.db"), RunDatabase::Mode::Create);
        rows.addCheckpoint(checkpoint(1));
        rows.setPinned(checkpoint(1).file, true);
        QVERIFY(rows.checkpoints().front().pinned);
        rows.setPinned(checkpoint(1).file, false);
        QVERIFY(!rows.checkpoints().front().pinned);
    }

    void aPinOutlivesASecondSaveOfTheSameStep() {
        RunDatabase rows(database("again.db"), RunDatabase::Mode::Create);
        CheckpointRecord inValidation = checkpoint(1);
        inValidation.epochEnd = false;
        rows.addCheckpoint(inValidation);
        rows.setPinned(inValidation.file, true);
        rows.addCheckpoint(checkpoint(1, true));
        const CheckpointRecord row = rows.checkpoints().front();
        QVERIFY(row.pinned);
        QVERIFY(row.best);
        QVERIFY(row.epochEnd);
    }

    void rowsArriveInTheirOrderAndAQuestionComesAfterThem() {
        HistoryWriter writer(create(database("order.db")));
        for (int i = 1; i <= 1000; ++i) {
            writer.post([i](RunDatabase& rows) { rows.addStep(step(i)); });
        }
        const std::size_t seen = writer.call([](RunDatabase& rows) {
            rows.flush();
            return rows.steps().size();
        });
        QCOMPARE(seen, std::size_t{1000});
    }

    void whatWasPostedIsDurableWhenTheWriterIsGone() {
        const std::string path = database("gone.db");
        {
            HistoryWriter writer(create(path));
            writer.post([](RunDatabase& rows) { rows.addStep(step(1)); });
        }
        QCOMPARE(RunDatabase(path, RunDatabase::Mode::Read).steps().size(), std::size_t{1});
    }

    void aQuestionsOwnErrorIsItsOwn() {
        HistoryWriter writer(create(database("own.db")));
        QVERIFY_THROWS_EXCEPTION(Error, writer.call([](RunDatabase&) { throw Error(ErrorKind::Data, "no"); }));
        QVERIFY(writer.flush());
    }

    void noExceptionOfARowEndsTheProcess() {
        std::atomic<int> told = 0;
        HistoryWriter writer(create(database("strange.db")), [&](const Error* reason) { told += reason != nullptr; });
        auto fails = std::make_shared<int>(1);
        writer.post([fails](RunDatabase&) {
            if ((*fails)-- > 0) {
                throw std::bad_alloc();
            }
        });
        (void)writer.flush();    // false where the row had not been tried before
        QVERIFY(writer.flush()); // it is tried again
        QCOMPARE(told.load(), 1);
        QCOMPARE(*fails, -1);
    }

    void aDiskThatIsFullIsToldOnceAndTheRowsWait() {
        std::signal(SIGXFSZ, SIG_IGN);
        const std::string path = database("full.db");
        std::atomic<int> begun = 0, over = 0;
        HistoryWriter writer(create(path), [&](const Error* reason) { ++(reason != nullptr ? begun : over); });
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit none{1, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &none);
        for (int i = 0; i < 5; ++i) {
            writer.post([i](RunDatabase& rows) { rows.setValue("key" + std::to_string(i), "value"); });
            QVERIFY(!writer.flush());
        }
        QVERIFY_THROWS_EXCEPTION(Error, writer.call([](RunDatabase& rows) { return rows.value("key0"); }));
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(writer.flush());
        QCOMPARE(begun.load(), 1);
        QTRY_COMPARE(over.load(), 1);
        QCOMPARE(writer.call([](RunDatabase& rows) { return rows.value("key4"); }),
                 std::optional<std::string>("value"));
    }

    void rowsGoIntoANewDatabaseWhereTheOldOneIsDamaged() {
        std::vector<bool> again;
        HistoryWriter writer(create(database("rot0.db")), {}, [&](RunDatabase& damaged, const Error&, bool once) {
            again.push_back(once);
            if (again.size() == 1) {
                throw Error(ErrorKind::Io, "The disk does not answer");
            }
            damaged.close();
            auto fresh = create(database(("rot" + std::to_string(again.size()) + ".db").c_str()));
            fresh->inherit(damaged);
            return fresh;
        });
        writer.call([](RunDatabase& rows) { rows.setValue("known", "yes"); });
        writer.post([](RunDatabase& rows) { rows.addStep(step(1)); });
        auto damages = std::make_shared<int>(2);
        const auto read = [damages](RunDatabase& rows) {
            if ((*damages)-- > 0) {
                throw Error(ErrorKind::Corrupt, "malformed");
            }
            rows.flush();
            return rows.value("known").value_or("no") + " " + std::to_string(rows.steps().size());
        };
        QVERIFY_THROWS_EXCEPTION(Error, writer.call(read)); // there is none to go on with yet
        QCOMPARE(writer.call(read), std::string("yes 1"));
        QCOMPARE(again, (std::vector<bool>{false, false, true}));
    }

    void aCutThatFailsLeavesEveryStepWhereItWas() {
        std::signal(SIGXFSZ, SIG_IGN);
        const std::string path = database("cut.db");
        RunDatabase rows(path, RunDatabase::Mode::Create);
        for (int i = 1; i <= 5; ++i) {
            rows.addStep(step(i));
        }
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit none{1, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &none);
        QVERIFY_THROWS_EXCEPTION(Error, rows.cutBackTo(2, 0, {{"rollbacks", "1"}}));
        setrlimit(RLIMIT_FSIZE, &before);
        rows.flush();
        QCOMPARE(rows.steps().size(), std::size_t{5});
        QVERIFY(!rows.value("rollbacks"));
        rows.cutBackTo(2, 0, {{"rollbacks", "1"}});
        QCOMPARE(rows.steps().size(), std::size_t{2});
        QCOMPARE(rows.value("rollbacks"), std::optional<std::string>("1"));
    }

    void aFileWithoutARowIsGivenOneAndARowWithoutAFileGoes() {
        const std::string folder = database("checkpoints");
        std::filesystem::create_directory(folder);
        RunDatabase rows(database("tidy.db"), RunDatabase::Mode::Create);
        CheckpointContent content;
        content.tensors.push_back({"model.a", TensorType::U8, {2}, {std::byte{1}, std::byte{2}}});
        content.step = 20;
        content.epoch = content.bestEpoch = 2;
        content.epochEnd = true;
        content.valTop1 = content.bestTop1 = 0.5;
        writeCheckpoint(folder, content, true); // killed before its row
        rows.addCheckpoint(checkpoint(1));      // deleted before its row went
        CheckpointStore(folder, rows, 3).tidy();
        const std::vector<CheckpointRecord> left = rows.checkpoints();
        QCOMPARE(left.size(), std::size_t{1});
        QCOMPARE(left.front().step, 20);
        QVERIFY(left.front().best);
        QCOMPARE(left.front().valTop1, 0.5);
    }
};

QTEST_GUILESS_MAIN(PersistenceTest)
#include "tst_persistence.moc"
