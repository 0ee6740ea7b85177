// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QSettings>
#include <QSignalSpy>

#include "tests/support/finished_runs.h"
#include "tests/support/no_threads.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"

using namespace studio;
using namespace studio::test;

/// A window that gets no thread when it wants one: it tells what it could not do, and the run in it goes on.
class TestNoThreads final : public QObject {
    Q_OBJECT

private:
    static std::string titleOf(const QSignalSpy& spy) { return spy.first().first().value<Message>().title; }

private Q_SLOTS:
    void aJobIsOverAsOneThatFailed() {
        Message told;
        int answer = 0;
        BackgroundJob job;
        {
            const NoThreads none;
            job.start([](const JobControl&) { return 1; }, [](int) { QFAIL("there was no thread"); },
                      [&told](const Message& message) { told = message; });
            QVERIFY(told.title.empty()); // not before start() has returned
            QTRY_VERIFY(!job.isRunning());
        }
        QVERIFY2(told.title.find("no more threads") != std::string::npos, told.title.c_str());
        job.start([](const JobControl&) { return 2; }, [&answer](int value) { answer = value; });
        QTRY_COMPARE(answer, 2);
    }

    void settingsAreWrittenOnceThereIsOne() {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("settings.ini"));
        {
            Settings settings(file);
            settings.setTheme(QStringLiteral("dark"));
            {
                const int before = NoThreads::refused();
                const NoThreads none;
                QTRY_VERIFY(NoThreads::refused() > before);
            }
            settings.setSlowRefresh(true);
        }
        Settings again(file);
        QCOMPARE(again.theme(), QStringLiteral("dark"));
        QVERIFY(again.slowRefresh());
    }

    void aRunThatCouldNotBeDeletedCanBeDeletedLater() {
        StudioFixture f;
        const std::string run = f.runs.toStdString() + "/a";
        writeFinishedRun(run, 2, 1);
        RunsSession& runs = f.studio->runs;
        runs.refresh();
        QTRY_COMPARE(runs.runs().size(), std::size_t{1});
        QSignalSpy failed(&runs, &RunsSession::failed);
        {
            const NoThreads none;
            runs.remove(run);
            QVERIFY(runs.isRemoving(run));
            QTRY_VERIFY(!runs.isRemoving(run));
            QVERIFY(failed.count() >= 1);
        }
        QVERIFY(std::filesystem::exists(run));
        runs.remove(run);
        QTRY_VERIFY(!std::filesystem::exists(run));
        QTRY_VERIFY(!runs.isRemoving(run));
    }

    void whatWasDroppedIsToldNotForgotten() {
        StudioFixture f;
        const std::string pictures = f.pictures();
        QSignalSpy problems(f.studio.get(), &Studio::problemReported);
        {
            const NoThreads none;
            f.studio->drops.open({pictures});
            QTRY_COMPARE(problems.count(), 1);
            f.studio->classify.add({pictures});
            QTRY_COMPARE(problems.count(), 2);
            QVERIFY(!f.studio->classify.isListing());
        }
        QVERIFY2(titleOf(problems).find("no more threads") != std::string::npos, titleOf(problems).c_str());
        f.studio->drops.open({pictures});
        QTRY_COMPARE(f.studio->data.state(), DataState::Ready);
    }
};

STUDIO_UI_TEST(QApplication, TestNoThreads)
#include "tst_no_threads.moc"
