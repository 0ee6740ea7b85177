// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unistd.h>

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/thread.h"
#include "core/queue/queue_runner.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/run_journal.h"
#include "tests/support/finished_runs.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

// This program is also the trainer that the runner starts. What it does is in the name of its run's folder.

std::atomic<bool> isAskedToStop{false};
static_assert(std::atomic<bool>::is_always_lock_free);
extern "C" void noteStop(int) {
    isAskedToStop = true;
}

void append(const std::string& path, const std::string& line) {
    std::ofstream(path, std::ios::app) << line << std::endl;
}

int countLines(const std::string& path) {
    std::ifstream in(path);
    int count = 0;
    for (std::string line; std::getline(in, line);)
        ++count;
    return count;
}

std::string wordAfter(int argc, char** argv, const std::string& option) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (argv[i] == option)
            return argv[i + 1];
    }
    return {};
}

/// As a trainer records it.
void setState(const std::string& run, const std::string& state) {
    RunDatabase database(RunPaths(run).database, RunDatabase::Mode::Write);
    database.setValue("state", state);
    if (state != "training")
        database.addEvent(
            {state == "finished" ? EventKind::Finished : EventKind::Stopped, 1, 1, utcMilliseconds(), state, {}});
}

/// Trains until it is asked to stop or RUN.go is there.
int trainPatiently(const std::string& run) {
    const RunLock lock(run);
    setState(run, "training");
    append(run + ".trains", "");
    while (!isAskedToStop && !fs::exists(run + ".go"))
        ::usleep(5'000);
    setState(run, isAskedToStop ? "stopped" : "finished");
    return 0;
}

int actAsTrainer(int argc, char** argv) {
    std::signal(SIGTERM, noteStop);
    const bool resumes = std::strcmp(argv[1], "resume") == 0;
    const std::string run = resumes ? argv[2] : wordAfter(argc, argv, "--run"),
                      device = wordAfter(argc, argv, "--device");
    append(run + ".starts", device);
    append(run + ".told", std::getenv("RESNET_STUDIO_STARTED_AGAIN") != nullptr ? "yes" : "no");
    const std::string name = fs::path(run).filename().string(), kind = name.substr(0, name.find('-'));
    if (!isRunFolder(run))
        test::writeFinishedRun(run, 1, 1);
    if (kind == "refused") {
        std::fputs("one line\nresnet-train: The pictures are gone\n  /pictures\n", stderr);
        return 65;
    }
    if (kind == "again")
        return 75;
    if (kind == "unkept" || kind == "owed") { // done the first time; then only its copy is tried
        if (countLines(run + ".starts") == 1)
            setState(run, "finished");
        EventRecord failed;
        failed.kind = EventKind::BackupFailed;
        failed.utcMs = utcMilliseconds();
        addToJournal(run, failed);
        std::fputs("resnet-train: The run is finished, but its backup is not\n  No such bucket\n", stderr);
        return kind == "owed" ? 75 : 64;
    }
    if (kind == "gains" && countLines(run + ".starts") < 5) { // each time a step further
        test::addEpochTo(run, countLines(run + ".starts") + 1, true);
        return 75;
    }
    if (kind == "killed" && countLines(run + ".starts") < 2)
        ::raise(SIGKILL);
    if (kind == "patient")
        return trainPatiently(run);
    setState(run, kind == "stopped" ? "stopped" : "finished");
    return 0;
}

RunnerPlan planFor(std::vector<std::string> devices) {
    RunnerPlan plan;
    plan.program = fs::read_symlink("/proc/self/exe").string();
    plan.devices = std::move(devices);
    plan.once = true;
    plan.retries = {3, 0.001, 0.01};
    plan.lookSeconds = 0.01;
    plan.togetherSeconds = 0.01;
    return plan;
}

int actAsRunner(const char* folder) {
    RunQueue queue(folder);
    RunnerPlan plan = planFor({"cpu"});
    plan.once = false;
    runQueue(queue, plan, {});
    return 0;
}

bool comesTrue(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

} // namespace

/// The runner over real processes, real locks and real run folders.
class TestQueueRunner final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        queue_ = std::make_unique<RunQueue>(path("queue"));
    }

    void whatFailsDoesNotKeepTheOthers() {
        for (const char* name : {"refused", "again", "killed", "stopped", "good"})
            add(name);
        RunnerPlan plan = planFor({"cpu"});
        std::vector<std::string> givenUp;
        plan.gaveUp = [&givenUp](const QueueEntry& entry) { givenUp.push_back(fs::path(entry.run).filename()); };
        runQueue(*queue_, plan, {});
        QCOMPARE(givenUp, std::vector<std::string>{"again"}); // one that was refused has told why
        const auto entries = queue_->content().entries;
        const auto is = [&entries](std::size_t at, QueueState state, int code) {
            return entries[at].state == state && entries[at].exitCode == code;
        };
        QVERIFY(is(0, QueueState::Failed, 65));
        QVERIFY2(entries[0].message.starts_with("The pictures are gone /pictures"), entries[0].message.c_str());
        QVERIFY(is(1, QueueState::Failed, 75));
        QCOMPARE(starts("again"), 3); // no more than that
        QVERIFY(is(2, QueueState::Done, 0));
        QCOMPARE(starts("killed"), 2);
        QVERIFY(is(3, QueueState::Stopped, 0));
        QVERIFY(is(4, QueueState::Done, 0));
        QVERIFY2(entries[4].message.starts_with("finished after 1 epochs, best top-1"), entries[4].message.c_str());
    }

    void aFinishedRunWhoseCopyFailsHasNotFailed() {
        for (const char* name : {"unkept", "owed"}) {
            add(name);
            queue_->update(queue_->content().entries.back().id,
                           [](QueueEntry& entry) { entry.company = {"--backup=/copies"}; });
        }
        std::vector<std::string> told;
        RunnerPlan plan = planFor({"cpu"});
        plan.tell = [&told](const std::string& line) { told.push_back(line); };
        runQueue(*queue_, plan, {});
        const auto entries = queue_->content().entries;
        QVERIFY(entries[0].state == QueueState::Done && entries[1].state == QueueState::Done);
        QCOMPARE(starts("unkept"), 1); // no time cures it
        QCOMPARE(starts("owed"), 3);
        for (const auto& [at, words] : {std::pair(0, ", but its backup is not made: "),
                                        std::pair(1, ", but its backup was given up after 3 tries: ")}) {
            const std::string& message = entries[at].message;
            QVERIFY2(message.starts_with("finished after 1 epochs") && message.find(words) != std::string::npos &&
                         message.find("No such bucket") != std::string::npos,
                     message.c_str());
        }
        const auto again = std::find_if(told.begin(), told.end(), [](const std::string& line) {
            return line.find("finished; its backup is tried again in ") != std::string::npos;
        });
        QVERIFY(again != told.end());
        // Another trouble of a run that was finished at an earlier time is one of the training.
        add("refused");
        test::writeFinishedRun(path("refused"), 1, 1);
        setState(path("refused"), "finished");
        queue_->update(3, [](QueueEntry& entry) { entry.company = {"--backup=/copies"}; });
        runQueue(*queue_, planFor({"cpu"}), {});
        QVERIFY(entry(2).state == QueueState::Failed);
    }

    void aRunThatGetsFurtherIsTriedOnAndOn() {
        add("gains");
        runQueue(*queue_, planFor({"cpu"}), {}); // three tries in a row would be too many
        QVERIFY(entry(0).state == QueueState::Done);
        QCOMPARE(starts("gains"), 5);
    }

    void aTrainerThatCannotBeStartedIsAFailureWithAReason() {
        add("good");
        RunnerPlan plan = planFor({"cpu"});
        plan.program = path("nowhere");
        int givenUp = 0;
        plan.gaveUp = [&givenUp](const QueueEntry& entry) { givenUp += entry.state == QueueState::Failed ? 1 : 0; };
        runQueue(*queue_, plan, {});
        QCOMPARE(givenUp, 1);
        QVERIFY(entry(0).state == QueueState::Failed);
        QVERIFY2(entry(0).message.find("cannot be started") != std::string::npos, entry(0).message.c_str());
    }

    void oneTrainsOnADeviceAndTheOrderIsKept() {
        add("patient-1", "cpu");
        add("patient-2", "cpu");
        add("good-card", "cuda");
        add("good-other", "cuda:7");
        runInBackground(planFor({"cpu", "cuda:0"}));
        QVERIFY(comesTrue([&] { return entry(2).state == QueueState::Done && trains("patient-1"); }));
        QCOMPARE(readSmallFile(path("good-card.starts"), 100), std::string("cuda:0\n"));
        QCOMPARE(starts("patient-2"), 0);
        QVERIFY(entry(1).state == QueueState::Waiting);
        append(path("patient-1.go"), "");
        QVERIFY(comesTrue([&] { return trains("patient-2"); }));
        append(path("patient-2.go"), "");
        runner_.join(); // nothing serves cuda:7, and that does not keep it
        QVERIFY(entry(3).state == QueueState::Waiting);
        QCOMPARE(entry(3).message, std::string("waits for cuda:7; the runner serves cpu, cuda:0"));
    }

    void aDeviceOfAnotherTrainerIsLeftToIt() {
        test::writeFinishedRun(path("runs/foreign"), 1, 1);
        RunDatabase(RunPaths(path("runs/foreign")).database, RunDatabase::Mode::Write).setValue("device", "cuda:1");
        QVERIFY(devicesInUse(path("runs"), {}, path("claims")).empty());
        const RunLock lock(path("runs/foreign"));
        QVERIFY(devicesInUse(path("runs"), {}, path("claims")) == std::set<std::string>{"cuda:1"});
        QVERIFY(devicesInUse(path("runs"), {path("runs/foreign")}, path("claims")).empty());
        QCOMPARE(chooseDevice("auto", {"cuda:1", "cuda:0"}, {"cuda:1"}), std::string("cuda:0"));
        QCOMPARE(chooseDevice("cuda", {"cpu", "cuda:1"}, {"cuda:1"}), std::string());
    }

    void aDeviceThatARunWillUseIsLeftToItWhileItIsPrepared() {
        const std::string claims = path("claims"), run = path("elsewhere/new");
        {
            DeviceClaim claim(run, "cuda", claims);
            const DeviceClaim second(path("other"), "cpu", claims);
            QVERIFY((devicesInUse(path("runs"), {}, claims) == std::set<std::string>{"cuda", "cpu"}));
            QVERIFY(devicesInUse(path("runs"), {run}, claims) == std::set<std::string>{"cpu"});
            claim.release();
            QVERIFY(devicesInUse(path("runs"), {}, claims) == std::set<std::string>{"cpu"});
        }
        QVERIFY(devicesInUse(path("runs"), {}, claims).empty());
        QVERIFY(std::filesystem::is_empty(claims));
        // What a killed trainer left is no claim, and goes with the next one.
        writeFileAtomically(claims + "/1-1-0", "cuda:1\n/runs/killed");
        QVERIFY(claimedDevices(claims).empty());
        { const DeviceClaim next(run, "cpu", claims); }
        QVERIFY(std::filesystem::is_empty(claims));
    }

    void aRunThatHasNotOpenedItsDeviceUsesThatOfItsRecipe() {
        const std::string run = path("preparing/run");
        test::writeFinishedRun(run, 1, 1);
        RunRecipe recipe = readRunRecipe(RunPaths(run).recipe);
        recipe.setup.device = "cuda:3";
        writeFileAtomically(RunPaths(run).recipe, runRecipeToJson(recipe.config, recipe.setup));
        RunDatabase(RunPaths(run).database, RunDatabase::Mode::Write).setValue("device", "");
        const RunLock lock(run);
        QVERIFY(devicesInUse(path("preparing"), {}, path("claims")) == std::set<std::string>{"cuda:3"});
    }

    void whatWaitsForSuchADeviceSaysSo() {
        add("good");
        RunnerPlan plan = planFor({"cpu"});
        std::atomic<bool> busy{true};
        plan.busyElsewhere = [&busy](const auto&) {
            return busy ? std::set<std::string>{"auto"} : std::set<std::string>();
        };
        std::jthread runner([&] { runQueue(*queue_, plan, {}); });
        const bool told =
            comesTrue([&] { return entry(0).message.find("did not start uses the device") != std::string::npos; });
        busy = false;
        runner.join();
        QVERIFY(told);
        QVERIFY(entry(0).state == QueueState::Done);
    }

    void aStopReachesTheTrainersAndTheirRunsWaitForTheNextRunner() {
        add("patient");
        add("good");
        runInBackground(planFor({"cpu"}));
        QVERIFY(comesTrue([&] { return trains("patient"); }));
        runner_.request_stop();
        runner_.join();
        QVERIFY(!isRunLocked(path("patient"))); // it was waited for
        QVERIFY(entry(0).state == QueueState::Waiting);
        QCOMPARE(entry(0).exitCode, 0);
        QCOMPARE(starts("good"), 0);
        append(path("patient.go"), "");
        runQueue(*queue_, planFor({"cpu"}), {});
        QVERIFY(entry(0).state == QueueState::Done && entry(1).state == QueueState::Done);
    }

    void theTrainerOfAKilledRunnerIsKnownByItsLockAndWaitedFor() {
        add("patient");
        add("good");
        QProcess first;
        startRunner(first);
        QVERIFY(comesTrue([&] { return trains("patient"); }));
        first.kill();
        QVERIFY(first.waitForFinished());
        QVERIFY(isRunLocked(path("patient")));
        runInBackground(planFor({"cpu"}));
        QVERIFY(comesTrue([&] { return hasRunner(*queue_); }));
        QVERIFY(comesTrue([&] { return told_ > 0; })); // of the trainer that it found
        QCOMPARE(starts("patient"), 1);
        QCOMPARE(starts("good"), 0); // its device is not free
        append(path("patient.go"), "");
        runner_.join();
        QVERIFY(entry(0).state == QueueState::Done && entry(1).state == QueueState::Done);
        QCOMPARE(starts("patient"), 1);
    }

    void afterARebootARunThatWasUnderWayGoesOn() {
        add("good");
        test::writeFinishedRun(path("good"), 1, 1); // "stopped": what it was before its last start
        queue_->update(1, [](QueueEntry& entry) {
            entry.state = QueueState::Running; // nobody holds its lock
            entry.startedUtcMs = utcMilliseconds();
            entry.usedDevice = "cpu";
        });
        QCOMPARE(entry(0).state, QueueState::Waiting); // what a person sees, and may change
        queue_->move(1, 1);
        queue_->update(1, [](QueueEntry& entry) { entry.state = QueueState::Running; });
        runQueue(*queue_, planFor({"cpu"}), {});
        QVERIFY(entry(0).state == QueueState::Done);
        QCOMPARE(starts("good"), 1);
    }

    void aCopyThatNobodySawTheEndOfIsMadeUpFor() {
        for (const char* name : {"good-copied", "good-alone"}) {
            add(name);
            test::writeFinishedRun(path(name), 1, 1);
        }
        for (const std::int64_t id : {1, 2}) {
            queue_->update(id, [](QueueEntry& entry) {
                entry.state = QueueState::Running; // nobody holds its lock
                entry.startedUtcMs = utcMilliseconds();
                if (entry.id == 1)
                    entry.company = {"--backup=/copies"};
            });
            setState(path(id == 1 ? "good-copied" : "good-alone"), "finished");
        }
        runQueue(*queue_, planFor({"cpu"}), {});
        QVERIFY(entry(0).state == QueueState::Done && entry(1).state == QueueState::Done);
        QCOMPARE(starts("good-copied"), 1);
        QCOMPARE(starts("good-alone"), 0);
        QVERIFY2(entry(0).message.starts_with("finished after"), entry(0).message.c_str());
    }

    void aTrainerIsToldThatItIsStartedAgain() {
        add("again");
        runQueue(*queue_, planFor({"cpu"}), {});
        QCOMPARE(readSmallFile(path("again.told"), 100), std::string("no\nyes\nyes\n"));
    }

    void aSecondRunnerSaysWhoTheFirstIs() {
        QProcess first;
        startRunner(first);
        QVERIFY(comesTrue([&] { return hasRunner(*queue_); }));
        try {
            runQueue(*queue_, planFor({"cpu"}), {});
            QFAIL("there are two");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Locked);
            QCOMPARE(error.message().done, "It is process " + std::to_string(first.processId()) + ".");
        }
        first.kill();
        QVERIFY(first.waitForFinished());
        runQueue(*queue_, planFor({"cpu"}), {}); // no lock stays behind
    }

    void aRunnerThatWaitsServesTheQueueAfterTheFirst() {
        QProcess first;
        startRunner(first);
        QVERIFY(comesTrue([&] { return hasRunner(*queue_); }));
        RunnerPlan plan = planFor({"cpu"});
        plan.waits = true;
        plan.once = false;
        std::mutex mutex;
        std::string said;
        plan.tell = [&](const std::string& line) {
            const std::lock_guard lock(mutex);
            said += line + "\n";
        };
        const auto hasSaid = [&](const std::string& words) {
            const std::lock_guard lock(mutex);
            return said.find(words) != std::string::npos;
        };
        const std::string waits = "waits: process " + std::to_string(first.processId()) + " serves this queue\n";
        std::jthread stopped = startThread([&](const std::stop_token& stop) { runQueue(*queue_, plan, stop); });
        QVERIFY(comesTrue([&] { return hasSaid(waits); }));
        stopped.request_stop();
        stopped.join(); // hears a stop while it waits
        std::jthread second = startThread([&](const std::stop_token& stop) { runQueue(*queue_, plan, stop); });
        first.kill();
        QVERIFY(first.waitForFinished());
        add("good");
        QVERIFY(comesTrue([&] { return entry(0).state == QueueState::Done; }));
        second.request_stop();
        second.join();
        QCOMPARE(starts("good"), 1);
    }

    void aQueueThatIsSetAsideIsToldOnceForEachFile() {
        add("good");
        RunnerPlan plan = planFor({"cpu"});
        plan.once = false;
        std::mutex mutex;
        std::vector<std::string> notes;
        plan.noted = [&](const std::string& note) {
            const std::lock_guard lock(mutex);
            notes.push_back(note);
        };
        const auto count = [&] {
            const std::lock_guard lock(mutex);
            return notes.size();
        };
        std::jthread runner = startThread([&](const std::stop_token& stop) { runQueue(*queue_, plan, stop); });
        QVERIFY(comesTrue([&] { return entry(0).state == QueueState::Done; }));
        for (const std::size_t times : {1U, 2U}) {
            writeFileAtomically(path("queue/queue.json"), R"({"format": 1, "entries": [)");
            QVERIFY(comesTrue([&] { return count() == times; }));
            add("good-after-" + std::to_string(times));
            QVERIFY(comesTrue([&] { return entry(0).state == QueueState::Done; })); // it serves on
            QCOMPARE(count(), times);
        }
        runner.request_stop();
        runner.join();
        std::size_t named = 0;
        for (const auto& file : fs::directory_iterator(path("queue"))) {
            for (const std::string& note : notes)
                named += file.path().string().find(".damaged-") != std::string::npos &&
                                 note.find(file.path().string() + ".") != std::string::npos
                             ? 1
                             : 0;
        }
        QCOMPARE(named, std::size_t{2});
    }

    void cleanup() {
        for (const QueueEntry& entry : queue_->content().entries)
            append(entry.run + ".go", ""); // of a test that failed
        if (runner_.joinable()) {
            runner_.request_stop();
            runner_.join();
        }
    }

private:
    std::string path(const std::string& name) const { return dir_->path().toStdString() + "/" + name; }
    void add(const std::string& name, const std::string& device = "auto") {
        QueueEntry entry;
        entry.run = path(name);
        entry.data.root = "/pictures";
        entry.recipe = "{}";
        entry.device = device;
        queue_->add(entry);
    }
    QueueEntry entry(std::size_t at) { return queue_->content().entries.at(at); }
    int starts(const std::string& name) const { return countLines(path(name) + ".starts"); }
    bool trains(const std::string& name) const { return fs::exists(path(name) + ".trains"); }
    static void startRunner(QProcess& process, const std::string& folder) {
        process.start(QString::fromStdString(fs::read_symlink("/proc/self/exe").string()),
                      {QStringLiteral("runner"), QString::fromStdString(folder)});
    }
    void startRunner(QProcess& process) const { startRunner(process, queue_->folder()); }
    void runInBackground(RunnerPlan plan) {
        told_ = 0;
        plan.tell = [this](const std::string&) { ++told_; };
        runner_ = startThread([this, plan](const std::stop_token& stop) { runQueue(*queue_, plan, stop); });
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::unique_ptr<RunQueue> queue_;
    std::atomic<int> told_{0};
    std::jthread runner_;
};

int main(int argc, char** argv) {
    if (argc > 2 && std::strcmp(argv[1], "runner") == 0)
        return actAsRunner(argv[2]);
    if (argc > 2 && (std::strcmp(argv[1], "train") == 0 || std::strcmp(argv[1], "resume") == 0))
        return actAsTrainer(argc, argv);
    QCoreApplication app(argc, argv);
    TestQueueRunner test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_queue_runner.moc"
