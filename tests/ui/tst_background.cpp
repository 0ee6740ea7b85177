// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/table_view.h"

using namespace studio;
using namespace studio::test;

namespace {

/// Another process that trains: what was asked of it, and whether it was only left.
struct Elsewhere {
    std::mutex mutex;
    std::vector<TrainRequest> launched;
    std::atomic<bool> left{false}, stopped{false}, refuse{false}, hold{false}, paused{false}, afterEpoch{false};

    TrainRequest last() {
        const std::lock_guard lock(mutex);
        return launched.back();
    }
    std::size_t count() {
        const std::lock_guard lock(mutex);
        return launched.size();
    }
    std::string launch(const TrainRequest& request) {
        if (refuse)
            throw Error(ErrorKind::Data, {"The picture folder is empty", "/pictures", {}, "Choose another one."});
        while (hold) // it lists a million pictures first
            std::this_thread::yield();
        const std::lock_guard lock(mutex);
        launched.push_back(request);
        return request.runFolder;
    }
    RunReport follow(const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
        RunReport report;
        report.folder = request.runFolder;
        RunStart start;
        start.folder = request.runFolder;
        start.stepsPerEpoch = 10;
        start.resumedFromStep = request.resume ? 1'000 : 0; // its past is what run.db holds
        observer.runStarted(start);
        TrainStatus status;
        status.phase = TrainPhase::Training;
        status.epoch = 3;
        status.epochs = 30;
        status.remainingSeconds = 7200;
        while (!control.waitForLeave(0.01)) {
            observer.statusChanged(status);
            for (const TrainWish wish : control.takeWishes()) {
                paused = paused || wish == TrainWish::Pause;
                afterEpoch = afterEpoch || wish == TrainWish::StopAfterEpoch;
                if (wish != TrainWish::Stop)
                    continue;
                stopped = true;
                report.outcome = RunOutcome::Stopped;
                return report;
            }
        }
        left = true;
        report.left = true;
        return report;
    }
};

StudioServices withElsewhere(const std::shared_ptr<Elsewhere>& elsewhere, const FakeEngine& engine) {
    StudioServices services = fakeServices(engine);
    services.launch = [elsewhere](const TrainRequest& request, const BackupWish&) {
        return elsewhere->launch(request);
    };
    services.follow = [elsewhere](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
        return elsewhere->follow(request, observer, control);
    };
    return services;
}

} // namespace

/// Runs that a process without a window trains.
class TestBackground final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(FakeEngine given = {})
            : engine(std::move(given))
            , fixture(withElsewhere(elsewhere, engine))
            , window(*fixture.studio) {
            window.resize(1440, 900);
            window.show();
        }
        template<class Widget>
        Widget* find(const char* name) const {
            return window.findChild<Widget*>(QLatin1String(name));
        }
        bool startGated() { return fixture.openPictures() && fixture.studio->startTraining(); }
        TrainingSession& training() { return fixture.studio->training; }

        std::shared_ptr<Elsewhere> elsewhere = std::make_shared<Elsewhere>();
        FakeEngine engine;
        StudioFixture fixture;
        MainWindow window;
    };
    static FakeEngine gated() {
        FakeEngine engine;
        engine.gated = true;
        return engine;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }
    void cleanup() { QTRY_COMPARE(LeavableThread::leftBehind(), 0); }

    void aRunStartedInTheBackgroundIsFollowed() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        auto* place = open.find<QComboBox>("place");
        QCOMPARE(place->currentText(), QStringLiteral("automatic (in this window)"));
        open.fixture.studio->show(Page::Recipe);
        saveShot(open.window, QStringLiteral("recipe-place"));
        place->setCurrentIndex(2);
        Q_EMIT place->activated(2);
        QVERIFY(open.fixture.studio->startTraining());
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        QVERIFY(open.training().isFollowing());
        QCOMPARE(open.elsewhere->count(), std::size_t{1});
        const TrainRequest asked = open.elsewhere->last();
        QVERIFY(!asked.resume && !asked.runFolder.empty());
        QCOMPARE(asked.setup.data.root, open.fixture.studio->data.spec().root);
        saveShot(open.window, QStringLiteral("train-background"));
        QVERIFY(!open.fixture.studio->actions().toBackground->isEnabled()); // it is there already
        QVERIFY(open.fixture.studio->actions().leaveRun->isEnabled());
        open.fixture.studio->actions().leaveRun->trigger();
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(open.elsewhere->left && !open.elsewhere->stopped);
        QCOMPARE(open.find<QPushButton>("resume")->text(), QStringLiteral("Follow"));
    }

    void stoppingAFollowedRunStopsIt() {
        Open open;
        open.fixture.studio->recipe.place = RunPlace::Background;
        QVERIFY(open.startGated());
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        open.fixture.studio->actions().stopNow->trigger();
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(open.elsewhere->stopped && !open.elsewhere->left);
        QCOMPARE(open.training().lastReport()->outcome, RunOutcome::Stopped);
    }

    void movingSavesHereAndGoesOnThere() {
        Open open(gated());
        QVERIFY(open.startGated());
        open.engine.gate->release(3);
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        QVERIFY(!open.training().isFollowing());
        const std::string folder = open.training().runStart().folder;
        open.fixture.studio->actions().toBackground->trigger();
        open.engine.gate->release(1000);
        QTRY_VERIFY(open.training().isFollowing() && open.training().state() == SessionState::Training);
        QCOMPARE(open.elsewhere->count(), std::size_t{1});
        QVERIFY(open.elsewhere->last().resume);
        QCOMPARE(open.elsewhere->last().runFolder, folder);
        QVERIFY(open.window.isVisible());
    }

    void closingMayLeaveTheRunToTheBackground() {
        Open open(gated());
        QVERIFY(open.startGated());
        open.engine.gate->release(3);
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        open.window.close();
        QVERIFY(open.window.isVisible());
        auto* confirm = open.find<QPushButton>("closeConfirm");
        QVERIFY(confirm != nullptr);
        QCOMPARE(confirm->text(), QStringLiteral("Go on in the background"));
        saveShot(*confirm->window(), QStringLiteral("close-dialog-background"));
        confirm->click();
        open.engine.gate->release(1000);
        QTRY_VERIFY(!open.window.isVisible());
        QCOMPARE(open.elsewhere->count(), std::size_t{1});
        QVERIFY(!open.elsewhere->stopped);
    }

    void closingWhileItIsStartedWaitsUntilItTrains() {
        Open open;
        open.elsewhere->hold = true;
        open.fixture.studio->recipe.place = RunPlace::Background;
        QVERIFY(open.startGated());
        QTRY_VERIFY(open.training().isLaunching());
        open.window.close();
        QVERIFY(open.window.isVisible());
        QVERIFY(open.find<QWidget>("closeDialog") == nullptr);
        open.elsewhere->hold = false;
        QTRY_VERIFY(!open.window.isVisible());
        QVERIFY(!open.elsewhere->stopped);
    }

    void whatWasWishedOfARunIsWishedWhereItGoesOn() {
        Open open(gated());
        QVERIFY(open.startGated());
        open.engine.gate->release(3);
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        open.fixture.studio->actions().stopAfterEpoch->trigger();
        open.training().pause();
        open.engine.gate->release(1);
        QTRY_COMPARE(open.training().state(), SessionState::Paused);
        open.fixture.studio->actions().toBackground->trigger();
        open.engine.gate->release(1000);
        QTRY_VERIFY(open.elsewhere->paused && open.elsewhere->afterEpoch);
    }

    void aRunThatIsBeingPreparedCannotBeMoved() {
        Open open(gated());
        QVERIFY(open.startGated());
        QCOMPARE(open.training().state(), SessionState::Preparing);
        QVERIFY(!open.fixture.studio->mayMove());
        open.window.close();
        QVERIFY(open.find<QWidget>("closeDialog") != nullptr);
        QVERIFY(!open.find<QWidget>("closeBackground")->isVisible());
        QCOMPARE(open.find<QPushButton>("closeConfirm")->text(), QStringLiteral("Save now and close"));
        open.engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
    }

    void aProcessThatCannotBeginIsToldAndTheWindowStays() {
        Open open(gated());
        QVERIFY(open.startGated());
        open.engine.gate->release(13); // an epoch, with its checkpoint
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        open.elsewhere->refuse = true;
        QSignalSpy problems(open.fixture.studio.get(), &Studio::problemReported);
        open.window.close();
        open.find<QPushButton>("closeConfirm")->click();
        open.engine.gate->release(1000);
        QTRY_COMPARE(problems.count(), 1);
        QCOMPARE(problems.at(0).at(0).value<Message>().title, std::string("The picture folder is empty"));
        QVERIFY(open.fixture.waitIdle());
        QVERIFY(open.window.isVisible()); // the run is saved, and can be resumed here
        QVERIFY(open.find<QPushButton>("resume")->isVisibleTo(&open.window));
    }

    void closingWhileFollowingAsksNothingAndStopsNothing() {
        Open open;
        open.fixture.studio->recipe.place = RunPlace::Background;
        QVERIFY(open.startGated());
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        open.window.close();
        QVERIFY(!open.window.isVisible());
        QVERIFY(open.find<QWidget>("closeDialog") == nullptr);
        const auto elsewhere = open.elsewhere;
        open.fixture.studio.reset();
        QVERIFY(elsewhere->left && !elsewhere->stopped);
    }

    void theFollowedRunIsFollowedAgainAtTheNextStart() {
        Open open;
        const std::string folder = open.fixture.runs.toStdString() + "/night";
        QVERIFY(QDir().mkpath(open.fixture.runs));
        writeFinishedRun(folder, 2, 1'000);
        {
            RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Write);
            for (int i = 1; i <= 20; ++i)
                database.addStep({i, 1, i, 2.0, 0.1, 32, 3, 9, 0.1 + i * 0.001, 0});
            database.flush();
        }
        const RunLock lock(folder); // as its trainer holds it
        QVERIFY(open.fixture.studio->openRun(folder));
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        QTRY_COMPARE(open.training().history()->steps.size(), std::size_t{20});
        QVERIFY(open.training().history()->abandoned.empty()); // it was never gone back from
        open.window.close();
        open.fixture.studio.reset();
        {
            Studio next(withElsewhere(open.elsewhere, open.engine), open.fixture.settingsFile());
            MainWindow window(next);
            window.show();
            QVERIFY(!next.training.isActive()); // the window does not wait for it
            QTRY_COMPARE(next.training.state(), SessionState::Training);
            QVERIFY(next.training.isFollowing());
            QCOMPARE(next.training.runStart().folder, folder);
            QCOMPARE(window.currentPage(), Page::Train);
            QTRY_COMPARE(next.training.history()->steps.size(), std::size_t{20});
            QVERIFY(next.training.history()->abandoned.empty());
            next.leaveRun();
            QTRY_VERIFY(!next.training.isActive());
        }
        const Studio last(withElsewhere(open.elsewhere, open.engine), open.fixture.settingsFile());
        QCOMPARE(last.settings.followedRun(), std::string()); // whoever stops following does not come back to it
    }

    void aRunInTheBackgroundIsRememberedUntilItEnds() {
        Open open;
        open.fixture.studio->recipe.place = RunPlace::Background;
        QVERIFY(open.startGated());
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        QCOMPARE(open.fixture.studio->settings.followedRun(), open.elsewhere->last().runFolder);
        open.training().stopNow();
        QVERIFY(open.fixture.waitIdle());
        QCOMPARE(open.fixture.studio->settings.followedRun(), std::string());
    }

    void aRunThatNobodyTrainsAnyMoreIsForgotten() {
        StudioFixture fixture;
        const std::string folder = fixture.runs.toStdString() + "/night";
        QVERIFY(QDir().mkpath(fixture.runs));
        writeFinishedRun(folder, 2, 1'000);
        fixture.studio->settings.setFollowedRun(folder);
        fixture.studio.reset();
        Studio next(withElsewhere(std::make_shared<Elsewhere>(), {}), fixture.settingsFile());
        QCOMPARE(next.settings.followedRun(), folder);
        QTRY_COMPARE(next.settings.followedRun(), std::string());
        QVERIFY(!next.training.isActive());
    }

    void theStartPageOffersARunThatTrainsElsewhere() {
        Open open;
        const std::string folder = open.fixture.runs.toStdString() + "/night";
        QVERIFY(QDir().mkpath(open.fixture.runs));
        writeFinishedRun(folder, 2, 1'000);
        const RunLock lock(folder); // as its trainer holds it
        open.fixture.studio->runs.refresh();
        QTRY_VERIFY(open.find<Banner>("backgroundBanner") != nullptr);
        saveShot(open.window, QStringLiteral("start-background"));
        const QWidget* card = open.find<TableView>("recentRuns");
        while (card != nullptr && qobject_cast<const Card*>(card) == nullptr)
            card = card->parentWidget();
        const auto* banner = open.find<Banner>("backgroundBanner");
        QTRY_COMPARE(banner->mapTo(&open.window, QPoint()).x(), card->mapTo(&open.window, QPoint()).x());
        QVERIFY(banner->width() >= card->width()); // over all columns
        QSignalSpy resets(&open.training(), &TrainingSession::historyReset);
        open.find<QPushButton>("followRun")->click();
        QTRY_VERIFY(open.training().isFollowing() && open.training().state() == SessionState::Training);
        QCOMPARE(open.training().runStart().folder, folder);
        // Its past is there, too: what run.db holds, read for the run that is followed.
        QTRY_VERIFY(std::any_of(resets.begin(), resets.end(), [](const QList<QVariant>& one) {
            return one[0].value<HistoryChange>() == HistoryChange::PastJoined;
        }));
        QCOMPARE(open.training().history()->epochs.size(), std::size_t{2});
        QCOMPARE(open.training().history()->checkpoints.size(), std::size_t{2});
        QTRY_VERIFY(open.find<Banner>("backgroundBanner") == nullptr);
    }

    void anotherRunIsOpenedOnceTheFollowedOneIsLeft() {
        Open open;
        open.fixture.studio->recipe.place = RunPlace::Background;
        const std::string other = open.fixture.runs.toStdString() + "/other";
        QVERIFY(QDir().mkpath(open.fixture.runs));
        writeFinishedRun(other, 1, 1'000);
        QVERIFY(open.startGated());
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        QVERIFY(open.fixture.studio->openRun(other));
        QTRY_VERIFY(!open.training().isActive() && open.training().history()->folder == other);
        QVERIFY(open.elsewhere->left);
    }

    void aLongRunInTheWindowIsOfferedTheBackground() {
        FakeEngine engine = gated();
        engine.remainingSeconds = 7200;
        Open open(engine);
        QVERIFY(open.startGated());
        open.engine.gate->release(3);
        QTRY_VERIFY(open.find<Banner>("placeBanner") != nullptr);
        saveShot(open.window, QStringLiteral("train-place-banner"));
        open.find<QPushButton>("moveToBackground")->click();
        open.engine.gate->release(1000);
        QTRY_VERIFY(open.training().isFollowing() && open.training().state() == SessionState::Training);
        QVERIFY(open.find<Banner>("placeBanner") == nullptr);
    }

    void aShortOneIsNot() {
        Open open(gated());
        QVERIFY(open.startGated());
        open.engine.gate->release(3);
        QTRY_COMPARE(open.training().state(), SessionState::Training);
        QVERIFY(open.find<Banner>("placeBanner") == nullptr);
        open.engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
    }
};

STUDIO_UI_TEST(QApplication, TestBackground)
#include "tst_background.moc"
