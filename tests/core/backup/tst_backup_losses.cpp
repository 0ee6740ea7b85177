// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>
#include <functional>

#include <QTemporaryDir>
#include <QTest>

#include "core/backup/auto_backup.h"
#include "core/backup/backup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/checkpoint.h"
#include "core/run/reopened_history.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/finished_runs.h"
#include "tests/support/s3_server.h"

using namespace studio;
using test::WithVariable;
namespace fs = std::filesystem;

namespace {

enum class Kind { Folder, Rsync, S3 };

/// A finished run of four epochs that is backed up to a place of a kind.
struct Place {
    test::OurAws aws;
    test::S3Server server;
    QTemporaryDir dir;
    std::string root = dir.path().toStdString(), run = root + "/run", target = root + "/copies";
    std::string shell = root + "/shell"; ///< in the place of ssh: the other machine is this one
    WithVariable rsh{"RSYNC_RSH", shell};
    BackupOptions options;
    const char* lacking = nullptr;
    int restored = 0;

    explicit Place(Kind kind) {
        test::writeFinishedRun(run, 4, 1'000);
        test::makeCheckpointsReal(run, 4);
        options.backoffSeconds = 0.01;
        if (kind == Kind::Rsync) {
            writeFileAtomically(shell, "#!/bin/sh\nshift\nexec sh -c \"$*\"\n");
            fs::permissions(shell, fs::perms::owner_all);
            target = "elsewhere:" + target;
            lacking = std::system("rsync --version >/dev/null 2>&1") != 0 ? "rsync is not installed" : nullptr;
        }
        if (kind == Kind::S3) {
            target = "s3://bucket/copies";
            lacking = server.start() ? nullptr : "python3-botocore is not installed";
            options.endpoint = server.endpoint();
        }
    }
    std::string place() const { return target + "/run"; }
    std::string pathOf(int epoch) const { return run + "/checkpoints/" + checkpointFileName(epoch * 10); }
    void backUp() const { QVERIFY(backUpRun(run, target, options).complete); }
    /// What a backup is refused, or not whole, with.
    std::string problem(ErrorKind kind) const {
        try {
            backUpRun(run, target, options);
        } catch (const Error& error) {
            return (error.kind() == kind ? "" : "another kind: ") + error.message().text();
        }
        return {};
    }
    /// As a resume does for a run without a history.
    void beginAnew() const {
        const ReopenedHistory history = reopenHistory(RunPaths(run));
        QVERIFY(!history.loss.empty());
        CheckpointStore(RunPaths(run).checkpoints, *history.database, {}).tidy();
    }
    std::string restore() {
        const std::string back = root + "/back " + std::to_string(++restored);
        return restoreRun(place(), back, options).complete ? back : std::string();
    }
};

void overwrite(const std::string& path, std::streamoff from, std::size_t bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(from);
    file << std::string(bytes, '#');
}

bool has(const std::string& text, const char* words) {
    return text.find(words) != std::string::npos;
}

} // namespace

#define NEEDS(place)                                                                                                   \
    if ((place).lacking != nullptr)                                                                                    \
    QSKIP((place).lacking)

class BackupLossesTest : public QObject {
    Q_OBJECT

    static void addKinds() {
        QTest::addColumn<Kind>("kind");
        QTest::newRow("folder") << Kind::Folder;
        QTest::newRow("another machine") << Kind::Rsync;
        QTest::newRow("S3") << Kind::S3;
    }

private Q_SLOTS:
    void historyThatIsLostStaysInTheBackup_data() { addKinds(); }
    void historyThatIsLostStaysInTheBackup() {
        QFETCH(const Kind, kind);
        Place at(kind);
        NEEDS(at);
        at.backUp();
        overwrite(at.run + "/run.db", 0, 200);
        for (int times = 0; times < 2; ++times) { // what was kept is kept again
            const std::string text = at.problem(ErrorKind::Corrupt);
            QVERIFY2(has(text, "lost files") && has(text, "run's history is damaged") && has(text, "keeps the one"),
                     text.c_str());
            const std::string back = at.restore();
            QCOMPARE(summariseRun(back).epochsDone, 4);
            QCOMPARE(listCheckpointFiles(back + "/checkpoints").front(), checkpointFileName(40));
        }
    }
    void checkpointThatIsLostStaysInTheBackup_data() { addKinds(); }
    void checkpointThatIsLostStaysInTheBackup() {
        QFETCH(const Kind, kind);
        Place at(kind);
        NEEDS(at);
        test::addEpochTo(at.run, 5, false); // the best one is an older one
        at.backUp();
        fs::remove(at.pathOf(4));
        const std::string text = at.problem(ErrorKind::Corrupt);
        QVERIFY2(has(text, "step-000000040") && has(text, "keeps the one") && has(text, "resnet-train restore"),
                 text.c_str());
        const std::string back = at.restore();
        QCOMPARE(findCheckpoint(back, "best"), back + "/checkpoints/" + checkpointFileName(40));
        loadCheckpoint(findCheckpoint(back, "best"));
        QVERIFY(fs::exists(back + "/checkpoints/" + checkpointFileName(50)));
    }
    void anotherRunWhoseHistoryCannotBeReadIsRefused_data() { addKinds(); }
    void anotherRunWhoseHistoryCannotBeReadIsRefused() {
        QFETCH(const Kind, kind);
        Place at(kind);
        NEEDS(at);
        at.backUp();
        fs::remove_all(at.run);
        test::writeFinishedRun(at.run, 2, 2'000);
        overwrite(at.run + "/run.db", 0, 200);
        const std::string text = at.problem(ErrorKind::Corrupt);
        QVERIFY2(has(text, "may not be the run that is backed up") && has(text, "left as it is"), text.c_str());
        const std::string back = at.restore();
        QCOMPARE(summariseRun(back).epochsDone, 4);
        loadCheckpoint(findCheckpoint(back, "best"));
    }
    void damagedFileDoesNotReplaceTheGoodOne_data() {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<bool>("atEnd");
        QTest::newRow("a page of the history") << std::string("/run.db") << true;
        QTest::newRow("the weights of a checkpoint") << "/checkpoints/" + checkpointFileName(40) << true;
        QTest::newRow("the head of a checkpoint") << "/checkpoints/" + checkpointFileName(40) << false;
    }
    void damagedFileDoesNotReplaceTheGoodOne() {
        QFETCH(const std::string, name);
        QFETCH(const bool, atEnd);
        Place at(Kind::Folder);
        at.backUp();
        const auto size = static_cast<std::streamoff>(fs::file_size(at.run + name));
        overwrite(at.run + name, atEnd ? std::max<std::streamoff>(0, size - 4096) : 0, 100);
        const std::string text = at.problem(ErrorKind::Corrupt);
        QVERIFY2(has(text, "damaged") && has(text, "keeps the one"), text.c_str());
        const std::string back = at.restore();
        RunDatabase(RunPaths(back).database, RunDatabase::Mode::Read).verify();
        loadCheckpoint(findCheckpoint(back, "best"));
    }
    void whatWasDeletedOnPurposeGoes() {
        Place at(Kind::Folder);
        at.options.all = true;
        writeFileAtomically(at.run + "/notes.json", "{}");
        at.backUp();
        deleteCheckpoint(at.run, checkpointFileName(10));
        QCOMPARE(pruneCheckpoints(at.run, {1, 0}, {checkpointFileName(20)}).files, 1);
        fs::remove(at.run + "/notes.json");
        at.backUp();
        const std::string back = at.restore();
        QCOMPARE(listCheckpointFiles(back + "/checkpoints"), listCheckpointFiles(at.run + "/checkpoints"));
        QVERIFY(!fs::exists(back + "/notes.json"));
    }
    void checkpointThatOnlyAnEarlierBackupOfAllHasIsNotDeletedThere() {
        Place at(Kind::Folder);
        at.options.all = true;
        at.backUp();
        at.options.all = false;
        fs::remove(at.pathOf(2));
        QVERIFY(has(at.problem(ErrorKind::Corrupt), "step-000000020"));
        const std::string back = at.restore();
        QVERIFY(fs::exists(back + "/checkpoints/" + checkpointFileName(20)));
        QVERIFY(!fs::exists(back + "/checkpoints/" + checkpointFileName(10))); // which the run has itself
    }
    void theNextBestThingIsSentWhereTheNewestIsInNoBackup() {
        Place at(Kind::Folder);
        fs::remove(at.pathOf(4));
        const std::string text = at.problem(ErrorKind::Corrupt);
        QVERIFY2(has(text, "step-000000040") && has(text, "the backup has none"), text.c_str());
        QCOMPARE(listCheckpointFiles(at.restore() + "/checkpoints"), std::vector<std::string>{checkpointFileName(30)});
        fs::remove(at.pathOf(1)); // nobody expects this one in the backup
        QVERIFY(!has(at.problem(ErrorKind::Corrupt), "step-000000010"));
    }
    void whatTheTargetHasLostTooIsNotPromised() {
        Place at(Kind::Folder);
        at.backUp();
        for (const auto& entry : fs::directory_iterator(at.place())) {
            if (entry.path().filename().string().starts_with("run."))
                fs::remove(entry.path());
        }
        overwrite(at.run + "/run.db", 0, 200);
        QVERIFY(has(at.problem(ErrorKind::Corrupt), "the backup has none"));
        QVERIFY(fs::exists(at.restore() + "/checkpoints/" + checkpointFileName(40)));
    }
    void aRunWhoseHistoryWasBegunAnewGoesOnInItsBackup_data() { addKinds(); }
    void aRunWhoseHistoryWasBegunAnewGoesOnInItsBackup() {
        QFETCH(const Kind, kind);
        Place at(kind);
        NEEDS(at);
        at.backUp();
        for (const char* end : {"", "-wal", "-shm"})
            fs::remove(at.run + "/run.db" + end);
        at.beginAnew();
        const BackupResult result = backUpRun(at.run, at.target, at.options);
        QVERIFY(result.complete && result.notes.size() == 1 && has(result.notes[0], "history was begun anew"));
        const std::string name = result.notes[0].substr(result.notes[0].rfind("run."));
        QVERIFY(backUpRun(at.run, at.target, at.options).notes.empty()); // told once, and kept
        const std::string back = at.root + "/with history";
        const BackupResult restored = restoreRun(at.place(), back, at.options);
        QVERIFY(restored.complete && restored.notes.size() == 1 && has(restored.notes[0], name.c_str()));
        loadCheckpoint(findCheckpoint(back, "last"));
        if (kind != Kind::S3) { // the old one is whole
            const std::string old = at.root + "/copies/run/" + name.substr(0, name.size() - 1);
            QCOMPARE(RunDatabase(old, RunDatabase::Mode::Read).epochs().size(), std::size_t{4});
        }
    }
    void anotherRunWhoseHistoryWasBegunAnewIsRefused() {
        Place at(Kind::Folder);
        at.backUp();
        fs::remove_all(at.run);
        test::writeFinishedRun(at.run, 2, 2'000);
        fs::remove(at.run + "/run.db");
        at.beginAnew();
        QVERIFY(has(at.problem(ErrorKind::Usage), "Another run of this name"));
        QCOMPARE(summariseRun(at.restore()).epochsDone, 4);
    }
    void aHistoryThatIsGoneIsNoReasonToTryAgain() {
        Place at(Kind::Folder);
        at.backUp();
        fs::remove(at.run + "/run.db");
        const std::string text = at.problem(ErrorKind::Corrupt);
        QVERIFY2(has(text, "history is gone") && has(text, "keeps the one") && has(text, "resume the run"),
                 text.c_str());
        QCOMPARE(summariseRun(at.restore()).epochsDone, 4);
    }
    void checkpointThatTheRunWentOnWithoutStaysInTheBackup() {
        Place at(Kind::Folder);
        at.backUp();
        fs::remove(at.pathOf(4));
        QVERIFY(has(at.problem(ErrorKind::Corrupt), "delete it on page Runs"));
        {
            RunDatabase database(RunPaths(at.run).database, RunDatabase::Mode::Write);
            CheckpointStore(RunPaths(at.run).checkpoints, database, {}).tidy(); // as each resume does
        }
        for (int times = 0; times < 2; ++times) {
            const BackupResult result = backUpRun(at.run, at.target, at.options);
            QVERIFY(result.complete && result.notes.size() == 1 && has(result.notes[0], "step-000000040"));
            QVERIFY(fs::exists(at.restore() + "/checkpoints/" + checkpointFileName(40)));
        }
    }
    void whatBringsItBackNamesTheStore() {
        Place at(Kind::S3);
        NEEDS(at);
        at.backUp();
        fs::remove(at.pathOf(4));
        const std::string text = at.problem(ErrorKind::Corrupt);
        QVERIFY2(
            has(text, ("resnet-train restore " + at.place() + " FOLDER --endpoint " + at.server.endpoint()).c_str()),
            text.c_str());
        QVERIFY2(!has(text, "backed up without"), text.c_str());
    }
    void otherFilesThatAreGoneStayAndAreTold() {
        Place at(Kind::Folder);
        writeFileAtomically(at.run + "/best_model.pth", "weights");
        at.backUp();
        fs::remove(at.run + "/best_model.pth");
        const BackupResult result = backUpRun(at.run, at.target, at.options);
        QVERIFY(result.complete && result.notes.size() == 1 && has(result.notes[0], "best_model.pth"));
        QVERIFY(fs::exists(at.restore() + "/best_model.pth"));
        fs::remove(at.run + "/classes.json"); // without which it is no whole run
        QVERIFY(has(at.problem(ErrorKind::Corrupt), "classes.json"));
        QVERIFY(fs::exists(at.restore() + "/classes.json"));
    }
    void aCopyWithLossesIsNoWholeOneToWhoeverSwitchesTheMachineOff() {
        Place at(Kind::Folder);
        at.backUp();
        fs::remove(at.pathOf(4));
        std::string told;
        AutoBackup backups(at.run, at.target, at.options, [&told](const EventRecord& event) { told = event.title; },
                           {});
        backups.request();
        const LastBackup last = backups.finish();
        QVERIFY(!last.isWhole && last.failure && last.failure->kind() == ErrorKind::Corrupt);
        QCOMPARE(told, std::string("The backup failed"));
    }
};

QTEST_GUILESS_MAIN(BackupLossesTest)
#include "tst_backup_losses.moc"
