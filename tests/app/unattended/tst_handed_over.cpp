// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <chrono>

#include <QTest>

#include "app/gui/gui_notices.h"
#include "core/base/error.h"
#include "tests/support/patience.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/told_notices.h"
#include "tests/support/ui_main.h"
#include "ui/session/training_mailbox.h"

using namespace studio;
using namespace studio::test;

/// What a window tells by the channels of a run that it trains.
class HandedOverTest : public QObject {
    Q_OBJECT

    /// A studio with a scripted engine, beside which a process without a window can go on with its runs.
    struct Window {
        Window() {
            engine.gated = true;
            notices = std::make_unique<WindowNotices>();
            StudioServices services = fakeServices(engine);
            services.train = [this](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
                const RunReport report = notices->train(engine.engine(), request, observer, control);
                reason = control.stopReason();
                return report;
            };
            services.launch = [this](const TrainRequest& request, const BackupWish&) {
                notices->takenOver();
                ++launched;
                if (launchFails)
                    throw Error(ErrorKind::Io, "The other process did not begin");
                return request.runFolder;
            };
            services.follow = [](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
                RunReport report;
                report.folder = request.runFolder;
                RunStart start;
                start.folder = request.runFolder;
                observer.runStarted(start);
                while (!control.waitForLeave(0.01)) {
                }
                report.left = true;
                return report;
            };
            services.notify = [this](const Notice& notice) { notices->add(notice); };
            fixture = std::make_unique<StudioFixture>(std::move(services));
        }
        bool trains() {
            if (!fixture->openPictures() || !fixture->studio->startTraining())
                return false;
            engine.gate->release(3);
            return QTest::qWaitFor([this] { return studio().training.state() == SessionState::Training; }, 20'000);
        }
        Studio& studio() { return *fixture->studio; }
        /// All that it had to tell is told then.
        void close() {
            fixture.reset();
            notices.reset();
        }

        FakeEngine engine;
        std::unique_ptr<WindowNotices> notices;
        std::atomic<int> launched = 0;
        bool launchFails = false;
        std::string reason;
        std::unique_ptr<StudioFixture> fixture; // before the rest: its engine uses it
    };

private Q_SLOTS:
    void aRunThatGoesOnInTheBackgroundWasNotStopped() {
        const ToldNotices told;
        Window window;
        QVERIFY(window.trains());
        window.studio().moveToBackground();
        window.engine.gate->release(1000);
        QTRY_VERIFY(window.launched == 1 && window.studio().training.isFollowing());
        QCOMPARE(window.reason, std::string("it goes on in the background")); // in its journal
        window.studio().leaveRun();
        QVERIFY(window.fixture->waitIdle());
        window.close();
        QCOMPARE(told.text(), QByteArray());
    }

    void aRunThatNoOtherProcessTakesIsInterrupted() {
        const ToldNotices told;
        Window window;
        window.launchFails = true;
        QVERIFY(window.trains());
        window.studio().moveToBackground();
        window.engine.gate->release(1000);
        QTRY_VERIFY(window.launched == 1 && !window.studio().training.isActive());
        window.close();
        const auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].contains(QStringLiteral(" is interrupted | ")) &&
                     notices[0].contains(QStringLiteral("The other process did not begin")) &&
                     notices[0].contains(QStringLiteral("resnet-train resume ")),
                 told.text().constData());
    }

    void aRunWhoseWindowDiesIsInterrupted_data() {
        QTest::addColumn<bool>("moves");
        QTest::newRow("while it trains") << false;
        QTest::newRow("on its way to the background") << true;
    }
    void aRunWhoseWindowDiesIsInterrupted() {
        QFETCH(const bool, moves);
        const ToldNotices told;
        Window window;
        QVERIFY(window.trains());
        if (moves)
            window.studio().moveToBackground();
        window.notices->interrupted("The screen went.");
        window.engine.gate->release(1000);
        QVERIFY(window.studio().training.stopAndWait(std::chrono::milliseconds(kPatienceMs)));
        window.notices->finish(); // no event loop runs any more, and nothing is taken away
        const auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].contains(QStringLiteral(" is interrupted | The screen went.")),
                 told.text().constData());
    }

    void aRunThatWasLetGoIsInterruptedWithItsWindowUnlessItWasTaken_data() {
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("not taken") << false;
        QTest::newRow("taken") << true;
    }
    void aRunThatWasLetGoIsInterruptedWithItsWindowUnlessItWasTaken() {
        QFETCH(const bool, isTaken);
        const ToldNotices told;
        WindowNotices notices;
        TrainingMailbox observer;
        TrainControl control;
        const auto engine = [](const TrainRequest&, TrainObserver&, TrainControl& left) {
            left.leave();
            RunReport ended;
            ended.outcome = RunOutcome::Stopped;
            ended.folder = "/runs/mine";
            return ended;
        };
        notices.train(engine, {}, observer, control);
        if (isTaken)
            notices.takenOver();
        notices.interrupted("The screen went.");
        notices.interrupted("The screen went.");
        notices.finish();
        QCOMPARE(told.all().size(), isTaken ? std::size_t{0} : std::size_t{1});
        QCOMPARE(told.text().contains("resnet-train resume /runs/mine"), !isTaken);
    }

    void aRunThatAPersonStopsWas() {
        const ToldNotices told;
        Window window;
        QVERIFY(window.trains());
        window.studio().training.stopNow();
        window.engine.gate->release(1000);
        QVERIFY(window.fixture->waitIdle());
        window.close();
        QCOMPARE(window.reason, std::string());
        const auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].contains(QStringLiteral(" was stopped | ")),
                 told.text().constData());
    }

    void aRunThatFailsWhileItIsHandedOverIsTold() {
        const ToldNotices told;
        Window window;
        window.engine.fail = true;
        QVERIFY(window.trains());
        window.studio().moveToBackground();
        window.engine.gate->release(1000);
        QVERIFY(window.fixture->waitIdle());
        QCOMPARE(window.launched.load(), 0);
        window.close();
        const auto notices = told.all();
        QVERIFY2(notices.size() == 1 && notices[0].contains(QStringLiteral(" failed | ")), told.text().constData());
    }
};

STUDIO_UI_TEST(QApplication, HandedOverTest)
#include "tst_handed_over.moc"
