// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSlider>
#include <QTest>

#include "core/base/text.h"
#include "tests/support/find_widget.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/models/classify_list.h"
#include "ui/models/second_opinion.h"
#include "ui/pages/classify/classify_views.h"
#include "ui/pages/pages.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/page_frame.h"
#include "ui/widgets/page_head.h"

using namespace studio;
using namespace studio::test;

/// The Classify page: what it loads and when, what it calls that, and how it looks with nothing on it.
class TestClassifyPage final : public QObject {
    Q_OBJECT

private:
    /// As many classes as told; of a run folder, the checkpoint that "best" or "last" names when it is opened.
    struct Scripted final : Classifier {
        std::vector<ClassInfo> list;
        std::string title;
        CheckpointRecord from;
        const std::vector<ClassInfo>& classes() const override { return list; }
        std::string name() const override { return title; }
        std::int32_t epoch() const override { return from.epoch; }
        std::int64_t step() const override { return from.step; }
        Prediction classify(const Picture& picture, int) override {
            Prediction prediction;
            const auto last = static_cast<std::int32_t>(list.size()) - 1;
            prediction.top = {{last, 0.9f}, {0, 0.1f}};
            prediction.crop = {0, 0, static_cast<double>(picture.width), static_cast<double>(picture.height), false};
            prediction.width = picture.width;
            prediction.height = picture.height;
            prediction.networkSize = 32;
            return prediction;
        }
    };
    struct Open {
        Open()
            : fixture(services()) {}
        StudioServices services() {
            StudioServices made = fakeServices();
            made.openClassifier = [this](const std::string& model, const std::string& which) {
                ++opened;
                auto scripted = std::make_unique<Scripted>();
                if (!isRunFolder(model)) {
                    scripted->list = {{"x", "first of two"}, {"y", "second of two"}};
                    scripted->title = model;
                    return scripted;
                }
                for (int i = 0; i < 40; ++i)
                    scripted->list.push_back({"c" + std::to_string(i), "class " + std::to_string(i)});
                const auto rows = RunDatabase(RunPaths(model).database, RunDatabase::Mode::Read).checkpoints();
                for (const CheckpointRecord& row : rows) {
                    if (which == "last" || row.best) {
                        scripted->from = row;
                        break;
                    }
                }
                scripted->title = baseName(model) + ", " + which + ", epoch " + std::to_string(scripted->from.epoch);
                return scripted;
            };
            return made;
        }
        void show() {
            page.reset(makeClassifyPage(*fixture.studio));
            page->resize(1220, 840);
            page->show();
            fixture.studio->runs.refresh();
        }
        std::string run() const { return QString(fixture.runs + QStringLiteral("/mine")).toStdString(); }
        template<class Widget>
        Widget* find(const char* name) {
            return findIn<Widget>(*page, name);
        }
        QString chooser() { return find<QComboBox>("classifyModel")->currentText(); }
        QString head() { return static_cast<PageFrame*>(page.get())->head()->subtitle(); }
        QString by() { return find<ElidedLabel>("answeredBy")->text(); }
        QString answer() { return find<QLabel>("answer")->text(); }
        void addPicture() {
            QImage image(24, 24, QImage::Format_RGB32);
            image.fill(Qt::red);
            fixture.studio->classify.addImage(image, QStringLiteral("Pasted picture"));
        }

        std::atomic<int> opened = 0;
        StudioFixture fixture;
        std::unique_ptr<QWidget> page;
    };
    static void shots(QWidget& page, const QString& name) {
        auto& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
        saveShot(page, name + QStringLiteral("-light"));
        applyTheme(app, ThemeMode::Dark);
        saveShot(page, name + QStringLiteral("-dark"));
        applyTheme(app, ThemeMode::Light);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void nothingIsReadBeforeTheFirstPicture() {
        Open open;
        writeFinishedRun(open.run(), 3, 1000);
        open.show();
        QTRY_COMPARE(open.chooser(), QStringLiteral("mine, best, epoch 3"));
        QVERIFY(open.head().contains(QStringLiteral("mine, best, epoch 3 is read with the first picture")));
        QCOMPARE(open.opened.load(), 0);
        QVERIFY(open.fixture.studio->classify.model().empty());
        open.addPicture();
        QTRY_COMPARE(open.answer(), QStringLiteral("class 39"));
        QCOMPARE(open.opened.load(), 1);
    }

    void picturesThatCameBeforeTheFirstRunAreAnsweredOnceThereIsOne() {
        Open open;
        open.show();
        open.addPicture();
        QCOMPARE(open.answer(), QStringLiteral("Waiting"));
        writeFinishedRun(open.run(), 1, 1000);
        open.fixture.studio->runs.refresh();
        QTRY_COMPARE(open.answer(), QStringLiteral("class 39"));
        QCOMPARE(open.opened.load(), 1);
    }

    /// From a network of 40 classes, whose answer is in view, to one of two, and back.
    void anotherNetworkMayBeChosenWhileAnAnswerIsShown() {
        Open open;
        writeFinishedRun(open.run(), 3, 1000);
        open.show();
        QTRY_COMPARE(open.find<QComboBox>("classifyModel")->count(), 3);
        open.addPicture();
        QTRY_COMPARE(open.answer(), QStringLiteral("class 39"));
        open.fixture.studio->classify.setModel("/weights/two.safetensors", "last");
        QCOMPARE(open.answer(), QStringLiteral("class 39")); // until the other is there, by whom it is
        QCOMPARE(open.by(), QStringLiteral("by mine, best, epoch 3"));
        QTRY_COMPARE(open.answer(), QStringLiteral("second of two"));
        QCOMPARE(open.find<AnswerBars>("answerBars")->rows()[0].name, QStringLiteral("second of two"));
        open.fixture.studio->classify.setModel(open.run(), "best");
        QTRY_COMPARE(open.answer(), QStringLiteral("class 39"));
        QTRY_COMPARE(open.by(), QStringLiteral("by mine, best, epoch 3"));
    }

    void headChooserAndAnswerNameWhatWasReadAndOfferTheNewer() {
        Open open;
        writeFinishedRun(open.run(), 1, 1000);
        open.show();
        QTRY_COMPARE(open.chooser(), QStringLiteral("mine, best, epoch 1"));
        open.addPicture();
        QTRY_COMPARE(open.by(), QStringLiteral("by mine, best, epoch 1"));
        QVERIFY(!open.find<QPushButton>("useNewer")->isVisible());
        addEpochTo(open.run(), 2, true); // the run goes on and finds a better one
        open.fixture.studio->runs.refresh();
        QTRY_VERIFY(open.find<QPushButton>("useNewer")->isVisible());
        QCOMPARE(open.find<QPushButton>("useNewer")->text(), QStringLiteral("Use epoch 2"));
        for (const QString& words : {open.chooser(), open.head(), open.by()})
            QVERIFY2(words.contains(QStringLiteral("mine, epoch 1")), qPrintable(words));
        saveShot(*open.page, QStringLiteral("classify-newer"));
        QCOMPARE(open.opened.load(), 1);
        QTest::mouseClick(open.find<QPushButton>("useNewer"), Qt::LeftButton);
        QTRY_COMPARE(open.by(), QStringLiteral("by mine, best, epoch 2"));
        QCOMPARE(open.chooser(), QStringLiteral("mine, best, epoch 2"));
        QVERIFY(open.head().contains(QStringLiteral("mine, best, epoch 2")));
        QVERIFY(!open.find<QPushButton>("useNewer")->isVisible());
    }

    void withoutAPictureThereAreExamplesForTheMouseAndTheKeys() {
        Open open;
        writeFinishedRun(open.run(), 1, 1000);
        QVERIFY(open.fixture.openPictures());
        open.show();
        open.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(open.page.get()));
        auto* examples = open.find<GalleryView>("emptyExamples");
        QCOMPARE(examples->model()->rowCount(), 9);
        QVERIFY(examples->isVisible());
        QVERIFY(!open.find<QWidget>("classifyList")->isVisible());
        QTRY_COMPARE(open.chooser(), QStringLiteral("mine, best, epoch 1"));
        open.find<QPushButton>("emptyChoose")->setFocus();
        for (int i = 0; i < 10 && !examples->hasFocus(); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(examples->hasFocus());
        QTest::keyClick(examples, Qt::Key_Right);
        const QString second = examples->model()->index(1, 0).data(Qt::AccessibleTextRole).toString();
        QTest::keyClick(examples, Qt::Key_Return);
        QCOMPARE(open.fixture.studio->classify.items().size(), std::size_t{1});
        QCOMPARE(open.fixture.studio->classify.items()[0].title, second);
        auto* list = open.find<QListView>("classifyList");
        QVERIFY(list->isVisible() && list->hasFocus());
        auto* few = open.find<GalleryView>("examples");
        QCOMPARE(few->model()->rowCount(), 5);
        QTest::mouseClick(few->viewport(), Qt::LeftButton, {}, few->visualRect(few->model()->index(2, 0)).center());
        QCOMPARE(open.fixture.studio->classify.items().size(), std::size_t{2});
        few->setFocus();
        QTest::keyClick(few, Qt::Key_Space);
        QCOMPARE(open.fixture.studio->classify.items().size(), std::size_t{3});
        QTRY_COMPARE(open.answer(), QStringLiteral("class 39"));
        shots(*open.page, QStringLiteral("classify-full"));
        QTest::mouseClick(open.find<QPushButton>("clearPictures"), Qt::LeftButton);
        QVERIFY(examples->isVisible());
        shots(*open.page, QStringLiteral("classify-empty"));
    }

    void theNetworksOwnPixelsAreShownAsSquares() {
        CropView view(true);
        view.resize(200, 200);
        QImage pixels(2, 2, QImage::Format_RGB32);
        pixels.setPixelColor(0, 0, Qt::red);
        pixels.setPixelColor(1, 0, Qt::green);
        pixels.setPixelColor(0, 1, Qt::blue);
        pixels.setPixelColor(1, 1, Qt::white);
        view.setPixels(pixels);
        const QImage shown = view.grab().toImage();
        for (const int near : {20, 95}) { // a blend of neighbours would differ beside the border of the squares
            const int far = 199 - near;
            QCOMPARE(shown.pixelColor(near, near), QColor(Qt::red));
            QCOMPARE(shown.pixelColor(far, near), QColor(Qt::green));
            QCOMPARE(shown.pixelColor(near, far), QColor(Qt::blue));
            QCOMPARE(shown.pixelColor(far, far), QColor(Qt::white));
        }
    }

    void examplesComeFromTheRunsOwnPicturesWhereNoDataIsOpen() {
        Open open;
        writeFinishedRun(open.run(), 1, 1000, open.fixture.pictures());
        open.show();
        auto* examples = open.find<GalleryView>("emptyExamples");
        QTRY_COMPARE(examples->model()->rowCount(), 9); // three of each class
        QVERIFY(examples->isVisible());
        QCOMPARE(open.opened.load(), 0);
    }

    /// A folder by its button, its answers sorted, saved, and what the network looked at.
    void aFolderIsClassifiedSortedSavedAndLookedInto() {
        StudioFixture fixture(fakeServices());
        writeFinishedRun(QString(fixture.runs + QStringLiteral("/mine")).toStdString(), 1, 1000);
        const QString folder = fixture.dir.filePath(QStringLiteral("many")),
                      csv = fixture.dir.filePath(QStringLiteral("a.csv"));
        writePictureFolders(folder.toStdString(), 3, 4, 0);
        writeBytes(QString(folder + QStringLiteral("/train/c1/zz.jpg")).toStdString(), {1});
        fixture.studio->dialogs.pickFolder = [&](const QString&, const QString&) { return std::optional(folder); };
        fixture.studio->dialogs.pickSaveFile = [&](const QString&, const QString&, const QString&) {
            return std::optional(csv);
        };
        const std::unique_ptr<QWidget> page(makeClassifyPage(*fixture.studio));
        page->resize(1220, 840);
        page->show();
        fixture.studio->runs.refresh();
        const auto button = [&](const char* name) { return page->findChild<QPushButton*>(QLatin1String(name)); };
        const ClassifySession& session = fixture.studio->classify;
        QTRY_COMPARE(page->findChild<QComboBox*>(QStringLiteral("classifyModel"))->currentText(),
                     QStringLiteral("mine, best, epoch 1"));
        QTest::mouseClick(button("chooseFolder"), Qt::LeftButton);
        QTRY_VERIFY(session.items().size() == 13 && session.waitingCount() == 0 && session.hasModel());
        auto* list = page->findChild<QListView*>(QStringLiteral("classifyList"));
        QCOMPARE(list->currentIndex().row(), 0); // the first, and not the first of each part of the folder
        QVERIFY(!button("stopClassifying")->isVisible());

        auto* view = page->findChild<CropView*>(QStringLiteral("attentionView"));
        auto* words = page->findChild<QLabel*>(QStringLiteral("attentionWords"));
        QTRY_COMPARE(words->text(), QStringLiteral("Yellow speaks most for red"));
        auto* strength = page->findChild<QSlider*>(QStringLiteral("attentionStrength"));
        strength->setValue(100);
        const QImage hot = view->grab().toImage();
        strength->setValue(0);
        QVERIFY(view->grab().toImage() != hot);
        auto* looksFor = page->findChild<QComboBox*>(QStringLiteral("attentionClass"));
        looksFor->setCurrentIndex(1);
        Q_EMIT looksFor->activated(1);
        QTRY_COMPARE(words->text(), QStringLiteral("Nothing in it speaks for green"));
        strength->setValue(70);
        shots(*page, QStringLiteral("classify-folder"));

        QTest::mouseClick(button("saveAnswers"), Qt::LeftButton);
        QTRY_VERIFY(QFile::exists(csv));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 14);
        QVERIFY2(lines[1].contains("/c0/1000.jpg,,c0,c0,red,0.9,c1,green,0.07,"), lines[1]);
        QVERIFY2(lines[1].endsWith(",0.9,0.07,0.03"), lines[1]);
        QVERIFY2(lines[9].contains("/zz.jpg,") && !lines[9].contains("/zz.jpg,,"), lines[9]); // why it has no answer

        QTest::mouseClick(button("unsureFirst"), Qt::LeftButton);
        QCOMPARE(list->model()->index(12, 0).data(ClassifyList::kMarkRole).toInt(), -2); // without an answer: last
    }

    void theLeastSureComeFirst() {
        struct Mixed final : Classifier {
            std::vector<ClassInfo> list{{"a", "a"}};
            const std::vector<ClassInfo>& classes() const override { return list; }
            std::string name() const override { return "mixed"; }
            std::int32_t epoch() const override { return 1; }
            Prediction classify(const Picture& picture, int) override {
                Prediction prediction;
                prediction.top = {{0, static_cast<float>(picture.width) / 100}};
                return prediction;
            }
        };
        StudioServices services = fakeServices();
        services.openClassifier = [](const std::string&, const std::string&) { return std::make_unique<Mixed>(); };
        ClassifySession mixed(services);
        const SecondOpinion second(services, mixed);
        ClassifyList rows(mixed, second);
        ClassifyFilter filter;
        filter.setSourceModel(&rows);
        filter.setUnsureFirst(true);
        mixed.setModel("mixed", "best");
        for (const int width : {50, 20, 90, 30})
            mixed.addImage(QImage(width, 8, QImage::Format_RGB32), QString::number(width));
        QTRY_COMPARE(mixed.waitingCount(), std::size_t{0});
        QStringList order;
        for (int row = 0; row < 4; ++row)
            order << filter.index(row, 0).data(Qt::ToolTipRole).toString();
        QCOMPARE(order,
                 QStringList({QStringLiteral("20"), QStringLiteral("30"), QStringLiteral("50"), QStringLiteral("90")}));
        filter.setUnsureFirst(false);
        QCOMPARE(filter.index(0, 0).data(Qt::ToolTipRole).toString(), QStringLiteral("50"));
    }

    void withoutANetworkThePageSaysWhereOneComesFrom() {
        Open open;
        open.show();
        QVERIFY(open.find<QPushButton>("emptyTrain")->isVisible());
        QVERIFY(open.find<QPushButton>("emptyOpenRun")->isVisible());
        QVERIFY(!open.find<GalleryView>("emptyExamples")->isVisible());
        shots(*open.page, QStringLiteral("classify-no-network"));
        writeFinishedRun(open.run(), 1, 1000);
        open.fixture.studio->runs.refresh();
        QTRY_VERIFY(!open.find<QPushButton>("emptyTrain")->isVisible());
        QVERIFY(open.find<QPushButton>("emptyChoose")->isVisible());
    }
};

STUDIO_UI_TEST(QApplication, TestClassifyPage)
#include "tst_classify_page.moc"
