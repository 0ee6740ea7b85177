// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/recipe/config.h"
#include "core/recipe/presets.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_energy.h"
#include "core/run/run_folder.h"
#include "core/run/training_log.h"
#include "core/run/unstarted_run.h"
#include "tests/support/checkpoints.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

std::string heldName; ///< what a disk refuses to remove

StepRecord stepAt(std::int64_t step) {
    StepRecord record;
    record.step = step;
    record.epoch = static_cast<std::int32_t>((step - 1) / 10 + 1);
    record.stepInEpoch = static_cast<std::int32_t>((step - 1) % 10 + 1);
    record.loss = 1.0 / static_cast<double>(step);
    record.learningRate = 0.1;
    record.count = 16;
    record.correct1 = 5;
    record.correct5 = 9;
    record.seconds = 0.5;
    record.waitSeconds = 0.25;
    return record;
}

EpochRecord epochAt(std::int32_t epoch, double top1) {
    EpochRecord record;
    record.epoch = epoch;
    record.step = std::int64_t{epoch} * 10;
    record.trainLoss = 1.5;
    record.valTop1 = top1;
    record.valTop5 = 0.9;
    record.seconds = 100;
    record.badPictures = 3;
    record.finishedUtcMs = 1'700'000'000'000;
    return record;
}

CheckpointContent contentAt(std::int64_t step, double top1) {
    CheckpointContent content;
    HostTensor weight{"model.w", TensorType::F32, {4}, std::vector<std::byte>(16)};
    std::memcpy(weight.bytes.data(), &step, sizeof step);
    content.tensors = {weight};
    content.step = step;
    content.epoch = static_cast<std::int32_t>(step / 10);
    content.epochEnd = true;
    content.seed = 0xFFFFFFFFFFFFull;
    content.activeSeconds = 0.1 + 0.2;
    content.bestTop1 = content.valTop1 = top1;
    content.valTop5 = 0.9;
    content.valLoss = 1.25;
    content.model = "resnet20";
    content.stem = "standard";
    content.imageSize = content.evalResize = 32;
    content.recipeHash = "r";
    content.classHash = "c";
    return content;
}

} // namespace

class TestRun final : public QObject {
    Q_OBJECT

private:
    std::string path(const std::string& name) const {
        return dir_.filePath(QString::fromStdString(name)).toStdString();
    }
    /// A run folder with a history, as a trainer leaves it.
    std::string makeRun(const std::string& name, const char* state) {
        const std::string folder = path(name);
        RunSetup setup;
        setup.data.root = "/data/flowers";
        TrainConfig config = findPreset("quick-look").config;
        createRunFolder(folder, runRecipeToJson(config, setup), {{"a", "A"}, {"b\xE9", "B"}});
        RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Create);
        database.setValue("state", state);
        database.setValue("train_pictures", "48");
        database.setValue("device", "cpu");
        database.setValue("started_utc_ms", std::to_string(1000 + static_cast<int>(name.size())));
        database.addEpoch(epochAt(1, 0.5));
        database.addEpoch(epochAt(2, 0.4));
        return folder;
    }

private Q_SLOTS:
    void everyRecordComesBack() {
        RunDatabase database(path("a.db"), RunDatabase::Mode::Create);
        for (int step = 1; step <= 25; ++step)
            database.addStep(stepAt(step));
        EpochRecord epoch = epochAt(1, 0.75);
        epoch.best = true;
        database.addEpoch(epoch);
        database.addEvent({EventKind::NewBest, 10, 1, 42, "New best", "75 %"});
        database.setValue("k", "v");
        const auto steps = database.steps();
        QCOMPARE(steps.size(), std::size_t{25});
        QCOMPARE(steps[6].loss, 1.0 / 7);
        QCOMPARE(steps[6].waitSeconds, 0.25);
        QCOMPARE(database.steps(20).front().step, std::int64_t{21});
        QCOMPARE(database.stepsOfEpoch(2, 15).size(), std::size_t{5});
        QCOMPARE(database.epochs()[0].valTop1, 0.75);
        QCOMPARE(database.epochs()[0].badPictures, std::int64_t{3});
        QVERIFY(database.epochs()[0].best);
        QCOMPARE(database.events()[0].kind, EventKind::NewBest);
        QCOMPARE(database.value("k").value(), std::string("v"));
        QVERIFY(!database.value("other"));
    }

    void resumingCutsTheHistoryBack() {
        RunDatabase database(path("b.db"), RunDatabase::Mode::Create);
        for (int step = 1; step <= 25; ++step)
            database.addStep(stepAt(step));
        database.addEpoch(epochAt(1, 0.5));
        database.addEpoch(epochAt(2, 0.6));
        database.cutBackTo(10, 1);
        QCOMPARE(database.steps().size(), std::size_t{10});
        QCOMPARE(database.epochs().size(), std::size_t{1});
        database.addStep(stepAt(11));
        database.flush();
        QCOMPARE(database.steps().size(), std::size_t{11});
    }

    void flushedStepsSurviveAKill() {
        const std::string file = path("killed.db");
        const pid_t child = fork();
        if (child == 0) {
            RunDatabase database(file, RunDatabase::Mode::Create);
            for (int step = 1; step <= 100; ++step)
                database.addStep(stepAt(step));
            database.flush();
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(RunDatabase(file, RunDatabase::Mode::Write).steps().size(), std::size_t{100});
    }

    void aReaderSeesWhatTheWriterFlushed() {
        RunDatabase writer(path("live.db"), RunDatabase::Mode::Create);
        writer.addStep(stepAt(1));
        writer.flush();
        const RunDatabase reader(path("live.db"), RunDatabase::Mode::Read);
        QCOMPARE(reader.steps().size(), std::size_t{1});
        writer.addStep(stepAt(2));
        writer.flush();
        QCOMPARE(reader.steps().size(), std::size_t{2});
    }

    void aDamagedOrForeignDatabaseIsRefused() {
        writeFileAtomically(path("rubbish.db"), std::string(4096, 'x'));
        QVERIFY_THROWS_EXCEPTION(Error, RunDatabase(path("rubbish.db"), RunDatabase::Mode::Read));
        writeFileAtomically(path("empty.db"), "");
        QVERIFY_THROWS_EXCEPTION(Error, RunDatabase(path("empty.db"), RunDatabase::Mode::Read));
        QVERIFY_THROWS_EXCEPTION(Error, RunDatabase(path("a.db"), RunDatabase::Mode::Create));
    }

    void checkpointsRoundTripAndKeepTheLastAndTheBest() {
        const std::string folder = path("ckpt");
        fs::create_directories(folder);
        RunDatabase database(path("ckpt.db"), RunDatabase::Mode::Create);
        CheckpointStore store(folder, database, 2);
        for (int epoch = 1; epoch <= 6; ++epoch)
            test::saveCheckpoint(store, folder, contentAt(epoch * 10, epoch == 2 ? 0.9 : 0.5), epoch <= 2);
        QCOMPARE(listCheckpointFiles(folder),
                 (std::vector<std::string>{checkpointFileName(60), checkpointFileName(50), checkpointFileName(20)}));
        QCOMPARE(database.checkpoints().size(), std::size_t{3});
        const CheckpointContent back = loadCheckpoint(folder + "/" + checkpointFileName(20));
        QCOMPARE(back.step, std::int64_t{20});
        QCOMPARE(back.seed, std::uint64_t{0xFFFFFFFFFFFFull});
        QCOMPARE(back.activeSeconds, 0.1 + 0.2);
        QCOMPARE(back.model, std::string("resnet20"));
        QVERIFY(back.epochEnd);
        QVERIFY(back.tensors[0].bytes == contentAt(20, 0).tensors[0].bytes);
    }

    void theNewestThatVerifiesIsTakenAndTheOthersAreNamed() {
        const std::string folder = path("ckpt");
        std::string bytes = readSmallFile(folder + "/" + checkpointFileName(60), 1u << 20);
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        writeFileAtomically(folder + "/" + checkpointFileName(60), bytes);
        std::vector<std::string> skipped;
        const auto content = loadNewestCheckpoint(
            folder, [&](const std::string& file, const std::string& why) { skipped.push_back(file + why); });
        QCOMPARE(content->step, std::int64_t{50});
        QCOMPARE(skipped.size(), std::size_t{1});
        QVERIFY(skipped[0].find("checksum") != std::string::npos);
        const auto other =
            loadNewestCheckpoint(folder, {}, [](const CheckpointContent& c) { return c.step > 20 ? "not this" : ""; });
        QCOMPARE(other->step, std::int64_t{20});
    }

    void aCheckpointThatSaysWhatNoRunCanSayIsRefused() {
        const std::string file = path("odd.safetensors");
        CheckpointContent sound = contentAt(12, 0.5);
        const auto text = [&](const CheckpointContent& odd) {
            fs::create_directories(path("odd"));
            writeCheckpoint(path("odd"), odd, false);
            fs::rename(path("odd") + "/" + checkpointFileName(odd.step), file);
            try {
                loadCheckpoint(file);
            } catch (const Error& error) {
                return error.kind() == ErrorKind::Corrupt ? error.message().text() : "another kind of error";
            }
            return std::string();
        };
        QCOMPARE(text(sound), std::string());
        const std::vector<std::function<void(CheckpointContent&)>> changes{
            [](auto& c) { c.stepInEpoch = -5; },
            [](auto& c) { c.epoch = -1; },
            [](auto& c) { c.bestTop1 = std::numeric_limits<double>::quiet_NaN(); },
            [](auto& c) { c.learningRateScale = 1e9; },
            [](auto& c) { c.activeSeconds = std::numeric_limits<double>::infinity(); },
            [](auto& c) { c.parts = 0; },
        };
        for (const auto& change : changes) {
            CheckpointContent odd = sound;
            change(odd);
            QVERIFY2(text(odd).find("no run can say") != std::string::npos, text(odd).c_str());
        }
    }

    void noRoomIsMadeForACheckpointLargerThanAnyNetworks() {
        const std::string file = path("sparse.safetensors");
        const std::uint64_t bytes = kMaxCheckpointBytes + 4;
        std::string header = R"({"a":{"dtype":"U8","shape":[)" + std::to_string(bytes) + R"(],"data_offsets":[0,)" +
                             std::to_string(bytes) + "]}}";
        header.resize((header.size() + 7) / 8 * 8, ' ');
        std::string start(8, '\0');
        start[0] = static_cast<char>(header.size());
        std::ofstream(file, std::ios::binary) << start << header;
        fs::resize_file(file, start.size() + header.size() + bytes); // a hole: it takes no space
        try {
            loadCheckpoint(file);
            QFAIL("it was read");
        } catch (const Error& error) {
            QVERIFY2(error.message().text().find("larger than any network") != std::string::npos, error.what());
        }
    }

    void leftoversAreTidied() {
        const std::string folder = path("ckpt");
        writeFileAtomically(folder + "/" + checkpointFileName(70) + ".partial", "half");
        fs::remove(folder + "/" + checkpointFileName(50));
        RunDatabase database(path("ckpt.db"), RunDatabase::Mode::Write);
        CheckpointStore(folder, database, 2).tidy();
        QVERIFY(!fs::exists(folder + "/" + checkpointFileName(70) + ".partial"));
        QCOMPARE(database.checkpoints().size(), std::size_t{2});
    }

    void aRunHasOneOwnerAtATime() {
        const std::string folder = makeRun("locked", "training");
        QVERIFY(!isRunLocked(folder));
        {
            const RunLock lock(folder);
            QVERIFY(isRunLocked(folder));
            try {
                const RunLock second(folder);
                QFAIL("two owners");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::Locked);
                QVERIFY(error.message().done.find(std::to_string(::getpid())) != std::string::npos);
            }
            QCOMPARE(summariseRun(folder).state, RunState::Training);
            QVERIFY_THROWS_EXCEPTION(Error, deleteRun(folder));
        }
        QVERIFY(!isRunLocked(folder));
    }

    void whoeverAsksWhetherARunIsLockedTakesItFromNobody() {
        const std::string folder = makeRun("asked", "training");
        { const RunLock makesTheFile(folder); }
        int asking = ::open(RunPaths(folder).lock.c_str(), O_RDONLY | O_CLOEXEC); // as isRunLocked() does, for a moment
        QVERIFY(::flock(asking, LOCK_SH) == 0);
        int pauses = 0;
        const RunLock lock(folder, [&] {
            if (++pauses == 3)
                ::close(asking);
        });
        QCOMPARE(pauses, 3);
        pauses = 0;
        QVERIFY_THROWS_EXCEPTION(Error, RunLock(folder, [&] { ++pauses; })); // but not for ever
        QVERIFY(pauses < 50);
    }

    void onlyWhatATrainerLeftIsAnUnstartedRun() {
        const std::string mine = path("mine");
        fs::create_directories(mine);
        writeFileAtomically(mine + "/recipe.json", "{}");
        writeFileAtomically(mine + "/classes.json", "{}");
        QVERIFY(!isUnstartedRun(mine));
        removeUnstartedRun(mine);
        QVERIFY(fs::exists(mine + "/recipe.json"));
        const std::string cut = path("cutshort");
        createRunFolder(cut, "{}", {});
        writeEnergy(cut, {.joules = 1, .seconds = 1, .pausedJoules = 0, .card = "NVIDIA T4"});
        writeFileAtomically(cut + "/checkpoints/step-000000000.safetensors.partial", "killed while it was written");
        QVERIFY(isUnstartedRun(cut));
        removeUnstartedRun(cut);
        QVERIFY(!fs::exists(cut));
        createRunFolder(cut, "{}", {});
        writeFileAtomically(cut + "/notes.json", "{}");
        QVERIFY(isUnstartedRun(cut));
        removeUnstartedRun(cut); // a person wrote the notes
        QVERIFY(!isUnstartedRun(cut) && fs::exists(cut + "/notes.json") && !fs::exists(cut + "/recipe.json"));
        createRunFolder(cut, "{}", {});
        QVERIFY(fs::exists(cut + "/notes.json") && isRunFolder(cut));
        fs::create_directories(path("occupied"));
        writeFileAtomically(path("occupied/file"), "x");
        QVERIFY_THROWS_EXCEPTION(Error, createRunFolder(path("occupied"), "{}", {}));
    }

    void aCrashReportIsShownUntilTheRunWasResumed() {
        const std::string folder = makeRun("crashed", "training");
        writeFileAtomically(folder + "/crash-1700000000.txt", "SIGSEGV");
        RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Write);
        database.addEvent({EventKind::Resumed, 0, 1, 1'699'999'999'000, "Training resumed", ""});
        QCOMPARE(summariseRun(folder).crashReport, std::string("crash-1700000000.txt"));
        database.addEvent({EventKind::Resumed, 0, 1, 1'700'000'001'000, "Training resumed", ""});
        database.addEvent({EventKind::CheckpointSaved, 0, 1, 1'700'000'002'000, "Checkpoint saved", ""});
        QCOMPARE(summariseRun(folder).crashReport, std::string());
        writeFileAtomically(folder + "/crash-1700000003.txt", "SIGSEGV");
        QCOMPARE(summariseRun(folder).crashReport, std::string("crash-1700000003.txt"));
    }

    void summariesTellTheState() {
        const RunSummary finished = summariseRun(makeRun("done", "finished"));
        QCOMPARE(finished.state, RunState::Finished);
        QCOMPARE(finished.model, std::string("resnet20"));
        QCOMPARE(finished.dataName, std::string("flowers"));
        QCOMPARE(finished.epochsDone, 2);
        QCOMPARE(finished.bestTop1, 0.5);
        QCOMPARE(finished.bestEpoch, 1);
        QCOMPARE(finished.valTop1.size(), std::size_t{2});
        QCOMPARE(summariseRun(makeRun("cut", "training")).state, RunState::Interrupted);
        const std::string other = makeRun("other", "finished");
        std::string recipe = readSmallFile(RunPaths(other).recipe, 100'000);
        recipe.replace(recipe.find("\"format\": 1"), 11, "\"format\": 8");
        writeFileAtomically(RunPaths(other).recipe, recipe);
        const RunSummary damaged = summariseRun(other);
        QCOMPARE(damaged.state, RunState::Damaged);
        QVERIFY(damaged.problem.find("format 8") != std::string::npos);
        QVERIFY(!damaged.mayGoOn);
        const std::string forgetful = makeRun("forgetful", "stopped");
        writeFileAtomically(RunPaths(forgetful).database, std::string(4096, 'x'));
        QCOMPARE(summariseRun(forgetful).state, RunState::Damaged);
        QVERIFY(summariseRun(forgetful).mayGoOn); // from its checkpoints
    }

    void summariesTellThePaceOfWholeEpochs() {
        const std::string folder = makeRun("paced", "stopped");
        {
            RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Write);
            database.setValue("active_seconds", "1000"); // most of it in an epoch that was begun
            EpochRecord third = epochAt(3, 0.6);
            third.seconds = 400;
            database.addEpoch(third);
        }
        const RunSummary run = summariseRun(folder);
        QCOMPARE(run.epochSeconds, 200.0);
        QCOMPARE(run.trainPictures, std::int64_t{48});
        QCOMPARE(run.device, std::string("cpu"));
        QCOMPARE(run.recipe, readSmallFile(RunPaths(folder).recipe, 100'000));
    }

    void aRunWhoseRecipeHasOtherKeysIsListed() {
        const std::string folder = makeRun("foreign", "stopped");
        std::string recipe = readSmallFile(RunPaths(folder).recipe, 100'000);
        recipe.replace(recipe.find("\"momentum\""), 10, "\"momentums\"");
        writeFileAtomically(RunPaths(folder).recipe, recipe);
        const RunSummary run = summariseRun(folder);
        QCOMPARE(run.state, RunState::Stopped);
    }

    void runsAreListedAndDeleted() {
        const std::string runs = path("runs");
        fs::create_directories(runs + "/not a run");
        makeRun("runs/one", "finished");
        makeRun("runs/three", "stopped");
        const auto list = listRuns(runs);
        QCOMPARE(list.size(), std::size_t{2});
        QCOMPARE(list[0].name, std::string("three")); // started later
        deleteRun(runs + "/one");
        QCOMPARE(listRuns(runs).size(), std::size_t{1});
        QVERIFY_THROWS_EXCEPTION(Error, deleteRun(runs + "/not a run"));
        QVERIFY(fs::exists(runs + "/not a run"));
        QVERIFY_THROWS_EXCEPTION(Error, createRunFolder(runs + "/three", "{}", {}));
    }

    void aDeletionThatIsBrokenOffLeavesARunThatCanBeDeleted() {
        const std::string runs = path("broken off");
        fs::create_directories(runs);
        const std::string folder = makeRun("broken off/one", "finished");
        writeFileAtomically(RunPaths(folder).checkpoints + "/step-1", "weights");
        for (const char* name : {"step-1", "run.db"}) {
            heldName = name;
            QVERIFY_THROWS_EXCEPTION(Error, deleteRun(folder));
            heldName.clear();
            QVERIFY(fs::exists(RunPaths(folder).recipe));
            QCOMPARE(listRuns(runs).size(), std::size_t{1});
        }
        deleteRun(folder);
        QVERIFY(!fs::exists(folder));
    }

    void newNamesAreFree() {
        const std::string first = newRunFolderName(path("names"), "resnet50", "/data/My flowers!");
        QVERIFY(first.find("/r50-My-flowers-") != std::string::npos);
        fs::create_directories(first);
        QCOMPARE(newRunFolderName(path("names"), "resnet50", "/data/My flowers!"), first + "-2");
    }

    void classesKeepNamesThatAreNotText() {
        const std::string folder = makeRun("names-in-bytes", "finished");
        const auto classes = readClassesFile(RunPaths(folder).classes);
        QCOMPARE(classes.size(), std::size_t{2});
        QCOMPARE(classes[1].folder, std::string("b\xE9"));
        writeFileAtomically(path("classes.json"),
                            "{\"classes\": [{\"index\": 1, \"folder\": \"a\", \"name\": \"a\"}]}");
        QVERIFY_THROWS_EXCEPTION(Error, readClassesFile(path("classes.json")));
    }

    void theLogIsATableOfEpochs() {
        const std::string text = trainingLogText("mine", "ResNet-20", {epochAt(1, 0.5), epochAt(2, 0.4)});
        QVERIFY(text.find("| 1 | 1.5000 |") != std::string::npos);
        QCOMPARE(text.find("best"), text.rfind("best")); // only the first of the two is
    }

private:
    QTemporaryDir dir_;
};

/// Stands before libc's.
extern "C" int unlinkat(int folder, const char* name, int flags) noexcept {
    if (!heldName.empty() && std::string(name).ends_with(heldName)) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_unlinkat, folder, name, flags));
}

QTEST_APPLESS_MAIN(TestRun)
#include "tst_run.moc"
