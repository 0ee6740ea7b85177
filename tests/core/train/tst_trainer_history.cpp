// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "core/pack/pack_writer.h"
#include "core/run/run_folder.h"
#include "core/run/training_log.h"
#include "core/train/run_recorder_internal.h"
#include "tests/support/damaged_history.h"
#include "tests/support/engine_fixture.h"
#include "tests/support/sqlite_faults.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kBegunAnew = "The history begins anew";
constexpr const char* kWaits = "Waiting for the run's disk to write the history";

const EventRecord* eventOf(const Recording& seen, const std::string& title) {
    const auto found = std::find_if(seen.events.begin(), seen.events.end(),
                                    [&title](const EventRecord& event) { return event.title == title; });
    return found == seen.events.end() ? nullptr : &*found;
}

std::size_t epochsIn(const std::string& log) {
    return fs::exists(log) ? epochsInLog(readSmallFile(log, 1u << 20)) : 0;
}

/// Epochs in the copies of training_log.md that were kept, added up.
std::size_t epochsKept(const std::string& run) {
    std::size_t epochs = 0;
    for (const auto& entry : fs::directory_iterator(run)) {
        if (entry.path().filename().string().starts_with("training_log.md.damaged-"))
            epochs += epochsIn(entry.path().string());
    }
    return epochs;
}

EpochRecord epochAt(std::int32_t epoch) {
    EpochRecord record;
    record.epoch = epoch;
    record.step = epoch * 10;
    record.valTop1 = 0.5 + 0.001 * epoch;
    return record;
}

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

/// run.db that cannot be written or is damaged: what is lost of it, and what is said.
class TrainerHistoryTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;
    std::string path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)).toStdString(); }
    TrainRequest resumeOf(const std::string& run, int epochs) const {
        TrainRequest request = tinyRequest(data_, run, epochs);
        request.resume = true;
        return request;
    }
    /// Trains until `stopStep` was done (0 = to the end).
    static RunReport train(const TrainRequest& request, Recording& seen, int stopStep = 0) {
        TrainControl control;
        seen.onStep = [&control, stopStep](const StepRecord& record) {
            if (record.step == stopStep)
                control.stopNow();
        };
        return runTraining(request, seen, control);
    }

private Q_SLOTS:
    void initTestCase() {
        SqliteFaults::install();
        qputenv("XDG_CACHE_HOME", folder_.filePath(QStringLiteral("user cache")).toLocal8Bit());
        data_ = path("data");
        writeTinyData(data_, {});
    }
    void cleanup() { SqliteFaults::disarm(); }

    void rowsThatWaitAtTheEndAreWaitedFor() {
        const std::string run = path("waits");
        Recording seen;
        TrainControl control;
        seen.onStep = [](const StepRecord& record) {
            if (record.step == 2)
                SqliteFaults::arm(1, true);
        };
        std::string trouble;
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == kWaits) {
                trouble = status.trouble;
                SqliteFaults::disarm();
                control.resume(); // "try now"
            }
        };
        const RunReport report = runTraining(tinyRequest(data_, run, 1), seen, control);
        QVERIFY2(report.outcome == RunOutcome::Finished, report.error.text().c_str());
        QVERIFY2(contains(trouble, "history cannot be written yet"), trouble.c_str());
        const RunDatabase rows(RunPaths(run).database, RunDatabase::Mode::Read);
        QCOMPARE(rows.steps().size(), std::size_t{6});
        QCOMPARE(rows.epochs().size(), std::size_t{1});
        QCOMPARE(rows.value("state").value(), std::string("finished"));
        QVERIFY(fs::exists(run + "/best_model.pth"));
    }

    void rowsThatAreLostAreNoSuccess_data() {
        QTest::addColumn<int>("stopStep");
        QTest::newRow("stopped while it waits at the end") << 0;
        QTest::newRow("stopped in the epoch") << 4;
    }
    void rowsThatAreLostAreNoSuccess() {
        QFETCH(int, stopStep);
        const std::string run = path(stopStep > 0 ? "lost1" : "lost2");
        Recording seen, second;
        TrainControl control;
        seen.onStep = [&, stopStep](const StepRecord& record) {
            if (record.step == 2)
                SqliteFaults::arm(1, true);
            if (record.step == stopStep)
                control.stopNow();
        };
        seen.onStatus = [&](const TrainStatus& status) {
            if (status.activity == kWaits)
                control.stopNow();
        };
        const RunReport report = runTraining(tinyRequest(data_, run, 1), seen, control);
        SqliteFaults::disarm();
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QCOMPARE(report.errorKind, ErrorKind::Io);
        const std::string text = report.error.text();
        const int step = stopStep > 0 ? stopStep : 6;
        QVERIFY2(contains(text, "history could not be written"), text.c_str());
        QVERIFY2(contains(text, ("saved up to step " + std::to_string(step)).c_str()), text.c_str());
        std::printf("%s\n", text.c_str());
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).step, step); // as it says
        QCOMPARE(train(resumeOf(run, 1), second).outcome, RunOutcome::Finished);
        QCOMPARE(second.starts.front().resumedFromStep, step);
        QCOMPARE(summariseRun(run).state, RunState::Finished);
    }

    void theTableOfEpochsOutlivesADamagedHistory_data() {
        QTest::addColumn<QString>("table");
        QTest::newRow("the steps are damaged") << "steps";
        QTest::newRow("the epochs are damaged") << "epochs";
        QTest::newRow("nothing can be read") << "";
        QTest::newRow("gone") << "gone";
    }
    void theTableOfEpochsOutlivesADamagedHistory() {
        QFETCH(QString, table);
        const std::string run = path(("log" + table.toLatin1()).constData()), log = RunPaths(run).log;
        const std::string database = RunPaths(run).database;
        Recording first, second;
        QCOMPARE(train(tinyRequest(data_, run, 3), first).outcome, RunOutcome::Finished);
        QCOMPARE(epochsIn(log), std::size_t{3});
        if (table == QLatin1String("gone"))
            fs::remove(database);
        else if (table.isEmpty())
            writeFileAtomically(database, std::string(10'000, 'x'));
        else
            damageTable(database, table.toStdString());
        QCOMPARE(train(resumeOf(run, 4), second).outcome, RunOutcome::Finished);
        const EventRecord* anew = eventOf(second, kBegunAnew);
        QVERIFY(anew != nullptr);
        std::printf("%s\n", anew->detail.c_str());
        QVERIFY2(!contains(anew->detail, "are sound"), anew->detail.c_str()); // nothing was verified yet
        const bool kept = table != QLatin1String("steps");
        QCOMPARE(contains(anew->detail, "kept as training_log.md.damaged-"), kept);
        QCOMPARE(epochsKept(run), kept ? std::size_t{3} : std::size_t{0});
        QCOMPARE(epochsIn(log), kept ? std::size_t{1} : std::size_t{4});
        QCOMPARE(RunDatabase(database, RunDatabase::Mode::Read).epochs().size(), epochsIn(log));
    }

    void whatARunRemembersOutlivesADamagedHistory() {
        const std::string run = path("remembers"), database = RunPaths(run).database;
        Recording first, second;
        train(tinyRequest(data_, run, 2), first, 4);
        {
            RunDatabase rows(database, RunDatabase::Mode::Write);
            rows.setValue("rolled_back_from", "3");
            rows.setValue("rolled_back_to", "2");
            rows.setValue("learning_rate_scale", "0.5");
            rows.setValue("rollbacks", "1");
            rows.setValue("threads", "7");
        }
        damageTable(database, "steps");
        QCOMPARE(train(resumeOf(run, 2), second, 6).outcome, RunOutcome::Stopped);
        QVERIFY(eventOf(second, kBegunAnew) != nullptr);
        QVERIFY(eventOf(second, "Another number of compute threads") != nullptr);
        const RunDatabase rows(database, RunDatabase::Mode::Read);
        QCOMPARE(rows.value("rolled_back_from").value_or(""), std::string("3"));
        QCOMPARE(rows.value("rolled_back_to").value_or(""), std::string("2"));
        QCOMPARE(loadCheckpoint(newestCheckpointPath(run)).learningRateScale, 0.5);
    }

    void aRunFromFilesStaysWithThemThoughItsHistoryIsDamaged_data() {
        QTest::addColumn<QString>("table");
        QTest::newRow("what it remembers can be read") << "steps";
        QTest::newRow("it cannot") << "meta";
    }
    void aRunFromFilesStaysWithThemThoughItsHistoryIsDamaged() {
        QFETCH(QString, table);
        const std::string run = path(("origin" + table.toLatin1()).constData()), data = run + "-data";
        writeTinyData(data, {});
        Recording first, second;
        train(tinyRequest(data, run, 2), first, 4);
        DataSpec spec;
        spec.root = data;
        packPictures(openImageFolder(spec), {"max500-q90", {}, 2});
        damageTable(RunPaths(run).database, table.toStdString());
        TrainRequest again = tinyRequest(data, run, 2);
        again.resume = true;
        QCOMPARE(train(again, second).outcome, RunOutcome::Finished);
        QVERIFY(eventOf(second, kBegunAnew) != nullptr);
        const bool known = table == QLatin1String("steps");
        QCOMPARE(eventOf(second, "The pictures come from a packed set") != nullptr, !known);
        QCOMPARE(eventOf(second, "Where the pictures came from is not known any more") != nullptr, !known);
        const std::string origin =
            RunDatabase(RunPaths(run).database, RunDatabase::Mode::Read).value("pictures_from").value_or("");
        QCOMPARE(origin == "files", known);
    }

    void damageOfTheEpochsAloneIsNoticedWhenTheLogIsWritten() {
        const std::string run = path("pages");
        fs::create_directories(run + "/checkpoints");
        const RunPaths paths(run);
        constexpr std::int32_t kEpochs = 120; // some pages of them
        Recording seen;
        RunRecorder recorder(std::make_unique<RunDatabase>(paths.database, RunDatabase::Mode::Create), seen, paths);
        for (std::int32_t epoch = 1; epoch <= kEpochs; ++epoch)
            recorder.epochDone(epochAt(epoch));
        recorder.writeLog(paths.log, "pages", "");
        QVERIFY(!recorder.unwritten());
        QCOMPARE(epochsIn(paths.log), std::size_t{kEpochs});
        damageTable(paths.database, "epochs");
        recorder.setPosition((kEpochs + 1) * 10, kEpochs + 1);
        recorder.epochDone(epochAt(kEpochs + 1));
        recorder.writeLog(paths.log, "pages", "");
        QVERIFY(!recorder.unwritten());
        QVERIFY(eventOf(seen, kBegunAnew) != nullptr);
        QCOMPARE(setAside(run), 1);
        QCOMPARE(epochsIn(paths.log), std::size_t{kEpochs + 1}); // the run had them in memory, too
        const auto epochs = recorder.history().call([](RunDatabase& database) { return database.epochs(); });
        QCOMPARE(epochs.size(), std::size_t{kEpochs + 1});
        QCOMPARE(epochs.front().valTop1, epochAt(1).valTop1);
    }
};

QTEST_APPLESS_MAIN(TrainerHistoryTest)
#include "tst_trainer_history.moc"
