// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSpinBox>
#include <QTest>

#include <algorithm>
#include <mutex>

#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/train/train_marks.h"
#include "ui/plot/train_curves.h"
#include "ui/session/actions.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/form_row.h"

using namespace studio;
using namespace studio::test;

/// What a person changes or asks for while a run trains.
class TestPlan final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(StudioServices services)
            : fixture(std::move(services))
            , window(*fixture.studio) {
            window.resize(1440, 900);
            window.show();
        }
        bool start() {
            if (!fixture.openPictures())
                return false;
            fixture.studio->recipe.setValue("epochs", "5");
            fixture.studio->recipe.setValue("learning_rate", "0.1");
            fixture.studio->recipe.setValue("warmup_epochs", "0");
            fixture.studio->show(Page::Train);
            return fixture.studio->startTraining();
        }
        template<class Widget>
        Widget* find(const char* name) const {
            return window.findChild<Widget*>(QLatin1String(name));
        }
        FormRow* row(const char* editor) const { return qobject_cast<FormRow*>(rowOf(find<QWidget>(editor))); }
        static QWidget* rowOf(QWidget* widget) {
            while (widget != nullptr && qobject_cast<FormRow*>(widget) == nullptr)
                widget = widget->parentWidget();
            return widget;
        }
        Actions& actions() { return fixture.studio->actions(); }
        TrainingSession& training() { return fixture.studio->training; }
        int count(EventKind kind) {
            const auto& events = training().history()->events;
            return static_cast<int>(
                std::count_if(events.begin(), events.end(), [kind](const auto& event) { return event.kind == kind; }));
        }
        StudioFixture fixture;
        MainWindow window;
    };
    static FakeEngine gated() {
        FakeEngine engine;
        engine.gated = true;
        return engine;
    }
    /// In its first epoch, with the dialog open.
    static void openDialog(Open& open, const FakeEngine& engine) {
        QVERIFY(open.start());
        engine.gate->release(3);
        QTRY_VERIFY(open.actions().changePlan->isEnabled());
        QTRY_VERIFY(open.training().history()->steps.size() == 3);
        open.find<QPushButton>("changePlan")->click();
        QTRY_VERIFY(open.find<QDialog>("planDialog") != nullptr);
    }
    static void end(Open& open, const FakeEngine& engine) {
        open.training().stopNow();
        engine.gate->release(1000);
        QVERIFY(open.fixture.waitIdle());
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void aChangeOfTheRunThatTrainsIsDoneMarkedAndShown() {
        const FakeEngine engine = gated();
        Open open(fakeServices(engine));
        openDialog(open, engine);
        auto* change = open.find<QPushButton>("planChange");
        QVERIFY(!change->isEnabled());
        open.find<QLineEdit>("planRate")->setText(QStringLiteral("0.02"));
        open.find<QSpinBox>("planEpochs")->setValue(8);
        QVERIFY(change->isEnabled());
        saveShot(*open.find<QDialog>("planDialog"), QStringLiteral("plan-dialog"));
        change->click();
        engine.gate->release(1);
        QTRY_COMPARE(open.count(EventKind::Changed), 1);
        QTRY_COMPARE(open.training().history()->recipe.config.epochs, 8);
        QCOMPARE(open.training().history()->recipe.changes.back().learningRate, 0.02);
        QVERIFY(open.find<QDialog>("planDialog") == nullptr || !open.find<QDialog>("planDialog")->isVisible());
        TrainCurves curves;
        curves.reset(open.training().sharedHistory(), XAxis::Step, 10);
        const QList<PlotMark> marks = marksOf(*open.training().history(), curves);
        QCOMPARE(marks.size(), 1);
        QVERIFY(marks[0].text.contains(QStringLiteral("5 -> 8 epochs")));
        saveShot(open.window, QStringLiteral("train-plan-changed"));
        end(open, engine);
    }

    void aRateIsTypedAsTheWindowWritesIt() {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        const auto back = qScopeGuard([&before] { QLocale::setDefault(before); });
        const FakeEngine engine = gated();
        Open open(fakeServices(engine));
        openDialog(open, engine);
        const auto hints = open.row("planRate")->findChildren<ElidedLabel*>();
        QVERIFY(std::any_of(hints.begin(), hints.end(), [](const auto* hint) { return hint->text().contains(u','); }));
        for (const char* typed : {"0,02", "0.02", " 2,0e-2 "}) {
            open.find<QLineEdit>("planRate")->setText(QLatin1String(typed));
            QVERIFY2(open.find<QPushButton>("planChange")->isEnabled(), typed);
        }
        open.find<QPushButton>("planChange")->click();
        engine.gate->release(1);
        QTRY_COMPARE(open.count(EventKind::Changed), 1);
        const auto rate = [&open] {
            const auto& changes = open.training().history()->recipe.changes;
            return changes.empty() ? 0.0 : changes.back().learningRate;
        };
        QTRY_COMPARE(rate(), 0.02);
        end(open, engine);
    }

    void whatCannotBeOrIsSteepIsSaidBefore() {
        const FakeEngine engine = gated();
        Open open(fakeServices(engine));
        openDialog(open, engine);
        auto* change = open.find<QPushButton>("planChange");
        auto* rate = open.find<QLineEdit>("planRate");
        for (const char* wrong : {"0", "-1", "fast", "nan", "1e9"}) {
            rate->setText(QLatin1String(wrong));
            QVERIFY2(!change->isEnabled(), wrong);
            QVERIFY(!open.row("planRate")->message().isEmpty());
        }
        rate->setText(QStringLiteral("0.9"));
        QVERIFY(change->isEnabled());
        QVERIFY(open.row("planRate")->message().contains(QStringLiteral("times")));
        saveShot(*open.find<QDialog>("planDialog"), QStringLiteral("plan-dialog-steep"));
        const auto* row = open.find<QWidget>("planRate")->parentWidget(); // the warning stands below the field
        QTRY_VERIFY(row->height() >= row->heightForWidth(row->width()));
        rate->setText(QStringLiteral("0.01"));
        QVERIFY(open.row("planRate")->message().isEmpty());
        end(open, engine);
        QVERIFY(open.find<QDialog>("planDialog") == nullptr || !open.find<QDialog>("planDialog")->isVisible());
    }

    void theRateOfARunThatWasRolledBackIsItsOwnWord() {
        FakeEngine engine = gated();
        engine.rateFactor = 0.25; // its steps do not show it yet
        Open open(fakeServices(engine));
        openDialog(open, engine);
        const RunHistory& history = *open.training().history();
        const double planned = RatePlan(history.recipe.config, {}, engine.stepsPerEpoch).at(engine.stepsPerEpoch);
        open.find<QLineEdit>("planRate")->setText(QString::number(1.2 * planned));
        QVERIFY(open.row("planRate")->message().contains(QStringLiteral("4.8 times")));
        end(open, engine);
    }

    void aTypedNumberOfEpochsStaysWhenAnotherExtendsTheRun() {
        const FakeEngine engine = gated();
        Open open(fakeServices(engine));
        openDialog(open, engine);
        auto* epochs = open.find<QSpinBox>("planEpochs");
        epochs->setValue(8);
        QVERIFY(open.training().changePlan({.epochs = 6}));
        engine.gate->release(1);
        QTRY_COMPARE(epochs->minimum(), 6);
        QCOMPARE(epochs->value(), 8);
        QVERIFY(open.row("planEpochs")->message().contains(QStringLiteral("Changed elsewhere: 6")));
        saveShot(*open.find<QDialog>("planDialog"), QStringLiteral("plan-dialog-elsewhere"));
        end(open, engine);
    }

    void aValidationOnRequestIsNoEpoch() {
        const FakeEngine engine = gated();
        Open open(fakeServices(engine));
        QVERIFY(!open.actions().validateNow->isEnabled());
        QVERIFY(open.start());
        engine.gate->release(2);
        QTRY_VERIFY(open.actions().validateNow->isEnabled());
        open.find<QPushButton>("validateNow")->click();
        engine.gate->release(1);
        QTRY_COMPARE(open.count(EventKind::Validated), 1);
        QVERIFY(open.training().history()->epochs.empty());
        end(open, engine);
    }

    void aRunThatEndedIsExtendedByAnyNumber() {
        Open open(fakeServices());
        QVERIFY(open.start());
        QVERIFY(open.fixture.waitIdle());
        open.fixture.askAnswer = 3; // another number
        open.find<QPushButton>("extend")->click();
        QVERIFY(!open.training().isActive());
        open.fixture.numberAnswer = 7;
        open.find<QPushButton>("extend")->click();
        QTRY_COMPARE(open.training().history()->epochsDone(), 7);
        QVERIFY(open.fixture.waitIdle());
    }

    void aFollowedRunIsAskedTheSame() {
        struct Heard {
            std::mutex mutex;
            std::vector<TrainWish> wishes;
        };
        const auto heard = std::make_shared<Heard>();
        StudioServices services = fakeServices();
        services.follow = [heard](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            RunStart start;
            start.folder = request.runFolder;
            observer.runStarted(start);
            while (!control.waitForLeave(0.01)) {
                const std::lock_guard lock(heard->mutex);
                for (const TrainWish& wish : control.takeWishes())
                    heard->wishes.push_back(wish);
            }
            RunReport report;
            report.left = true;
            return report;
        };
        StudioFixture fixture(services);
        TrainingSession& training = fixture.studio->training;
        training.follow(fixture.dir.filePath(QStringLiteral("run")).toStdString());
        training.validateNow();
        training.changePlan({.learningRate = 0.5, .epochs = 20});
        const std::vector<TrainWish> wanted{TrainWish(TrainWish::Validate),
                                            TrainWish(TrainWish::Plan, {.learningRate = 0.5, .epochs = 20})};
        QTRY_VERIFY([&] {
            const std::lock_guard lock(heard->mutex);
            return heard->wishes == wanted;
        }());
        training.leave();
        QVERIFY(fixture.waitIdle());
    }
};

STUDIO_UI_TEST(QApplication, TestPlan)
#include "tst_plan.moc"
