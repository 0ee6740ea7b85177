// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes everything a run folder holds, the way a trainer does, so that tests can make any of its system calls fail.
//     fault_writer FOLDER GENERATION
// Generation 1 makes the run and takes it to step 10; generation 2 takes it on to step 20 with a longer recipe and
// another list of classes. Prints "done PHASE" once a phase is durable and "failed PHASE: why" otherwise. Exit code 0:
// all is written; 75: something is not.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/recipe/config.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/training_log.h"
#include "core/run/unstarted_run.h"
#include "tests/support/checkpoints.h"

namespace studio {
namespace {

constexpr std::int64_t kStepsPerGeneration = 10;
constexpr std::int64_t kBestStep = 15;
constexpr std::int64_t kFixedTime = 1'700'000'000'000;
constexpr std::size_t kTensorBytes = 48 * 1024; // several pages, so that a small disk ends in the middle of it

/// The values of the checkpoint of a step: a function of the step alone.
CheckpointContent contentAt(std::int64_t step) {
    CheckpointContent content;
    HostTensor weight{"model.w", TensorType::U8, {static_cast<std::int64_t>(kTensorBytes)}, {}};
    weight.bytes.assign(kTensorBytes, static_cast<std::byte>(step));
    HostTensor momentum{"momentum.w", TensorType::F32, {2, 2}, std::vector<std::byte>(16)};
    std::memcpy(momentum.bytes.data(), &step, sizeof step);
    content.tensors = {std::move(weight), std::move(momentum)};
    content.step = step;
    content.epoch = static_cast<std::int32_t>((step + 4) / 5);
    content.stepInEpoch = 5;
    content.epochEnd = true;
    content.seed = 42;
    content.activeSeconds = static_cast<double>(step);
    content.valTop1 = content.bestTop1 = 0.5;
    content.bestEpoch = step >= kBestStep ? 3 : 0;
    content.model = "resnet20";
    content.stem = "small";
    content.imageSize = content.evalResize = 16;
    content.recipeHash = "recipe";
    content.classHash = "classes";
    return content;
}

StepRecord stepAt(std::int64_t step) {
    StepRecord record;
    record.step = step;
    record.epoch = static_cast<std::int32_t>((step + 4) / 5);
    record.stepInEpoch = static_cast<std::int32_t>((step - 1) % 5 + 1);
    record.loss = 1.0 / static_cast<double>(step);
    return record;
}

EpochRecord epochAt(std::int64_t step) {
    EpochRecord record;
    record.epoch = static_cast<std::int32_t>(step / 5);
    record.step = step;
    record.valTop1 = 0.5;
    record.finishedUtcMs = kFixedTime;
    return record;
}

class Writer {
public:
    Writer(const std::string& folder, int generation)
        : paths_(folder)
        , generation_(generation) {}

    void makeFolder() {
        removeUnstartedRun(paths_.folder);
        if (!isRunFolder(paths_.folder))
            createRunFolder(paths_.folder, recipe(), classes());
    }
    void lock() { lock_ = std::make_unique<RunLock>(paths_.folder); }
    void writeRecipe() { writeFileAtomically(paths_.recipe, recipe()); }
    void writeClasses() { writeClassesFile(paths_.classes, classes()); }
    void openHistory() {
        const bool there = std::filesystem::exists(paths_.database);
        database_ = std::make_unique<RunDatabase>(paths_.database,
                                                  there ? RunDatabase::Mode::Write : RunDatabase::Mode::Create);
    }
    void resume() {
        CheckpointStore(paths_.checkpoints, history(), 2).tidy();
        bool damaged = false;
        const auto newest = loadNewestCheckpoint(paths_.checkpoints, [&](const auto& file, const auto& reason) {
            std::printf("skipped %s: %s\n", file.c_str(), reason.c_str());
            damaged = true;
        });
        if (!newest && damaged)
            throw Error(ErrorKind::Corrupt, {"No checkpoint can be read", paths_.checkpoints, {}, {}});
        step_ = newest ? newest->step : 0;
        history().cutBackTo(step_, newest ? newest->bestEpoch : 0);
        if (newest)
            CheckpointStore(paths_.checkpoints, history(), 2).retain();
    }
    /// Steps, the epoch's row and the checkpoint of half a generation; nothing if the run is past it.
    void train(std::int64_t until) {
        if (step_ >= until)
            return;
        for (std::int64_t step = step_ + 1; step <= until; ++step)
            history().addStep(stepAt(step));
        history().addEpoch(epochAt(until));
        CheckpointStore store(paths_.checkpoints, history(), 2);
        test::saveCheckpoint(store, paths_.checkpoints, contentAt(until), until == kBestStep);
        step_ = until;
    }
    void note() { history().setValue("generation", std::to_string(generation_)); }
    void writeLog() { writeFileAtomically(paths_.log, trainingLogText("faults", "A small run", history().epochs())); }
    std::int64_t lastStep() const { return kStepsPerGeneration * generation_; }

private:
    RunDatabase& history() {
        if (!database_)
            throw Error(ErrorKind::Io, {"The history is not open", paths_.database, {}, {}});
        return *database_;
    }
    std::string recipe() const {
        TrainConfig config;
        config.epochs = 2 * generation_;
        return runRecipeToJson(config, RunSetup{});
    }
    std::vector<ClassInfo> classes() const {
        std::vector<ClassInfo> list{{"cat", "cat"}, {"dog", "dog"}};
        if (generation_ > 1)
            list.push_back({"elk", "elk"});
        return list;
    }

    RunPaths paths_;
    int generation_;
    std::unique_ptr<RunLock> lock_;
    std::unique_ptr<RunDatabase> database_;
    std::int64_t step_ = 0;
};

using Phase = std::pair<const char*, std::function<void()>>;

std::vector<Phase> phasesOf(Writer& writer) {
    const std::int64_t last = writer.lastStep();
    return {{"folder", [&writer] { writer.makeFolder(); }},
            {"lock", [&writer] { writer.lock(); }},
            {"recipe", [&writer] { writer.writeRecipe(); }},
            {"classes", [&writer] { writer.writeClasses(); }},
            {"history", [&writer] { writer.openHistory(); }},
            {"resume", [&writer] { writer.resume(); }},
            {"half", [&writer, last] { writer.train(last - 5); }},
            {"whole", [&writer, last] { writer.train(last); }},
            {"note", [&writer] { writer.note(); }},
            {"log", [&writer] { writer.writeLog(); }}};
}

/// Whether all phases were done. A phase waits for the ones before it. As for a trainer, a run that cannot be made or
/// opened ends the process; what fails later is tried again.
bool runPhases(std::vector<Phase> phases) {
    for (int tries = 0; tries < 3; ++tries) {
        while (!phases.empty()) {
            try {
                phases.front().second();
            } catch (const Error& error) {
                std::printf("failed %s: %s\n", phases.front().first, error.what());
                if (phases.size() > 4)
                    return false;
                break;
            }
            std::printf("done %s\n", phases.front().first);
            phases.erase(phases.begin());
        }
    }
    return phases.empty();
}

} // namespace
} // namespace studio

int main(int argc, char** argv) {
    if (argc != 3)
        return 64;
    std::setvbuf(stdout, nullptr, _IOLBF, 4096);
    std::signal(SIGXFSZ, SIG_IGN); // as resnet-train does: a full quota is an error to report, not a death
    studio::Writer writer(argv[1], std::atoi(argv[2]));
    return studio::runPhases(studio::phasesOf(writer)) ? 0 : 75;
}
