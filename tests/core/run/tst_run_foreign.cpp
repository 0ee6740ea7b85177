// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <sys/stat.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/recipe/config.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/checkpoints.h"
#include "tests/support/name_faults.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

CheckpointContent contentAt(std::int64_t step) {
    CheckpointContent content;
    content.tensors.push_back({"model.a", TensorType::U8, {1}, {std::byte{1}}});
    content.step = step;
    content.epoch = static_cast<std::int32_t>(step / 10);
    content.epochEnd = true;
    return content;
}

/// Changes a database as its author could.
bool tamper(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    const bool ok = sqlite3_open(path.c_str(), &database) == SQLITE_OK &&
                    sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    return ok;
}

ErrorKind kindOf(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error.kind();
    }
    return ErrorKind::Internal; // none: no test expects it
}

} // namespace

/// Run folders that somebody else made, to be opened without harm to this person's files.
class TestRunForeign final : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string run_, victim_;

    RunPaths paths() const { return RunPaths(run_); }
    static std::string text(const std::string& file) { return readSmallFile(file, 1000); }

private Q_SLOTS:
    void init() {
        const std::string name = dir_.path().toStdString() + "/" + QTest::currentTestFunction();
        const char* row = QTest::currentDataTag();
        run_ = name + (row != nullptr ? std::string("-") + row : "") + "/run";
        victim_ = run_ + "-thesis.tex";
        fs::create_directories(fs::path(run_).parent_path());
        createRunFolder(run_, runRecipeToJson(TrainConfig{}, RunSetup{}), {{"a", "A"}, {"b", "B"}});
        RunDatabase database(paths().database, RunDatabase::Mode::Create);
        writeFileAtomically(victim_, "years of work");
    }

    void rowsThatNameOtherFilesDeleteNothing() {
        const std::string outside = "../../" + fs::path(victim_).filename().string();
        {
            RunDatabase database(paths().database, RunDatabase::Mode::Write);
            for (std::int64_t step = 1; step <= 3; ++step) {
                CheckpointRecord record;
                record.step = step;
                record.file = outside + (step == 1 ? "" : std::to_string(step));
                database.addCheckpoint(record);
            }
            CheckpointStore store(paths().checkpoints, database, 1);
            for (const std::int64_t step : {10, 20})
                test::saveCheckpoint(store, paths().checkpoints, contentAt(step), false);
            store.tidy();
            QCOMPARE(database.checkpoints().size(), std::size_t{1});
        }
        QCOMPARE(text(victim_), std::string("years of work"));
        QVERIFY(fs::exists(paths().checkpoints + "/" + checkpointFileName(20)));
    }

    void aRowThatNamesAnotherFileIsNoCheckpointToLoad() {
        {
            RunDatabase database(paths().database, RunDatabase::Mode::Write);
            CheckpointRecord record;
            record.file = "../../" + fs::path(victim_).filename().string();
            record.best = true;
            database.addCheckpoint(record);
        }
        QCOMPARE(kindOf([&] { findCheckpoint(run_, "best"); }), ErrorKind::Data);
        QCOMPARE(kindOf([&] { findCheckpoint(run_, "last"); }), ErrorKind::Data);
    }

    void whatThisUserMayNotReadOfARunIsNoOutage_data() {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("kind");
        QTest::newRow("no right") << EACCES << static_cast<int>(ErrorKind::NoRight);
        QTest::newRow("outage") << ESTALE << static_cast<int>(ErrorKind::Io);
    }
    void whatThisUserMayNotReadOfARunIsNoOutage() {
        QFETCH(const int, number);
        QFETCH(const int, kind);
        const auto wanted = static_cast<ErrorKind>(kind);
        {
            RunDatabase database(paths().database, RunDatabase::Mode::Write);
            CheckpointStore store(paths().checkpoints, database, 1);
            test::saveCheckpoint(store, paths().checkpoints, contentAt(10), false);
        }
        const std::string file = paths().checkpoints + "/" + checkpointFileName(10);
        {
            const test::NameFault fault(file, number);
            QCOMPARE(kindOf([&] { loadCheckpoint(file); }), wanted);
            QCOMPARE(kindOf([&] { loadNewestCheckpoint(paths().checkpoints, {}, {}); }), wanted);
            QCOMPARE(kindOf([&] { findCheckpoint(run_, "last"); }), wanted);
        }
        const test::NameFault all(run_, number);
        QCOMPARE(kindOf([&] { findCheckpoint(run_, "last"); }), wanted);
        QCOMPARE(kindOf([&] { loadNewestCheckpoint(paths().checkpoints, {}, {}); }), wanted);
        QCOMPARE(kindOf([&] { const RunDatabase database(paths().database, RunDatabase::Mode::Read); }), wanted);
        QCOMPARE(kindOf([&] { const RunLock lock(run_); }), wanted);
        QCOMPARE(kindOf([&] { readSmallFile(paths().recipe, 1000); }), wanted);
    }

    void aHistoryThatHoldsMoreThanOursIsRefused_data() {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("endless view") << QByteArray("DROP TABLE epochs; CREATE VIEW epochs AS WITH RECURSIVE n(i) AS "
                                                    "(SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS epoch, i AS "
                                                    "step,0,0,0,0,0,0,0,0,0,0,0,0,0 FROM n");
        QTest::newRow("view with a trigger")
            << QByteArray("DROP TABLE checkpoints; CREATE VIEW checkpoints AS SELECT '../../x' AS file, 1 AS step; "
                          "CREATE TRIGGER t INSTEAD OF DELETE ON checkpoints BEGIN SELECT 1; END");
        QTest::newRow("trigger") << QByteArray("CREATE TRIGGER t AFTER INSERT ON steps BEGIN DELETE FROM events; END");
        QTest::newRow("other table") << QByteArray("CREATE TABLE more(x)");
        QTest::newRow("index that computes") << QByteArray("CREATE INDEX i ON steps(abs(loss))");
        QTest::newRow("other columns") << QByteArray("ALTER TABLE events ADD COLUMN x AS (zeroblob(1000000000))");
    }
    void aHistoryThatHoldsMoreThanOursIsRefused() {
        QFETCH(QByteArray, sql);
        QVERIFY(tamper(paths().database, sql.constData()));
        for (const auto mode : {RunDatabase::Mode::Read, RunDatabase::Mode::Write})
            QCOMPARE(kindOf([&] { const RunDatabase database(paths().database, mode); }), ErrorKind::Data);
        const RunSummary summary = summariseRun(run_); // and does not hang the list
        QCOMPARE(summary.state, RunState::Damaged);
        QVERIFY(summary.problem.find("more than a history") != std::string::npos);
    }

    void whatAnalyzeLeavesIsNoHarm() {
        QVERIFY(tamper(paths().database, "INSERT INTO meta VALUES('a','b'); ANALYZE"));
        QCOMPARE(RunDatabase(paths().database, RunDatabase::Mode::Write).value("a").value(), std::string("b"));
    }

    void aDatabaseWithoutOurTablesIsDamaged() {
        QVERIFY(tamper(paths().database, "DROP TABLE events"));
        QCOMPARE(kindOf([&] { const RunDatabase database(paths().database, RunDatabase::Mode::Write); }),
                 ErrorKind::Corrupt);
    }

    void anotherVersionIsRefusedAndNotChanged() {
        fs::remove(paths().database + "-wal");
        QVERIFY(tamper(paths().database, "PRAGMA journal_mode=DELETE; PRAGMA user_version=7"));
        const std::string before = readSmallFile(paths().database, 1u << 20);
        QCOMPARE(kindOf([&] { const RunDatabase database(paths().database, RunDatabase::Mode::Write); }),
                 ErrorKind::Data);
        QVERIFY(readSmallFile(paths().database, 1u << 20) == before);
    }

    void aHistoryBehindALinkOrAPipeIsRefused_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"run.db", "run.db-wal", "run.db-shm"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aHistoryBehindALinkOrAPipeIsRefused() {
        QFETCH(QString, name);
        const std::string file = run_ + "/" + name.toStdString();
        fs::remove(file);
        fs::create_symlink(victim_, file);
        QCOMPARE(kindOf([&] { const RunDatabase database(paths().database, RunDatabase::Mode::Write); }),
                 ErrorKind::Data);
        fs::remove(file);
        QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
        QCOMPARE(kindOf([&] { const RunDatabase database(paths().database, RunDatabase::Mode::Read); }),
                 ErrorKind::Data);
        QCOMPARE(text(victim_), std::string("years of work"));
    }

    void aRunsFolderMayLieBehindALink() {
        fs::create_directory_symlink(run_, run_ + "-link");
        QVERIFY(!RunDatabase(RunPaths(run_ + "-link").database, RunDatabase::Mode::Write).value("none"));
    }

    void aLockThatIsALinkLeavesItsTargetAlone() {
        fs::create_symlink(victim_, paths().lock);
        QCOMPARE(kindOf([&] { const RunLock lock(run_); }), ErrorKind::Data);
        QCOMPARE(kindOf([&] { deleteRun(run_); }), ErrorKind::Data);
        QVERIFY(!isRunLocked(run_));
        QCOMPARE(text(victim_), std::string("years of work"));
    }

    void aLockThatIsAPipeKeepsNobody() {
        QCOMPARE(::mkfifo(paths().lock.c_str(), 0600), 0);
        QVERIFY(!isRunLocked(run_));
        QCOMPARE(kindOf([&] { const RunLock lock(run_); }), ErrorKind::Data);
    }

    void checkpointsBehindALinkAreNotTidied() {
        const std::string downloads = run_ + "-downloads";
        fs::create_directory(downloads);
        writeFileAtomically(downloads + "/film.mkv", "half");
        const std::string partial = downloads + "/" + checkpointFileName(1) + ".partial";
        fs::rename(downloads + "/film.mkv", partial);
        fs::remove(paths().checkpoints);
        fs::create_directory_symlink(downloads, paths().checkpoints);
        RunDatabase database(paths().database, RunDatabase::Mode::Write);
        QCOMPARE(kindOf([&] { CheckpointStore(paths().checkpoints, database, 1).tidy(); }), ErrorKind::Data);
        QVERIFY(fs::exists(partial));
    }

    void onlyHalfWrittenCheckpointsAreTidied() {
        for (const std::string& name : {checkpointFileName(7), std::string("film.mkv")}) {
            const std::string file = paths().checkpoints + "/" + name;
            writeFileAtomically(file, "half");
            fs::rename(file, file + ".partial");
        }
        RunDatabase database(paths().database, RunDatabase::Mode::Write);
        CheckpointStore(paths().checkpoints, database, 1).tidy();
        QVERIFY(!fs::exists(paths().checkpoints + "/" + checkpointFileName(7) + ".partial"));
        QVERIFY(fs::exists(paths().checkpoints + "/film.mkv.partial"));
    }
};

QTEST_APPLESS_MAIN(TestRunForeign)
#include "tst_run_foreign.moc"
