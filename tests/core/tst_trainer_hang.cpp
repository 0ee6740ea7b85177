// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDeadlineTimer>
#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <mutex>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

#include "core/train/control.h"
#include "tests/support/engine_fixture.h"

using namespace studio;
using namespace studio::test;

namespace {

/// A file system that does not answer: while the gate is shut, whoever reads a picture stands before it.
class Gate {
public:
    void shut() {
        const std::lock_guard lock(mutex_);
        shut_ = true;
    }
    void open() {
        const std::lock_guard lock(mutex_);
        shut_ = false;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        ++standing_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !shut_; });
        --standing_;
    }
    /// Until somebody stands before the shut gate.
    bool waitForSomebody() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(60), [this] { return shut_ && standing_ > 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool shut_ = false;
    int standing_ = 0;
};

Gate& gate() {
    static Gate value;
    return value;
}

bool isPicture(int file) {
    char target[4096];
    const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), target, sizeof target);
    return std::string_view(target, length > 0 ? static_cast<std::size_t>(length) : 0).ends_with(".jpg");
}

} // namespace

extern "C" ssize_t read(int file, void* to, size_t bytes) {
    if (isPicture(file))
        gate().pass();
    return static_cast<ssize_t>(::syscall(SYS_read, file, to, bytes));
}

class TrainerHangTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStopSavesAlthoughAReadNeverReturns() {
        const QTemporaryDir folder;
        const std::string data = folder.filePath(QStringLiteral("data")).toStdString();
        const std::string run = folder.filePath(QStringLiteral("run")).toStdString();
        writeTinyData(data, {.trainPerClass = 400}); // an epoch longer than what is decoded ahead
        TrainControl control;
        Recording seen;
        seen.onStep = [](const StepRecord& record) {
            if (record.step == 3)
                gate().shut();
        };
        RunReport report;
        std::thread engine([&] { report = runTraining(tinyRequest(data, run, 500), seen, control); });
        const bool hangs = gate().waitForSomebody();
        control.stopNow();
        const QDeadlineTimer limit(60'000);
        while (newestCheckpointPath(run).empty() && !limit.hasExpired())
            std::this_thread::yield();
        const std::string saved = newestCheckpointPath(run); // and nobody could read on yet
        gate().open();
        engine.join();
        QVERIFY(hangs);
        QVERIFY(!saved.empty());
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        QCOMPARE(loadCheckpoint(saved).step, seen.steps.back().step);
    }
};

QTEST_APPLESS_MAIN(TrainerHangTest)
#include "tst_trainer_hang.moc"
