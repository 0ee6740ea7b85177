// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QUrl>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "core/remote/follower.h"
#include "tests/support/disk_gate.h"
#include "tests/support/finished_runs.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/drop_overlay.h"
#include "ui/main_window/main_window.h"
#include "ui/pages/sensors/sensor_tile.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/segmented_control.h"

using namespace studio;
using namespace studio::test;

namespace {

/// Goes once nothing that was left behind writes into it any more.
struct CalmDir final : QTemporaryDir {
    CalmDir() = default;
    ~CalmDir() {
        waitFor([] { return LeavableThread::leftBehind() == 0; });
    }
    CalmDir(const CalmDir&) = delete;
    CalmDir& operator=(const CalmDir&) = delete;
};

} // namespace

/// A disk that does not answer: the GUI thread never asks it and goes on, and the window closes all the same.
class TestSlowDisk final : public QObject {
    Q_OBJECT

private:
    /// The event loop turns, a page is shown and painted, and the GUI thread has not touched the disk.
    static bool isAlive(MainWindow& window, const DiskGate& gate) {
        for (int page = 0; page < 7; ++page) {
            window.showPage(static_cast<Page>(page));
            QCoreApplication::processEvents();
            window.grab();
        }
        if (const std::string call = gate.touchedByMaker(); !call.empty()) {
            qCritical("The GUI thread called %s", call.c_str());
            return false;
        }
        return true;
    }
    static bool waitForCaller(const DiskGate& gate) {
        return waitFor([&gate] { return gate.isReached(); });
    }
    static int countThreads() {
        int count = 0;
        for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator("/proc/self/task"))
            ++count;
        return count;
    }
    struct Open {
        Open()
            : window(*fixture.studio) {
            window.resize(1366, 768);
            window.show();
        }
        Studio& studio() { return *fixture.studio; }
        std::string in(const char* name) { return fixture.dir.filePath(QLatin1String(name)).toStdString(); }
        template<class Widget>
        Widget* find(const char* name) {
            return window.findChild<Widget*>(QLatin1String(name));
        }
        StudioFixture fixture;
        MainWindow window;
    };
    QTemporaryDir cache_;

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale::c());
        qputenv("XDG_CACHE_HOME", cache_.path().toLocal8Bit());
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light);
    }
    void cleanup() { QTRY_COMPARE(LeavableThread::leftBehind(), 0); } // nothing of a test runs into the next

    void theWindowOpensAndGoesOnWhileTheRunsFolderHangs() {
        const CalmDir dir;
        const QString file = dir.filePath(QStringLiteral("settings.ini"));
        const std::string runs = dir.filePath(QStringLiteral("nfs/runs")).toStdString();
        makeFolder(runs);
        Settings(file).setRunsFolder(runs);
        const DiskGate gate(dir.filePath(QStringLiteral("nfs")).toStdString());
        Studio studio(fakeServices(), file);
        MainWindow window(studio);
        window.show();
        QVERIFY(waitForCaller(gate)); // free space and the list of runs
        QVERIFY(isAlive(window, gate));
        QCOMPARE(studio.monitor.diskTotalBytes(), std::uint64_t{0});
        QTRY_VERIFY(studio.monitor.info().cores > 0); // what needs no disk is known
        gate.open();
        QTRY_VERIFY(studio.monitor.diskTotalBytes() > 0);
    }

    void theDiskOfTheRunHoldsNoOtherValueUp() {
        FakeEngine engine;
        engine.gated = true;
        StudioFixture f(fakeServices(engine));
        MainWindow window(*f.studio);
        window.resize(1440, 1000);
        window.show();
        const auto end = qScopeGuard([&engine] { engine.gate->release(10'000); });
        QVERIFY(f.openPictures() && f.studio->startTraining());
        engine.gate->release();
        const SystemMonitor& monitor = f.studio->monitor;
        QTRY_VERIFY(monitor.runDiskTotalBytes() > 0 && monitor.diskTotalBytes() > 0);
        QTRY_VERIFY(f.studio->training.state() == SessionState::Training);
        const DiskGate gate(f.studio->training.history()->folder);
        QTRY_COMPARE_WITH_TIMEOUT(monitor.runDiskTotalBytes(), std::uint64_t{0}, 20'000);
        QVERIFY(monitor.diskTotalBytes() > 0);
        auto* tile = window.findChild<SensorTile*>(QStringLiteral("sensorDisk"));
        QTRY_COMPARE(tile->value(), QStringLiteral("not known"));
        QSignalSpy loads(&f.studio->monitor, &SystemMonitor::loadRead);
        QTRY_VERIFY(!loads.isEmpty());
        QVERIFY(isAlive(window, gate));
        gate.open();
        QTRY_VERIFY(monitor.runDiskTotalBytes() > 0);
    }

    void theRunToBeFollowedAgainIsLookedForBesideTheWindow() {
        const CalmDir dir;
        const QString file = dir.filePath(QStringLiteral("settings.ini"));
        const std::string runs = dir.filePath(QStringLiteral("nfs")).toStdString();
        makeFolder(runs);
        writeFinishedRun(runs + "/night", 2, 1'000);
        const RunLock lock(runs + "/night");
        Settings(file).setRunsFolder(dir.filePath(QStringLiteral("runs")).toStdString());
        Settings(file).setFollowedRun(runs + "/night");
        StudioServices services = fakeServices();
        services.follow = followRun;
        const DiskGate gate(runs);
        Studio studio(services, file);
        MainWindow window(studio);
        window.show();
        QVERIFY(waitForCaller(gate));
        QVERIFY(isAlive(window, gate));
        QVERIFY(!studio.training.isActive());
        gate.open();
        QTRY_VERIFY(studio.training.isFollowing() && studio.training.history()->epochsDone() == 2);
    }

    void closingDoesNotWaitForADiskThatHangs() {
        const CalmDir dir;
        const QString file = dir.filePath(QStringLiteral("settings.ini"));
        const std::string runs = dir.filePath(QStringLiteral("nfs/runs")).toStdString();
        const std::string pictures = dir.filePath(QStringLiteral("nfs/pictures")).toStdString();
        writePictureFolders(pictures, 2, 3, 1);
        makeFolder(runs);
        Settings(file).setRunsFolder(runs);
        const DiskGate gate(dir.filePath(QStringLiteral("nfs")).toStdString());
        auto studio = std::make_unique<Studio>(fakeServices(), file);
        studio->data.open({pictures, {}, 0.1, 0});
        studio->thumbnails.square(pictures + "/train/c0/1000.jpg", 40);
        studio->openPaths({pictures});
        QVERIFY(waitForCaller(gate));
        QElapsedTimer time;
        time.start();
        studio.reset();
        QVERIFY2(time.elapsed() < 30'000, qPrintable(QString::number(time.elapsed()))); // it would never end
        QVERIFY(LeavableThread::leftBehind() > 0);
        QVERIFY(gate.touchedByMaker().empty());
    } // the gate opens: what was left behind ends without the studio it worked for

    void closingWhileFollowingDoesNotWaitForTheDiskOfTheRun() {
        const CalmDir dir;
        const std::string nfs = dir.filePath(QStringLiteral("nfs")).toStdString(), run = nfs + "/night";
        makeFolder(nfs);
        writeFinishedRun(run, 2, 1'000);
        const RunLock lock(run);
        StudioServices services = fakeServices();
        services.follow = followRun;
        auto studio = std::make_unique<Studio>(services, dir.filePath(QStringLiteral("settings.ini")));
        studio->training.follow(run);
        QTRY_COMPARE(studio->training.history()->epochsDone(), std::int64_t{2}); // whatever reads it has read it
        const DiskGate gate(nfs);
        QVERIFY(waitForCaller(gate)); // the follower looks whether the run is still trained
        QElapsedTimer time;
        time.start();
        studio.reset();
        QVERIFY2(time.elapsed() < 30'000, qPrintable(QString::number(time.elapsed()))); // it would never end
        QVERIFY(LeavableThread::leftBehind() > 0);
        QVERIFY(gate.touchedByMaker().empty());
    } // the follower ends without the session it worked for

    void closingDoesNotWaitForAPictureThatIsClassified() {
        const CalmDir dir;
        const std::string pictures = dir.filePath(QStringLiteral("nfs")).toStdString();
        writePictureFolders(pictures, 1, 1, 1);
        auto studio = std::make_unique<Studio>(fakeServices(), dir.filePath(QStringLiteral("settings.ini")));
        studio->classify.setModel("fake", "best");
        QTRY_VERIFY(studio->classify.hasModel());
        const DiskGate gate(pictures);
        studio->classify.add({pictures + "/train/c0/1000.jpg"});
        QVERIFY(waitForCaller(gate));
        studio->stopWork(); // all are asked at once
        QElapsedTimer time;
        time.start();
        studio.reset();
        QVERIFY2(time.elapsed() < 30'000, qPrintable(QString::number(time.elapsed())));
        QVERIFY(LeavableThread::leftBehind() > 0);
    }

    void aRunOpensWhileAnotherHangs() {
        Open open;
        makeFolder(open.in("nfs"));
        makeFolder(open.in("other"));
        const std::string a = open.in("nfs/a"), b = open.in("other/b");
        writeFinishedRun(a, 1, 1);
        writeFinishedRun(b, 2, 2);
        const DiskGate gate(open.in("nfs"));
        TrainingSession& training = open.studio().training;
        training.showRun(a);
        open.studio().runs.watch(a);
        open.studio().runs.setFolder(open.in("nfs"));
        QVERIFY(waitForCaller(gate));
        training.showRun(b);
        open.studio().runs.watch(b);
        open.studio().runs.setFolder(open.in("other"));
        QTRY_VERIFY(training.history() != nullptr);
        QCOMPARE(training.history()->folder, b);
        QTRY_VERIFY(open.studio().runs.overview() != nullptr);
        QCOMPARE(open.studio().runs.overview()->folder, b);
        QTRY_COMPARE(open.studio().runs.runs().size(), std::size_t{1});
        QCOMPARE(open.studio().runs.runs()[0].folder, b);
    }

    void aListThatWasClearedDoesNotWaitForItsFolder() {
        Open open;
        writePictureFolders(open.in("nfs"), 1, 1, 1);
        writePictureFolders(open.in("other"), 3, 1, 1);
        const DiskGate gate(open.in("nfs"));
        ClassifySession& classify = open.studio().classify;
        classify.add({open.in("nfs")});
        QVERIFY(waitForCaller(gate));
        QVERIFY(classify.isListing());
        classify.clear();
        QVERIFY(!classify.isListing());
        classify.add({open.in("other/val")});
        QTRY_COMPARE(classify.items().size(), std::size_t{3});
    }

    void closingWaitsForARunThatIsBeingDeleted() {
        Open open;
        makeFolder(open.in("nfs"));
        const std::string run = open.in("nfs/old");
        writeFinishedRun(run, 1, 1);
        const DiskGate gate(run);
        open.studio().runs.remove(run);
        QVERIFY(waitForCaller(gate));
        QCOMPARE(open.studio().busyWork().size(), std::size_t{1});
        QCOMPARE(open.studio().busyWork()[0].title, QStringLiteral("Deleting old"));
        open.fixture.askAnswer = 0;
        open.window.close();
        QVERIFY2(open.fixture.asked.startsWith(QStringLiteral("Deleting old")), qPrintable(open.fixture.asked));
        QVERIFY(open.window.isVisible()); // it waits, for some seconds
        QVERIFY(open.studio().startBlocker().contains(QStringLiteral("closing")));
        gate.open();
        QTRY_VERIFY(!open.window.isVisible());
        QVERIFY(!std::filesystem::exists(run));
    }

    void theLaterOfTwoWritesStaysAndNoneIsLost() {
        const CalmDir dir;
        const std::string folder = dir.filePath(QStringLiteral("nfs")).toStdString();
        makeFolder(folder);
        const auto textOf = [](const std::string& path) { return readSmallFile(path, 1000); };
        {
            FileWork files;
            const DiskGate gate(folder);
            files.write(folder + "/list", "older");
            QVERIFY(waitForCaller(gate));
            files.write(folder + "/list", "newer");
            files.write(folder + "/last", "promised");
            QCOMPARE(files.writing().size(), std::size_t{3});
            QVERIFY(files.isBusy());
            files.requestStop();
            gate.open();
        } // waits for what it promised
        QCOMPARE(textOf(folder + "/list"), std::string("newer"));
        QCOMPARE(textOf(folder + "/last"), std::string("promised"));
    }

    void whatIsDraggedIsLookedAtBeside() {
        Open open;
        const std::string root = open.fixture.pictures();
        const DiskGate gate(root);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QString::fromStdString(root))});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&open.window, &enter);
        auto* overlay = open.find<DropOverlay>("dropOverlay");
        QCOMPARE(overlay->text(), QStringLiteral("Looking at pictures"));
        QVERIFY(waitForCaller(gate));
        for (int i = 0; i < 50; ++i) {
            QDragMoveEvent move(QPoint(300, 300 + i), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&open.window, &move);
            QVERIFY(move.isAccepted());
        }
        QSignalSpy problems(&open.studio(), &Studio::problemReported);
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&open.window, &drop);
        QVERIFY(isAlive(open.window, gate));
        QCOMPARE(open.studio().data.state(), DataState::Empty);
        QTRY_COMPARE(problems.count(), 1); // it is told, and goes on
        QVERIFY(QString::fromStdString(problems.first().first().value<Message>().title)
                    .contains(QStringLiteral("not answered")));
        gate.open();
        QTRY_COMPARE(open.studio().data.state(), DataState::Ready);
        QCOMPARE(open.window.currentPage(), Page::Data);
    }

    void whatIsDroppedLaterDoesNotForgetWhatWasDroppedFirst() {
        Open open;
        const std::string pictures = open.fixture.pictures();
        std::filesystem::create_directories(open.in("nfs/run"));
        const DiskGate gate(open.in("nfs"));
        std::vector<DropKind> found;
        connect(&open.studio().drops, &DropLook::recognised, &open.window,
                [&found](const auto&, DropKind kind) { found.push_back(kind); });
        open.studio().drops.open({open.in("nfs/run")});
        QVERIFY(waitForCaller(gate));
        open.studio().drops.open({pictures});
        QTRY_COMPARE(found, std::vector<DropKind>{DropKind::Data});
        QTRY_COMPARE(open.studio().data.state(), DataState::Ready);
        gate.open();
        QTRY_COMPARE(found.size(), std::size_t{2});
    }

    void anotherFolderOpensWhileTheFirstHangs() {
        Open open;
        writePictureFolders(open.in("nfs/pictures"), 2, 3, 1);
        const DiskGate gate(open.in("nfs"));
        open.studio().data.open({open.in("nfs/pictures"), {}, 0.1, 0});
        QVERIFY(waitForCaller(gate));
        QVERIFY(isAlive(open.window, gate));
        QVERIFY(open.fixture.openPictures());
        QCOMPARE(open.studio().data.data()->classes.size(), std::size_t{3});
        QVERIFY(gate.touchedByMaker().empty());
    }

    void theTargetOfAnArchiveIsLookedAtBeside() {
        Open open;
        makeFolder(open.in("nfs"));
        writeFileAtomically(open.in("nfs/pets.zip"), "x");
        const DiskGate gate(open.in("nfs"));
        open.window.showPage(Page::GetData);
        open.find<SegmentedControl>("getWay")->setCurrent(2);
        auto* source = open.find<QLineEdit>("anySource");
        source->setText(QString::fromStdString(open.in("nfs/pets.zip")));
        QVERIFY(waitForCaller(gate));
        auto* go = open.find<QPushButton>("getGo");
        QVERIFY(!go->isEnabled());
        QVERIFY2(go->toolTip().contains(QStringLiteral("disk is being asked")), qPrintable(go->toolTip()));
        QVERIFY(isAlive(open.window, gate));
        source->setText(QString::fromStdString(open.in("nfs/other.zip"))); // typed on
        QVERIFY(isAlive(open.window, gate));
        source->setText(QString::fromStdString(open.in("nfs/pets.zip")));
        gate.open();
        QTRY_VERIFY(go->isEnabled());
        QVERIFY(open.find<ElidedLabel>("anySpace")->text().startsWith(QStringLiteral("Archive of 1")));
    }

    void archivesAreLookedAtBeside() {
        Open open;
        makeFolder(open.in("nfs"));
        writeFileAtomically(open.in("nfs/ILSVRC2012_img_val.tar"), "x");
        const DiskGate gate(open.in("nfs"));
        open.studio().chooseArchives({open.in("nfs/ILSVRC2012_img_val.tar")});
        QVERIFY(open.studio().getData.isLooking());
        QVERIFY(waitForCaller(gate));
        QVERIFY(isAlive(open.window, gate));
        gate.open();
        QTRY_VERIFY(!open.studio().getData.isLooking());
        QCOMPARE(open.studio().getData.prepare().out, open.in("nfs/imagenet"));
    }

    void aSelectedPictureTellsItsSizeLater() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        open.window.showPage(Page::Data);
        auto* view = open.find<GalleryView>("dataPictures");
        QTRY_VERIFY(view->model()->rowCount() > 0);
        const DiskGate gate(open.in("pictures"));
        view->setCurrentIndex(view->model()->index(1, 0));
        QVERIFY(waitForCaller(gate));
        auto* text = open.find<ElidedLabel>("selectedPicture");
        QVERIFY(text->text().endsWith(QStringLiteral(".jpg")));
        const int threads = countThreads();
        for (int row = 2; row < view->model()->rowCount(); ++row) // an arrow key is held
            view->setCurrentIndex(view->model()->index(row, 0));
        QVERIFY2(countThreads() <= threads, qPrintable(QString::number(countThreads() - threads)));
        QVERIFY(isAlive(open.window, gate));
        gate.open();
        QTRY_VERIFY2(text->text().endsWith(QStringLiteral("B")), qPrintable(text->text()));
    }

    void aPackIsDeletedBeside() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        PackSession& pack = open.studio().pack;
        QTRY_COMPARE(pack.state(), PackState::Missing);
        pack.estimate("originals");
        QTRY_COMPARE(pack.state(), PackState::Estimated);
        pack.start();
        QTRY_COMPARE(pack.state(), PackState::Ready);
        const std::string folder = pack.found()->folder;
        const DiskGate gate(folder);
        pack.remove();
        QCOMPARE(pack.state(), PackState::Deleting);
        QVERIFY(waitForCaller(gate));
        QVERIFY(isAlive(open.window, gate));
        gate.open();
        QTRY_COMPARE(pack.state(), PackState::Missing);
        QVERIFY(!std::filesystem::exists(folder));
    }

    void recipesAndListsAreReadAndWrittenBeside() {
        Open open;
        makeFolder(open.in("nfs"));
        open.studio().recipe.setValue("epochs", "11");
        open.studio().saveRecipe(open.in("nfs/mine.json"));
        QTRY_VERIFY(std::filesystem::exists(open.in("nfs/mine.json")));
        QTRY_VERIFY(open.studio().recipe.changedKeys().empty()); // the new starting point
        QCOMPARE(open.studio().recipe.name(), std::string("mine.json"));
        open.studio().recipe.setValue("epochs", "12");
        {
            const DiskGate gate(open.in("nfs"));
            open.studio().openRecipe(open.in("nfs/mine.json"));
            open.studio().saveRecipe(open.in("nfs/other.json"));
            QVERIFY(waitForCaller(gate));
            QVERIFY(isAlive(open.window, gate));
            QCOMPARE(open.studio().recipe.config().epochs, std::int64_t{12});
        }
        QTRY_COMPARE(open.studio().recipe.config().epochs, std::int64_t{11});
        QTRY_VERIFY(std::filesystem::exists(open.in("nfs/other.json")));
        QSignalSpy problems(&open.studio(), &Studio::problemReported);
        writeFileAtomically(open.in("bad.json"), "{\"epochs\": ");
        open.studio().openRecipe(open.in("bad.json"));
        QTRY_COMPARE(problems.count(), 1);
        QCOMPARE(open.studio().recipe.config().epochs, std::int64_t{11});
    }

    void aRunIsResumedWhenItsRecipeIsRead() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        open.studio().recipe.runName = "a";
        open.studio().recipe.setValue("epochs", "2");
        QVERIFY(open.studio().startTraining() && open.fixture.waitIdle());
        const std::string run = open.fixture.runs.toStdString() + "/a";
        const DiskGate gate(run);
        QVERIFY(open.studio().resumeRun(run, 4));
        QVERIFY(waitForCaller(gate));
        QVERIFY(!open.studio().training.isActive());
        gate.open();
        QTRY_COMPARE(open.studio().training.history()->epochs.size(), std::size_t{4});
        QVERIFY(open.fixture.waitIdle());
    }

    void theNameOfANewRunIsChosenBeside() {
        Open open;
        QVERIFY(open.fixture.openPictures());
        std::filesystem::create_directories(open.fixture.runs.toStdString());
        const DiskGate gate(open.fixture.runs.toStdString());
        QVERIFY(open.studio().startTraining());
        QVERIFY(waitForCaller(gate));
        QVERIFY(isAlive(open.window, gate));
        QCOMPARE(open.studio().training.state(), SessionState::Preparing);
        QVERIFY2(open.window.windowTitle().contains(QStringLiteral("New run")), qPrintable(open.window.windowTitle()));
        gate.open();
        QVERIFY(open.fixture.waitIdle());
        const std::string folder = open.studio().training.history()->folder;
        QVERIFY2(folder.starts_with(open.fixture.runs.toStdString() + "/"), folder.c_str());
        QVERIFY(gate.touchedByMaker().empty());
    }

    void settingsAreWrittenBeside() {
        const CalmDir dir;
        const QString file = dir.filePath(QStringLiteral("home/s.ini"));
        makeFolder(dir.filePath(QStringLiteral("home")).toStdString());
        {
            Settings settings(file);
            const DiskGate gate(dir.filePath(QStringLiteral("home")).toStdString());
            for (int i = 0; i < 1000; ++i) // a splitter is dragged
                settings.setState(QStringLiteral("splitter"), QByteArray::number(i));
            QVERIFY(waitForCaller(gate));
            QCOMPARE(settings.state(QStringLiteral("splitter")), QByteArray("999"));
            QVERIFY2(gate.touchedByMaker().empty(), gate.touchedByMaker().c_str());
        }
        QCOMPARE(Settings(file).state(QStringLiteral("splitter")), QByteArray("999"));
    }
};

STUDIO_UI_TEST(QApplication, TestSlowDisk)
#include "tst_slow_disk.moc"
