// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QUrl>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "tests/support/disk_gate.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/drop_overlay.h"
#include "ui/main_window/main_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/segmented_control.h"

using namespace studio;
using namespace studio::test;

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
        return QTest::qWaitFor([&gate] { return gate.isReached(); });
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
        const QTemporaryDir dir;
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

    void closingDoesNotWaitForADiskThatHangs() {
        const QTemporaryDir dir;
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

    void settingsAreWrittenBeside() {
        const QTemporaryDir dir;
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
