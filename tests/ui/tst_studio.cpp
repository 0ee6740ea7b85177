// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QSignalSpy>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/paths.h"
#include "core/interop/safetensors.h"
#include "tests/support/finished_runs.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"

using namespace studio;
using namespace studio::test;

/// What leads where: drops, the command line, the sample project, names of runs.
class TestStudio final : public QObject {
    Q_OBJECT

private:
    static std::string in(const StudioFixture& f, const char* name) {
        return f.dir.filePath(QLatin1String(name)).toStdString();
    }
    static bool trainOnce(StudioFixture& f, const std::string& name) {
        f.studio->recipe.setValue("epochs", "2");
        f.studio->recipe.runName = name;
        return f.studio->startTraining() && f.waitIdle();
    }

private Q_SLOTS:
    void everyDropHasItsVerb() {
        StudioFixture f;
        const std::string root = f.pictures();
        QVERIFY(f.openPictures() && trainOnce(f, "a"));
        makeFolder(in(f, "empty"));
        const HostTensor one{"model.fc.bias", TensorType::F32, {1}, std::vector<std::byte>(4)};
        writeSafetensors(in(f, "ours.safetensors"), std::vector{one}, {{"studio_format", "1"}});
        writeSafetensors(in(f, "w.safetensors"), std::vector{one}, {{"format", "pt"}});
        const std::string run = f.runs.toStdString() + "/a";
        const std::string leaf = root + "/val/c0";
        QCOMPARE(verbOf({}), QString());
        QCOMPARE(verbOf({run}), QStringLiteral("Drop to open this run"));
        QCOMPARE(verbOf({in(f, "ours.safetensors")}), QStringLiteral("Drop to classify with these weights"));
        for (const char* foreign : {"w.safetensors", "net.pth", "checkpoint.pth.tar", "pytorch_model.bin"})
            QCOMPARE(verbOf({in(f, foreign)}), QStringLiteral("Drop to make a run of these weights"));
        QCOMPARE(verbOf({root}), QStringLiteral("Drop to use this folder as data"));
        QCOMPARE(verbOf({leaf}), QStringLiteral("Drop to classify the pictures in this folder"));
        QCOMPARE(verbOf({leaf + "/1008.jpg"}), QStringLiteral("Drop to classify this picture"));
        QCOMPARE(verbOf({in(f, "empty")}), QString());
        QCOMPARE(verbOf({run, leaf + "/1008.jpg"}), QString());
        QVERIFY(!verbOf({leaf, leaf + "/1008.jpg"}).isEmpty());
        QCOMPARE(verbOf({"/no/such/folder"}), QString());
    }

    void pathsOpenThePageTheyBelongTo() {
        StudioFixture f;
        const std::string root = f.pictures();
        QVERIFY(f.openPictures() && trainOnce(f, "a"));
        QSignalSpy pages(f.studio.get(), &Studio::pageRequested);
        QSignalSpy problems(f.studio.get(), &Studio::problemReported);
        const auto lastPage = [&] { return pages.last().first().value<Page>(); };
        const std::string run = f.runs.toStdString() + "/a";
        f.studio->openPaths({run + "/"}); // as a shell completes it
        QTRY_COMPARE(pages.count(), 1);
        QCOMPARE(lastPage(), Page::Train);
        QTRY_COMPARE(f.studio->training.history()->folder, run);
        f.studio->openPaths({root + "/val/c1"});
        QTRY_COMPARE(lastPage(), Page::Classify);
        QTRY_COMPARE(f.studio->classify.items().size(), std::size_t{3});
        f.studio->openPaths({root + "/"});
        QTRY_COMPARE(lastPage(), Page::Data);
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        QCOMPARE(problems.count(), 0);
        makeFolder(in(f, "empty"));
        f.studio->openPaths({in(f, "empty")});
        QTRY_COMPARE(problems.count(), 1);
        f.studio->openPaths({});
        QTRY_COMPARE(problems.count(), 2);
    }

    /// Split another way the next run would be measured by other pictures, and nobody would see it.
    void dataThatIsOpenedAgainIsSplitAsItWas() {
        StudioFixture f;
        const DataSpec used{f.pictures() + "/train", {}, 0.25, 7}; // has no val folder
        f.studio->data.open(used);
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        QVERIFY(f.openPictures());
        f.studio->openPaths({used.root + "/"}); // as a file manager may write it
        QTRY_COMPARE(f.studio->data.spec().splitSeed, used.splitSeed);
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
        QVERIFY(f.studio->data.spec() == used);
    }

    void aDamagedRunIsReportedNotShown() {
        StudioFixture f;
        QVERIFY(f.openPictures() && trainOnce(f, "a"));
        const std::string run = f.runs.toStdString() + "/a";
        writeFileAtomically(run + "/recipe.json", "{\"format\": ");
        QSignalSpy problems(f.studio.get(), &Studio::problemReported);
        f.studio->openRun(run);
        QTRY_COMPARE(problems.count(), 1);
        QVERIFY(f.studio->training.opening().empty());
        f.studio->resumeRun(run);
        QTRY_COMPARE(problems.count(), 2);
        QVERIFY(!f.studio->training.isActive());
        f.studio->runs.refresh();
        QTRY_VERIFY(f.studio->runs.find(run) != nullptr && f.studio->runs.find(run)->state == RunState::Damaged);
    }

    void namesOfRunsStayInTheRunsFolder_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("slash") << QStringLiteral("a/b");
        QTest::newRow("outside") << QStringLiteral("../a");
        QTest::newRow("parent") << QStringLiteral("..");
        QTest::newRow("itself") << QStringLiteral(".");
    }
    void namesOfRunsStayInTheRunsFolder() {
        QFETCH(QString, name);
        StudioFixture f;
        QVERIFY(f.openPictures());
        f.studio->recipe.runName = name.toStdString();
        QSignalSpy problems(f.studio.get(), &Studio::problemReported);
        QVERIFY(f.studio->startBlocker().contains(QStringLiteral("slash")));
        QVERIFY(!f.studio->startTraining());
        QCOMPARE(problems.count(), 1);
    }

    void aSecondRunWaitsForTheFirst() {
        FakeEngine engine;
        engine.gated = true;
        StudioFixture f(fakeServices(engine));
        QVERIFY(f.openPictures());
        QVERIFY(f.studio->startTraining());
        QTRY_VERIFY(!f.studio->training.runStart().folder.empty()); // its name is chosen beside
        const std::string running = f.studio->training.history()->folder;
        QVERIFY(f.studio->startBlocker().contains(QStringLiteral("A run is training")));
        QVERIFY(!f.studio->resumeRun(running));
        f.studio->openSample(true);
        QCOMPARE(f.studio->data.state(), DataState::Ready);   // untouched
        QTRY_VERIFY(f.studio->runs.find(running) != nullptr); // listed while it runs
        f.studio->training.stopNow();
        engine.gate->release(1);
        QVERIFY(f.waitIdle());
        QCOMPARE(f.studio->startBlocker(), QString());
    }

    void theSampleProjectTrainsWhenItIsDrawn() {
        StudioFixture f;
        QVERIFY(f.openPictures()); // other data before: training must not start on it
        f.studio->recipe.setValue("epochs", "33");
        f.studio->openSample(true);
        QVERIFY(!f.studio->training.isActive());
        QVERIFY(QTest::qWaitFor([&] { return f.studio->training.history() != nullptr; }, 60'000));
        QCOMPARE(f.studio->recipe.name(), std::string("quick-look"));
        QCOMPARE(f.studio->training.history()->recipe.setup.data.root, in(f, "lib/sample-data"));
        QVERIFY(f.waitIdle());
    }

    void cancellingTheSampleStartsNothing() {
        StudioFixture f;
        QVERIFY(f.openPictures());
        f.studio->openSample(true);
        f.studio->data.cancel();
        QCOMPARE(f.studio->data.state(), DataState::Ready); // the data of before
        QVERIFY(!f.studio->training.isActive());
        QVERIFY(f.openPictures());
        QVERIFY(!f.studio->training.isActive());
        QVERIFY(f.studio->training.history() == nullptr);
    }

    void anotherFolderInTheMeantimeTakesTheStartBack() {
        StudioFixture f;
        f.studio->openSample(true);
        QVERIFY(f.openPictures());
        QVERIFY(!f.studio->training.isActive());
        QVERIFY(f.studio->training.history() == nullptr);
    }

    void runsOutsideTheFolderStayListedUntilDeleted() {
        StudioFixture f;
        QVERIFY(f.openPictures() && trainOnce(f, "a"));
        const std::string outside = in(f, "elsewhere");
        std::filesystem::copy(f.runs.toStdString() + "/a", outside, std::filesystem::copy_options::recursive);
        QVERIFY(f.studio->openRun(outside));
        QTRY_COMPARE(f.studio->runs.runs().size(), std::size_t{2});
        f.studio->runs.refresh();
        f.studio->runs.refresh();
        QTRY_VERIFY(f.studio->runs.find(outside) != nullptr);
        f.studio->runs.remove(outside);
        QTRY_COMPARE(f.studio->runs.runs().size(), std::size_t{1});
        QSignalSpy problems(f.studio.get(), &Studio::problemReported);
        f.studio->runs.remove(in(f, "pictures"));
        QTRY_COMPARE(problems.count(), 1);
        QVERIFY(!f.studio->runs.isRemoving(in(f, "pictures")));
        QVERIFY(std::filesystem::exists(in(f, "pictures")));
    }

    void aRunFromElsewhereIsListedByOneLook() {
        StudioFixture f;
        const std::string outside = in(f, "elsewhere");
        writeFinishedRun(outside, 2, 1000);
        QTRY_VERIFY(!f.studio->runs.isReading());
        QSignalSpy listed(&f.studio->runs, &RunsSession::changed);
        QVERIFY(f.studio->openRun(outside));
        QTRY_COMPARE(listed.count(), 1);
        QVERIFY(f.studio->runs.find(outside) != nullptr);
        QVERIFY(!f.studio->runs.isReading()); // nor is a second one under way
    }

    void anotherRunsFolderShowsItsOwnRuns() {
        StudioFixture f;
        QVERIFY(f.openPictures() && trainOnce(f, "a"));
        QTRY_COMPARE(f.studio->runs.runs().size(), std::size_t{1});
        f.studio->runs.setFolder(in(f, "nothing-here"));
        QTRY_COMPARE(f.studio->runs.runs().size(), std::size_t{0});
    }

    void theDiskIsMeasuredWhereTheRunsGo() {
        const StudioFixture f;
        QTRY_VERIFY(f.studio->monitor.diskTotalBytes() > 0);
        QVERIFY(f.studio->monitor.diskTotalBytes() >= f.studio->monitor.diskFreeBytes());
        QVERIFY(f.studio->monitor.load().memoryBytes > 0);
    }

    void bytesOfAPathComeBackFromQt() {
        QCOMPARE(bytesOf(QStringLiteral("/a/b c")), std::string("/a/b c"));
        QCOMPARE(displayOf("caf\xE9"), QString(QStringLiteral("caf") + QChar(0xFFFD)));
    }
};

STUDIO_UI_TEST(QCoreApplication, TestStudio)
#include "tst_studio.moc"
