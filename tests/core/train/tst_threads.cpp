// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <thread>

#include <QTemporaryDir>
#include <QTest>

#include "core/run/history_writer.h"
#include "core/train/control.h"

using namespace studio;

/// What threads share, used from both sides at once. The thread sanitizer judges; without it the tests
/// still see a lost record or a thread that never wakes. Threads are std::jthread: those of Qt are not watched.
class TestThreads final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPausedTrainerWakesForEveryCall() {
        for (int round = 0; round < 200; ++round) {
            TrainControl control;
            control.pause();
            std::atomic<int> batches = 0;
            std::jthread trainer([&] {
                while (!control.isStopRequested()) {
                    control.waitWhilePaused();
                    control.takeSnapshotRequest();
                    ++batches;
                }
            });
            control.requestSnapshot();
            while (batches < 1)
                std::this_thread::yield();
            control.resume();
            control.pause();
            control.stopAfterEpoch();
            control.cancelStopAfterEpoch();
            control.stopNow();
        }
    }

    void rowsOfTwoThreadsAndQuestionsMeetInOneHistory() {
        const QTemporaryDir dir;
        const std::string path = dir.filePath(QStringLiteral("run.db")).toStdString();
        HistoryWriter writer(std::make_unique<RunDatabase>(path, RunDatabase::Mode::Create));
        const auto post = [&writer](std::int64_t first) {
            for (std::int64_t step = first; step <= 400; step += 2)
                writer.post([step](RunDatabase& database) {
                    StepRecord record;
                    record.step = step;
                    database.addStep(record);
                });
        };
        std::jthread odd(post, 1), even(post, 2);
        for (int i = 0; i < 50; ++i)
            QVERIFY(writer.call([](RunDatabase& database) { return database.steps(0, 500).size(); }) <= 400);
        odd.join();
        even.join();
        QVERIFY(writer.flush());
        QCOMPARE(writer.call([](RunDatabase& database) {
            database.flush();
            return database.steps().size();
        }),
                 std::size_t{400});
    }

    void everySnapshotRequestIsTakenOnce() {
        TrainControl control;
        std::atomic<int> taken = 0;
        std::jthread trainer([&] {
            while (!control.isStopRequested()) {
                if (control.takeSnapshotRequest())
                    ++taken;
            }
        });
        for (int i = 1; i <= 500; ++i) {
            control.requestSnapshot();
            while (taken < i)
                std::this_thread::yield();
        }
        control.stopNow();
        trainer.join();
        QCOMPARE(taken.load(), 500);
    }
};

QTEST_APPLESS_MAIN(TestThreads)
#include "tst_threads.moc"
