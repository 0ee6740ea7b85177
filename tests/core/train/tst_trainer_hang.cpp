// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDeadlineTimer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

#include "core/train/control.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/read_gate.h"

using namespace studio;
using namespace studio::test;

/// A file system that does not answer any more.
class TrainerHangTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStopSavesAlthoughAReadNeverReturns() {
        const QTemporaryDir folder;
        const std::string data = folder.filePath(QStringLiteral("data")).toStdString();
        const std::string run = folder.filePath(QStringLiteral("run")).toStdString();
        writeTinyData(data, {.trainPerClass = 400}); // one epoch: its end saves nothing before the stop does
        const ReadGate gate(data + "/train/kind1/200.jpg");
        TrainControl control;
        Recording seen;
        std::atomic<bool> stepped{false};
        seen.onStep = [&](const StepRecord&) {
            stepped = true;
            stepped.notify_all();
        };
        RunReport report;
        std::thread engine([&] { report = runTraining(tinyRequest(data, run, 1), seen, control); });
        gate.waitForReader(); // pictures are read ahead
        stepped.wait(false);
        control.stopNow();
        const QDeadlineTimer limit(60'000);
        while (newestCheckpointPath(run).empty() && !limit.hasExpired())
            std::this_thread::yield();
        const std::string saved = newestCheckpointPath(run); // and nobody could read on yet
        gate.open();
        engine.join();
        QVERIFY(!saved.empty());
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        QVERIFY(seen.steps.size() < 150);
        QCOMPARE(loadCheckpoint(saved).step, seen.steps.back().step);
    }
};

QTEST_APPLESS_MAIN(TrainerHangTest)
#include "tst_trainer_hang.moc"
