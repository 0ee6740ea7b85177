// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <semaphore>

#include "core/base/atomic_file.h"
#include "core/base/clock.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "ui/session/services.h"

namespace studio::test {

/// A scripted engine: falling loss, rising top-1, obedient to TrainControl, writing a real run folder so that pages
/// read what they would read of a real run. `gate`, where set, is acquired before each step, so that a test can hold
/// the run.
struct FakeEngine {
    int stepsPerEpoch = 10;
    bool fail = false;
    bool gated = false;
    std::int64_t fittingBatch = 0; ///< > 0: the run fails at its end as one without memory does
    std::string device = "fake";   ///< name of what computes
    double remainingSeconds = 60;  ///< it says so with each status
    double rateFactor = 1;         ///< the same
    double waitSeconds = 0;        ///< of the 0.01 s of a step
    StepParts parts;               ///< it says so with each status
    std::string trouble;           ///< told with the status of every step but the last of an epoch
    std::shared_ptr<std::counting_semaphore<>> gate = std::make_shared<std::counting_semaphore<>>(0);

    TrainEngine engine() const {
        return [self = *this](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            return self.run(request, observer, control);
        };
    }

    RunReport run(const TrainRequest& request, TrainObserver& observer, TrainControl& control) const {
        RunReport report;
        report.folder = request.runFolder;
        const RunPaths paths(request.runFolder);
        if (!request.resume)
            createRunFolder(request.runFolder, runRecipeToJson(request.config, request.setup),
                            {{"a", "a"}, {"b", "b"}});
        const RunLock lock(request.runFolder);
        RunDatabase database(paths.database, request.resume ? RunDatabase::Mode::Write : RunDatabase::Mode::Create);
        if (!request.resume)
            database.setValue("started_utc_ms", std::to_string(utcMilliseconds()));
        const auto done = database.epochs();
        RunStart start;
        start.folder = request.runFolder;
        start.model = request.config.model;
        start.device = device;
        start.epochs = static_cast<std::int32_t>(request.config.epochs);
        start.stepsPerEpoch = stepsPerEpoch;
        start.resumedFromStep = done.empty() ? 0 : done.back().step;
        observer.runStarted(start);
        report.outcome = RunOutcome::Finished;
        for (int epoch = done.empty() ? 1 : done.back().epoch + 1; epoch <= start.epochs; ++epoch) {
            if (!trainEpoch(epoch, start, observer, control, database)) {
                report.outcome = RunOutcome::Stopped;
                break;
            }
            endEpoch(epoch, observer, database, report);
            if (control.isStopAfterEpoch()) {
                report.outcome = RunOutcome::Stopped;
                break;
            }
        }
        if (fittingBatch > 0) {
            report.outcome = RunOutcome::Failed;
            report.errorKind = ErrorKind::Device;
            report.error = {"There is not enough memory for this batch size", "batch size 64",
                            "Training did not start.", "Choose a smaller one."};
            report.fittingBatch = fittingBatch;
        }
        if (fail) {
            report.outcome = RunOutcome::Failed;
            report.errorKind = ErrorKind::Data;
            report.error = {"The picture folder does not answer", "/pictures", "Everything up to now is saved.",
                            "Resume when it is back."};
        }
        database.setValue("state", report.outcome == RunOutcome::Finished ? "finished"
                                   : report.outcome == RunOutcome::Failed ? "failed"
                                                                          : "stopped");
        return report;
    }

private:
    /// Wishes for the plan and for a validation, as the trainer takes them at the end of a step.
    void hear(const StepRecord& step, RunStart& start, TrainObserver& observer, TrainControl& control,
              RunDatabase& database) const {
        const auto tell = [&](EventKind kind, const std::string& title) {
            const EventRecord event{kind, step.step, step.epoch, utcMilliseconds(), title, "as asked for"};
            database.addEvent(event);
            observer.eventHappened(event);
        };
        if (control.takeValidationRequest())
            tell(EventKind::Validated, "Validated on request: top-1 41.00 %");
        if (const std::optional<PlanWish> wish = control.takePlanWish()) {
            const std::string file = RunPaths(start.folder).recipe;
            const PlannedChange plan =
                planChange(readRunRecipe(file),
                           {.epoch = step.epoch, .stepsPerEpoch = stepsPerEpoch, .rateFactor = rateFactor}, *wish);
            writeFileAtomically(file,
                                runRecipeToJson(plan.recipe.config, plan.recipe.setup, plan.recipe.changes));
            start.epochs = static_cast<std::int32_t>(plan.recipe.config.epochs);
            tell(EventKind::Changed, plan.text());
        }
    }

    bool trainEpoch(int epoch, RunStart& start, TrainObserver& observer, TrainControl& control,
                    RunDatabase& database) const {
        for (int i = 1; i <= stepsPerEpoch; ++i) {
            if (gated)
                gate->acquire();
            if (control.isPaused())
                observer.statusChanged(statusAt(TrainPhase::Paused, epoch, i - 1, start.epochs));
            control.waitWhilePaused();
            if (control.isStopRequested())
                return false;
            StepRecord record;
            record.step = (epoch - 1) * stepsPerEpoch + i;
            record.epoch = epoch;
            record.stepInEpoch = i;
            record.loss = 2.3 * std::exp(-0.05 * static_cast<double>(record.step));
            record.learningRate = 0.1;
            record.count = 16;
            record.seconds = 0.01;
            record.waitSeconds = waitSeconds;
            database.addStep(record);
            observer.stepDone(record);
            hear(record, start, observer, control, database);
            observer.statusChanged(statusAt(TrainPhase::Training, epoch, i, start.epochs));
        }
        return true;
    }

    TrainStatus statusAt(TrainPhase phase, int epoch, int stepInEpoch, int epochs) const {
        TrainStatus status;
        status.phase = phase;
        status.epoch = epoch;
        status.epochs = epochs;
        status.stepInEpoch = stepInEpoch;
        status.stepsPerEpoch = stepsPerEpoch;
        status.step = (epoch - 1) * stepsPerEpoch + stepInEpoch;
        status.totalSteps = std::int64_t{epochs} * stepsPerEpoch;
        status.imagesPerSecond = 1600;
        status.remainingSeconds = remainingSeconds;
        status.rateFactor = rateFactor;
        status.parts = parts;
        status.trouble = stepInEpoch < stepsPerEpoch ? trouble : std::string();
        return status;
    }

    void endEpoch(int epoch, TrainObserver& observer, RunDatabase& database, RunReport& report) const {
        EpochRecord record;
        record.epoch = epoch;
        record.step = std::int64_t{epoch} * stepsPerEpoch;
        record.trainLoss = 2.3 * std::exp(-0.5 * epoch);
        record.valLoss = record.trainLoss + 0.1;
        record.trainTop1 = 1 - std::exp(-0.5 * epoch);
        record.valTop1 = record.trainTop1 - 0.02;
        record.valTop5 = 0.99;
        record.seconds = 1;
        record.imagesPerSecond = 1600;
        record.best = true;
        record.finishedUtcMs = utcMilliseconds();
        database.addEpoch(record);
        observer.epochDone(record);
        CheckpointRecord checkpoint;
        checkpoint.file = "step-" + std::to_string(record.step);
        checkpoint.step = record.step;
        checkpoint.epoch = epoch;
        checkpoint.epochEnd = true;
        checkpoint.valTop1 = record.valTop1;
        checkpoint.valTop5 = record.valTop5;
        checkpoint.valLoss = record.valLoss;
        checkpoint.bytes = 1000;
        checkpoint.savedUtcMs = record.finishedUtcMs;
        checkpoint.best = true;
        database.addCheckpoint(checkpoint);
        observer.checkpointSaved(checkpoint);
        const EventRecord event{EventKind::CheckpointSaved, record.step,        epoch,
                                record.finishedUtcMs,       "Checkpoint saved", "1 kB"};
        database.addEvent(event);
        observer.eventHappened(event);
        report.epochsDone = epoch;
        report.bestTop1 = report.lastTop1 = record.valTop1;
        report.bestEpoch = epoch;
    }
};

/// Answers with the class whose colour channel is strongest.
class FakeClassifier final : public Classifier {
public:
    const std::vector<ClassInfo>& classes() const override { return classes_; }
    std::string name() const override { return "fake, best, epoch 3"; }
    std::int32_t epoch() const override { return 3; }
    Prediction classify(const Picture& picture, int) override {
        double sums[3] = {};
        for (std::size_t i = 0; i < picture.rgb.size(); ++i)
            sums[i % 3] += picture.rgb[i];
        const int best = sums[0] >= sums[1] && sums[0] >= sums[2] ? 0 : sums[1] >= sums[2] ? 1 : 2;
        Prediction prediction;
        prediction.top = {{best, 0.9f}, {(best + 1) % 3, 0.07f}, {(best + 2) % 3, 0.03f}};
        prediction.crop = {0, 0, static_cast<double>(picture.width), static_cast<double>(picture.height), false};
        prediction.width = picture.width;
        prediction.height = picture.height;
        prediction.networkSize = 32;
        prediction.seen.assign(std::size_t{32} * 32 * 3, static_cast<std::uint8_t>(60 * best));
        prediction.probabilities.assign(3, 0);
        for (const auto& answer : prediction.top)
            prediction.probabilities[static_cast<std::size_t>(answer.classIndex)] = answer.probability;
        return prediction;
    }
    /// The upper left quarter speaks for the class that is answered, nothing for others.
    Attention attention(const Picture& picture, std::int32_t classIndex) override {
        Attention result{classIndex, 32, std::vector<float>(std::size_t{32} * 32, 0.0f)};
        for (std::size_t i = 0; i < 16 * 32 && classify(picture, 1).top[0].classIndex == classIndex; ++i)
            result.heat[i] = i % 32 < 16 ? 1.0f : 0.0f;
        return result;
    }

private:
    std::vector<ClassInfo> classes_{{"c0", "red"}, {"c1", "green"}, {"c2", "blue"}};
};

inline StudioServices fakeServices(const FakeEngine& engine = {}) {
    StudioServices services;
    services.train = engine.engine();
    services.openClassifier = [](const std::string& model, const std::string&) -> std::unique_ptr<Classifier> {
        if (model.find("damaged") != std::string::npos)
            throw Error(ErrorKind::Corrupt, {"This weights file is damaged", model, {}, {}});
        return std::make_unique<FakeClassifier>();
    };
    services.devices = [] { return std::vector<DeviceInfo>{{.id = "cpu", .name = "CPU"}}; };
    return services;
}

} // namespace studio::test
