// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <filesystem>

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "core/recipe/presets.h"
#include "core/sample/sample_pictures.h"
#include "tests/support/picture_folders.h"
#include "tests/support/ui_main.h"
#include "ui/session/data_session.h"
#include "ui/session/recipe_draft.h"
#include "ui/session/settings.h"

using namespace studio;
using namespace studio::test;

/// Opening, cancelling and checking data; the recipe draft; what is remembered between starts.
class TestDataSession final : public QObject {
    Q_OBJECT

private:
    static std::string in(const QTemporaryDir& dir, const char* name) {
        return dir.filePath(QLatin1String(name)).toStdString();
    }
    QTemporaryDir cache_;

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(cache_.isValid());
        qputenv("XDG_CACHE_HOME", cache_.path().toLocal8Bit());
    }

    void theResultOfACancelledScanIsNotTaken() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, "first"), 2, 4, 2);
        writePictureFolders(in(dir, "second"), 3, 4, 2);
        DataSession session;
        session.open({in(dir, "first"), {}, 0.1, 0});
        QTRY_COMPARE(session.state(), DataState::Ready);
        const auto before = session.data();
        session.open({in(dir, "second"), {}, 0.1, 0});
        QCOMPARE(session.state(), DataState::Scanning);
        QElapsedTimer time;
        time.start();
        while (time.elapsed() < 150) // many times as long as the scan takes: its result waits in the event queue
            QCOMPARE(openImageFolder({in(dir, "second"), {}, 0.1, 0}).classes.size(), std::size_t{3});
        session.cancel();
        QCOMPARE(session.state(), DataState::Ready);
        QCOMPARE(session.found(), std::int64_t{12});
        QCOMPARE(session.spec().root, in(dir, "first"));
        QCoreApplication::processEvents();
        QCOMPARE(session.data(), before);
        QCOMPARE(session.spec().root, in(dir, "first"));
    }

    void cancellingTheFirstOpenLeavesNothing() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, "first"), 2, 4, 2);
        DataSession session;
        session.cancel();
        session.open({in(dir, "first"), {}, 0.1, 0});
        session.cancel();
        QCOMPARE(session.state(), DataState::Empty);
        QCoreApplication::processEvents();
        QCOMPARE(session.state(), DataState::Empty);
        QVERIFY(!session.data());
    }

    void cancellingTheSampleDrawsNoFurther() {
        const QTemporaryDir dir;
        DataSession session;
        session.openSample(in(dir, "sample"));
        QCOMPARE(session.state(), DataState::Drawing);
        QVERIFY(session.expected() >= 10 * kSampleClasses);
        session.cancel();
        QCOMPARE(session.state(), DataState::Empty);
        // Opening waits for the drawing to end; a folder half drawn is no data set of the session's.
        session.open({in(dir, "nowhere"), {}, 0.1, 0});
        QTRY_COMPARE(session.state(), DataState::Refused);
        QVERIFY(session.error().place.find("nowhere") != std::string::npos);
    }

    void aSampleFolderThatHoldsSomethingElseIsRefused() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, "mine"), 2, 1, 1);
        DataSession session;
        session.openSample(in(dir, "mine"));
        QTRY_COMPARE(session.state(), DataState::Refused);
        QVERIFY(!session.error().title.empty());
        QVERIFY(QFile::exists(dir.filePath(QStringLiteral("mine/train/c0/1000.jpg"))));
    }

    void aCheckOfOtherDataDoesNotShow() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, "first"), 2, 40, 2, 64);
        writePictureFolders(in(dir, "second"), 2, 2, 1);
        DataSession session;
        session.open({in(dir, "first"), {}, 0.1, 0});
        QTRY_COMPARE(session.state(), DataState::Ready);
        session.startCheck();
        QCOMPARE(session.report()->total, std::int64_t{84});
        session.open({in(dir, "second"), {}, 0.1, 0});
        QTRY_COMPARE(session.state(), DataState::Ready);
        QTRY_VERIFY(!session.isChecking());
        QVERIFY(!session.report());
    }

    void aCheckCanBeStoppedAndStartedAgain() {
        const QTemporaryDir dir;
        writePictureFolders(in(dir, "first"), 2, 40, 2, 64);
        DataSession session;
        session.startCheck(); // nothing to check: nothing happens
        QVERIFY(!session.report());
        session.open({in(dir, "first"), {}, 0.1, 0});
        QTRY_COMPARE(session.state(), DataState::Ready);
        session.startCheck();
        session.cancelCheck();
        QTRY_VERIFY(!session.isChecking());
        session.startCheck();
        QTRY_VERIFY(!session.isChecking());
        QVERIFY(session.report()->complete);
        QCOMPARE(session.report()->checked, std::int64_t{84});
    }

    void whatACheckFoundIsKnownAtTheNextStart() {
        const QTemporaryDir dir;
        const std::string root = in(dir, "pictures");
        writePictureFolders(root, 2, 6, 2);
        writeBytes(root + "/train/c0/words.jpg", {'w'});
        {
            DataSession session;
            session.open({root, {}, 0.1, 0});
            QTRY_COMPARE(session.state(), DataState::Ready);
            QVERIFY(!session.report());
            session.startCheck();
            QTRY_VERIFY(!session.isChecking());
        }
        DataSession next;
        next.open({root, {}, 0.1, 0});
        QTRY_COMPARE(next.state(), DataState::Ready);
        QVERIFY(next.report() && next.report()->complete && !next.isChecking());
        QCOMPARE(next.report()->problems.size(), std::size_t{1});
        QVERIFY(next.report()->finishedUtcMs > 0);
        writeBytes(root + "/train/c0/more.jpg", {'w'});
        next.open({root, {}, 0.1, 0});
        QTRY_COMPARE(next.state(), DataState::Ready);
        QVERIFY(!next.report()); // other files now
    }

    void aFolderThatGoesWhileItIsCheckedIsSaid() {
        const QTemporaryDir dir;
        const std::string root = in(dir, "pictures");
        writePictureFolders(root, 2, 6, 2);
        DataSession session;
        session.open({root, {}, 0.1, 0});
        QTRY_COMPARE(session.state(), DataState::Ready);
        session.startCheck();
        QTRY_VERIFY(!session.isChecking());
        QVERIFY(session.checkError().title.empty());
        std::filesystem::rename(root, in(dir, "away"));
        session.startCheck();
        QTRY_VERIFY(!session.isChecking());
        QCOMPARE(session.checkError().title, std::string("The picture folder does not answer"));
        QVERIFY(session.report()->complete && session.report()->problems.empty()); // what was known stays
        std::filesystem::rename(in(dir, "away"), root);
        session.startCheck();
        QTRY_VERIFY(!session.isChecking());
        QVERIFY(session.checkError().title.empty());
    }

    void aJobStartedAgainForgetsTheOneBefore() {
        int first = 0, second = 0, never = 0;
        std::atomic<bool> begun = false, stopped = false, diskAnswers = false, tooEarly = false, superseded = false;
        BackgroundJob job; // after all that its work uses: it waits for it at its end
        job.start([&](const JobControl& control) -> std::function<void()> {
            begun = true;
            while (!control.isStopped() || !diskAnswers)
                std::this_thread::yield();
            stopped = true;
            std::thread([&] { control.progress([&] { ++first; }); }).join();
            return [&] { ++first; };
        });
        QTRY_VERIFY(begun.load());
        // Neither start waits for the job before, whatever that one waits for.
        job.start([&](const JobControl&) -> std::function<void()> {
            superseded = true;
            return [&] { ++never; };
        });
        job.start([&](const JobControl&) -> std::function<void()> {
            tooEarly = !stopped;
            return [&] { ++second; };
        });
        QVERIFY(!stopped.load() && job.isRunning());
        diskAnswers = true;
        QTRY_COMPARE(second, 1);
        QVERIFY(stopped.load());
        QVERIFY(!tooEarly.load());
        QVERIFY(!superseded.load());
        QVERIFY(!job.isRunning());
        QCOMPARE(first + never, 0);
    }

    void whatOnlyLooksBeginsBesideAJobThatHangs() {
        std::atomic<bool> begun = false, diskAnswers = false;
        int found = 0;
        BackgroundJob job;
        job.start(
            [&](const JobControl&) {
                begun = true;
                while (!diskAnswers)
                    std::this_thread::yield();
                return 1;
            },
            [&](int value) { found = value; });
        QTRY_VERIFY(begun.load());
        job.start([](const JobControl&) { return 2; }, [&](int value) { found = value; }, {},
                  BackgroundJob::Begin::AtOnce);
        QTRY_COMPARE(found, 2);
        diskAnswers = true;
    }

    void progressIsThrottledAndTheLatestWins() {
        std::vector<int> shown;
        std::atomic<bool> go = false;
        bool done = false;
        QElapsedTimer time;
        time.start();
        BackgroundJob job;
        job.start(
            [&](const JobControl& control) {
                for (int i = 1; i <= 10'000; ++i)
                    control.progress([&shown, i] { shown.push_back(i); });
                while (!go)
                    std::this_thread::yield();
            },
            [&] { done = true; });
        QTRY_VERIFY(!shown.empty() && shown.back() == 10'000); // also where nothing follows it
        QVERIFY(static_cast<qint64>(shown.size()) <= time.elapsed() / 100 + 2);
        QVERIFY(std::is_sorted(shown.begin(), shown.end()));
        go = true;
        QTRY_VERIFY(done);
    }

    void whatAJobThrowsArrivesAsAMessage() {
        Message told;
        int done = 0;
        BackgroundJob job;
        job.start(
            [](const JobControl&) -> int {
                throw Error(ErrorKind::Io, {"Broken", "here", {}, {}});
            },
            [&](int) { ++done; }, [&](const Message& message) { told = message; });
        QTRY_COMPARE(told.title, std::string("Broken"));
        QCOMPARE(told.place, std::string("here"));
        QCOMPARE(done, 0);
        QVERIFY(!job.isRunning());
    }

    void whatRawWorkThrowsEndsTheJob() {
        Message told;
        bool done = false;
        BackgroundJob job;
        job.start([](const JobControl&) -> std::function<void()> { throw std::runtime_error("broken"); });
        QTRY_VERIFY(!job.isRunning());
        job.start([](const JobControl&) -> std::function<void()> { throw std::runtime_error("broken"); },
                  BackgroundJob::Begin::AtOnce, [&](const Message& message) { told = message; });
        QTRY_COMPARE(told.title, std::string("broken"));
        job.start([](const JobControl&) {}, [&] { done = true; }); // in turn: those before have ended
        QTRY_VERIFY(done);
    }

    void aForgottenJobDeliversNothing() {
        int calls = 0;
        std::atomic<bool> begun = false, ended = false;
        {
            BackgroundJob job;
            job.start(
                [&](const JobControl& control) {
                    begun = true;
                    while (!control.isStopped())
                        std::this_thread::yield();
                    control.progress([&] { ++calls; });
                    ended = true;
                },
                [&] { ++calls; });
            QTRY_VERIFY(begun.load());
            job.forget();
            QVERIFY(!job.isRunning());
            QTRY_VERIFY(ended.load());
        }
        QCoreApplication::processEvents();
        QCOMPARE(calls, 0);
    }

    void undoIsBoundedAlsoForLoadedRecipes() {
        RecipeDraft draft;
        const TrainConfig config = findPreset("quick-look").config;
        for (int i = 0; i < 250; ++i)
            draft.load("recipe " + std::to_string(i), config);
        int undone = 0;
        for (; draft.canUndo(); ++undone)
            draft.undo();
        QCOMPARE(undone, 200);
        QCOMPARE(draft.name(), std::string("recipe 49"));
        draft.redo();
        QCOMPARE(draft.name(), std::string("recipe 50"));
        draft.setValue("epochs", "3");
        QVERIFY(!draft.canRedo());
    }

    /// As where it is said in a terminal or a file.
    void theSizeOfValidationCarriesWhatIsResized() {
        RecipeDraft draft;
        draft.load("reference", findPreset("imagenet-reference").config); // 224 px of 232
        const std::int64_t resize = draft.base().evalResize, size = draft.base().evalSize;
        draft.setValue("eval_size", "320");
        QCOMPARE(draft.config().evalResize, std::int64_t{0}); // 320 x 256 / 224
        QVERIFY(!hasErrors(draft.issues()));
        draft.setValue("eval_size", std::to_string(size));
        QCOMPARE(draft.config().evalResize, resize);
        draft.setValue("eval_resize", "400");
        draft.setValue("eval_size", "320");
        QCOMPARE(draft.config().evalResize, std::int64_t{400}); // a person's own
    }

    void settingTheSameValueIsNoStep() {
        RecipeDraft draft;
        QSignalSpy changes(&draft, &RecipeDraft::changed);
        draft.setValue("epochs", configValue(draft.config(), "epochs"));
        QVERIFY(!draft.canUndo());
        QCOMPARE(changes.count(), 0);
    }

    void aSavedRecipeBecomesTheNewStartingPoint() {
        RecipeDraft draft;
        draft.setValue("epochs", "11");
        const TrainConfig saved = draft.config();
        draft.setValue("batch_size", "9"); // while it is written
        draft.setSaved("mine.json", saved, "/recipes/mine.json");
        QCOMPARE(draft.changedKeys(), std::vector<std::string>{"batch_size"});
        QCOMPARE(draft.name(), std::string("mine.json"));
        QCOMPARE(draft.base().epochs, std::int64_t{11});
        QCOMPARE(draft.file(), std::string("/recipes/mine.json"));
    }

    void settingsSurviveAndDamagedOnesCountAsUnset() {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("s.ini"));
        {
            Settings settings(file);
            QCOMPARE(settings.theme(), QStringLiteral("system"));
            settings.setTheme(QStringLiteral("dark"));
            settings.setRunsFolder("/runs/100% \xFF, really");
            settings.setState(QStringLiteral("window"), QByteArray("\0\x01geometry", 10));
            settings.setSlowRefresh(true);
            for (int i = 0; i < 12; ++i)
                settings.addRecentData({"/data/" + std::to_string(i), {}, 0.1, 0});
        }
        const Settings again(file);
        QCOMPARE(again.theme(), QStringLiteral("dark"));
        QCOMPARE(again.runsFolder(), std::string("/runs/100% \xFF, really"));
        QCOMPARE(again.state(QStringLiteral("window")), QByteArray("\0\x01geometry", 10));
        QVERIFY(again.slowRefresh());
        QCOMPARE(again.recentData().size(), std::size_t{8});
        QCOMPARE(again.recentData().front().root, std::string("/data/11"));
        writeFileAtomically(file.toStdString(), "[General]\nrecentData=%Z, /data/ok\nrunsFolder=%GG\n");
        QCOMPARE(Settings(file).runsFolder(), defaultRunsFolder());
        QVERIFY(Settings(file).recentData() == (std::vector<DataSpec>{{"/data/ok", {}, 0.1, 0}}));
    }

    void howPicturesWereUsedIsRememberedWithThem() {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("s.ini"));
        const DataSpec used{"/data/caf\xE9", "/data/other val", 0.3, 0xFFFF'FFFF'FFFF'FFFF};
        writeFileAtomically(file.toStdString(), "[General]\nrecentData=/data/0\n"); // of an older studio
        {
            Settings settings(file);
            QVERIFY(settings.dataAt("/data/0") == (DataSpec{"/data/0", {}, 0.1, 0}));
            settings.addRecentData(used);
            settings.addRecentData({"/data/0", {}, 0.2, 3});
        }
        Settings again(file);
        QVERIFY(again.recentData() == (std::vector<DataSpec>{{"/data/0", {}, 0.2, 3}, used}));
        QVERIFY(again.dataAt("/data/caf\xE9/") == used);
        QVERIFY(again.dataAt("/data/unknown") == (DataSpec{"/data/unknown", {}, 0.1, 0}));
        for (int i = 1; i < 12; ++i)
            again.addRecentData({"/data/" + std::to_string(i), {}, 0.1, 0});
        QVERIFY(again.dataAt(used.root).splitSeed == 0); // none of the last eight any more
        writeFileAtomically(file.toStdString(), "[General]\nrecentData=/data/0\nrecentDataAsUsed=\"{\\\"root\\\":"
                                                "\\\"/data/0\\\",\\\"split\\\":7}\"\n");
        QVERIFY(Settings(file).dataAt("/data/0") == (DataSpec{"/data/0", {}, 0.1, 0})); // edited by hand
    }
};

STUDIO_UI_TEST(QCoreApplication, TestDataSession)
#include "tst_data_session.moc"
