// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <mutex>

#include <QAbstractItemView>
#include <QFile>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "core/queue/run_queue.h"
#include "core/recipe/presets.h"
#include "tests/support/foreign_weights.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/pages.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/form_row.h"

using namespace studio;
using namespace studio::test;

/// What a run begins with, chosen on page Recipe, and what goes with it: frozen layers, the rate of the head.
class BeginningMenuTest final : public QObject {
    Q_OBJECT

private:
    struct Open {
        Open()
            : fixture(services())
            , page(makeRecipePage(*fixture.studio)) {
            page->resize(1300, 900);
            page->show();
        }
        StudioServices services() {
            StudioServices all = fakeServices();
            all.train = [this, train = all.train](const TrainRequest& request, TrainObserver& observer,
                                                  TrainControl& control) {
                {
                    const std::scoped_lock lock(mutex);
                    begunWith = request.beginsWith;
                }
                return train(request, observer, control);
            };
            return all;
        }
        QString file(const char* name) const { return fixture.dir.filePath(QLatin1String(name)); }
        ElidedCombo* menu() const { return page->findChild<ElidedCombo*>(QStringLiteral("beginsWith")); }
        void choose(const QString& words) const {
            const int index = menu()->findText(words, Qt::MatchStartsWith);
            menu()->setCurrentIndex(index);
            Q_EMIT menu()->activated(index);
        }
        FormRow* row(const char* key) const {
            auto* editor = page->findChild<QWidget*>(QLatin1String("edit_") + QLatin1String(key));
            return qobject_cast<FormRow*>(editor->parentWidget());
        }
        RecipeDraft& recipe() const { return fixture.studio->recipe; }

        std::mutex mutex;
        std::string begunWith = "nothing was started";
        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
    };

    const BeginningWeights kFlowers{"/weights/flowers.pth", {"resnet20", 3}};

private Q_SLOTS:
    void recipesThatAreLoadedLaterGetItsNetwork() {
        Open open;
        open.recipe().beginWith(BeginningWeights{"/weights/flowers.pth", {"resnet18", 3, Stem::Small}});
        open.recipe().load("fine-tune", findPreset("fine-tune").config);
        QCOMPARE(open.recipe().config().model, std::string("resnet18"));
        QCOMPARE(open.recipe().base().model, std::string("resnet50"));
        QVERIFY(!hasErrors(open.recipe().issues()));
        open.recipe().setValue("model", "resnet34");
        QVERIFY2(hasErrors(open.recipe().issues()), "a run would fail");
        QVERIFY(open.row("model")->message().contains(QStringLiteral("another network")));
        QVERIFY(open.fixture.openPictures());
        QVERIFY(open.fixture.studio->startBlocker().contains(QStringLiteral("another network")));
        open.recipe().undo();
        QVERIFY(open.fixture.studio->startBlocker().isEmpty());
        open.fixture.studio->openSample(false); // which is a network of its own
        QVERIFY(open.recipe().beginsWith().empty());
        QCOMPARE(open.recipe().config().model, findPreset("quick-look").config.model);
    }

    void nothingIsStartedBeforeItIsKnownWhatTheyAre() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        open.fixture.filesAnswer = {writeForeignWeights(open.file("flowers.safetensors"), {"resnet18", 3})};
        open.choose(QStringLiteral("A file"));
        QCOMPARE(open.menu()->currentText(), QStringLiteral("reading flowers.safetensors..."));
        QVERIFY(open.fixture.studio->startBlocker().contains(QStringLiteral("still being read")));
        open.choose(QStringLiteral("random")); // after all
        QVERIFY(open.fixture.studio->startBlocker().isEmpty());
        open.choose(QStringLiteral("A file"));
        QTRY_COMPARE(open.menu()->currentText(), QStringLiteral("flowers.safetensors"));
        QCOMPARE(open.recipe().config().model, std::string("resnet18"));
    }

    /// Its entries are commands.
    void wheelAndKeysRunNoCommandUnseen() {
        Open open;
        bool asked = false;
        open.fixture.studio->dialogs.pickFolder = [&asked](const QString&, const QString&) {
            asked = true;
            return std::optional<QString>();
        };
        open.menu()->setFocus();
        const QPointF middle = open.menu()->rect().center();
        QWheelEvent wheel(middle, open.menu()->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(open.menu(), &wheel);
        QTest::keyClick(open.menu(), Qt::Key_T);
        QTest::keyClick(open.menu(), Qt::Key_Down);
        QVERIFY(open.menu()->view()->isVisible()); // the list is open, and nothing chosen
        open.menu()->hidePopup();
        QVERIFY(!asked);
        QCOMPARE(open.menu()->currentText(), QStringLiteral("random weights"));
    }

    void aFileOfWeightsBringsItsNetwork() {
        Open open;
        QCOMPARE(open.menu()->currentText(), QStringLiteral("random weights"));
        open.fixture.filesAnswer = {
            writeForeignWeights(open.file("flowers.safetensors"), {"resnet18", 3, Stem::Small})};
        open.choose(QStringLiteral("A file"));
        QTRY_COMPARE(open.menu()->currentText(), QStringLiteral("flowers.safetensors"));
        QCOMPARE(open.recipe().config().model, std::string("resnet18"));
        QCOMPARE(open.recipe().config().stem, std::string("small"));
        open.choose(QStringLiteral("random"));
        QCOMPARE(open.menu()->currentText(), QStringLiteral("random weights"));
        QVERIFY(open.recipe().beginsWith().empty());
        QCOMPARE(open.recipe().config().model, std::string("resnet18")); // as the person left it
    }

    void whatIsNoFileOfWeightsChangesNothing() {
        Open open;
        writeFile(open.file("notes.pth"));
        open.fixture.filesAnswer = {open.file("notes.pth")};
        QSignalSpy failed(open.fixture.studio.get(), &Studio::problemReported);
        open.choose(QStringLiteral("A file"));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(open.menu()->currentText(), QStringLiteral("random weights"));
        QCOMPARE(open.recipe().config().model, findPreset("quick-look").config.model);
        open.fixture.filesAnswer.clear(); // the dialog was closed
        open.choose(QStringLiteral("A file"));
        QCOMPARE(open.menu()->currentText(), QStringLiteral("random weights"));
    }

    void theRunBeginsWithThem() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        const QString weights = writeForeignWeights(open.file("flowers.safetensors"), {"resnet20", 3});
        open.recipe().beginWith(BeginningWeights{weights.toStdString(), {"resnet20", 3}});
        QVERIFY(open.fixture.studio->startTraining());
        QVERIFY(open.fixture.waitIdle());
        const std::scoped_lock lock(open.mutex);
        QCOMPARE(open.begunWith, weights.toStdString());
    }

    void theQueueBeginsWithThem() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        open.recipe().beginWith(kFlowers);
        QVERIFY(open.fixture.studio->addToQueue());
        QTRY_VERIFY(!open.fixture.studio->queue.isEditing());
        const std::vector<QueueEntry> entries = RunQueue().content().entries;
        QVERIFY(!entries.empty());
        QCOMPARE(entries.back().company.back(), std::string("--init=/weights/flowers.pth"));
    }

    void theRecipeIsJudgedByIt() {
        Open open;
        const TrainConfig tune = findPreset("fine-tune").config;
        open.recipe().load("fine-tune", tune);
        auto* frozen = open.page->findChild<QLineEdit*>(QStringLiteral("edit_freeze"));
        frozen->selectAll();
        QTest::keyClicks(frozen, QStringLiteral("conv1, bn1, layer1.0"));
        QTest::keyClick(frozen, Qt::Key_Return);
        QCOMPARE(open.recipe().config().freeze, std::string("conv1, bn1, layer1.0")); // a comma is no decimal point
        QVERIFY(open.row("freeze")->message().contains(QStringLiteral("stay noise")));
        QVERIFY(open.row("head_rate")->message().contains(QStringLiteral("begins at random")));
        saveShot(*open.page, QStringLiteral("begins-at-random"));
        open.recipe().beginWith(BeginningWeights{"/weights/flowers.pth", {"resnet50", 3}});
        QVERIFY(open.row("freeze")->message().isEmpty());
        QVERIFY(open.row("head_rate")->message().isEmpty());
        open.recipe().setValue("freeze", "layer9");
        QVERIFY(open.row("freeze")->message().contains(QStringLiteral("no layer \"layer9\"")));
        saveShot(*open.page, QStringLiteral("begins-with-weights"));
    }

private:
    static void writeFile(const QString& path) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("what was bought");
    }
};

STUDIO_UI_TEST(QApplication, BeginningMenuTest)
#include "tst_beginning_menu.moc"
