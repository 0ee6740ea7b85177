// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <filesystem>
#include <fstream>

#include <fcntl.h>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include "core/backup/backup.h"
#include "core/backup/manifest_internal.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/thread.h"
#include "core/run/run_folder.h"
#include "tests/support/finished_runs.h"
#include "tests/support/patience.h"
#include "tests/support/s3_server.h"

using namespace studio;
using test::WithVariable;
namespace fs = std::filesystem;

namespace {

struct Place {
    test::OurAws aws;
    QTemporaryDir dir;
    std::string root = dir.path().toStdString();
    std::string run = root + "/a run", target = root + "/disk/backups", back = root + "/back/again";
    std::string place = target + "/a run";
    Place() { test::writeFinishedRun(run, 4, 1'000); }
    std::string object(const std::string& begin) const {
        for (const auto& entry : fs::recursive_directory_iterator(place)) {
            if (entry.path().filename().string().starts_with(begin))
                return entry.path().string();
        }
        return {};
    }
    /// Empty: it worked, or it is another kind of error.
    template<typename Work>
    static std::string errorOf(ErrorKind kind, const Work& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.kind() == kind ? error.message().text() : std::string();
        }
        return {};
    }
    std::string errorText(ErrorKind kind) const {
        return errorOf(kind, [this] { restoreRun(place, back); });
    }
    std::string refusal(const std::string& to, ErrorKind kind) const {
        return errorOf(kind, [&] { backUpRun(run, to); });
    }
};

void put(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << text;
}

} // namespace

class BackupFolderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runComesBackWithItsBestAndNewestCheckpoint() {
        Place at;
        test::addEpochTo(at.run, 5, false);
        QVERIFY(backUpRun(at.run, at.target).complete);
        QVERIFY(restoreRun(at.place, at.back).complete);
        QVERIFY(isRunFolder(at.back));
        QCOMPARE(summariseRun(at.back).valTop1, summariseRun(at.run).valTop1);
        QCOMPARE(listCheckpointFiles(at.back + "/checkpoints"),
                 (std::vector<std::string>{checkpointFileName(50), checkpointFileName(40)}));
        QVERIFY(!fs::exists(at.back + ".restoring") && !fs::exists(at.back + "/.restoring"));
        BackupOptions all;
        all.all = true;
        QCOMPARE(backUpRun(at.run, at.target, all).moved, std::size_t{3});
    }
    void whatWasMeasuredOfItComesAlong() {
        Place at;
        for (const char* name : {"/cost.json", "/notes.json", "/evaluation.json", "/energy.json", "/report.html"})
            put(at.run + name, "of this run");
        put(at.run + "/other.txt", "of nobody");
        QVERIFY(backUpRun(at.run, at.target).complete && restoreRun(at.place, at.back).complete);
        for (const char* name : {"/cost.json", "/notes.json", "/evaluation.json", "/energy.json", "/report.html"})
            QVERIFY2(fs::exists(at.back + name), name);
        QVERIFY(!fs::exists(at.back + "/other.txt"));
    }
    void runThatIsWrittenToIsCopiedAsOfOneMoment() {
        Place at;
        RunDatabase trainer(RunPaths(at.run).database, RunDatabase::Mode::Write); // its rows are in the -wal file
        EpochRecord epoch;
        epoch.epoch = 5;
        epoch.step = 50;
        trainer.addEpoch(epoch);
        QVERIFY(backUpRun(at.run, at.target).complete);
        epoch.epoch = 6;
        trainer.addEpoch(epoch);
        QVERIFY(restoreRun(at.place, at.back).complete);
        QCOMPARE(summariseRun(at.back).epochsDone, 5);
    }
    void restoreTouchesNothingThatIsThere() {
        Place at;
        backUpRun(at.run, at.target);
        fs::create_directories(at.back);
        QVERIFY(at.errorText(ErrorKind::Usage).find("already") != std::string::npos);
        fs::remove(at.back);
        put(at.back + ".restoring/mine", "a file of the user");
        QVERIFY(at.errorText(ErrorKind::Usage).find("not touched") != std::string::npos);
        QCOMPARE(readSmallFile(at.back + ".restoring/mine", 100), std::string("a file of the user"));
    }
    void damagedFileIsNoRun_data() {
        QTest::addColumn<bool>("cut");
        QTest::newRow("cut") << true;
        QTest::newRow("flipped") << false;
    }
    void damagedFileIsNoRun() {
        QFETCH(const bool, cut);
        Place at;
        backUpRun(at.run, at.target);
        const std::string victim = at.object("step-000000040"), text = readSmallFile(victim, 1u << 20);
        put(victim, cut ? text.substr(1) : "W" + text.substr(1));
        QVERIFY(!at.errorText(ErrorKind::Data).empty());
        QVERIFY(!fs::exists(at.back));
        QVERIFY(backUpRun(at.run, at.target).complete); // which heals it
        QVERIFY(restoreRun(at.place, at.back).complete);
    }
    void hostileManifestWritesNothing_data() {
        QTest::addColumn<std::string>("from");
        QTest::addColumn<std::string>("to");
        QTest::newRow("way out") << std::string("\"recipe.json\"") << std::string("\"../recipe.json\"");
        QTest::newRow("another name") << std::string("\"classes.json\"") << std::string("\"run.db-wal\"");
        QTest::newRow("odd step") << std::string("step-000000040") << std::string("step-00000000040");
        QTest::newRow("no sum") << std::string("\"sha256\": \"") << std::string("\"sha256\": \"/");
        QTest::newRow("negative size") << std::string("\"bytes\": ") << std::string("\"bytes\": -");
        QTest::newRow("twice") << std::string("\"classes.json\"") << std::string("\"recipe.json\"");
        QTest::newRow("another kind") << std::string("resnet-studio backup") << std::string("something");
        QTest::newRow("cut") << std::string("}\n") << std::string("");
    }
    void hostileManifestWritesNothing() {
        QFETCH(const std::string, from);
        QFETCH(const std::string, to);
        Place at;
        backUpRun(at.run, at.target);
        const std::string path = at.place + "/manifest.json";
        std::string text = readSmallFile(path, kMaxManifestBytes);
        const auto where = text.rfind(from);
        QVERIFY(where != std::string::npos);
        put(path, text.replace(where, from.size(), to));
        QVERIFY(!at.errorText(ErrorKind::Data).empty());
        QVERIFY(!fs::exists(at.back) && !fs::exists(at.back + ".restoring"));
    }
    void unfinishedRestoreIsGoneOnWith() {
        Place at;
        backUpRun(at.run, at.target);
        const std::string stage = at.back + ".restoring/";
        put(stage + ".restoring", "");
        put(stage + "checkpoints/" + checkpointFileName(40), "weights"); // whole already
        put(stage + "checkpoints/" + checkpointFileName(10), "weights"); // of a backup before
        put(stage + "recipe.json", "{");
        const BackupResult result = restoreRun(at.place, at.back);
        QVERIFY(result.complete);
        QCOMPARE(result.moved, result.files - 1);
        QCOMPARE(readSmallFile(at.back + "/recipe.json", 1u << 20), readSmallFile(at.run + "/recipe.json", 1u << 20));
        QVERIFY(!fs::exists(at.back + "/checkpoints/" + checkpointFileName(10)));
    }
    void damagedHistoryIsLeftOutAndTold() {
        Place at;
        put(at.run + "/run.db", "no database");
        const std::string text = at.refusal(at.target, ErrorKind::Corrupt);
        QVERIFY2(text.find("Of the history the backup has none") != std::string::npos, text.c_str());
        QVERIFY(restoreRun(at.place, at.back).complete);
        QCOMPARE(listCheckpointFiles(at.back + "/checkpoints").size(), std::size_t{4});
    }
    void placesThatAreNoneAreToldAtOnce() {
        for (const char* target :
             {"", "ftp://host/x", "s3://", "s3://bad bucket/x", "-host:x", "host:", "host::module"})
            QVERIFY_THROWS_EXCEPTION(Error, requireBackupTarget(target));
        Place at;
        QVERIFY_THROWS_EXCEPTION(Error, backUpRun(at.run, at.run + "/inside"));
        QVERIFY_THROWS_EXCEPTION(Error, backUpRun(at.root, at.target));
        QVERIFY(!at.errorText(ErrorKind::Data).empty()); // nothing is there
    }
    void aLookAtWhatKilledOnesLeftShutsNoOtherBackupOut() {
        Place at;
        QVERIFY(backUpRun(at.run, at.target).complete);
        std::string lock;
        for (const auto& entry : fs::directory_iterator(defaultCacheFolder() + "/backups"))
            lock = entry.path().extension() == ".lock" ? entry.path().string() : lock;
        FileDescriptor held(::open(lock.c_str(), O_RDWR | O_CLOEXEC));
        QCOMPARE(tryLockFile(held.get()), 0);
        const auto timesOpen = [&lock] {
            std::error_code error;
            int count = 0;
            for (const auto& file : fs::directory_iterator("/proc/self/fd"))
                count += fs::read_symlink(file.path(), error) == lock ? 1 : 0;
            return count;
        };
        std::atomic<bool> isWhole{false};
        std::jthread beside = startThread([&](const std::stop_token&) {
            try {
                isWhole = backUpRun(at.run, at.target).complete;
            } catch (const Error&) {
                isWhole = false;
            }
        });
        QTRY_COMPARE(timesOpen(), 2); // it asks for the lock
        held = {};
        beside.join();
        QVERIFY(isWhole);
    }
    void rsyncCarriesARunBothWays() {
        Place at;
        if (std::system("rsync --version >/dev/null 2>&1") != 0)
            QSKIP("rsync is not installed");
        const std::string shell = at.root + "/shell"; // in the place of ssh: the other machine is this one
        put(shell, "#!/bin/sh\nshift\nexec sh -c \"$*\"\n");
        fs::permissions(shell, fs::perms::owner_all);
        const WithVariable rsh("RSYNC_RSH", shell);
        const std::string target = "elsewhere:" + at.root + "/far away";
        const BackupResult result = backUpRun(at.run, target);
        QVERIFY(result.complete);
        QVERIFY(restoreRun(result.place, at.back).complete);
        QCOMPARE(summariseRun(at.back).valTop1, summariseRun(at.run).valTop1);
        for (const auto& [said, kind] : {std::pair("no route", ErrorKind::Io), // which time may cure
                                         std::pair("Permission denied (publickey)", ErrorKind::NoRight)}) {
            put(shell, std::string("#!/bin/sh\necho '") + said + "' >&2\nexit 255\n");
            const std::string text = at.refusal(target, kind);
            QVERIFY2(text.find(said) != std::string::npos, text.c_str());
        }
    }
    void whatOutlivesRsyncHoldsNothingUp() {
        Place at;
        if (std::system("rsync --version >/dev/null 2>&1") != 0)
            QSKIP("rsync is not installed");
        const std::string shell = at.root + "/shell"; // as ssh that keeps its connection for the next one
        put(shell, "#!/bin/sh\nshift\nsleep 60 >/dev/null </dev/null &\nexec sh -c \"$*\"\n");
        fs::permissions(shell, fs::perms::owner_all);
        const WithVariable rsh("RSYNC_RSH", shell);
        QElapsedTimer clock;
        clock.start();
        QVERIFY(backUpRun(at.run, "elsewhere:" + at.root + "/far away").complete);
        QVERIFY2(clock.elapsed() < 50'000, qPrintable(QString::number(clock.elapsed())));
    }
    void placeThatNobodyMayWriteToIsNoMatterOfTime() {
        Place at;
        const std::string text = at.refusal("/proc/sys/kernel", ErrorKind::NoRight); // not even root may
        QVERIFY2(text.find("write there") != std::string::npos, text.c_str());
        fs::create_symlink(at.root + "/volume", at.root + "/link"); // which may be mounted later
        QVERIFY(!at.refusal(at.root + "/link", ErrorKind::Io).empty());
        QVERIFY(!at.refusal("/proc/sys/copies", ErrorKind::Io).empty()); // a folder that is not there
    }
};

QTEST_GUILESS_MAIN(BackupFolderTest)
#include "tst_backup_folder.moc"
