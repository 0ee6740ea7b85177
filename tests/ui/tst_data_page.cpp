// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "tests/support/studio_fixture.h"
#include "ui/pages/data/batch_preview.h"
#include "ui/pages/data/data_check_text.h"
#include "ui/pages/pages.h"
#include "ui/theme/format.h"
#include "ui/theme/translation.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/tile.h"

using namespace studio;
using namespace studio::test;

/// What page Data says of a check, and the batch as the network sees it.
class TestDataPage final : public QObject {
    Q_OBJECT

private:
    static QStringList bannerTitles(const QWidget& page) {
        QStringList titles;
        for (const Banner* banner : page.findChildren<Banner*>()) {
            if (banner->isVisibleTo(&page))
                titles << banner->title();
        }
        titles.sort();
        return titles;
    }
    static void click(const QWidget& page, const char* name) {
        auto* button = page.findChild<QPushButton*>(QLatin1String(name));
        QVERIFY2(button != nullptr, name);
        button->click();
    }
    /// The page on the pictures, shown; with a bad one, and one in both sets.
    static std::unique_ptr<QWidget> spoiltPage(StudioFixture& f) {
        const std::string root = f.pictures(30);
        writeBytes(root + "/train/c0/broken.jpg", {'x'});
        std::filesystem::copy_file(root + "/train/c1/1000.jpg", root + "/val/c2/copy.jpg");
        auto page = std::unique_ptr<QWidget>(makeDataPage(*f.studio));
        page->resize(1200, 800);
        page->show();
        f.studio->data.open({root, {}, 0.1, 0});
        return waitFor([&] { return f.studio->data.state() == DataState::Ready; }) ? std::move(page) : nullptr;
    }

    QTemporaryDir cache_;

private Q_SLOTS:
    void initTestCase() {
        installTranslation();
        QLocale::setDefault(QLocale::c());
        qputenv("XDG_CACHE_HOME", cache_.path().toLocal8Bit());
    }

    void theCheckTellsBadPicturesAndLeaks() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        QVERIFY(bannerTitles(*page).isEmpty());
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        QCOMPARE(bannerTitles(*page), (QStringList{QStringLiteral("1 of 101 pictures cannot be used"),
                                                   QStringLiteral("1 picture is in training and in validation")}));
        click(*page, "showProblems");
        auto* gallery = page->findChild<GalleryView*>(QStringLiteral("dataPictures"));
        QCOMPARE(gallery->model()->rowCount(), 2);
        QVERIFY(gallery->model()->index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("1000.jpg")));
        f.saveAnswer = f.dir.filePath(QStringLiteral("list.csv"));
        click(*page, "exportProblems");
        QTRY_VERIFY(!f.studio->files.isBusy());
        const std::string csv = readSmallFile(f.saveAnswer->toStdString(), 10'000);
        QVERIFY(csv.find("broken.jpg,c0,train,This is not a picture,bad,") != std::string::npos);
        QVERIFY(csv.find("copy.jpg,c2,val,") != std::string::npos && csv.find(",leak,") != std::string::npos);
    }

    void anOddPictureIsCountedAndItsListCanBeKept() {
        StudioFixture f;
        const std::string root = f.pictures(30), path = root + "/train/c0/odd.jpg";
        std::string bytes = readSmallFile(root + "/train/c0/1000.jpg", 100'000);
        writeFileAtomically(path, bytes.insert(20, 2, '\0')); // behind the first segment
        const auto page = std::unique_ptr<QWidget>(makeDataPage(*f.studio));
        page->show();
        f.studio->data.open({root, {}, 0.1, 0});
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        QCOMPARE(bannerTitles(*page), QStringList(QStringLiteral("1 picture is odd, but whole")));
        QVERIFY(oddText(*f.studio->data.report())
                    .endsWith(QStringLiteral(": 1. No pixel is missing, and all of them "
                                             "are used.")));
        f.saveAnswer = f.dir.filePath(QStringLiteral("list.csv"));
        click(*page, "exportProblems");
        QTRY_VERIFY(!f.studio->files.isBusy());
        QVERIFY(readSmallFile(f.saveAnswer->toStdString(), 10'000).find("odd.jpg,c0,train,") != std::string::npos);
    }

    void theListOfProblemsIsFilledWhenACheckEnds() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        auto* which = page->findChild<SegmentedControl*>(QStringLiteral("dataSet"));
        const auto* model = page->findChild<GalleryView*>(QStringLiteral("dataPictures"))->model();
        which->setCurrent(2);
        QCOMPARE(model->rowCount(), 0);
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        QCOMPARE(model->rowCount(), 2);
        which->setCurrent(0);
        QCOMPARE(model->rowCount(), 31);
    }

    void anEditOfTheRecipeLeavesTheGalleryAlone() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        auto* view = page->findChild<GalleryView*>(QStringLiteral("dataPictures"));
        view->setCurrentIndex(view->model()->index(3, 0));
        QSignalSpy resets(view->model(), &QAbstractItemModel::modelReset);
        f.studio->recipe.setValue("epochs", "7");
        f.studio->recipe.setValue("image_size", "48");
        QCOMPARE(resets.count(), 0);
        QCOMPARE(view->currentIndex().row(), 3);
        // The batch as the network sees it is drawn anew by what changes it alone.
        page->findChild<SegmentedControl*>(QStringLiteral("dataLook"))->setCurrent(1);
        auto* batch = page->findChild<BatchPreview*>();
        QTRY_VERIFY(batch->count() > 0 && !batch->isLoading());
        f.studio->recipe.setValue("epochs", "8");
        QVERIFY(!batch->isLoading());
        f.studio->recipe.setValue("image_size", "64");
        QVERIFY(batch->isLoading());
        QTRY_VERIFY(!batch->isLoading());
    }

    void aCheckedFolderSaysSoWhenItIsOpenedAgain() {
        StudioFixture f;
        auto page = spoiltPage(f);
        QVERIFY(page);
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        page.reset();
        f.studio.reset(); // the end before the next start
        f.studio = std::make_unique<Studio>(fakeServices(), f.settingsFile());
        page.reset(makeDataPage(*f.studio));
        page->show();
        f.studio->data.open({f.dir.filePath(QStringLiteral("pictures")).toStdString(), {}, 0.1, 0});
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        QCOMPARE(bannerTitles(*page).size(), 2);
        QVERIFY(checkedText(*f.studio->data.report()).endsWith(QStringLiteral("all 101 pictures decoded")));
    }

    void picturesBelowTheTrainingSizeAreCounted() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        f.studio->recipe.setValue("image_size", "16");
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        const Tile* median = page->findChild<Tile*>(QStringLiteral("tileMedian"));
        QCOMPARE(median->context(), QString());
        f.studio->recipe.setValue("image_size", "64");
        QCOMPARE(median->context(), QStringLiteral("100 below 64 px"));
        QCOMPARE(bannerTitles(*page).size(), 2);
    }

    void theCheckCallsBadWhatARunOfTheRecipeWould() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        f.studio->recipe.setValue("max_pixels", "100");
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        QCOMPARE(bannerTitles(*page).front(), QStringLiteral("101 of 101 pictures cannot be used"));
        f.studio->recipe.setValue("max_pixels", "100000");
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        QCOMPARE(bannerTitles(*page).front(), QStringLiteral("1 of 101 pictures cannot be used"));
    }

    void theFocusStaysWithTheCheck() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(page.get()));
        auto* check = page->findChild<QPushButton*>(QStringLiteral("checkPictures"));
        check->setFocus();
        check->click();
        QVERIFY(page->findChild<QPushButton*>(QStringLiteral("cancelCheck"))->hasFocus());
        QTRY_VERIFY(!f.studio->data.isChecking());
        QVERIFY(check->hasFocus());
    }

    void aFolderThatIsChosenAgainIsSplitAsItWas() {
        StudioFixture f;
        const std::unique_ptr<QWidget> page(makeDataPage(*f.studio));
        const DataSpec used{f.pictures() + "/train", {}, 0.25, 7}; // has no val folder
        f.studio->data.open(used);
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        QVERIFY(f.openPictures());
        f.folderAnswer = QString::fromStdString(used.root);
        click(*page, "otherFolder");
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        QVERIFY(f.studio->data.spec() == used);
    }

    void aClosedBannerStaysClosed() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        click(*page, "checkPictures");
        QTRY_VERIFY(!f.studio->data.isChecking());
        for (Banner* banner : page->findChildren<Banner*>()) {
            if (banner->isVisibleTo(page.get()) && banner->title().contains(QStringLiteral("validation")))
                Q_EMIT banner->closed();
        }
        f.studio->recipe.setValue("epochs", "7");
        QCOMPARE(bannerTitles(*page), QStringList{QStringLiteral("1 of 101 pictures cannot be used")});
    }

    void theBatchIsTheOneARunBeginsWith() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        f.studio->recipe.setValue("batch_size", "12");
        auto* look = page->findChild<SegmentedControl*>(QStringLiteral("dataLook"));
        auto* batch = page->findChild<BatchPreview*>(QStringLiteral("dataBatch"));
        look->setCurrent(1);
        QTRY_COMPARE(batch->count(), 12);
        QCOMPARE(batch->epoch(), 1u);
        QVERIFY(batch->placeholder().isEmpty());
        const QImage first = batch->grab().toImage();
        QTRY_VERIFY(!batch->isLoading());
        click(*page, "anotherEpoch");
        QTRY_VERIFY(!batch->isLoading());
        QCOMPARE(batch->epoch(), 2u);
        QVERIFY(batch->grab().toImage() != first);
        // Each of these is seen.
        for (const auto& [key, value] : {std::pair{"random_erasing", "1"},
                                         {"mixup", "1"},
                                         {"start_image_size", "16"},
                                         {"auto_augment", "randaugment"}}) {
            const QImage before = batch->grab().toImage();
            f.studio->recipe.setValue(key, value);
            QTRY_VERIFY(!batch->isLoading());
            QVERIFY2(batch->grab().toImage() != before, key);
        }
        f.studio->recipe.setValue("batch_size", "5");
        QTRY_COMPARE(batch->count(), 5);
        f.studio->recipe.setValue("batch_size", "0"); // a recipe with an error has no batch, and says so
        QTRY_COMPARE(batch->count(), 0);
        QVERIFY(batch->placeholder().contains(QStringLiteral("error")));
    }

    void aBatchThatCannotBeReadSaysWhy() {
        StudioFixture f;
        const auto page = spoiltPage(f);
        QVERIFY(page);
        std::filesystem::rename(f.dir.filePath(QStringLiteral("pictures/train")).toStdString(),
                                f.dir.filePath(QStringLiteral("away")).toStdString());
        page->findChild<SegmentedControl*>(QStringLiteral("dataLook"))->setCurrent(1);
        auto* batch = page->findChild<BatchPreview*>(QStringLiteral("dataBatch"));
        QVERIFY(batch->placeholder().contains(QStringLiteral("Reading")));
        QTRY_VERIFY(!batch->isLoading());
        QVERIFY2(batch->placeholder().startsWith(QStringLiteral("The picture folder does not answer")),
                 qPrintable(batch->placeholder()));
    }

    void reasonsAreSummedUp() {
        std::vector<CheckProblem> problems(19, {"p", 0, false, "The picture ends too early: Premature end"});
        problems.insert(problems.end(), 3, {"p", 0, false, "This is not a picture"});
        problems.push_back({"p", 0, false, "The file is empty"});
        QString text = reasonSummary(problems);
        QCOMPARE(text.replace(QChar(kNoBreakSpace), u' '),
                 QStringLiteral("19 end too early, 3 are not pictures, 1 is empty"));
        QCOMPARE(balanceText({1300, 1300, 650}), QStringLiteral("largest first  \u00B7  2.0 to 1"));
        QCOMPARE(balanceText({50, 19, 3}),
                 QStringLiteral("largest first  \u00B7  17 to 1  \u00B7  2 classes below 20"));
        QCOMPARE(balanceText({40, 40}), QStringLiteral("largest first"));
        CheckReport copies;
        QVERIFY(copiesTitle(copies).isEmpty());
        copies.duplicateCount = 12;
        QCOMPARE(copiesTitle(copies), QStringLiteral("12 pictures are there twice"));
        copies.leakCount = 2;
        QCOMPARE(copiesTitle(copies), QStringLiteral("2 pictures are in training and in validation"));
        copies.conflictCount = 1;
        QVERIFY(copiesText(copies).contains(QStringLiteral("10 more are there twice. 1 is in two classes.")));
        copies.leakCount = 1;
        QCOMPARE(copiesTitle(copies), QStringLiteral("1 picture is in training and in validation"));
    }
};

QTEST_MAIN(TestDataPage)
#include "tst_data_page.moc"
