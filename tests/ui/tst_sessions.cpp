// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include "core/recipe/presets.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"

using namespace studio;
using namespace studio::test;

/// The adapters between engine and window.
class TestSessions final : public QObject {
    Q_OBJECT

private:
    static TrainRequest request(StudioFixture& f, int epochs, const char* name = "run") {
        TrainRequest r;
        r.config = findPreset("quick-look").config;
        r.config.epochs = epochs;
        r.runFolder = f.runs.toStdString() + "/" + name;
        return r;
    }

    static void addBothKinds() {
        QTest::addColumn<bool>("followed");
        QTest::newRow("trained here") << false;
        QTest::newRow("followed") << true;
    }
    /// `services.train` trains here, or is what follows a process that was started: the window must see no difference.
    static StudioServices as(bool followed, StudioServices services = fakeServices()) {
        if (followed) {
            services.follow = std::exchange(services.train, [](const TrainRequest&, TrainObserver&, TrainControl&) {
                RunReport report;
                report.error.title = "This run was to be followed";
                return report;
            });
            services.launch = [](const TrainRequest& request, const BackupWish&) { return request.runFolder; };
        }
        return services;
    }
    static void begin(StudioFixture& f, const TrainRequest& request) {
        Studio& studio = *f.studio;
        studio.recipe.place = studio.hasBackground() ? RunPlace::Background : RunPlace::Window; // as it goes on later
        if (studio.hasBackground())
            studio.training.startInBackground(
                request, [launch = studio.services.launch](const TrainRequest& one) { return launch(one, {}); });
        else
            studio.training.start(request);
    }

private Q_SLOTS:
    void everyRecordArrivesOnTheGuiThread_data() { addBothKinds(); }
    void everyRecordArrivesOnTheGuiThread() {
        QFETCH(bool, followed);
        StudioFixture f(as(followed));
        int steps = 0, epochs = 0;
        connect(&f.studio->training, &TrainingSession::historyGrew, this, [&](int firstStep, int firstEpoch) {
            QCOMPARE(QThread::currentThread(), thread());
            steps += static_cast<int>(f.studio->training.history()->steps.size()) - firstStep;
            epochs += static_cast<int>(f.studio->training.history()->epochs.size()) - firstEpoch;
        });
        begin(f, request(f, 4));
        QVERIFY(f.waitIdle());
        QCOMPARE(steps, 40);
        QCOMPARE(epochs, 4);
        QCOMPARE(f.studio->training.lastReport()->outcome, RunOutcome::Finished);
    }

    void stopEndsTheRunAndIsNoFailure_data() { addBothKinds(); }
    void stopEndsTheRunAndIsNoFailure() {
        QFETCH(bool, followed);
        FakeEngine engine;
        engine.gated = true;
        StudioFixture f(as(followed, fakeServices(engine)));
        QSignalSpy problems(f.studio.get(), &Studio::problemReported);
        begin(f, request(f, 100));
        engine.gate->release(3);
        QTRY_COMPARE(f.studio->training.history()->steps.size(), std::size_t{3});
        f.studio->training.stopNow();
        QCOMPARE(f.studio->training.state(), SessionState::Stopping);
        engine.gate->release(1);
        QVERIFY(f.waitIdle());
        QCOMPARE(f.studio->training.lastReport()->outcome, RunOutcome::Stopped);
        QCOMPARE(problems.count(), 0);
    }

    void aFailureIsReportedOnceWithItsWayOut_data() { addBothKinds(); }
    void aFailureIsReportedOnceWithItsWayOut() {
        QFETCH(bool, followed);
        FakeEngine engine;
        engine.fail = true;
        StudioFixture f(as(followed, fakeServices(engine)));
        QSignalSpy problems(f.studio.get(), &Studio::problemReported);
        begin(f, request(f, 1));
        QVERIFY(f.waitIdle());
        QCOMPARE(problems.count(), 1);
        QCOMPARE(problems.first().first().value<Message>().next, std::string("Resume when it is back."));
    }

    void anEngineThatThrowsBecomesAFailedReport_data() { addBothKinds(); }
    void anEngineThatThrowsBecomesAFailedReport() {
        QFETCH(bool, followed);
        StudioServices services = fakeServices();
        services.train = [](const TrainRequest&, TrainObserver&, TrainControl&) -> RunReport {
            throw Error(ErrorKind::Internal, "broken");
        };
        StudioFixture f(as(followed, services));
        begin(f, request(f, 1));
        QVERIFY(f.waitIdle());
        QCOMPARE(f.studio->training.lastReport()->outcome, RunOutcome::Failed);
        QCOMPARE(f.studio->training.lastReport()->error.title, std::string("broken"));
    }

    void destroyedWhileRunningItStopsTheEngine_data() { addBothKinds(); }
    void destroyedWhileRunningItStopsTheEngine() {
        QFETCH(bool, followed);
        if (followed)
            QSKIP("A run of another process is left, and goes on");
        FakeEngine engine;
        engine.gated = true;
        auto f = std::make_unique<StudioFixture>(fakeServices(engine));
        f->studio->training.start(request(*f, 1000));
        engine.gate->release(1000);
        QTRY_VERIFY(!f->studio->training.history()->steps.empty());
        f.reset(); // joins the engine thread, or this test never ends
    }

    void threeRunsOnOneSessionKeepTheirOwnHistory_data() { addBothKinds(); }
    void threeRunsOnOneSessionKeepTheirOwnHistory() {
        QFETCH(bool, followed);
        StudioFixture f(as(followed));
        for (const char* name : {"one", "two", "three"}) {
            begin(f, request(f, 2, name));
            QVERIFY(f.waitIdle());
            QCOMPARE(f.studio->training.history()->steps.size(), std::size_t{20});
            QCOMPARE(f.studio->training.history()->epochs.size(), std::size_t{2});
        }
        QTRY_COMPARE(f.studio->runs.runs().size(), std::size_t{3});
    }

    void aResumedRunShowsItsEarlierCurve_data() { addBothKinds(); }
    void aResumedRunShowsItsEarlierCurve() {
        QFETCH(bool, followed);
        StudioFixture f(as(followed));
        begin(f, request(f, 2));
        QVERIFY(f.waitIdle());
        QVERIFY(f.studio->resumeRun(f.runs.toStdString() + "/run", 4));
        QTRY_COMPARE(f.studio->training.history()->epochs.size(), std::size_t{4});
        QVERIFY(f.waitIdle());
        QCOMPARE(f.studio->training.history()->steps.size(), std::size_t{40});
    }

    void dataThatCannotBeUsedIsRefusedWithItsReason() {
        StudioFixture f;
        f.studio->data.open({f.dir.filePath(QStringLiteral("nowhere")).toStdString(), {}, 0.1, 0});
        QTRY_COMPARE(f.studio->data.state(), DataState::Refused);
        QVERIFY(!f.studio->data.error().next.empty());
        QVERIFY(f.openPictures());
        QCOMPARE(f.studio->data.data()->classes.size(), std::size_t{3});
        QVERIFY(f.studio->settings.recentData().front() == f.studio->data.spec());
    }

    void theCheckFindsWhatIsBad() {
        StudioFixture f;
        const std::string root = f.pictures();
        writeBytes(root + "/train/c1/words.jpg", {'w', 'o', 'r', 'd', 's'});
        f.studio->data.open({root, {}, 0.1, 0});
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        f.studio->data.startCheck();
        QTRY_VERIFY(!f.studio->data.isChecking());
        QCOMPARE(f.studio->data.report()->problems.size(), std::size_t{1});
        QCOMPARE(f.studio->data.report()->problems[0].classIndex, 1u);
    }

    void theDraftUndoesAndRedoes() {
        RecipeDraft draft;
        draft.setValue("epochs", "7");
        draft.setValue("batch_size", "0");
        QVERIFY(hasErrors(draft.issues()));
        QCOMPARE(draft.changedKeys().size(), std::size_t{2});
        draft.undo();
        QVERIFY(!hasErrors(draft.issues()));
        QCOMPARE(draft.config().epochs, std::int64_t{7});
        draft.redo();
        QCOMPARE(draft.config().batchSize, std::int64_t{0});
        draft.resetValue("batch_size");
        QCOMPARE(draft.changedKeys(), std::vector<std::string>{"epochs"});
        QVERIFY_THROWS_EXCEPTION(Error, draft.setValue("epochs", "many"));
    }

    void theDraftIsJudgedByTheLengthOfTheRunOnceThePicturesAreKnown() {
        StudioFixture f;
        RecipeDraft& draft = f.studio->recipe;
        draft.setValue("ema_decay", "0.9999");
        QVERIFY(draft.issues().empty());
        QVERIFY(f.openPictures());
        QCOMPARE(draft.issues().size(), std::size_t{1});
        const ConfigIssue issue = draft.issues().front();
        QVERIFY(issue.key == "ema_decay" && issue.warning);
        draft.setValue(issue.key, issue.fix);
        QVERIFY(draft.issues().empty());
    }

    void classifyMarksRightAndWrongByTheFolder() {
        StudioFixture f;
        const std::string root = f.pictures();
        const std::string bad = root + "/bad.jpg";
        writeBytes(bad, {1, 2, 3});
        f.studio->classify.setModel("fake", "best");
        f.studio->classify.add({root + "/val/c0/1008.jpg", root + "/val/c2/1008.jpg", bad});
        const auto& items = f.studio->classify.items();
        QTRY_VERIFY(items[0].state == ClassifyItem::State::Done && items[1].state == ClassifyItem::State::Done &&
                    items[2].state == ClassifyItem::State::Failed);
        QCOMPARE(items[0].label, std::optional<std::int32_t>(0));
        QCOMPARE(items[0].prediction.top[0].classIndex, 0);
        QVERIFY(!items[2].problem.isEmpty());
        f.studio->classify.setModel("damaged", "best");
        QTRY_VERIFY(!f.studio->classify.isLoadingModel());
        QCOMPARE(f.studio->classify.modelName(), QStringLiteral("fake, best, epoch 3")); // it goes on
        QVERIFY(f.studio->classify.modelError().contains(QStringLiteral("damaged")));
    }

    void dropsLeadToTheRightPage() {
        StudioFixture f;
        const std::string root = f.pictures();
        QCOMPARE(verbOf({root}), QStringLiteral("Drop to use this folder as data"));
        QCOMPARE(verbOf({root + "/val/c0/1008.jpg", root + "/val/c0/1009.jpg"}),
                 QStringLiteral("Drop to classify 2 pictures"));
        QCOMPARE(verbOf({"/tmp/notes.txt"}), QString());
        QSignalSpy pages(f.studio.get(), &Studio::pageRequested), problems(f.studio.get(), &Studio::problemReported);
        f.studio->openPaths({root});
        QTRY_COMPARE(pages.count(), 1);
        QCOMPARE(pages.last().first().value<Page>(), Page::Data);
        f.studio->openPaths({"/tmp/notes.txt"});
        QTRY_COMPARE(problems.count(), 1);
    }

    void trainingStartsOnlyWithPicturesAndAGoodRecipe() {
        StudioFixture f;
        QVERIFY(!f.studio->startTraining());
        QVERIFY(f.openPictures());
        f.studio->recipe.setValue("epochs", "0");
        QVERIFY(f.studio->startBlocker().contains(QStringLiteral("Epochs")));
        f.studio->recipe.setValue("epochs", "1");
        QVERIFY(f.studio->startTraining());
        QVERIFY(f.waitIdle());
    }

    void namesInBytesSurviveTheSettings() {
        QTemporaryDir dir;
        Settings settings(dir.filePath(QStringLiteral("s.ini")));
        const std::string latin1 = "/pictures/caf\xE9";
        settings.addRecentData({latin1, {}, 0.1, 0});
        settings.addRecentData({"/other", {}, 0.1, 0});
        settings.addRecentData({latin1, {}, 0.1, 0});
        QVERIFY(settings.recentData() == (std::vector<DataSpec>{{latin1, {}, 0.1, 0}, {"/other", {}, 0.1, 0}}));
    }

    void thumbnailsOfUnreadableFilesAreMarkedNotMissing() {
        StudioFixture f;
        const std::string bad = f.dir.filePath(QStringLiteral("bad.png")).toStdString();
        writeBytes(bad, {0});
        QVERIFY(f.studio->thumbnails.square(bad, 40).isNull());
        QTRY_VERIFY(!f.studio->thumbnails.square(bad, 40).isNull());
        QCOMPARE(f.studio->thumbnails.square(bad, 40).size(), QSize(40, 40));
    }
};

STUDIO_UI_TEST(QCoreApplication, TestSessions)
#include "tst_sessions.moc"
