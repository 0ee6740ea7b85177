// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <future>

#include <QClipboard>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/disk_gate.h"
#include "tests/support/finished_runs.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/pages.h"
#include "ui/pages/start/data_row.h"
#include "ui/pages/start/recovery.h"
#include "ui/session/actions.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/page_frame.h"

using namespace studio;
using namespace studio::test;

/// What the page Start tells of earlier work: runs that were interrupted, data that was opened before.
class TestStart final : public QObject {
    Q_OBJECT

private:
    struct Page {
        explicit Page(StudioFixture& fixture)
            : widget(makeStartPage(*fixture.studio)) {
            widget->resize(1200, 800);
            widget->show();
        }
        QList<Banner*> banners() const { return widget->findChildren<Banner*>(QStringLiteral("recoveryBanner")); }
        QList<DataRow*> rows() const { return widget->findChildren<DataRow*>(); }
        std::unique_ptr<QWidget> widget;
    };
    static std::string runIn(const StudioFixture& fixture, const char* name) {
        return fixture.runs.toStdString() + "/" + name;
    }
    /// A run whose trainer was killed, so many steps after its second epoch.
    static void writeInterrupted(const std::string& folder, std::int64_t startedUtcMs, int stepsAfter) {
        writeFinishedRun(folder, 2, startedUtcMs);
        writeInterruptedSteps(folder, 20, stepsAfter);
    }
    static InterruptedRun interruptedAt(std::int64_t from, std::int64_t reached, double seconds) {
        InterruptedRun interrupted;
        interrupted.run.name = "cut";
        interrupted.run.epochsDone = 2;
        interrupted.run.step = 20;
        interrupted.cost = ResumeCost{from, reached, seconds};
        return interrupted;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void theWordsSayWhatIsDoneAgainAndWhenNothingIs() {
        const InterruptedRun far = interruptedAt(20, 1040, 540);
        QVERIFY(recoveryTitle(far).contains(QStringLiteral("in epoch 3, at step ") + formatCount(1040)));
        QVERIFY(
            recoveryText(far).contains(formatCount(1020) + QStringLiteral(" steps (about ") + formatRemaining(540)));
        QVERIFY(recoveryText(interruptedAt(20, 20, 0)).startsWith(QStringLiteral("Nothing is lost")));
        QVERIFY(recoveryTitle(interruptedAt(20, 20, 0)).endsWith(QStringLiteral("after epoch 2")));
        QVERIFY(recoveryText(interruptedAt(0, 7, 3)).contains(QStringLiteral("begins it anew")));
        QVERIFY(recoveryText(interruptedAt(0, 0, 0)).startsWith(QStringLiteral("Nothing is lost")));
        InterruptedRun named = far;
        named.run.name = "r50-" + std::string(180, 'x') + "-0414";
        QVERIFY(recoveryTitle(named).size() < 140 && recoveryTitle(named).contains(QStringLiteral("-0414 was")));
        named.run.name = "100%2"; // a name is no place for a figure
        QVERIFY(recoveryTitle(named).startsWith(QStringLiteral("100%2 was")));
        InterruptedRun unread = far;
        unread.cost.reset();
        QVERIFY(!recoveryText(unread).contains(QStringLiteral("lost")));
    }

    void everyInterruptedRunIsOfferedTheNewestOnTop() {
        StudioFixture f;
        writeInterrupted(runIn(f, "old"), 1000, 0);
        writeInterrupted(runIn(f, "new"), 3000, 6);
        writeFinishedRun(runIn(f, "stopped"), 1, 2000);
        f.studio->runs.refresh();
        const Page page(f);
        QTRY_COMPARE(page.banners().size(), qsizetype{2});
        const auto bannerOf = [&page](const char* name) {
            for (Banner* banner : page.banners()) {
                if (banner->title().startsWith(QLatin1String(name)))
                    return banner;
            }
            return static_cast<Banner*>(nullptr);
        };
        QVERIFY(bannerOf("new") != nullptr && bannerOf("old") != nullptr);
        QTRY_VERIFY(bannerOf("new")->y() < bannerOf("old")->y());
        QVERIFY2(bannerOf("new")->text().contains(QStringLiteral("repeats 6 steps (about")),
                 qPrintable(bannerOf("new")->text()));
        QVERIFY(bannerOf("old")->text().startsWith(QStringLiteral("Nothing is lost")));
    }

    void oneThatWasClosedStaysAwayUntilItsRunWentOn() {
        StudioFixture f;
        writeInterrupted(runIn(f, "cut"), 1000, 6);
        f.studio->runs.refresh();
        {
            const Page page(f);
            QTRY_COMPARE(page.banners().size(), qsizetype{1});
            Q_EMIT page.banners().front()->closed();
            QTRY_COMPARE(page.banners().size(), qsizetype{0});
        }
        writeInterrupted(runIn(f, "other"), 2000, 0);
        f.studio->runs.refresh();
        const Page page(f);
        QTRY_COMPARE(page.banners().size(), qsizetype{1});
        QVERIFY(page.banners().front()->title().startsWith(QStringLiteral("other")));
        addEpochTo(runIn(f, "cut"), 3, false);
        f.studio->runs.refresh();
        QTRY_COMPARE(page.banners().size(), qsizetype{2});
    }

    void whatAnotherProcessTrainsIsNotOfferedNorIsADamagedRun() {
        StudioFixture f;
        writeInterrupted(runIn(f, "mine"), 1000, 6);
        writeInterrupted(runIn(f, "elsewhere"), 2000, 6);
        writeInterrupted(runIn(f, "damaged"), 3000, 6);
        writeFileAtomically(RunPaths(runIn(f, "damaged")).recipe, "{");
        const RunLock trainer(runIn(f, "elsewhere"));
        f.studio->runs.refresh();
        const Page page(f);
        QTRY_COMPARE(page.banners().size(), qsizetype{1});
        QVERIFY(page.banners().front()->title().startsWith(QStringLiteral("mine")));
    }

    /// The list of runs is as old as it was read.
    void aTrainerThatBeganSinceTheListWasReadIsSeen() {
        StudioFixture f;
        writeInterrupted(runIn(f, "cut"), 1000, 6);
        writeInterrupted(runIn(f, "cut-too"), 2000, 6);
        f.studio->runs.refresh();
        QTRY_COMPARE(f.studio->runs.runs().size(), std::size_t{2});
        const RunLock trainer(runIn(f, "cut"));
        const Page page(f);
        QTRY_COMPARE(page.banners().size(), qsizetype{1});
        QVERIFY(page.banners().front()->title().startsWith(QStringLiteral("cut-too")));
    }

    void ofVeryManyTheRestIsCountedAndComesUpAsOthersAreClosed() {
        StudioFixture f;
        const int count = static_cast<int>(Recovery::kMostOffered) + 3;
        for (int i = 0; i < count; ++i)
            writeInterrupted(runIn(f, qPrintable(QStringLiteral("run%1").arg(i))), 1000 + i, 1);
        f.studio->runs.refresh();
        const Page page(f);
        QTRY_COMPARE(page.banners().size(), qsizetype{Recovery::kMostOffered});
        const auto rest = [&page] { return page.widget->findChildren<Banner*>(QStringLiteral("recoveryRest")); };
        QCOMPARE(rest().size(), qsizetype{1});
        int filled = 0; // one a page
        for (const auto* button : page.widget->findChildren<QPushButton*>())
            filled += button->isVisible() && button->property("kind") == QLatin1String("primary");
        QCOMPARE(filled, 1);
        QVERIFY2(rest().front()->title().startsWith(u'3'), qPrintable(rest().front()->title()));
        Q_EMIT page.banners().front()->closed();
        QTRY_VERIFY(rest().size() == 1 && rest().front()->title().startsWith(u'2'));
        QTRY_COMPARE(page.banners().size(), qsizetype{Recovery::kMostOffered});
        Q_EMIT rest().front()->closed();
        QTRY_COMPARE(rest().size(), qsizetype{0});
        while (!page.banners().isEmpty()) {
            Q_EMIT page.banners().front()->closed();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
        writeInterrupted(runIn(f, "later"), 5000, 1);
        f.studio->runs.refresh();
        QTRY_COMPARE(page.banners().size(), qsizetype{1});
        QVERIFY(page.banners().front()->title().startsWith(QStringLiteral("later")));
        QVERIFY(rest().isEmpty());
    }

    void whatIsToldMeanwhileStaysAboveTheOffers() {
        StudioFixture f;
        for (int i = 0; i < 3; ++i)
            writeInterrupted(runIn(f, qPrintable(QStringLiteral("run%1").arg(i))), 1000 + i, 1);
        f.studio->runs.refresh();
        const Page page(f);
        auto* told = new Banner(Tone::Error, QStringLiteral("told"), QStringLiteral("told"));
        qobject_cast<PageFrame*>(page.widget.get())->addBanner(told);
        QTRY_COMPARE(page.banners().size(), qsizetype{3});
        QVERIFY(told->isVisible());
        for (const Banner* offer : page.banners())
            QVERIFY(!offer->isVisible() || offer->y() > told->y());
    }

    void dataThatWasOpenedBeforeShowsItsClassesAndOpensByAClick() {
        StudioFixture f;
        const std::string root = f.pictures();
        f.studio->settings.addRecentData({root, {}, 0.25, 7});
        const Page page(f);
        QCOMPARE(page.rows().size(), qsizetype{1});
        DataRow* row = page.rows().front();
        QTRY_VERIFY(row->isKnown());
        QCOMPARE(row->text(), QStringLiteral("pictures"));
        QVERIFY2(row->secondLine().startsWith(QStringLiteral("3 classes")), qPrintable(row->secondLine()));
        const DataGlance glance = glanceAtData(root, 5);
        QCOMPARE(glance.pictures.size(), std::size_t{3}); // one of each class
        const auto firstPicture = [row] { return row->grab().toImage().pixelColor(26, row->height() / 2); };
        QTRY_VERIFY(firstPicture().saturation() > 150); // plain colours
        QTest::mouseClick(row, Qt::LeftButton);
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        QVERIFY(f.studio->data.spec() == (DataSpec{root, {}, 0.25, 7})); // split as it was
    }

    void aFolderThatIsGoneIsShownAsGoneAndFoundWhenItIsBack() {
        StudioFixture f;
        const std::string root = f.dir.filePath(QStringLiteral("pictures")).toStdString();
        f.studio->settings.addRecentData({root, {}, 0.1, 0});
        const Page page(f);
        DataRow* row = page.rows().front();
        QTRY_COMPARE(row->secondLine(), QStringLiteral("The folder is not there"));
        QCOMPARE(row->accessibleDescription(), row->secondLine());
        f.pictures();
        page.widget->hide();
        page.widget->show();
        QTRY_VERIFY(row->secondLine().startsWith(QStringLiteral("3 classes")));
    }

    void aFolderOnADiskThatHangsHoldsUpNothing() {
        StudioFixture f;
        const std::string hung = f.dir.filePath(QStringLiteral("nfs/pictures")).toStdString();
        writePictureFolders(hung, 2, 3, 1);
        f.studio->settings.addRecentData({hung, {}, 0.1, 0});
        f.studio->settings.addRecentData({f.pictures(), {}, 0.1, 0});
        const DiskGate gate(f.dir.filePath(QStringLiteral("nfs")).toStdString());
        const Page page(f);
        DataRow *near = page.rows()[0], *far = page.rows()[1];
        QTRY_VERIFY(gate.isReached());
        QTRY_VERIFY(near->isKnown());
        QTRY_COMPARE(far->secondLine(), QStringLiteral("The disk has not answered yet"));
        page.widget->hide();
        page.widget->show(); // no second thread waits for the same folder
        QVERIFY2(gate.touchedByMaker().empty(), gate.touchedByMaker().c_str());
        gate.open();
        QTRY_VERIFY(far->secondLine().startsWith(QStringLiteral("2 classes")));
    }

    void whatIsOpenedMeanwhileComesToTheFront() {
        StudioFixture f;
        f.studio->settings.addRecentData({f.dir.filePath(QStringLiteral("gone")).toStdString(), {}, 0.1, 0});
        const Page page(f);
        QVERIFY(f.openPictures());
        QTRY_COMPARE(page.rows().size(), qsizetype{2});
        const auto rows = page.rows();
        const bool firstIsOpened = rows[0]->text() == QStringLiteral("pictures");
        DataRow* opened = rows[firstIsOpened ? 0 : 1];
        DataRow* gone = rows[firstIsOpened ? 1 : 0];
        QTRY_VERIFY(opened->x() < gone->x() || opened->y() < gone->y());
        QVERIFY(page.widget->findChild<QWidget*>(QStringLiteral("recentData"))->isVisible());
    }

    void withoutEarlierDataNothingIsShownOfIt() {
        StudioFixture f;
        const Page page(f);
        QVERIFY(!page.widget->findChild<QWidget*>(QStringLiteral("recentData"))->isVisible());
    }

    /// The large choice is for who has nothing yet; later the recent runs have its place, with what is new beside them.
    void recentRunsStandLeftOfWhatToBeginWithAndBelowItWhereThePageIsNarrow() {
        StudioFixture f;
        const Page page(f);
        const auto at = [&page](const char* name) {
            auto* widget = page.widget->findChild<QWidget*>(QLatin1String(name));
            return widget != nullptr && widget->isVisible() ? widget->mapTo(page.widget.get(), QPoint())
                                                            : QPoint(-1, -1);
        };
        QVERIFY(at("chooseFolder").x() >= 0 && at("beginFolder").x() < 0 && at("recentRuns").x() < 0);
        for (int i = 0; i < 8; ++i)
            writeFinishedRun(runIn(f, qPrintable(QStringLiteral("run%1").arg(i))), 1, 1000 + i);
        f.studio->runs.refresh();
        QTRY_VERIFY(at("recentRuns").x() >= 0);
        QVERIFY(at("chooseFolder").x() < 0);
        QTRY_VERIFY(at("beginFolder").x() > at("recentRuns").x() + 300 &&
                    at("beginFolder").y() < at("copyDetails").y());
        auto* all = page.widget->findChild<QPushButton*>(QStringLiteral("allRuns"));
        QVERIFY2(all->text().contains(u'8'), qPrintable(all->text()));
        QSignalSpy shown(f.studio.get(), &Studio::pageRequested);
        QTest::mouseClick(all, Qt::LeftButton);
        QCOMPARE(shown.takeFirst().front().value<studio::Page>(), studio::Page::Runs);
        page.widget->resize(900, 800);
        QTRY_VERIFY(at("beginFolder").y() > at("recentRuns").y() + 200);
        QCOMPARE(at("beginFolder").x(), at("beginRun").x());
    }

    void whetherTheMachineMayFallAsleepInARunIsSaid_data() {
        QTest::addColumn<bool>("asks");
        QTest::addColumn<QString>("refusal");
        QTest::addColumn<QString>("said");
        QTest::newRow("held awake") << true << QString() << QStringLiteral("held off while a run trains");
        QTest::newRow("refused") << true << QStringLiteral("Permission denied")
                                 << QStringLiteral("may come while a run trains");
        QTest::newRow("nothing puts it to sleep") << false << QString() << QString();
    }
    void whetherTheMachineMayFallAsleepInARunIsSaid() {
        QFETCH(bool, asks);
        QFETCH(QString, refusal);
        QFETCH(QString, said);
        StudioFixture f;
        auto answered = std::make_shared<std::promise<void>>();
        f.studio->services.awakeRefusal = [asks, refusal, answered] {
            answered->set_value();
            return asks ? std::optional(refusal.toStdString()) : std::nullopt;
        };
        const Page page(f);
        auto* row = page.widget->findChild<QWidget*>(QStringLiteral("machineSleep"));
        answered->get_future().wait();
        if (!asks) {
            QCoreApplication::processEvents();
            QVERIFY(!row->isVisible());
            return;
        }
        QTRY_VERIFY(row->isVisible());
        QVERIFY2(row->findChild<ElidedLabel*>()->text().startsWith(said), qPrintable(said));
        QCOMPARE(row->toolTip().contains(QStringLiteral("denied")), !refusal.isEmpty());
    }

    void aboutNamesEveryVersionAndCopiesThem() {
        StudioFixture f;
        MainWindow window(*f.studio);
        window.show();
        f.studio->actions().about->trigger();
        auto* dialog = window.findChild<QWidget*>(QStringLiteral("aboutDialog"));
        QVERIFY(dialog != nullptr);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("copyVersions")), Qt::LeftButton);
        const QString copied = QGuiApplication::clipboard()->text();
        for (const char* name : {"ResNet Studio", "Qt", "QCustomPlot", "LibTorch", "OpenCV", "libjpeg-turbo", "SQLite"})
            QVERIFY2(copied.contains(QRegularExpression(u'(' + QLatin1String(name) + QStringLiteral(") \\d+\\.\\d+"))),
                     name);
        saveShot(*dialog, QStringLiteral("about"));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("closeAbout")), Qt::LeftButton);
        QTRY_VERIFY(window.findChild<QWidget*>(QStringLiteral("aboutDialog")) == nullptr);
    }

    void looksInBothThemes() { // pictures to look at, where they are asked for
        StudioFixture f;
        writeInterrupted(runIn(f, "r50-imagenet-0414"), 3000, 60);
        writeInterrupted(runIn(f, "r18-flowers-0321"), 2000, 0);
        writeFinishedRun(runIn(f, "r20-shapes"), 4, 1000);
        f.studio->settings.addRecentData({"/data/unplugged/imagenette", {}, 0.1, 0});
        f.studio->settings.addRecentData({f.pictures(), {}, 0.1, 0});
        f.studio->runs.refresh();
        MainWindow window(*f.studio);
        window.resize(1366, 768);
        window.show();
        QTRY_COMPARE(window.findChildren<Banner*>(QStringLiteral("recoveryBanner")).size(), 2);
        for (DataRow* row : window.findChildren<DataRow*>())
            QTRY_VERIFY(row->isKnown() && row->width() > row->minimumSizeHint().width());
        const auto* start = window.findChild<QWidget*>(QStringLiteral("startPage"));
        const auto* choose = start->findChild<QPushButton*>(QStringLiteral("beginFolder"));
        QTRY_COMPARE(choose->visibleRegion().boundingRect(), choose->rect()); // without scrolling
        QApplication& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
        for (const auto& [mode, name] : {std::pair(ThemeMode::Light, "start-light"), {ThemeMode::Dark, "start-dark"}}) {
            applyTheme(app, mode);
            for (int i = 0; i < 20; ++i)
                QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
            saveShot(window, QLatin1String(name));
        }
        writeInterrupted(runIn(f, ("r152-" + std::string(180, 'x')).c_str()), 4000, 60);
        f.studio->runs.refresh();
        QTRY_COMPARE(window.findChildren<Banner*>(QStringLiteral("recoveryBanner")).size(), 3);
        QTRY_VERIFY(start->findChild<QPushButton*>(QStringLiteral("moreBanners"))->isVisible());
        QTest::mouseClick(start->findChild<QPushButton*>(QStringLiteral("moreBanners")), Qt::LeftButton);
        QCOMPARE(window.size(), QSize(1366, 768)); // no name makes the window wider than the screen
        saveShot(window, QStringLiteral("start-long-names"));
        applyTheme(app, ThemeMode::Light);
    }
};

STUDIO_UI_TEST(QApplication, TestStart)
#include "tst_start.moc"
