// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "core/base/error.h"
#include "core/export/model_export.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/pages/pages.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// A network written to a file for other programs: what is asked for, and what is told of it.
class TestExport final : public QObject {
    Q_OBJECT

private:
    struct Open {
        Open() {
            fixture.studio->services.exportModel = [this](const ExportRequest& request) {
                model = request;
                if (fails)
                    throw Error(ErrorKind::DiskFull, {"The disk is full", request.target, {}, "Make room."});
                return ExportResult{.target = request.target,
                                    .format = request.format,
                                    .model = "resnet18",
                                    .stem = "standard",
                                    .blurPool = isBlurred,
                                    .bytes = 46'800'000,
                                    .ema = request.average.value_or(true),
                                    .keepsAverage = keepsAverage,
                                    .opset = request.format == ExportFormat::Onnx ? 11 : 0,
                                    .classes = 10,
                                    .side = 224,
                                    .resize = 256,
                                    .difference = 2.5e-7};
            };
            fixture.studio->services.exportSpace = [this](const SpaceRequest& request) {
                space = request;
                SpaceResult made;
                made.folder = request.folder;
                made.files = {"app.py", "model.safetensors"};
                made.bytes = 47'000'000;
                made.weights.difference = 2.5e-7;
                made.weights.target = request.folder + "/model.safetensors";
                return made;
            };
            fixture.studio->dialogs.pickSaveFile = [this](const QString&, const QString& suggestion, const QString&) {
                suggested = suggestion;
                return fixture.saveAnswer;
            };
            writeFinishedRun(fixture.runs.toStdString() + "/r18", 4, 1000);
            makeCheckpointsReal(fixture.runs.toStdString() + "/r18", 4);
            page.reset(makeRunsPage(*fixture.studio));
            page->resize(1300, 900);
            page->show();
            fixture.studio->runs.refresh();
        }
        bool show() {
            auto* action = page->findChild<QAction*>(QStringLiteral("actExportRun"));
            if (action == nullptr || !waitFor([action] { return action->isEnabled(); }))
                return false;
            action->trigger();
            return page->window()->findChild<QDialog*>(QStringLiteral("exportDialog")) != nullptr;
        }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*page->window(), name);
        }
        /// The checkpoint is looked at first.
        QPushButton* go() {
            auto* button = find<QPushButton>("exportGo");
            return waitFor([button] { return button->isEnabled(); }) ? button : nullptr;
        }
        QString end() { return find<QLabel>("exportEnd")->text(); }

        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
        QString suggested;
        ExportRequest model; ///< asked for last
        SpaceRequest space;  ///< the same
        bool fails = false, keepsAverage = false, isBlurred = false;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void whatWasWrittenIsToldWithItsCheckAndItsPython() {
        Open open;
        QVERIFY(open.show());
        auto* formats = open.find<QComboBox>("exportFormat");
        QCOMPARE(formats->count(), static_cast<int>(exportFormats().size()) + 1); // and a Space
        formats->setCurrentIndex(2);
        QVERIFY(open.find<QLabel>("exportAbout")->text().contains(QStringLiteral("opset 11, for ONNX Runtime")));
        QVERIFY(!open.find<QPushButton>("exportPython")->isVisible());
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("net.onnx"));
        open.go()->click();
        QVERIFY2(open.suggested.endsWith(QStringLiteral("/r18/r18.onnx")), qPrintable(open.suggested));
        QTRY_VERIFY2(open.end().contains(QStringLiteral("2.5e-07")), qPrintable(open.end()));
        QVERIFY2(open.end().contains(QStringLiteral("opset 11")), qPrintable(open.end()));
        saveShot(*open.page->window()->findChild<QDialog*>(QStringLiteral("exportDialog")), QStringLiteral("export"));
        open.find<QPushButton>("exportPython")->click();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("onnxruntime")));
    }

    void whereAnAverageIsKeptItsWeightsOrTheTrainedOnesAreChosen() {
        Open open;
        CheckpointContent content; // of the best, and of no other
        content.step = 40;
        content.epoch = 4;
        content.epochEnd = true;
        content.tensors = {{"model.x", TensorType::F32, {}, std::vector<std::byte>(4)},
                           {"ema.x", TensorType::F32, {}, std::vector<std::byte>(4)}};
        writeCheckpoint(RunPaths(open.fixture.runs.toStdString() + "/r18").checkpoints, content, true);
        open.keepsAverage = true;
        QVERIFY(open.show());
        auto* weights = open.find<QComboBox>("exportWeights");
        QTRY_VERIFY(weights->isVisible());
        QCOMPARE(weights->count(), 3);
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("net.pth"));
        const std::optional<bool> wanted[] = {std::nullopt, true, false};
        for (int i = 0; i < 3; ++i) {
            weights->setCurrentIndex(i);
            open.model.target.clear();
            open.go()->click();
            QTRY_VERIFY(open.find<QPushButton>("exportGo")->isEnabled() && !open.model.target.empty());
            QVERIFY(open.model.average == wanted[i]);
            QVERIFY2(open.end().contains(i == 2 ? QStringLiteral("The trained weights, not their average.")
                                                : QStringLiteral("The average of the weights.")),
                     qPrintable(open.end()));
        }
        auto* formats = open.find<QComboBox>("exportFormat");
        formats->setCurrentIndex(formats->count() - 1); // a Space has those of its figures
        QVERIFY(!weights->isVisible());
        formats->setCurrentIndex(formats->count() - 2); // a training state has both
        QVERIFY(!weights->isVisible());
        QVERIFY2(open.find<QLabel>("exportAbout")->text().contains(QStringLiteral("optimiser")), "what it is");
        open.go()->click();
        QTRY_VERIFY2(open.end().contains(QStringLiteral("The trained weights and their average.")),
                     qPrintable(open.end()));
        QVERIFY(open.model.format == ExportFormat::TrainingState && !open.model.average);
    }

    void whereNoAverageIsKeptNoneIsOffered() {
        Open open;
        QVERIFY(open.show());
        QTRY_VERIFY(!open.fixture.studio->files.isBusy());
        QVERIFY(!open.find<QComboBox>("exportWeights")->isVisible());
        open.isBlurred = true;
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("net.pth"));
        open.go()->click();
        QTRY_VERIFY2(open.end().contains(QStringLiteral("BlurPool")), qPrintable(open.end()));
        QVERIFY2(!open.end().contains(QStringLiteral("average")), qPrintable(open.end()));
        QVERIFY(!open.model.average);
    }

    void whatFailsIsSaidInTheDialogAndMayBeTriedElsewhere() {
        Open open;
        QVERIFY(open.show());
        open.fails = true;
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("net.pth"));
        open.go()->click();
        QTRY_VERIFY(open.end().contains(QStringLiteral("The disk is full")));
        QVERIFY(open.find<QPushButton>("exportGo")->isEnabled());
        QVERIFY(!open.find<QPushButton>("exportFolder")->isVisible());
        open.fails = false;
        open.go()->click();
        QTRY_VERIFY(open.find<QPushButton>("exportFolder")->isVisible());
    }

    void aSpaceTakesPicturesAndTheirLicence() {
        Open open;
        QVERIFY(open.show());
        auto* formats = open.find<QComboBox>("exportFormat");
        auto* licence = open.find<QLineEdit>("spaceLicence");
        auto* go = open.go();
        QVERIFY(go != nullptr && !licence->isVisible());
        formats->setCurrentIndex(formats->count() - 1);
        QVERIFY(licence->isVisible() && !licence->isEnabled() && go->isEnabled());
        open.fixture.filesAnswer = {QStringLiteral("/pictures/rose.jpg"), QStringLiteral("/pictures/tulip.jpg")};
        open.find<QPushButton>("spacePictures")->click();
        QVERIFY2(!go->isEnabled(), "their licence is not said yet");
        QVERIFY(go->toolTip().contains(QStringLiteral("licence")));
        open.fixture.filesAnswer.clear(); // a dialog that is closed
        open.find<QPushButton>("spacePictures")->click();
        QTest::keyClicks(licence, QStringLiteral("CC0 1.0"));
        QVERIFY(go->isEnabled());
        saveShot(*open.page->window()->findChild<QDialog*>(QStringLiteral("exportDialog")),
                 QStringLiteral("export-space"));
        open.fixture.saveAnswer = open.fixture.dir.filePath(QStringLiteral("flowers"));
        go->click();
        QVERIFY2(open.suggested.endsWith(QStringLiteral("/r18-space")), qPrintable(open.suggested));
        QTRY_VERIFY2(open.end().contains(QStringLiteral("flowers, 2 files: 47")), qPrintable(open.end()));
        QCOMPARE(open.space.examples, (std::vector<std::string>{"/pictures/rose.jpg", "/pictures/tulip.jpg"}));
        QCOMPARE(open.space.examplesLicence, std::string("CC0 1.0"));
        QVERIFY(open.find<QPushButton>("exportFolder")->isVisible());
        QVERIFY(!open.find<QPushButton>("exportPython")->isVisible());
        formats->setCurrentIndex(0);
        QVERIFY(!licence->isVisible());
    }

    void noFileChosenIsNothingDone() {
        Open open;
        QVERIFY(open.show());
        open.fixture.saveAnswer.reset();
        open.go()->click();
        QVERIFY(open.find<QLabel>("exportEnd")->isHidden());
    }

    void looksInTheDark() {
        Open open;
        QVERIFY(open.show());
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Dark);
        saveShot(*open.page->window()->findChild<QDialog*>(QStringLiteral("exportDialog")),
                 QStringLiteral("export-dark"));
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }
};

STUDIO_UI_TEST(QApplication, TestExport)
#include "tst_export.moc"
