// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/backup/auto_backup.h"
#include "core/backup/backup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/support/fake_metadata.h"
#include "tests/support/finished_runs.h"
#include "tests/support/s3_server.h"

using namespace studio;
using test::WithVariable;

namespace {

/// A finished run with a name that must be quoted, a large checkpoint, and a bucket for it.
struct Place {
    test::OurAws aws;
    test::S3Server server;
    QTemporaryDir dir;
    std::string run = dir.path().toStdString() + "/Mein Lauf é+%#=1";
    std::string back = dir.path().toStdString() + "/back";
    std::string target = "s3://our-bucket/all runs";
    std::string place = target + "/Mein Lauf é+%#=1";
    BackupOptions options;
    bool ready = false;

    Place() {
        test::writeFinishedRun(run, 4, 1'000);
        writeFileAtomically(run + "/checkpoints/" + checkpointFileName(40), std::string(3'000'000, 'w'));
        writeFileAtomically(run + "/training_log.md", "# log\n");
        writeFileAtomically(run + "/best_model.pth", std::string(1'000'000, 'b'));
        ready = server.start();
        options.endpoint = server.endpoint();
        options.backoffSeconds = 0.01;
        options.stallSeconds = 2;
    }
    BackupResult backUp() { return backUpRun(run, target, options); }
    std::string errorText(ErrorKind kind) {
        try {
            backUp();
        } catch (const Error& error) {
            return error.kind() == kind ? error.message().text() : "another kind: " + error.message().text();
        }
        return {};
    }
    /// Whether what comes back is the run: all but run.db byte by byte, and that with its rows.
    bool comesBack() {
        std::filesystem::remove_all(back);
        if (!restoreRun(place, back, options).complete)
            return false;
        auto before = test::filesOf(run), after = test::filesOf(back);
        for (const char* own : {"run.db", "run.db-wal", "run.db-shm", ".lock"}) {
            before.erase(own);
            after.erase(own);
        }
        for (const int epoch : {1, 2, 3}) // neither the best nor the last
            before.erase("checkpoints/" + checkpointFileName(epoch * 10));
        const RunSummary mine = summariseRun(run), its = summariseRun(back);
        return before == after && mine.epochsDone == its.epochsDone && mine.valTop1 == its.valTop1;
    }
};

} // namespace

#define NEEDS_SERVER(place)                                                                                            \
    if (!(place).ready)                                                                                                \
    QSKIP("python3-botocore is not installed: nothing here can verify signatures")

class BackupS3Test : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runComesBackAndIsNotSentTwice() {
        Place at;
        NEEDS_SERVER(at);
        const BackupResult first = at.backUp();
        QVERIFY(first.complete);
        QCOMPARE(first.place, at.place);
        QCOMPARE(first.moved, first.files);
        QVERIFY(at.comesBack());
        const BackupResult again = at.backUp();
        QVERIFY(again.complete);
        QCOMPARE(again.moved, std::size_t{0});
    }
    void manifestComesLast() {
        Place at;
        NEEDS_SERVER(at);
        at.backUp();
        const std::string log = at.server.log();
        const auto manifest = log.rfind("PUT ");
        QVERIFY(log.substr(manifest).find("manifest.json 200") != std::string::npos);
    }
    void newBestReplacesTheOldOneOnceItIsWhole() {
        Place at;
        NEEDS_SERVER(at);
        at.backUp();
        const std::size_t before = at.server.objects().size();
        test::addEpochTo(at.run, 5, true);
        deleteCheckpoint(at.run, checkpointFileName(40)); // as retention does
        QVERIFY(at.backUp().complete);
        QCOMPARE(at.server.objects().size(), before);
        QVERIFY(at.server.count("DELETE") >= 2); // the old checkpoint and the old history
        QVERIFY(restoreRun(at.place, at.back, at.options).complete);
        QCOMPARE(summariseRun(at.back).epochsDone, 5);
    }
    void wrongSecretIsToldAfterOneRequest() {
        Place at;
        NEEDS_SERVER(at);
        const WithVariable secret("AWS_SECRET_ACCESS_KEY", "wrong/secret");
        const std::string text = at.errorText(ErrorKind::Usage);
        QVERIFY2(text.find("Access denied") != std::string::npos, text.c_str());
        QVERIFY(text.find("wrong/secret") == std::string::npos);
        QCOMPARE(at.server.count(" 403"), 1);
        QCOMPARE(at.server.count("\n"), 1);
    }
    void passingTroubleIsOutlasted_data() {
        QTest::addColumn<QByteArray>("faults");
        QTest::newRow("slow down three times") << QByteArray("PUT 503 3\n");
        QTest::newRow("the connection is cut in the middle") << QByteArray("PUT cut 2\n");
        QTest::newRow("another checksum comes back") << QByteArray("PUT etag 1\n");
        QTest::newRow("no answer to a look") << QByteArray("HEAD 503 2\n");
        QTest::newRow("the server stalls") << QByteArray("PUT stall 1\n");
    }
    void passingTroubleIsOutlasted() {
        QFETCH(QByteArray, faults);
        Place at;
        NEEDS_SERVER(at);
        at.server.setFaults(faults.constData());
        std::vector<std::string> notes;
        const BackupResult result = backUpRun(at.run, at.target, at.options, [&](const BackupStatus& status) {
            if (!status.note.empty())
                notes.push_back(status.note);
        });
        QVERIFY(result.complete);
        QVERIFY(at.comesBack());
        if (faults.startsWith("PUT"))
            QVERIFY(!notes.empty() && notes[0].find("Trying again") != std::string::npos);
    }
    void stoppedBackupLeavesNoManifestAndGoesOn() {
        Place at;
        NEEDS_SERVER(at);
        at.server.setFaults("PUT ok 3\nPUT 503 1\n");
        std::stop_source stop;
        const BackupResult half = backUpRun(
            at.run, at.target, at.options,
            [&](const BackupStatus& status) {
                if (!status.note.empty())
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(!half.complete);
        QVERIFY(!at.server.hasManifest());
        QCOMPARE(at.server.objects().size(), std::size_t{3});
        const BackupResult rest = at.backUp();
        QVERIFY(rest.complete);
        QCOMPARE(rest.moved, rest.files - 3);
        QVERIFY(at.comesBack());
    }
    void lastingTroubleIsAnErrorWithoutAManifest() {
        Place at;
        NEEDS_SERVER(at);
        at.options.tries = 3;
        at.server.setFaults("PUT 503 1000\n");
        const std::string text = at.errorText(ErrorKind::Io);
        QVERIFY2(text.find("SlowDown") != std::string::npos && text.find("3 times") != std::string::npos, text.c_str());
        QCOMPARE(at.server.count("PUT"), 3);
        QVERIFY(!at.server.hasManifest());
    }
    void aDamagedObjectIsNotLeftBehindAndWhereItMayNotBeDeletedItIsNamed() {
        Place at;
        NEEDS_SERVER(at);
        at.options.tries = 2;
        at.server.setFaults("PUT etag 2\n");
        std::string text = at.errorText(ErrorKind::Io);
        QVERIFY2(text.find("something else than was sent") != std::string::npos, text.c_str());
        QVERIFY(at.server.objects().empty());
        at.server.setFaults("PUT etag 2\nDELETE denied 3\n");
        text = at.errorText(ErrorKind::Usage);
        const std::vector<std::string> left = at.server.objects();
        QCOMPARE(left.size(), std::size_t{1});
        const std::string name = left[0].substr(left[0].rfind("%2F") + 3); // of the object, in its folder
        QVERIFY2(text.find("A damaged file lies in the bucket") != std::string::npos &&
                     text.find(name) != std::string::npos && text.find("403 AccessDenied") != std::string::npos &&
                     text.find("allow s3:DeleteObject") != std::string::npos,
                 (name + "\n" + text).c_str());
        QVERIFY(!at.server.hasManifest());
    }
    void aDamagedObjectGoesHoweverTheWaitForTheNextAttemptEnds_data() {
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("isStopped");
        QTest::newRow("the store stays away") << QByteArray("PUT 503 1000\n") << false;
        QTest::newRow("the next attempt is refused") << QByteArray("PUT denied 1000\n") << false;
        QTest::newRow("somebody stops it") << QByteArray() << true;
    }
    void aDamagedObjectGoesHoweverTheWaitForTheNextAttemptEnds() {
        QFETCH(const QByteArray, after);
        QFETCH(const bool, isStopped);
        Place at;
        NEEDS_SERVER(at);
        at.options.tries = 3;
        at.server.setFaults(("PUT etag 1\n" + after).constData());
        std::stop_source stop;
        try {
            QVERIFY(!backUpRun(
                         at.run, at.target, at.options,
                         [&](const BackupStatus& status) {
                             if (isStopped && !status.note.empty())
                                 stop.request_stop();
                         },
                         stop.get_token())
                         .complete);
        } catch (const Error&) {
            QVERIFY(!isStopped);
        }
        QVERIFY(at.server.objects().empty());
        at.server.setFaults("");
        const BackupResult next = at.backUp();
        QVERIFY(next.complete);
        QCOMPARE(next.moved, next.files);
    }
    void aDamagedObjectThatNobodyCouldDeleteIsSentAgain() {
        Place at;
        NEEDS_SERVER(at);
        at.options.tries = 1; // as of one that was killed: nothing is tried again
        at.server.setFaults("PUT etag 1\nDELETE denied 1000\n");
        QVERIFY(!at.errorText(ErrorKind::Usage).empty());
        QCOMPARE(at.server.objects().size(), std::size_t{1});
        at.server.setFaults("");
        const BackupResult next = at.backUp();
        QCOMPARE(next.moved, next.files);
    }
    void aMachineThatDoesNotSayItsRoleAtOnceIsAskedAgain() {
        Place at;
        NEEDS_SERVER(at);
        const WithVariable key("AWS_ACCESS_KEY_ID", ""), secret("AWS_SECRET_ACCESS_KEY", ""),
            allowed("AWS_EC2_METADATA_DISABLED", "");
        test::FakeMetadata machine;
        machine.set("iam/security-credentials/", test::says(200, "trainer"));
        machine.set("iam/security-credentials/trainer",
                    test::says(200, std::string("{\"AccessKeyId\":\"") + test::kS3Key + "\",\"SecretAccessKey\":\"" +
                                        test::kS3Secret + "\",\"Token\":\"role-token\"}"));
        std::atomic<int> busy = 3; // all looks before the first request, which is refused therefore
        machine.isBusy = [&busy] { return busy-- > 0; };
        QVERIFY(at.backUp().complete);
        QCOMPARE(at.server.count(" 403"), 1);
        machine.isBusy = [] { return true; };
        at.options.tries = 2;
        const std::string text = at.errorText(ErrorKind::Io);
        QVERIFY2(text.find("did not say what its role is") != std::string::npos, text.c_str());
        QCOMPARE(at.server.count(" 403"), 3);
    }
    void anotherRunOfThisNameIsKept() {
        Place at;
        NEEDS_SERVER(at);
        at.backUp();
        std::filesystem::remove_all(at.run);
        test::writeFinishedRun(at.run, 2, 2'000);
        const std::string text = at.errorText(ErrorKind::Usage);
        QVERIFY2(text.find("Another run") != std::string::npos, text.c_str());
        QVERIFY(restoreRun(at.place, at.back, at.options).complete);
        QCOMPARE(summariseRun(at.back).epochsDone, 4);
    }
    void automaticBackupTellsOfSuccessAndFailureAndNeverThrows() {
        Place at;
        NEEDS_SERVER(at);
        std::vector<std::string> told;
        const auto tell = [&](const EventRecord& event) { told.push_back(event.title); };
        {
            AutoBackup backups(at.run, at.target, at.options, tell, {});
            backups.request();
            QVERIFY(backups.finish().isWhole);
        }
        const WithVariable secret("AWS_SECRET_ACCESS_KEY", "wrong");
        {
            AutoBackup backups(at.run, at.target, at.options, tell, {});
            backups.request();
            const LastBackup last = backups.finish();
            QVERIFY(!last.isWhole && last.failure && last.failure->kind() == ErrorKind::Usage);
        }
        QCOMPARE(told, (std::vector<std::string>{"Backed up", "The backup failed"}));
        const EventRecord line = RunDatabase(RunPaths(at.run).database, RunDatabase::Mode::Read).events(1).at(0);
        QVERIFY(line.kind == EventKind::BackupFailed && line.step == 40 && line.epoch == 4);
    }
    void secretIsNowhere() {
        Place at;
        NEEDS_SERVER(at);
        at.server.setFaults("PUT 503 1\n");
        std::string told;
        backUpRun(at.run, at.target, at.options,
                  [&](const BackupStatus& status) { told += status.file + status.note; });
        QVERIFY(told.find(test::kS3Secret) == std::string::npos);
        for (const std::string& folder : {at.run, at.aws.home.path().toStdString()}) {
            for (const auto& [name, content] : test::filesOf(folder))
                QVERIFY2(content.find(test::kS3Secret) == std::string::npos, name.c_str());
        }
        QVERIFY(at.server.log().find(test::kS3Secret) == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(BackupS3Test)
#include "tst_backup_s3.moc"
