// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "core/run/run_database.h"
#include "tests/support/disk_gate.h"
#include "tests/support/finished_runs.h"
#include "tests/support/s3_server.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/backup/backup_dialog.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

namespace fs = std::filesystem;

/// Backups from the window: by hand, the way back, by themselves, and with a place that hangs.
class TestBackup final : public QObject {
    Q_OBJECT

private:
    /// A window with two runs in its folder, and the dialog.
    struct Open {
        explicit Open(StudioServices services = fakeServices())
            : fixture(std::move(services)) {
            qputenv("XDG_CACHE_HOME", QFile::encodeName(fixture.dir.filePath(QStringLiteral("cache"))));
            qputenv("XDG_STATE_HOME", QFile::encodeName(fixture.dir.filePath(QStringLiteral("state"))));
            for (const char* name : {"one", "two"})
                writeFinishedRun(run(name), 3, 1000);
            studio().runs.refresh();
        }
        Studio& studio() { return *fixture.studio; }
        std::string run(const char* name) const { return fixture.runs.toStdString() + "/" + name; }
        QString place(const char* name) const { return fixture.dir.filePath(QLatin1String(name)); }
        bool isListed(const std::string& folder) { return studio().runs.find(folder) != nullptr; }
        bool show(BackupView view = BackupView::BackUp, const std::string& run = {}) {
            if (!waitFor([this] { return studio().runs.runs().size() == 2; }))
                return false;
            dialog = std::make_unique<BackupDialog>(studio());
            dialog->setAttribute(Qt::WA_DeleteOnClose, false);
            dialog->showView(view, run);
            dialog->show();
            return true;
        }
        QPushButton* button(const char* name) { return dialog->findChild<QPushButton*>(QLatin1String(name)); }
        QString told() { return dialog->findChild<QLabel*>(QStringLiteral("backupTold"))->text(); }
        void setPlace(const char* name, const QString& place) {
            dialog->findChild<QComboBox*>(QLatin1String(name))->setEditText(place);
        }
        StudioFixture fixture;
        std::unique_ptr<BackupDialog> dialog;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }
    void cleanup() { QTRY_COMPARE(LeavableThread::leftBehind(), 0); }

    void aRunIsBackedUpAndComesBackAsAnotherOne() {
        Open open;
        QVERIFY(open.show(BackupView::BackUp, open.run("two")));
        open.fixture.folderAnswer = open.place("copies");
        open.button("backupTarget_folder")->click();
        saveShot(*open.dialog, QStringLiteral("backup-ready"));
        QVERIFY(open.button("backupBegin")->isEnabled());
        open.button("backupBegin")->click();
        QVERIFY(!open.button("backupBegin")->isEnabled() && open.button("backupCancel")->isVisible());
        QTRY_VERIFY(!open.studio().backup.isRunning());
        QVERIFY2(open.told().startsWith(QStringLiteral("Backed up to ")), qPrintable(open.told()));
        const std::string source = open.place("copies/two").toStdString();
        QVERIFY(fs::exists(source + "/manifest.json") && open.button("backupCancel")->isHidden());
        QCOMPARE(open.studio().settings.recentBackups().front(), open.place("copies").toStdString());
        saveShot(*open.dialog, QStringLiteral("backup-done"));

        open.dialog->showView(BackupView::Restore, {});
        open.setPlace("restoreSource", open.place("copies/two"));
        auto* folder = open.dialog->findChild<QLineEdit*>(QStringLiteral("restoreFolder"));
        QCOMPARE(folder->text().toStdString(), open.run("two")); // a run of that name is there
        open.button("restoreBegin")->click();
        QTRY_VERIFY(open.told().startsWith(QStringLiteral("There is something of this name already")));
        folder->setText(open.fixture.runs + QStringLiteral("/three"));
        open.button("restoreBegin")->click();
        QTRY_VERIFY2(open.told().startsWith(QStringLiteral("Restored to ")), qPrintable(open.told()));
        saveShot(*open.dialog, QStringLiteral("backup-restored"));
        QTRY_VERIFY(open.isListed(open.run("three")));
        QVERIFY(fs::exists(RunPaths(open.run("three")).checkpoints + "/" + checkpointFileName(30)));
    }

    void aPlaceThatHangsIsLeftWhereAPersonCancels() {
        Open open;
        fs::create_directories(open.place("dead").toStdString());
        QVERIFY(open.show());
        const DiskGate gate(open.place("dead").toStdString());
        open.dialog->findChild<QComboBox*>(QStringLiteral("backupRun"))->setCurrentIndex(0);
        open.setPlace("backupTarget", open.place("dead"));
        open.button("backupBegin")->click();
        QTRY_VERIFY(gate.isReached());
        QCOMPARE(open.studio().busyWork().size(), std::size_t{1});
        QVERIFY(open.studio().busyWork()[0].title.startsWith(QStringLiteral("Backing up ")));
        saveShot(*open.dialog, QStringLiteral("backup-running"));
        open.button("backupCancel")->click();
        QVERIFY(!open.button("backupCancel")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!open.studio().backup.isRunning(), 20'000);
        QVERIFY2(open.told().contains(QStringLiteral("did not answer")), qPrintable(open.told()));
        QVERIFY(open.studio().busyWork().empty());
        // Another run is backed up beside the thread that hangs.
        open.dialog->findChild<QComboBox*>(QStringLiteral("backupRun"))->setCurrentIndex(1);
        open.setPlace("backupTarget", open.place("alive"));
        open.button("backupBegin")->click();
        QTRY_VERIFY2(open.told().startsWith(QStringLiteral("Backed up to ")), qPrintable(open.told()));
        QVERIFY2(gate.touchedByMaker().empty(), gate.touchedByMaker().c_str());
        gate.open();
    }

    void whatIsNoPlaceIsToldBeforeAndWhatFailsAfterwards() {
        Open open;
        QVERIFY(open.show());
        for (const char* place : {"", "copies", "s3://key:secret@bucket/runs"}) {
            open.setPlace("backupTarget", QLatin1String(place));
            QVERIFY2(!open.button("backupBegin")->isEnabled(), place);
        }
        open.setPlace("backupTarget", QStringLiteral("s3://bucket/runs"));
        QVERIFY(open.button("backupBegin")->isEnabled());
        QVERIFY(open.dialog->findChild<QLineEdit*>(QStringLiteral("backupTarget_endpoint"))->isVisible());
        auto& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
        applyTheme(app, ThemeMode::Dark);
        saveShot(*open.dialog, QStringLiteral("backup-store-dark"));
        applyTheme(app, ThemeMode::Light);
        writeFileAtomically(open.place("taken").toStdString(), "a file");
        open.setPlace("backupTarget", open.place("taken"));
        QVERIFY(!open.dialog->findChild<QLineEdit*>(QStringLiteral("backupTarget_endpoint"))->isVisible());
        open.button("backupBegin")->click();
        QTRY_VERIFY(open.told().contains(QStringLiteral("taken")));
        QVERIFY(open.studio().backup.last()->hasFailed());
        saveShot(*open.dialog, QStringLiteral("backup-failed"));
    }

    void eachPlaceComesWithItsOwnStore() {
        Open open;
        Settings& settings = open.studio().settings;
        settings.setAutoBackup({"s3://plain/runs", {}, false});
        settings.addRecentBackup("s3://mine/runs");
        settings.setBackupEndpoint("s3://mine/runs", "https://store.example.org");
        settings.addRecentBackup("s3://plain/other");
        QVERIFY(open.show(BackupView::Automatic));
        const auto store = [&open](const char* name) {
            return open.dialog->findChild<QLineEdit*>(QLatin1String(name))->text();
        };
        QCOMPARE(store("autoTarget_endpoint"), QString());   // not the one that was used last
        QVERIFY(!open.button("autoSave")->isEnabled());      // nothing was changed
        QCOMPARE(store("backupTarget_endpoint"), QString()); // of s3://plain/other
        auto* target = open.dialog->findChild<QComboBox*>(QStringLiteral("backupTarget"));
        target->setCurrentText(QStringLiteral("s3://mine/runs"));
        Q_EMIT target->activated(target->findText(QStringLiteral("s3://mine/runs")));
        QCOMPARE(store("backupTarget_endpoint"), QStringLiteral("https://store.example.org"));
    }

    void aRunOfThisWindowIsBackedUpByItself() {
        Open open;
        QVERIFY(open.show(BackupView::Automatic));
        open.dialog->findChild<QCheckBox*>(QStringLiteral("autoFinished"))->setChecked(true);
        open.dialog->findChild<QCheckBox*>(QStringLiteral("autoBest"))->setChecked(true);
        open.setPlace("autoTarget", open.place("auto"));
        open.button("autoSave")->click();
        QTRY_VERIFY(open.studio().settings.autoBackup() == (BackupWish{open.place("auto").toStdString(), {}, true}));
        saveShot(*open.dialog, QStringLiteral("backup-automatic"));
        QSignalSpy spy(&open.studio().backup, &BackupSession::ended);
        QVERIFY(open.fixture.openPictures());
        open.studio().recipe.runName = "trained";
        open.studio().recipe.setValue("epochs", "3");
        QVERIFY(open.studio().startTraining());
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(!open.studio().backup.isRunning());
        QVERIFY(spy.size() >= 2); // a best one on the way, and the end
        for (const auto& ended : spy)
            QVERIFY(ended[0].value<BackupOutcome>().task.automatic);
        QVERIFY(fs::exists(open.place("auto/trained/manifest.json").toStdString()));
    }

    void aBackupByItselfThatFailsIsSeen() {
        std::vector<Notice> sent;
        StudioServices services = fakeServices();
        services.notify = [&sent](const Notice& notice) { sent.push_back(notice); };
        Open open(std::move(services));
        writeFileAtomically(open.place("taken").toStdString(), "a file");
        open.studio().settings.setAutoBackup({open.place("taken").toStdString(), {}, false});
        QSignalSpy problems(&open.studio(), &Studio::problemReported);
        QVERIFY(open.fixture.openPictures());
        open.studio().recipe.runName = "trained";
        QVERIFY(open.studio().startTraining());
        QVERIFY(open.fixture.waitIdle());
        QTRY_COMPARE(problems.size(), 1);
        QCOMPARE(problems[0][0].value<Message>().title, std::string("trained was not backed up"));
        QCOMPARE(sent.size(), std::size_t{1});
        QVERIFY(sent[0].kind == NoticeKind::NotBackedUp && sent[0].run.folder == open.run("trained"));
        QCOMPARE(sent[0].title, std::string("trained was not backed up"));
        const auto& shown = open.studio().training.history()->events;
        QTRY_VERIFY(shown.front().kind == EventKind::BackupFailed);
        const RunDatabase database(RunPaths(open.run("trained")).database, RunDatabase::Mode::Read);
        const EventRecord kept = database.events(1).at(0);
        QVERIFY(kept.kind == EventKind::BackupFailed && kept.step == database.lastStep());
        QVERIFY(kept.detail.find("taken") != std::string::npos);
    }

    void oneThatHangsFailsAndHoldsUpNoOther() {
        Open open;
        fs::create_directories(open.place("dead").toStdString());
        open.studio().backup.setSilence(std::chrono::milliseconds(200));
        QSignalSpy ended(&open.studio().backup, &BackupSession::ended);
        connect(&open.studio().backup, &BackupSession::ended, &open.studio(), // the others take what they take
                [&open] { open.studio().backup.setSilence(kBackupSilence); });
        QSignalSpy problems(&open.studio(), &Studio::problemReported);
        const DiskGate gate(open.place("dead").toStdString());
        const auto start = [&](const char* run, const char* place, bool automatic) {
            open.studio().backup.start(
                {BackupTask::Kind::BackUp, open.run(run), open.place(place).toStdString(), {}, automatic});
        };
        start("one", "dead", true);
        start("two", "dead", true); // the place still hangs: it is not asked once more
        start("one", "alive", true);
        QTRY_COMPARE(ended.size(), 2);
        QVERIFY(gate.isReached());
        const auto outcomeOf = [&ended](int index) { return ended[index][0].value<BackupOutcome>(); };
        QVERIFY(outcomeOf(0).hasFailed() && outcomeOf(0).problem.title.find("stood still") != std::string::npos);
        QVERIFY2(outcomeOf(1).isComplete(), outcomeOf(1).problem.text().c_str());
        QCOMPARE(problems.size(), 1);
        QCOMPARE(open.studio().backup.heldUp(), std::size_t{1});
        start("two", "dead", true);
        QCOMPARE(open.studio().backup.heldUp(), std::size_t{1}); // it is owed once
        gate.open();
        QTRY_COMPARE(ended.size(), 3); // the place answers: what is owed to it is made up for
        QVERIFY2(outcomeOf(2).isComplete(), outcomeOf(2).problem.text().c_str());
        QVERIFY(outcomeOf(2).task.run == open.run("two") && open.studio().backup.heldUp() == 0);
    }

    void oneThatIsOwedToAPlaceWhichStaysSilentFailsInTheEnd() {
        Open open;
        fs::create_directories(open.place("dead").toStdString());
        BackupSession& backup = open.studio().backup;
        QSignalSpy ended(&backup, &BackupSession::ended);
        const DiskGate gate(open.place("dead").toStdString());
        BackupTask task{BackupTask::Kind::BackUp, open.run("one"), open.place("dead").toStdString(), {}, false};
        backup.start(task);
        QTRY_VERIFY(gate.isReached());
        backup.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
        QVERIFY(!ended[0][0].value<BackupOutcome>().hasFailed()); // a person wished so
        backup.setSilence(std::chrono::milliseconds(200));
        task.automatic = true;
        backup.start(task);
        QTRY_COMPARE(ended.size(), 2);
        QCOMPARE(ended[1][0].value<BackupOutcome>().problem.title, std::string("Its place does not answer"));
        QVERIFY(backup.heldUp() == 0 && !backup.isRunning());
        backup.setSilence(kBackupSilence);
        backup.start(task); // the window closes before the place answers
        QCOMPARE(open.studio().busyWork().size(), std::size_t{1});
        backup.requestStop();
        QTRY_COMPARE(ended.size(), 3);
        QCOMPARE(ended[2][0].value<BackupOutcome>().problem.title, std::string("The studio was closed before it"));
        gate.open();
        QTRY_COMPARE(LeavableThread::leftBehind(), 0);
    }

    void aRunGoesToAStoreAndComesBack() {
        const OurAws aws;
        S3Server server;
        Open open;
        if (!server.start())
            QSKIP("Python's botocore is missing");
        QVERIFY(open.show(BackupView::BackUp, open.run("one")));
        const auto endpoint = [&](const char* name) {
            open.dialog->findChild<QLineEdit*>(QLatin1String(name))->setText(QString::fromStdString(server.endpoint()));
        };
        open.setPlace("backupTarget", QStringLiteral("s3://our-bucket/all runs"));
        endpoint("backupTarget_endpoint");
        server.setFaults("PUT 503 1\n"); // passes, and is tried again
        open.button("backupBegin")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!open.studio().backup.isRunning(), 30'000);
        QVERIFY2(open.told().startsWith(QStringLiteral("Backed up to s3://our-bucket/")), qPrintable(open.told()));
        QVERIFY(server.hasManifest());
        open.dialog->showView(BackupView::Restore, {});
        open.setPlace("restoreSource", QStringLiteral("s3://our-bucket/all runs/one"));
        endpoint("restoreSource_endpoint");
        open.dialog->findChild<QLineEdit*>(QStringLiteral("restoreFolder"))
            ->setText(open.fixture.runs + QStringLiteral("/three"));
        open.button("restoreBegin")->click();
        QTRY_VERIFY_WITH_TIMEOUT(open.isListed(open.run("three")), 30'000);
        QCOMPARE(filesOf(open.run("three")).at("recipe.json"), filesOf(open.run("one")).at("recipe.json"));
        const WithVariable wrong("AWS_SECRET_ACCESS_KEY", "wrong");
        open.dialog->showView(BackupView::BackUp, open.run("two"));
        open.button("backupBegin")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!open.studio().backup.isRunning(), 30'000);
        QVERIFY(open.studio().backup.last()->hasFailed() && !open.told().contains(QStringLiteral("wrong")));
    }

    void closingTheDialogLeavesABackupAtWork() {
        Open open;
        fs::create_directories(open.place("slow").toStdString());
        QVERIFY(open.show(BackupView::BackUp, open.run("one")));
        const DiskGate gate(open.place("slow").toStdString());
        open.setPlace("backupTarget", open.place("slow"));
        open.button("backupBegin")->click();
        QTRY_VERIFY(gate.isReached());
        open.dialog->close();
        open.dialog.reset();
        QVERIFY(open.studio().backup.isRunning());
        gate.open();
        QTRY_VERIFY(!open.studio().backup.isRunning());
        QVERIFY(open.studio().backup.last()->isComplete());
        QVERIFY(fs::exists(open.place("slow/one/manifest.json").toStdString()));
        QVERIFY(open.show()); // and says so where it is opened again
        QVERIFY2(open.told().startsWith(QStringLiteral("Backed up to ")), qPrintable(open.told()));
    }

    void runsElsewhereAreAskedToBackUpTheSameWay() {
        const auto asked = std::make_shared<BackupWish>();
        StudioServices services = fakeServices();
        services.follow = services.train;
        services.launch = [asked](const TrainRequest&, const BackupWish& wish) -> std::string {
            *asked = wish;
            throw Error(ErrorKind::Io, "None is started here");
        };
        Open open(std::move(services));
        const BackupWish wish{"s3://bucket/runs", "https://store.example.org", true};
        open.studio().settings.setAutoBackup(wish);
        QVERIFY(open.fixture.openPictures());
        open.studio().addToQueue();
        QTRY_COMPARE(open.studio().queue.content().entries.size(), std::size_t{1});
        QCOMPARE(open.studio().queue.content().entries[0].company, wordsOf(wish));
        open.studio().recipe.setPlace(RunPlace::Background);
        QVERIFY(open.studio().startTraining());
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(*asked == wish);
        QVERIFY(!open.studio().backup.isRunning() && !open.studio().backup.last());
    }

    void theMenuAndTheRunsPageOpenOneDialog() {
        Open open;
        MainWindow window(open.studio());
        window.show();
        QTRY_COMPARE(open.studio().runs.runs().size(), std::size_t{2});
        open.studio().actions().restore->trigger();
        open.studio().show(Page::Runs);
        auto* button = window.findChild<QPushButton*>(QStringLiteral("backUpRun"));
        QTRY_VERIFY(button != nullptr && button->isEnabled());
        button->click();
        QCOMPARE(window.findChildren<BackupDialog*>().size(), qsizetype{1});
        QVERIFY(window.findChild<QPushButton*>(QStringLiteral("backupBegin"))->isVisible());
    }
};

STUDIO_UI_TEST(QApplication, TestBackup)
#include "tst_backup.moc"
