// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <mutex>

#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include "core/backup/auto_backup.h"
#include "core/backup/backup_command.h"
#include "core/base/left_behind.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/told_once.h"
#include "tests/support/disk_gate.h"
#include "tests/support/finished_runs.h"
#include "tests/support/patience.h"

using namespace studio;
using test::DiskGate;
namespace fs = std::filesystem;

/// Backups that come by themselves, to a share that does not answer.
class AutoBackupTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string path(const char* name) const { return dir_.path().toStdString() + "/" + name; }
    std::mutex mutex_;
    std::vector<std::string> told_;
    AutoBackup::Tell tell() {
        return [this](const EventRecord& event) {
            const std::lock_guard lock(mutex_);
            told_.push_back(event.title);
        };
    }
    std::vector<std::string> told() {
        const std::lock_guard lock(mutex_);
        return told_;
    }

private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_CACHE_HOME", dir_.filePath(QStringLiteral("cache")).toUtf8());
        test::writeFinishedRun(path("run"), 1, 1'000);
        fs::create_directories(path("share"));
    }
    void init() { told_.clear(); }

    void oneThatStandsStillIsGivenUpAndItsThreadTellsNobodyAnyMore() {
        const DiskGate gate(path("share"));
        {
            AutoBackup backups(path("run"), path("share"), {}, tell(), {}, std::chrono::milliseconds(200));
            backups.request();
            const LastBackup last = backups.finish();
            QVERIFY(gate.isReached() && !last.isWhole && last.failure);
            QCOMPARE(last.failure->kind(), ErrorKind::Io); // the share may answer again
            QVERIFY2(last.failure->message().text().find("given up") != std::string::npos, last.failure->what());
        }
        QCOMPARE(threadsLeftBehind(), 1);
        QCOMPARE(told(), std::vector<std::string>{"The backup failed"});
        const auto events = RunDatabase(RunPaths(path("run")).database, RunDatabase::Mode::Read).events(1);
        QVERIFY(events.at(0).kind == EventKind::BackupFailed);
        QVERIFY(events.at(0).detail.ends_with("By hand: " + backupCommand(path("run"), path("share"))));
        gate.open();
        QTRY_COMPARE(threadsLeftBehind(), 0);
        QCOMPARE(told().size(), std::size_t{1});
        QVERIFY(!fs::exists(path("share/run/manifest.json"))); // it heard that it was given up
    }

    void whoeverAsksForTheEndIsNotHeldByAShareThatHangs() {
        const DiskGate gate(path("share"));
        std::stop_source stop;
        {
            AutoBackup backups(path("run"), path("share"), {}, tell(), stop);
            backups.request();
            QTRY_VERIFY(gate.isReached());
            stop.request_stop();
            const LastBackup last = backups.finish();
            QVERIFY(!last.isWhole && !last.failure);
        }
        QCOMPARE(threadsLeftBehind(), 1);
        gate.open();
        QTRY_COMPARE(threadsLeftBehind(), 0);
        QVERIFY(told().empty());
    }

    void cleanup() { fs::current_path("/"); }

    void afterwardsTheNextOneIsWhole() {
        AutoBackup backups(path("run"), path("share"), {}, tell(), {});
        backups.request();
        QVERIFY(backups.finish().isWhole);
        QVERIFY(backups.finish().isWhole); // nothing more was asked for
        QCOMPARE(told(), std::vector<std::string>{"Backed up"});
    }

    void aRunWhoseOwnDiskHangsIsGivenUpAndToldToo() {
        qputenv("RESNET_STUDIO_STARTED_AGAIN", "1");
        const auto unset = qScopeGuard([] { qunsetenv("RESNET_STUDIO_STARTED_AGAIN"); });
        const DiskGate gate(path("run"));
        {
            AutoBackup backups(path("run"), path("share"), {}, tell(), {}, std::chrono::milliseconds(200));
            backups.request();
            QVERIFY(backups.finish().failure);
        }
        QCOMPARE(told(), std::vector<std::string>{"The backup failed"});
        QVERIFY(ToldOnce(path("run"), "not_backed_up").isNews()); // how far the run is cannot be looked up
        QCOMPARE(gate.touchedByMaker(), std::string());
        QCOMPARE(threadsLeftBehind(), 3); // of the backup, the journal, and what was told
        gate.open();
        QTRY_COMPARE(threadsLeftBehind(), 0);
        QCOMPARE(told().size(), std::size_t{1});
    }

    void theCommandForItWorksAnywhereAndHoldsNoSecret() {
        fs::current_path(dir_.path().toStdString());
        QCOMPARE(backupCommand("run", "my disk"), "resnet-train backup " + path("run") + " '" + path("my disk") + "'");
        QCOMPARE(backupCommand("/r", "host:copies"), std::string("resnet-train backup /r host:copies"));
        QCOMPARE(backupCommand("/r", "/a", "https://x"), std::string("resnet-train backup /r /a")); // of no store
        QCOMPARE(backupCommand("/r", "s3://b/my runs", "https://store.example.org:9000"),
                 std::string("resnet-train backup /r 's3://b/my runs' --endpoint https://store.example.org:9000"));
        const std::string hidden = backupCommand("/r", "s3://b/x", "https://me:word@store.example.org");
        QVERIFY2(hidden.starts_with("resnet-train backup /r s3://b/x --endpoint "
                                    "https://USER:PASSWORD@store.example.org (with "),
                 hidden.c_str());
        QVERIFY(hidden.find("word@") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(AutoBackupTest)
#include "tst_auto_backup.moc"
