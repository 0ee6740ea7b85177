// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStyleOptionComboBox>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "tests/support/find_widget.h"
#include "tests/support/foreign_weights.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/session/actions.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

using namespace studio;
using namespace studio::test;

/// What a person had chosen is there again at the next start.
class TestKeptWork final : public QObject {
    Q_OBJECT

private:
    /// A start of the studio over the settings of the one before.
    struct Start {
        explicit Start(const StudioFixture& fixture)
            : studio(std::make_unique<Studio>(fakeServices(), fixture.settingsFile()))
            , window(std::make_unique<MainWindow>(*studio)) {
            window->resize(1300, 800);
            window->show();
        }
        bool isLooking() const {
            return studio->data.state() == DataState::Scanning || studio->data.state() == DataState::Drawing;
        }
        std::unique_ptr<Studio> studio;
        std::unique_ptr<MainWindow> window;
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void recipeAndPicturesAreThereAtTheNextStart() {
        StudioFixture f;
        {
            const MainWindow window(*f.studio);
            f.studio->recipe.setValue("epochs", "77");
            f.studio->data.open({f.pictures(), {}, 0.2, 5});
            QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        }
        f.studio.reset();
        Start next(f);
        QCOMPARE(next.studio->recipe.config().epochs, std::int64_t{77});
        QCOMPARE(next.studio->recipe.changedKeys(), std::vector<std::string>{"epochs"}); // the preset is still known
        QCOMPARE(next.studio->recipe.name(), std::string("quick-look"));
        QVERIFY(!next.studio->recipe.canUndo());
        QCOMPARE(next.window->findChild<QSpinBox*>(QStringLiteral("edit_epochs"))->value(), 77);
        QCOMPARE(next.studio->data.state(), DataState::Empty); // a start that is told what to open opens that alone
        next.window->bringBackPictures();
        QTRY_COMPARE(next.studio->data.state(), DataState::Ready);
        QCOMPARE(next.studio->data.spec().root, f.dir.filePath(QStringLiteral("pictures")).toStdString());
        QCOMPARE(next.studio->data.spec().split, 0.2);
        QCOMPARE(next.studio->data.spec().splitSeed, std::uint64_t{5});
    }

    void whatTheNextRunBeginsWithAndIsComputedByIsThereToo() {
        StudioFixture f;
        const QString weights =
            writeForeignWeights(f.dir.filePath(QStringLiteral("flowers.safetensors")), {"resnet18", 3, Stem::Small});
        {
            MainWindow window(*f.studio);
            f.studio->recipe.beginWith(BeginningWeights{weights.toStdString(), {"resnet18", 3, Stem::Small}});
            f.studio->recipe.setDevice("cpu");
            f.studio->recipe.setWorkers(3);
        }
        f.studio.reset();
        Start next(f);
        QVERIFY(!next.studio->draftBlocker().isEmpty()); // nothing begins before it is known what they are
        QTRY_COMPARE(next.studio->recipe.beginsWith(), weights.toStdString());
        QVERIFY(next.studio->recipe.lost().empty() && next.studio->recipe.reading().empty());
        const auto shown = [&next](const char* name) { return findIn<QComboBox>(*next.window, name)->currentText(); };
        QCOMPARE(shown("beginsWith"), QStringLiteral("flowers.safetensors"));
        QCOMPARE(next.studio->recipe.device, std::string("cpu"));
        QTRY_VERIFY2(shown("device").contains(QStringLiteral("CPU")), qPrintable(shown("device")));
        QCOMPARE(next.studio->recipe.workers, 3);
        QCOMPARE(findIn<QSpinBox>(*next.window, "workers")->value(), 3);
        QVERIFY(!next.studio->recipe.canUndo());
    }

    void weightsThatAreGoneAreToldAndNoRunBeginsWithoutAChoice() {
        StudioFixture f;
        const std::string gone = f.dir.filePath(QStringLiteral("unplugged/flowers.pth")).toStdString();
        {
            MainWindow window(*f.studio);
            f.studio->recipe.beginWith(BeginningWeights{gone, {"resnet18", 3, Stem::Small}});
            f.studio->recipe.setDevice("cuda:7");
            f.pictures();
        }
        f.studio.reset();
        for (int start = 1; start <= 2; ++start) { // nor at the start after that
            Start next(f);
            QTRY_VERIFY(next.studio->recipe.reading().empty());
            QStringList told;
            for (const Banner* banner : next.window->findChildren<Banner*>())
                told += banner->title();
            QVERIFY2(told.contains(QStringLiteral("The weights of the last start cannot be read")),
                     qPrintable(told.join(u' ')));
            next.studio->data.open({f.dir.filePath(QStringLiteral("pictures")).toStdString(), {}, 0.1, 0});
            QTRY_COMPARE(next.studio->data.state(), DataState::Ready);
            QVERIFY(next.studio->startBlocker().contains(QStringLiteral("flowers.pth")));
            QVERIFY(!next.studio->startTraining() && !next.studio->addToQueue());
            auto* menu = findIn<QComboBox>(*next.window, "beginsWith");
            QVERIFY2(menu->currentText().startsWith(QStringLiteral("flowers.pth")), qPrintable(menu->currentText()));
            auto* device = findIn<QComboBox>(*next.window, "device");
            QTRY_COMPARE(device->currentText(), QStringLiteral("cuda:7: not found"));
            if (start == 1)
                continue;
            Q_EMIT menu->activated(menu->currentIndex()); // once more: the volume may be back
            QVERIFY(!next.studio->recipe.reading().empty());
            QTRY_VERIFY(next.studio->recipe.reading().empty());
            QCOMPARE(next.studio->recipe.lost(), gone);
            menu->setCurrentIndex(0);
            Q_EMIT menu->activated(0); // random weights, then
            QVERIFY2(next.studio->startBlocker().isEmpty(), qPrintable(next.studio->startBlocker()));
        }
    }

    /// A crash writes nothing: what matters is in the file while the window is still open.
    void whatIsChangedIsWrittenWithoutWaitingForTheEnd() {
        StudioFixture f;
        const MainWindow window(*f.studio);
        f.studio->recipe.setValue("epochs", "78");
        QTRY_VERIFY(Settings(f.settingsFile()).state(QStringLiteral("work")).contains("78"));
    }

    void picturesThatAreGoneAreTold() {
        StudioFixture f;
        {
            const MainWindow window(*f.studio);
            QVERIFY(f.openPictures());
        }
        f.studio.reset();
        std::filesystem::remove_all(f.dir.filePath(QStringLiteral("pictures")).toStdString());
        for (int again = 0; again < 2; ++again) { // a volume may be back at the start after the next
            Start next(f);
            next.window->bringBackPictures();
            QTRY_VERIFY(!next.isLooking());
            next.window->showPage(Page::Data);
            QVERIFY(next.studio->data.state() != DataState::Ready);
            bool told = false;
            for (const QLabel* label : next.window->findChildren<QLabel*>())
                told = told || (label->isVisible() && label->text().contains(QStringLiteral("pictures")) &&
                                label->text().contains(f.dir.path()));
            QVERIFY(told);
        }
    }

    void aNoteThatIsNoneIsPassedOver_data() {
        QTest::addColumn<QByteArray>("note");
        QTest::newRow("no JSON") << QByteArray("{\"name\":");
        QTest::newRow("another thing") << QByteArray("[1,2]");
        QTest::newRow("a recipe that is none")
            << QByteArray("{\"recipe\":{\"name\":\"x\",\"base\":\"{}\",\"recipe\":\"{\\\"epochs\\\":\"}}");
        QTest::newRow("a wrong escape") << QByteArray(
            "{\"recipe\":{\"name\":\"x\",\"file\":\"%ZZ\",\"base\":\"{}\",\"recipe\":\"{}\"},"
            "\"pictures\":{\"root\":\"%ZZ\",\"split\":0.1}}");
        QTest::newRow("other types") << QByteArray("{\"recipe\":[1],\"pictures\":7}");
        QTest::newRow("endless") << QByteArray(1 << 20, '{');
    }
    void aNoteThatIsNoneIsPassedOver() {
        QFETCH(const QByteArray, note);
        StudioFixture f;
        f.studio->settings.setState(QStringLiteral("work"), note);
        f.studio.reset();
        Start next(f);
        next.window->bringBackPictures();
        QCOMPARE(next.studio->recipe.name(), std::string("quick-look"));
        QVERIFY(next.studio->recipe.changedKeys().empty());
        QCOMPARE(next.studio->data.state(), DataState::Empty);
    }

    void whatComesBackIsOfOneWindow() {
        StudioFixture f;
        f.studio->data.open({f.pictures(), {}, 0.2, 5});
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        const MainWindow window(*f.studio);
        f.studio->recipe.setValue("epochs", "77");
        f.studio->data.open({f.pictures(), {}, 0.2, 5});
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        Start other(f); // a second window beside it
        other.studio->data.open({f.pictures(), {}, 0.3, 6});
        QTRY_COMPARE(other.studio->data.state(), DataState::Ready);
        f.studio->recipe.setValue("epochs", "79"); // the last word is the first window's
        const auto note = [&f] { return Settings(f.settingsFile()).state(QStringLiteral("work")); };
        QTRY_VERIFY(note().contains("79"));
        QVERIFY2(note().contains("\"seed\":\"5\""), note().constData());
    }

    void picturesThatEndedTheStudioTwiceAreNotLookedThroughAThirdTime() {
        StudioFixture f;
        f.pictures();
        f.studio.reset();
        QByteArray note;
        for (int start = 1; start <= 3; ++start) {
            Settings(f.settingsFile()).setState(QStringLiteral("work"), note); // a kill writes nothing more
            Start next(f);
            if (start == 1)
                next.studio->data.open({f.pictures(), {}, 0.2, 5});
            else
                next.window->bringBackPictures();
            QCOMPARE(next.studio->data.state(), start < 3 ? DataState::Scanning : DataState::Empty);
            note = next.studio->settings.state(QStringLiteral("work"));
        }
    }

    void saveDoesNotWriteOverWhatSomebodyElseWrote() {
        StudioFixture f;
        const std::string file = f.dir.filePath(QStringLiteral("mine.json")).toStdString();
        {
            MainWindow window(*f.studio);
            f.studio->saveRecipe(file);
            QTRY_COMPARE(f.studio->recipe.file(), file);
        }
        f.studio.reset();
        const auto epochs = [&file] { return configFromJson(readSmallFile(file, 10'000), "file").epochs; };
        Start next(f);
        QSignalSpy problems(next.studio.get(), &Studio::problemReported);
        next.studio->recipe.setValue("epochs", "11");
        next.studio->actions().saveRecipe->trigger();
        next.studio->recipe.setValue("epochs", "12");
        next.studio->actions().saveRecipe->trigger(); // while the first one is being written
        QTRY_VERIFY(!next.studio->files.isBusy());
        QCOMPARE(epochs(), std::int64_t{12});
        QCOMPARE(problems.size(), 0);
        TrainConfig theirs = next.studio->recipe.config();
        theirs.epochs = 50;
        writeFileAtomically(file, configToJson(theirs));
        next.studio->recipe.setValue("epochs", "13");
        next.studio->actions().saveRecipe->trigger();
        QTRY_COMPARE(problems.size(), 1);
        QVERIFY(problems[0][0].value<Message>().title.find("has been changed") != std::string::npos);
        QCOMPARE(epochs(), std::int64_t{50});
        QCOMPARE(next.studio->recipe.changedKeys(), std::vector<std::string>{"epochs"});
        next.studio->saveRecipe(file); // "Save as" asked before it
        QTRY_COMPARE(epochs(), std::int64_t{13});
        QTRY_VERIFY(!next.studio->files.isBusy());
    }

    void saveWritesTheFileThatItCameFrom() {
        StudioFixture f;
        MainWindow window(*f.studio);
        f.saveAnswer = f.dir.filePath(QStringLiteral("mine.json"));
        const std::string file = f.saveAnswer->toStdString();
        f.studio->recipe.setValue("epochs", "11");
        f.studio->actions().saveRecipe->trigger(); // from a preset: asks
        QTRY_COMPARE(f.studio->recipe.file(), file);
        f.saveAnswer = f.dir.filePath(QStringLiteral("other.json"));
        f.studio->recipe.setValue("epochs", "12");
        f.studio->actions().saveRecipe->trigger();
        QTRY_VERIFY(!f.studio->files.isBusy());
        QCOMPARE(configFromJson(readSmallFile(file, 10'000), "file").epochs, std::int64_t{12});
        QVERIFY(!std::filesystem::exists(f.saveAnswer->toStdString()));
        QVERIFY(f.studio->recipe.changedKeys().empty());
        f.studio->actions().saveRecipeAs->trigger();
        QTRY_COMPARE(f.studio->recipe.file(), f.saveAnswer->toStdString());
        f.studio->recipe.undo(); // back to 11 epochs, which are in the first file
        QCOMPARE(f.studio->recipe.file(), file);
    }

    void filesUsedLastAreInTheMenuAtTheNextStartToo() {
        StudioFixture f;
        {
            const MainWindow window(*f.studio);
            f.studio->saveRecipe(f.dir.filePath(QStringLiteral("mine.json")).toStdString());
            QTRY_COMPARE(f.studio->settings.recentRecipes().size(), std::size_t{1});
        }
        f.studio.reset();
        Start next(f);
        next.studio->recipe.setValue("epochs", "13");
        QMenu* menu = next.window->findChild<QPushButton*>(QStringLiteral("presets"))->menu();
        const auto entry = [menu](const QString& text) {
            Q_EMIT menu->aboutToShow();
            for (QAction* action : menu->actions()) {
                if (action->text() == text)
                    return action;
            }
            return static_cast<QAction*>(nullptr);
        };
        QVERIFY(entry(QStringLiteral("mine.json")) != nullptr);
        entry(QStringLiteral("mine.json"))->trigger();
        QTRY_VERIFY(next.studio->recipe.config().epochs != 13);
        QCOMPARE(next.studio->recipe.name(), std::string("mine.json"));
        entry(QStringLiteral("Forget these files"))->trigger();
        QVERIFY(entry(QStringLiteral("mine.json")) == nullptr);
        QVERIFY(entry(QStringLiteral("Forget these files")) == nullptr);
    }

    void presetsTellTheirLengthAndWhatTheyFollow() {
        StudioFixture f;
        MainWindow window(*f.studio);
        window.resize(1400, 1500);
        window.show();
        f.studio->show(Page::Recipe);
        QMenu* menu = window.findChild<QPushButton*>(QStringLiteral("presets"))->menu();
        const auto* source = window.findChild<QLabel*>(QStringLiteral("presetSource"));
        QVERIFY(!source->isVisible()); // quick-look is our own
        const auto* grows = window.findChild<QWidget*>(QStringLiteral("edit_grow_from"));
        QVERIFY(!grows->isEnabled()); // its pictures have one size
        QStringList entries;
        for (QAction* action : menu->actions()) {
            entries << action->text().replace(QChar(kNoBreakSpace), u' ');
            if (action->text().startsWith(QStringLiteral("imagenet-fast-16\t")))
                action->trigger();
        }
        QVERIFY(entries.contains(QStringLiteral("imagenet-fast-16\t16 epochs, 73.8 % published")));
        QVERIFY(entries.contains(QStringLiteral("quick-look\t30 epochs")));
        QCOMPARE(f.studio->recipe.name(), std::string("imagenet-fast-16"));
        const auto* shape = window.findChild<QComboBox*>(QStringLiteral("edit_schedule"));
        QStyleOptionComboBox box;
        box.initFrom(shape);
        const QRect field =
            shape->style()->subControlRect(QStyle::CC_ComboBox, &box, QStyle::SC_ComboBoxEditField, shape);
        QCOMPARE(shape->currentText(), QStringLiteral("polynomial"));
        QVERIFY(shape->fontMetrics().horizontalAdvance(shape->currentText()) <= field.width()); // and is not cut off
        QVERIFY(source->isVisible() && source->text().contains(QStringLiteral("FFCV")));
        QVERIFY(grows->isEnabled());
        for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
            applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), mode);
            const QString name = mode == ThemeMode::Dark ? QStringLiteral("dark") : QStringLiteral("light");
            saveShot(window, QStringLiteral("recipe-preset-") + name);
            saveShot(*menu, QStringLiteral("presets-menu-") + name);
        }
        f.studio->recipe.setValue("epochs", "17");
        QVERIFY(!source->isVisible()); // no longer what was published
    }

    void allChangesAreTakenBackAtOnceAndComeBackWithUndo() {
        StudioFixture f;
        const MainWindow window(*f.studio);
        QMenu* menu = window.findChild<QPushButton*>(QStringLiteral("presets"))->menu();
        auto* reset = window.findChild<QAction*>(QStringLiteral("actResetRecipe"));
        Q_EMIT menu->aboutToShow();
        QVERIFY(!reset->isVisible());
        f.studio->recipe.setValue("epochs", "77");
        f.studio->recipe.setValue("learning_rate", "0.02");
        Q_EMIT menu->aboutToShow();
        QVERIFY(reset->isVisible());
        QCOMPARE(reset->text(), QStringLiteral("Take back 2 changes to quick-look"));
        reset->trigger();
        QVERIFY(f.studio->recipe.changedKeys().empty());
        f.studio->recipe.undo();
        QCOMPARE(f.studio->recipe.changedKeys().size(), std::size_t{2});
    }

    void aFieldTellsItsDefaultAndItsPaper() {
        StudioFixture f;
        const MainWindow window(*f.studio);
        const auto* rate = window.findChild<QWidget*>(QStringLiteral("edit_learning_rate"));
        QVERIFY(rate->toolTip().contains(QStringLiteral("Default here: 0.1")));
        QVERIFY(rate->toolTip().contains(QStringLiteral("arXiv:1706.02677")));
        QVERIFY(rate->toolTip().contains(QStringLiteral("Key: learning_rate")));
        f.studio->recipe.load("mine", [&f] {
            TrainConfig config = f.studio->recipe.config();
            config.learningRate = 0.25;
            return config;
        }());
        QVERIFY(rate->toolTip().contains(QStringLiteral("Default here: 0.25")));
    }
};

STUDIO_UI_TEST(QApplication, TestKeptWork)
#include "tst_kept_work.moc"
