// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "core/pack/pack_layout_internal.h"
#include "tests/support/read_gate.h"
#include "tests/support/shots.h"
#include "tests/support/studio_window.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// Closing the window while it fetches, unpacks or packs.
class TestClosing final : public QObject {
    Q_OBJECT

private:
    struct Open : StudioWindow {
        using StudioWindow::StudioWindow;
        /// A job that goes on until it is stopped; where it is deaf, until `release`.
        void unpack(bool deaf = false) {
            fixture.studio->getData.start(
                [deaf, release = release, begun = begun](const GetDataSession::Report& report, std::stop_token stop) {
                    GetDataStatus status;
                    status.done = 8;
                    status.total = 17;
                    report(status);
                    *begun = true;
                    while (deaf ? !*release : !stop.stop_requested())
                        std::this_thread::yield();
                    return GetDataResult{};
                });
        }
        std::shared_ptr<std::atomic<bool>> release = std::make_shared<std::atomic<bool>>(false),
                                           begun = std::make_shared<std::atomic<bool>>(false);
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }
    void cleanup() { QTRY_COMPARE(LeavableThread::leftBehind(), 0); }

    void anIdleWindowClosesWithoutAWord() {
        Open open;
        open.window.close();
        QVERIFY(!open.window.isVisible());
        QVERIFY(open.fixture.asked.isEmpty());
    }

    void closingWhileItUnpacksAsksAndMayBeTakenBack() {
        Open open;
        open.unpack();
        QTRY_VERIFY(open.begun->load());
        open.fixture.askAnswer = -1;
        open.window.close();
        QVERIFY(open.window.isVisible());
        QVERIFY2(open.fixture.asked.contains(QStringLiteral("Unpacking")), qPrintable(open.fixture.asked));
        QVERIFY(open.fixture.asked.contains(QStringLiteral("goes on from there later")));
        QVERIFY(open.fixture.studio->getData.isRunning() && !open.fixture.studio->getData.isStopping());
        open.fixture.askAnswer = 0;
        open.window.close();
        QVERIFY(open.fixture.studio->getData.isStopping());
        QTRY_VERIFY(!open.window.isVisible()); // by itself, as soon as it has stopped
        QCOMPARE(open.fixture.studio->getData.state(), GetDataState::Stopped);
    }

    void aDownloadThatHangsHoldsTheWindowForSecondsOnly() {
        Open open;
        open.unpack(true);
        QTRY_VERIFY(open.begun->load());
        open.fixture.askAnswer = 0;
        open.window.close();
        QVERIFY(open.window.isVisible()); // it says that it stops
        QTRY_VERIFY_WITH_TIMEOUT(!open.window.isVisible(), 60'000);
        QVERIFY(open.fixture.studio->getData.isRunning()); // still
        open.release->store(true);
    }

    void closingWhileItPacksAsks() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        PackSession& pack = open.fixture.studio->pack;
        QTRY_COMPARE(pack.state(), PackState::Missing);
        pack.estimate("originals");
        QTRY_COMPARE(pack.state(), PackState::Estimated);
        const PackLayout layout(*open.fixture.studio->data.data());
        const ReadGate gate(layout.at(layout.size() - 1).path());
        pack.start();
        gate.waitForReader();
        open.fixture.askAnswer = 0;
        open.window.close();
        QVERIFY2(open.fixture.asked.startsWith(QStringLiteral("Packing pictures")), qPrintable(open.fixture.asked));
        QVERIFY(pack.isStopping());
        gate.open();
        QTRY_VERIFY(!open.window.isVisible());
    }

    void aRunAndADownloadAreBothAskedAbout() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(open.fixture.openPictures());
        QVERIFY(open.fixture.studio->startTraining());
        open.unpack();
        QTRY_VERIFY(open.begun->load());
        open.fixture.askAnswer = 0;
        open.window.close();
        QVERIFY(open.window.isVisible());
        QVERIFY(open.fixture.studio->getData.isRunning());                      // not before it was asked about
        QVERIFY2(open.fixture.asked.isEmpty(), qPrintable(open.fixture.asked)); // one question, not two
        auto* also = open.window.findChild<QLabel*>(QStringLiteral("closeAlso"));
        QVERIFY(also->isVisible() && also->text().startsWith(QStringLiteral("Unpacking")));
        QVERIFY(also->text().contains(QStringLiteral("goes on from there later")));
        saveShot(*also->window(), QStringLiteral("close-dialog-also"));
        auto* confirm = open.window.findChild<QPushButton*>(QStringLiteral("closeConfirm"));
        QVERIFY(confirm != nullptr);
        confirm->click(); // saves now
        engine.gate->release(1000);
        QTRY_VERIFY(!open.window.isVisible());
        QVERIFY(!open.fixture.studio->getData.isRunning());
        QVERIFY(open.fixture.asked.isEmpty());
    }

    /// The question goes with its run; nobody has taken the wish to close back, nor said that work may stop.
    void aRunThatEndsUnderTheQuestionLeavesTheDownloadAlone() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(open.fixture.openPictures());
        QVERIFY(open.fixture.studio->startTraining());
        open.unpack();
        QTRY_VERIFY(open.begun->load());
        open.window.close();
        QVERIFY(open.window.findChild<QWidget*>(QStringLiteral("closeDialog")) != nullptr);
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(open.window.findChild<QWidget*>(QStringLiteral("closeDialog")) == nullptr);
        QVERIFY(open.window.isVisible() && open.fixture.studio->getData.isRunning());
        open.window.close(); // now it is asked about
        QVERIFY(open.fixture.asked.contains(QStringLiteral("Unpacking")));
        QVERIFY(open.window.isVisible());
        open.fixture.askAnswer = 0;
        open.window.close();
        QTRY_VERIFY(!open.window.isVisible());
    }

    void whoTakesBackTheEndOfTheEpochKeepsTheWindow() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(open.fixture.openPictures());
        open.fixture.studio->recipe.setValue("epochs", "2");
        QVERIFY(open.fixture.studio->startTraining());
        open.window.close();
        open.window.findChild<QAbstractButton*>(QStringLiteral("closeAfterEpoch"))->setChecked(true);
        open.window.findChild<QPushButton*>(QStringLiteral("closeConfirm"))->click();
        QVERIFY(open.fixture.studio->training.isStoppingAfterEpoch());
        open.fixture.studio->actions().stopAfterEpoch->trigger(); // F7
        QVERIFY(!open.fixture.studio->training.isStoppingAfterEpoch());
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
        QCOMPARE(open.fixture.studio->training.lastReport()->outcome, RunOutcome::Finished);
        QVERIFY(open.window.isVisible());
    }

    void aPausedRunsEndIsToldForWhereItGoesOn() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(open.fixture.openPictures());
        TrainingSession& training = open.fixture.studio->training;
        QVERIFY(open.fixture.studio->startTraining());
        engine.gate->release(3);
        QTRY_VERIFY(training.status().remainingSeconds >= 0);
        open.window.close();
        const auto said = [&](const char* label) {
            return open.window.findChild<QLabel*>(QLatin1String(label))->text();
        };
        QVERIFY2(said("closeQuestion").startsWith(QStringLiteral("It finishes ")), qPrintable(said("closeQuestion")));
        open.fixture.studio->actions().pause->trigger();
        engine.gate->release();
        QTRY_COMPARE(training.state(), SessionState::Paused);
        QTRY_VERIFY(said("closeTitle").endsWith(QStringLiteral(" is paused")));
        QVERIFY(said("closeQuestion").startsWith(QStringLiteral("If continued, it finishes ")));
        saveShot(*open.window.findChild<QWidget*>(QStringLiteral("closeDialog")),
                 QStringLiteral("close-dialog-paused"));
        open.window.findChild<QPushButton*>(QStringLiteral("closeConfirm"))->click();
        engine.gate->release(1000);
        QTRY_VERIFY(!open.window.isVisible());
    }

    /// "After this epoch" was chosen and the window is closed once more: the question that is open goes by itself, and
    /// what it said stands.
    void aSecondQuestionThatGoesByItselfTakesNothingBack() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(open.fixture.openPictures());
        open.fixture.studio->recipe.setValue("epochs", "2");
        QVERIFY(open.fixture.studio->startTraining());
        open.unpack();
        QTRY_VERIFY(open.begun->load());
        open.window.close();
        open.window.findChild<QAbstractButton*>(QStringLiteral("closeAfterEpoch"))->setChecked(true);
        open.window.findChild<QPushButton*>(QStringLiteral("closeConfirm"))->click();
        QTRY_VERIFY(open.window.findChild<QWidget*>(QStringLiteral("closeDialog")) == nullptr);
        open.window.close();
        QVERIFY(open.window.findChild<QWidget*>(QStringLiteral("closeDialog")) != nullptr);
        engine.gate->release(1000);
        QTRY_VERIFY(!open.window.isVisible());
        QVERIFY2(open.fixture.asked.isEmpty(), qPrintable(open.fixture.asked)); // it was said already
    }
};

STUDIO_UI_TEST(QApplication, TestClosing)
#include "tst_closing.moc"
