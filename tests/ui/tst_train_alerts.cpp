// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QAction>
#include <QPushButton>
#include <QTest>

#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/pages.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

using namespace studio;
using namespace studio::test;

/// What page Train says when something is wrong with a run.
class TestTrainAlerts final : public QObject {
    Q_OBJECT

    static Banner* banner(QWidget& page, const char* name) { return page.findChild<Banner*>(QLatin1String(name)); }
    static bool start(StudioFixture& fixture, const char* epochs) {
        if (!fixture.openPictures())
            return false;
        fixture.studio->recipe.setValue("epochs", epochs);
        return fixture.studio->startTraining();
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void aTroubleOfARunThatGoesOnIsABannerWhileItLasts() {
        FakeEngine engine;
        engine.gated = true;
        engine.stepsPerEpoch = 3;
        engine.trouble = "The picture folder does not answer: /pictures <b>one</b>.";
        StudioFixture fixture(fakeServices(engine));
        const std::unique_ptr<QWidget> page(makeTrainPage(*fixture.studio));
        page->resize(1220, 840);
        page->show();
        QVERIFY(start(fixture, "1"));
        QVERIFY(banner(*page, "troubleBanner") == nullptr);
        engine.gate->release(2);
        QTRY_VERIFY(banner(*page, "troubleBanner") != nullptr);
        QVERIFY(banner(*page, "troubleBanner")->text().contains(QStringLiteral("/pictures <b>one</b>"))); // as it is
        saveShot(*page, QStringLiteral("train-trouble"));
        auto* tryNow = page->findChild<QPushButton*>(QStringLiteral("tryNow"));
        QVERIFY(tryNow != nullptr && tryNow->isVisible());
        engine.gate->release(1); // the last step is told without a trouble
        QTRY_VERIFY(banner(*page, "troubleBanner") == nullptr);
        QVERIFY(fixture.waitIdle());
    }

    void aFollowedRunThatNobodyAnswersForOffersNothingThatCannotBe() {
        std::atomic<bool> answers = false;
        StudioServices services = fakeServices();
        services.follow = [&](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            RunReport report;
            report.folder = request.runFolder;
            observer.runStarted({});
            while (!control.waitForLeave(0.01)) {
                TrainStatus status;
                status.phase = TrainPhase::Training;
                status.unsteerable = !answers;
                status.trouble = answers ? "" : "Nobody answers for this run here.";
                observer.statusChanged(status);
            }
            report.left = true;
            return report;
        };
        StudioFixture fixture(services);
        const std::unique_ptr<QWidget> page(makeTrainPage(*fixture.studio));
        page->resize(1220, 840);
        page->show();
        fixture.studio->training.follow("/nowhere/run");
        QTRY_VERIFY(banner(*page, "troubleBanner") != nullptr);
        saveShot(*page, QStringLiteral("train-look-only"));
        QCOMPARE(banner(*page, "troubleBanner")->title(), QStringLiteral("This run can be looked at only"));
        QVERIFY(page->findChild<QPushButton*>(QStringLiteral("tryNow")) == nullptr);
        const Actions& actions = fixture.studio->actions();
        for (const QAction* action : {actions.pause, actions.snapshot, actions.stopAfterEpoch, actions.stopNow}) {
            QVERIFY(!action->isEnabled());
            QCOMPARE(action->toolTip(), QStringLiteral("Nobody answers for this run here."));
        }
        QVERIFY(actions.leaveRun->isEnabled());
        answers = true;
        QTRY_VERIFY(actions.pause->isEnabled());
        QTRY_VERIFY(banner(*page, "troubleBanner") == nullptr);
        fixture.studio->leaveRun();
        QVERIFY(fixture.waitIdle());
    }

    void aBatchThatDoesNotFitOffersTheOneThatDoes() {
        FakeEngine engine;
        engine.fittingBatch = 24;
        StudioFixture fixture(fakeServices(engine));
        const std::unique_ptr<QWidget> page(makeTrainPage(*fixture.studio));
        page->resize(1220, 840);
        page->show();
        QVERIFY(start(fixture, "1"));
        QVERIFY(fixture.waitIdle());
        QVERIFY(banner(*page, "memoryBanner") != nullptr);
        QCOMPARE(banner(*page, "memoryBanner")->findChildren<QPushButton*>(QStringLiteral("bannerClose")).size(), 1);
        saveShot(*page, QStringLiteral("train-memory"));
        auto* use = page->findChild<QPushButton*>(QStringLiteral("useFittingBatch"));
        QCOMPARE(use->text(), QStringLiteral("Use batch size 24"));
        Page shown = Page::Train;
        connect(fixture.studio.get(), &Studio::pageRequested, this, [&](Page asked) { shown = asked; });
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(shown, Page::Recipe);
        QCOMPARE(configValue(fixture.studio->recipe.config(), "batch_size"), std::string("24"));
        QTRY_VERIFY(banner(*page, "memoryBanner") == nullptr);
    }
};

STUDIO_UI_TEST(QApplication, TestTrainAlerts)
#include "tst_train_alerts.moc"
