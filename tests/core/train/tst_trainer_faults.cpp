// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "core/run/run_folder.h"
#include "tests/support/damaged_history.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/read_faults.h"

using namespace studio;
using namespace studio::test;

namespace {

void flipByte(const std::string& path, std::streamoff fromEnd) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(-fromEnd, std::ios::end);
    const int byte = file.get();
    file.seekp(-fromEnd, std::ios::end);
    file.put(static_cast<char>(byte ^ 0x40));
}

RunReport train(const TrainRequest& request, Recording& seen) {
    TrainControl control;
    return runTraining(request, seen, control);
}

} // namespace

class TrainerFaultsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;

    std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }
    TrainRequest resumeOf(const std::string& run, int epochs) const {
        TrainRequest request = tinyRequest(data_, run, epochs);
        request.resume = true;
        return request;
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = path(QStringLiteral("data"));
        writeTinyData(data_, {});
    }

    void aFullDiskDoesNotEndTheTraining() {
        const std::string run = path(QStringLiteral("full"));
        Recording seen;
        FileSizeLimit limit(kTooSmallForACheckpoint);
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::CheckpointFailed) {
                limit.lift();
            }
        };
        const RunReport report = train(tinyRequest(data_, run, 1), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(seen.count(EventKind::CheckpointFailed), 1);
        const CheckpointContent last = loadCheckpoint(newestCheckpointPath(run));
        QVERIFY(last.epochEnd);
        QCOMPARE(findCheckpoint(run, "best"), newestCheckpointPath(run));
    }

    void aCheckpointThatFailedIsTriedAgainWhileNothingIsTrained_data() {
        QTest::addColumn<bool>("paused");
        QTest::newRow("paused") << true;
        QTest::newRow("the pictures are gone") << false;
    }
    void aCheckpointThatFailedIsTriedAgainWhileNothingIsTrained() {
        QFETCH(bool, paused);
        const std::string run = path(paused ? QStringLiteral("again1") : QStringLiteral("again2"));
        const std::string data = run + "-data", away = run + "-away";
        writeTinyData(data, {.trainPerClass = 100}); // more than is read ahead
        TrainRequest request = tinyRequest(data, run, 1);
        request.retrySeconds = 0.01;
        FileSizeLimit limit(kTooSmallForACheckpoint);
        TrainControl control;
        Recording seen;
        std::size_t stepsAtSave = 0, stepsAtRest = 0;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2)
                control.requestSnapshot();
        };
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::CheckpointFailed && paused)
                control.pause();
            else if (event.kind == EventKind::CheckpointFailed)
                std::filesystem::rename(data, away);
            if (event.kind == EventKind::CheckpointSaved && stepsAtSave == 0) {
                stepsAtSave = seen.steps.size();
                if (!paused)
                    std::filesystem::rename(away, data);
                control.resume();
            }
        };
        seen.onStatus = [&](const TrainStatus& status) {
            const bool rests = status.phase == TrainPhase::Paused || status.activity == "Waiting for the pictures";
            if (rests && stepsAtRest == 0) {
                stepsAtRest = seen.steps.size();
                limit.lift();
            }
        };
        const RunReport report = runTraining(request, seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY(stepsAtRest > 0);
        QCOMPARE(stepsAtSave, stepsAtRest);
    }

    void aFullDiskAtTheEndIsWaitedFor() {
        const std::string run = path(QStringLiteral("fullatend"));
        Recording seen;
        FileSizeLimit limit(kTooSmallForACheckpoint);
        TrainControl control;
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity.starts_with("Waiting for space")) {
                limit.lift();
                control.requestSnapshot(); // "try now"
            }
        };
        const RunReport report = runTraining(tinyRequest(data_, run, 2), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY(loadCheckpoint(newestCheckpointPath(run)).epochEnd);
        QCOMPARE(summariseRun(run).state, RunState::Finished);
    }

    void aFullDiskAtTheLastSaveIsAFailureOnceAStopIsAskedFor() {
        const std::string run = path(QStringLiteral("stillfull"));
        Recording seen;
        RunReport report;
        {
            const FileSizeLimit limit(kTooSmallForACheckpoint);
            TrainControl control;
            seen.onStatus = [&](const TrainStatus& status) {
                if (status.activity.starts_with("Waiting for space")) {
                    control.stopNow();
                }
            };
            report = runTraining(tinyRequest(data_, run, 2), seen, control);
        }
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::DiskFull);
        QVERIFY(!report.error.title.empty());
        QCOMPARE(seen.epochs.size(), std::size_t{2}); // trained to the end all the same
        QCOMPARE(summariseRun(run).state, RunState::Failed);
        QVERIFY(!isRunLocked(run));
        QVERIFY(listCheckpointFiles(run + "/checkpoints").empty());
    }

    void aHistoryThatCannotBeWrittenWaits() {
        const std::string run = path(QStringLiteral("history"));
        Recording seen;
        std::unique_ptr<FileSizeLimit> limit;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 2) {
                limit = std::make_unique<FileSizeLimit>(1);
            }
        };
        seen.onEvent = [&](const EventRecord& event) {
            if (event.kind == EventKind::CheckpointFailed) {
                limit.reset();
            }
        };
        const RunReport report = train(tinyRequest(data_, run, 2), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Read);
        QCOMPARE(database.steps().size(), std::size_t{12});
        QCOMPARE(database.epochs().size(), std::size_t{2});
        QCOMPARE(seen.count(EventKind::CheckpointFailed), 1);
    }

    void aDamagedCheckpointIsPassedOver() {
        const std::string run = path(QStringLiteral("damaged"));
        Recording first, second;
        QCOMPARE(train(tinyRequest(data_, run, 2), first).outcome, RunOutcome::Finished);
        const std::string digest = newestDigest(run);
        flipByte(newestCheckpointPath(run), 1000);
        const RunReport report = train(resumeOf(run, 2), second);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(second.count(EventKind::CheckpointSkipped), 1);
        QCOMPARE(second.starts[0].resumedFromStep, 6);
        QCOMPARE(newestDigest(run), digest);
        loadCheckpoint(newestCheckpointPath(run)); // written anew, sound again
    }

    void withOnlyDamagedCheckpointsNothingIsTouched() {
        const std::string run = path(QStringLiteral("alldamaged"));
        Recording first, second;
        QCOMPARE(train(tinyRequest(data_, run, 1), first).outcome, RunOutcome::Finished);
        flipByte(newestCheckpointPath(run), 500);
        const RunReport report = train(resumeOf(run, 2), second);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Corrupt);
        QCOMPARE(second.steps.size(), std::size_t{0});
        QCOMPARE(RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).steps().size(), std::size_t{6});
    }

    void aDamagedHistoryDoesNotHoldUpGoodCheckpoints_data() {
        QTest::addColumn<int>("damage");
        QTest::newRow("no database at all") << 0;
        QTest::newRow("a page in the middle") << 1;
        QTest::newRow("nothing in it") << 2;
        QTest::newRow("gone") << 3;
    }
    void aDamagedHistoryDoesNotHoldUpGoodCheckpoints() {
        QFETCH(int, damage);
        const std::string run = path(QStringLiteral("history%1").arg(damage)), whole = run + "-whole";
        const std::string database = RunPaths(run).database;
        Recording first, second, undisturbed;
        QCOMPARE(train(tinyRequest(data_, run, 1), first).outcome, RunOutcome::Finished);
        if (damage == 0) {
            writeFileAtomically(database, std::string(10'000, 'x'));
        } else if (damage == 1) {
            std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(4096);
            file << std::string(4096, 'x');
        } else if (damage == 2) {
            std::filesystem::resize_file(database, 0);
        } else {
            std::filesystem::remove(database);
        }
        const RunReport report = train(resumeOf(run, 2), second);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QCOMPARE(second.starts[0].resumedFromStep, 6);
        QVERIFY(std::any_of(second.events.begin(), second.events.end(),
                            [](const EventRecord& event) { return event.title == "The history begins anew"; }));
        QCOMPARE(setAside(run), damage == 3 ? 0 : 1);
        const RunDatabase rows(database, RunDatabase::Mode::Read);
        QCOMPARE(rows.steps().size(), std::size_t{6});
        QCOMPARE(rows.checkpoints().size(), std::size_t{2}); // the one from before has its row again
        QVERIFY(std::filesystem::exists(findCheckpoint(run, "best")));
        QCOMPARE(train(tinyRequest(data_, whole, 1), undisturbed).outcome, RunOutcome::Finished);
        QCOMPARE(train(resumeOf(whole, 2), undisturbed).outcome, RunOutcome::Finished);
        QCOMPARE(newestDigest(run), newestDigest(whole));
    }

    void aHistoryThatTurnsCorruptDuringTheRunIsSetAsideAndBegunAnew() {
        const std::string run = path(QStringLiteral("rots")), calm = path(QStringLiteral("rotsnot"));
        const std::string database = RunPaths(run).database;
        Recording seen, undisturbed;
        QCOMPARE(train(tinyRequest(data_, calm, 3), undisturbed).outcome, RunOutcome::Finished);
        const auto hasCheckpoint = [&database] {
            return !RunDatabase(database, RunDatabase::Mode::Read).checkpoints().empty();
        };
        seen.onStep = [&](const StepRecord& record) {
            if (record.step != 8)
                return;
            QVERIFY(QTest::qWaitFor(hasCheckpoint, 20'000)); // that of the first epoch, written by another thread
            damageOpenHistory(database);
        };
        const RunReport report = train(tinyRequest(data_, run, 3), seen);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        const auto anew = std::find_if(seen.events.begin(), seen.events.end(), [](const EventRecord& event) {
            return event.title == "The history begins anew";
        });
        QVERIFY(anew != seen.events.end());
        QVERIFY2(anew->detail.find("run.db.damaged-") != std::string::npos, anew->detail.c_str());
        QCOMPARE(setAside(run), 1);
        const RunDatabase rows(database, RunDatabase::Mode::Read);
        rows.verify();
        QCOMPARE(rows.checkpoints().size(), std::size_t{3}); // that of before has its row again
        QCOMPARE(rows.steps().back().step, 18);
        QCOMPARE(rows.epochs().back().epoch, 3);
        QCOMPARE(rows.value("state").value(), std::string("finished"));
        QVERIFY(rows.value("started_utc_ms").has_value());
        QCOMPARE(rows.value("train_pictures").value(), std::string("48"));
        const std::vector<EventRecord> journal = rows.events();
        QVERIFY(std::any_of(journal.begin(), journal.end(),
                            [](const EventRecord& event) { return event.title == "The history begins anew"; }));
        QVERIFY(std::filesystem::exists(findCheckpoint(run, "best")));
        QCOMPARE(newestDigest(run), newestDigest(calm));
    }

    void aStopOnAVolumeThatFailsEndsAtOnceAndCallsNoPictureBad() {
        const std::string data = path(QStringLiteral("softnfs")), run = path(QStringLiteral("softnfsrun"));
        writeTinyData(data, {.trainPerClass = 200});
        std::optional<ReadFaults> faults;
        TrainControl control;
        Recording seen;
        seen.onStep = [&](const StepRecord& record) {
            if (record.step == 4) // each read ends with an error, on a soft NFS after minutes
                faults.emplace("", 1'000'000, [&control] { control.stopNow(); });
        };
        const RunReport report = runTraining(tinyRequest(data, run, 1), seen, control);
        QCOMPARE(report.outcome, RunOutcome::Stopped);
        std::printf("reads that failed around the stop, of 600 pictures and 2 threads: %d\n", faults->failed());
        QVERIFY(faults->failed() >= 1 && faults->failed() <= 2); // one a thread: those under way
        QCOMPARE(seen.count(EventKind::BadPicture), 0);
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, seen.steps.back().step);
        faults.reset();
        Recording second;
        QCOMPARE(train(resumeOf(run, 1), second).outcome, RunOutcome::Finished);
        QCOMPARE(second.count(EventKind::Verified), 1);
    }

    void aHistoryOfAnotherVersionIsNotSetAside() {
        const std::string run = path(QStringLiteral("newer")), database = RunPaths(run).database;
        Recording first, second;
        QCOMPARE(train(tinyRequest(data_, run, 1), first).outcome, RunOutcome::Finished);
        {
            std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(63); // the last byte of SQLite's user_version
            file.put(9);
        }
        const std::string before = readSmallFile(database, 1u << 20);
        const RunReport report = train(resumeOf(run, 2), second);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Data);
        QVERIFY(readSmallFile(database, 1u << 20) == before);
    }

    void otherClassesAreRefused() {
        const std::string run = path(QStringLiteral("classes")), data = path(QStringLiteral("renamed"));
        writeTinyData(data, {});
        Recording first, second;
        QCOMPARE(train(tinyRequest(data, run, 1), first).outcome, RunOutcome::Finished);
        for (const char* set : {"/train/", "/val/"}) {
            std::filesystem::rename(data + set + "kind2", data + set + "sort2");
        }
        const RunReport report = train(resumeOf(run, 2), second);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Data);
        QVERIFY(QString::fromStdString(report.error.title).contains(QLatin1String("classes")));
    }

    void aRunThatIsOwnedIsRefused() {
        const std::string run = path(QStringLiteral("owned"));
        Recording first, second;
        QCOMPARE(train(tinyRequest(data_, run, 1), first).outcome, RunOutcome::Finished);
        const RunLock lock(run);
        const RunReport report = train(resumeOf(run, 2), second);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Locked);
        QCOMPARE(RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).value("state").value(),
                 std::string("finished"));
    }

    void aLossThatIsNoNumberEndsTheRunAndIsNeverSaved() {
        const std::string run = path(QStringLiteral("diverged"));
        TrainRequest request = tinyRequest(data_, run, 30);
        request.config.learningRate = 1000; // with this decay each step multiplies the weights by about -900
        request.config.weightDecay = 0.9;
        request.config.schedule = "constant";
        Recording seen;
        const RunReport report = train(request, seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(seen.count(EventKind::RolledBack), 3); // max_rollbacks of the default recipe
        QVERIFY2(QString::fromStdString(report.error.title).contains(QLatin1String("finite")),
                 report.error.text().c_str());
        QCOMPARE(summariseRun(run).state, RunState::Failed);
        for (const std::string& file : listCheckpointFiles(run + "/checkpoints")) {
            for (const HostTensor& tensor : loadCheckpoint(run + "/checkpoints/" + file).tensors) {
                const auto* values = reinterpret_cast<const float*>(tensor.bytes.data());
                const auto count = tensor.type == TensorType::F32 ? tensor.bytes.size() / 4 : 0;
                QVERIFY(std::all_of(values, values + count, [](float value) { return std::isfinite(value); }));
            }
        }
    }

    void tooManyBadPicturesEndTheRun() {
        const std::string data = path(QStringLiteral("rotten"));
        writeTinyData(data, {});
        for (const char* file : {"/train/kind0/101.jpg", "/train/kind1/102.jpg", "/train/kind2/103.jpg"}) {
            writeBytes(data + file, {0, 0, 0, 0});
        }
        Recording seen;
        const RunReport report = train(tinyRequest(data, path(QStringLiteral("rottenrun")), 1), seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Data);
        QVERIFY(seen.count(EventKind::BadPicture) >= 2);
    }

    void whatCannotStartSaysWhy_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("kind");
        QTest::newRow("no such data") << "data" << static_cast<int>(ErrorKind::Data);
        QTest::newRow("bad recipe") << "recipe" << static_cast<int>(ErrorKind::Config);
        QTest::newRow("folder in use") << "folder" << static_cast<int>(ErrorKind::Usage);
        QTest::newRow("no such device") << "device" << static_cast<int>(ErrorKind::Config);
        QTest::newRow("nothing to resume") << "resume" << static_cast<int>(ErrorKind::Data);
    }
    void whatCannotStartSaysWhy() {
        QFETCH(QString, what);
        QFETCH(int, kind);
        TrainRequest request = tinyRequest(data_, path(QStringLiteral("start-") + what), 1);
        if (what == QLatin1String("data")) {
            request.setup.data.root = path(QStringLiteral("nowhere"));
        } else if (what == QLatin1String("recipe")) {
            request.config.batchSize = 0;
        } else if (what == QLatin1String("folder")) {
            request.runFolder = data_;
        } else if (what == QLatin1String("device")) {
            request.setup.device = "cuda:7";
        } else {
            request.resume = true;
        }
        Recording seen;
        const RunReport report = train(request, seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(static_cast<int>(report.errorKind), kind);
        QVERIFY(!report.error.text().empty());
        QCOMPARE(seen.steps.size(), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(TrainerFaultsTest)
#include "tst_trainer_faults.moc"
