// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include "tests/support/fake_preflight.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/pages.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_frame.h"
#include "ui/widgets/progress_line.h"

using namespace studio;
using namespace studio::test;

/// The card on page Recipe that measures what a run would take.
class PreflightCardTest final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(const FakeEngine& engine = {})
            : fixture(services(engine))
            , page(makeRecipePage(*fixture.studio)) {
            page->resize(1200, 800);
            page->show();
        }
        StudioServices services(const FakeEngine& engine) {
            StudioServices all = fakeServices(engine);
            all.preflight = fake.engine();
            return all;
        }
        bool ready() {
            fixture.studio->recipe.setValue("batch_size", "8");
            fixture.studio->recipe.setValue("epochs", "1000");
            return fixture.openPictures();
        }
        bool measure() {
            button()->click();
            return waitFor([this] { return !session().isMeasuring(); });
        }
        PreflightSession& session() { return fixture.studio->preflight; }
        QPushButton* button() { return page->findChild<QPushButton*>(QStringLiteral("measurePreflight")); }
        QString text(const char* name) { return page->findChild<Label*>(QLatin1String(name))->text(); }
        QStringList advice() {
            QStringList texts;
            for (const Label* label : page->findChildren<Label*>(QStringLiteral("preflightAdvice")))
                texts << label->text();
            return texts;
        }
        bool isGrey(const char* name) {
            const Label* label = page->findChild<Label*>(QLatin1String(name));
            return label->palette().color(QPalette::WindowText) == inkColor(Ink::Text3);
        }

        FakePreflight fake;
        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
    };

private Q_SLOTS:
    void withoutPicturesTheButtonSaysWhatIsMissing() {
        Open open;
        QVERIFY(!open.button()->isEnabled());
        QVERIFY(open.button()->toolTip().contains(QStringLiteral("Choose pictures")));
        QCOMPARE(open.text("preflightFinish"), unknownText());
    }
    void whatWasMeasuredIsShown() {
        Open open;
        QVERIFY(open.ready());
        QVERIFY(open.button()->isEnabled());
        QVERIFY(open.measure());
        // 24 at 100, 9 at 300 pictures a second: 0.27 s an epoch.
        QCOMPARE(open.text("preflightFinishNote"), QStringLiteral("%1 after its start").arg(formatRemaining(270)));
        QVERIFY(open.text("preflight4").contains(QStringLiteral("the network is the limit")));
        QVERIFY(open.text("preflight4").startsWith(withUnit(QStringLiteral("100"), QStringLiteral("img/s"))));
        QVERIFY(open.text("preflight3").contains(formatMemory(std::uint64_t{3} << 30)));
        QVERIFY(!open.isGrey("preflightFinish"));
        QCOMPARE(open.button()->text(), QStringLiteral("Measure again"));
        QVERIFY(open.advice().isEmpty());
    }
    /// A screen reader presses the button without taking the focus there.
    void whatIsBeingTypedIsWhatIsMeasured() {
        Open open;
        QVERIFY(open.ready());
        QVERIFY(QTest::qWaitForWindowActive(open.page.get()));
        auto* size = open.page->findChild<QSpinBox*>(QStringLiteral("edit_image_size"));
        size->setFocus();
        size->selectAll();
        QTest::keyClicks(size, QStringLiteral("48"));
        QVERIFY(open.measure());
        QCOMPARE(open.fixture.studio->recipe.config().imageSize, std::int64_t{48});
        QVERIFY(open.session().isFresh());
    }
    void theFinishFollowsTheEpochsWithoutAnotherMeasurement() {
        Open open;
        QVERIFY(open.ready());
        QVERIFY(open.measure());
        open.fixture.studio->recipe.setValue("epochs", "2000");
        QCOMPARE(open.text("preflightFinishNote"), QStringLiteral("%1 after its start").arg(formatRemaining(540)));
        QVERIFY(!open.isGrey("preflightFinish"));
        QCOMPARE(open.fixture.studio->forecast().seconds, 540.0); // so where it trains follows, too
    }
    void anEpochIsTheMeanOfThoseWhosePicturesGrow() {
        Open open;
        open.fake.script->trainingRate = 0.1;
        open.fake.script->networkRate = 0.104;
        open.fixture.studio->recipe.setValue("start_image_size", "16");
        QVERIFY(open.ready());
        QVERIFY(open.measure());
        const double whole = 24 / 0.1 + 9 / 300.0, seconds = open.fixture.studio->forecast().seconds;
        QVERIFY(seconds < 0.8 * 1000 * whole);
        QCOMPARE(open.text("preflightEpoch"), formatRemaining(seconds / 1000));
        QCOMPARE(open.text("preflightEpochNote"), QStringLiteral("up to %1 with the largest pictures; validation %2")
                                                      .arg(formatRemaining(whole), formatRemaining(9 / 300.0)));
    }
    void aRunThatPatienceMayEndFinishesAtTheLatest() {
        Open open;
        QVERIFY(open.ready());
        open.fixture.studio->recipe.setValue("patience", "5");
        QVERIFY(!open.text("preflightFinishNote").contains(QStringLiteral("at the latest"))); // nothing is known
        QVERIFY(open.measure());
        QCOMPARE(open.text("preflightFinishNote"),
                 QStringLiteral("%1 after its start, at the latest").arg(formatRemaining(270)));
        open.fixture.studio->recipe.setValue("patience", "0");
        QCOMPARE(open.text("preflightFinishNote"), QStringLiteral("%1 after its start").arg(formatRemaining(270)));
    }
    void aChangeThatAStepFeelsMakesItStale() {
        Open open;
        QVERIFY(open.ready());
        QVERIFY(open.measure());
        open.fixture.studio->recipe.setValue("image_size", "64");
        QVERIFY(open.isGrey("preflightFinish"));
        QVERIFY(open.isGrey("preflight4"));
        QVERIFY(open.fixture.studio->forecast().seconds != 270.0);
        open.fixture.studio->recipe.undo();
        QVERIFY(!open.isGrey("preflightFinish"));
        open.fixture.studio->recipe.device = "cuda:3";
        QVERIFY(!open.session().isFresh());
        open.fixture.studio->recipe.device = "auto";
        open.fixture.studio->recipe.workers = 3;
        QVERIFY(!open.session().isFresh());
        open.fixture.studio->recipe.workers = 0;
        QVERIFY(open.session().isFresh());
        open.fixture.studio->data.open({open.fixture.pictures(), {}, 0.2, 7});
        QTRY_VERIFY(open.fixture.studio->data.state() == DataState::Ready && open.isGrey("preflightFinish"));
    }
    void itCanBeBrokenOffAndKeepsWhatWasMeasuredBefore() {
        Open open;
        QVERIFY(open.ready());
        QVERIFY(open.measure());
        open.fake.script->held = true;
        open.button()->click();
        QTRY_COMPARE(open.button()->text(), QStringLiteral("Cancel"));
        auto* line = open.page->findChild<ProgressLine*>(QStringLiteral("preflightProgress"));
        QTRY_COMPARE(line->fraction(), 0.5);
        QCOMPARE(line->left(), QStringLiteral("Training steps"));
        open.button()->click();
        QTRY_VERIFY(!open.session().isMeasuring());
        QCOMPARE(open.fake.script->stopped.load(), 1);
        QVERIFY(!line->isVisible());
        QVERIFY(open.session().isFresh());
        QVERIFY(!open.isGrey("preflightFinish"));
    }
    void nothingIsMeasuredBesideARun() {
        FakeEngine engine;
        engine.gated = true;
        Open open(engine);
        QVERIFY(open.ready());
        open.fake.script->held = true;
        open.button()->click();
        QTRY_COMPARE(open.fake.script->asked.load(), 1);
        QVERIFY(!open.fixture.studio->startTraining()); // both would want the memory
        QVERIFY(open.fixture.studio->startBlocker().contains(QStringLiteral("being measured")));
        open.button()->click();
        QTRY_COMPARE(open.fake.script->stopped.load(), 1);
        QTRY_VERIFY(open.fixture.studio->startBlocker().isEmpty());
        QVERIFY(open.fixture.studio->startTraining());
        QTRY_VERIFY(!open.button()->isEnabled());
        QVERIFY(open.button()->toolTip().contains(QStringLiteral("A run is training")));
        open.fixture.studio->training.stopNow();
        engine.gate->release(100'000);
        QVERIFY(open.fixture.waitIdle());
        QTRY_VERIFY(open.button()->isEnabled());
    }
    void aBatchThatDoesNotFitIsAnErrorWithAWayOut() {
        Open open;
        open.fake.script->fits = false;
        QVERIFY(open.ready());
        QVERIFY(open.measure());
        QVERIFY(open.text("preflight3").contains(QStringLiteral("does not fit")));
        QCOMPARE(open.advice().size(), 1);
        QVERIFY(open.advice().front().contains(QStringLiteral("16 pictures")));
        QCOMPARE(open.text("preflightFinish"), unknownText());
    }
    void whatWentWrongIsSaidAndCanBeTriedAgain() {
        Open open;
        open.fake.script->error = Error(ErrorKind::Io, {"The volume does not answer", "/pictures", {}, "Mount it."});
        QVERIFY(open.ready());
        QVERIFY(open.measure());
        QCOMPARE(open.advice().size(), 1);
        QVERIFY(open.advice().front().contains(QStringLiteral("The volume does not answer")));
        open.fake.script->error.reset();
        QVERIFY(open.measure());
        QVERIFY(open.advice().isEmpty());
        QVERIFY(open.session().isFresh());
    }
    void slowPicturesAreNamedWithWhatHelps() {
        Open open;
        open.fake.script->picturesRate = 50;
        open.fake.script->trainingRate = 49;
        QVERIFY(open.ready());
        QVERIFY(open.measure());
        QVERIFY(open.text("preflight4").contains(QStringLiteral("reading and decoding is the limit")));
    }
    void unusualValuesAreCountedBesideTheMeasurement() {
        Open open;
        QVERIFY(open.ready());
        open.fixture.studio->recipe.setValue("learning_rate", "0.003");
        QCOMPARE(open.text("preflight6"), QStringLiteral("nothing unusual"));
        open.fixture.studio->recipe.setValue("weight_decay", "0.05");
        QCOMPARE(open.text("preflight6"), QStringLiteral("1 value far from the usual"));
    }
    void aStudioWithoutAnEngineToMeasureWithHasNoButton() {
        StudioFixture fixture;
        const std::unique_ptr<QWidget> page(makeRecipePage(*fixture.studio));
        page->show();
        QVERIFY(!page->findChild<QPushButton*>(QStringLiteral("measurePreflight"))->isVisible());
    }
};

STUDIO_UI_TEST(QApplication, PreflightCardTest)
#include "tst_preflight.moc"
