// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_model.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/recipe/picture_size.h"
#include "core/recipe/presets.h"
#include "core/recipe/rate_plan.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_pictures.h"

namespace studio {

namespace {

constexpr std::int64_t kChunk = 20'000, kMostEvents = 50'000;
constexpr std::size_t kMostMarks = 500, kMostFaults = 10'000;

/// What goes wrong in one part is told, and the others are read all the same.
template<typename Part>
void read(ReportModel& model, const Part& part) {
    try {
        part();
    } catch (const std::exception& error) {
        model.problems.push_back(messageOf(error).text());
    }
}

std::string appVersionOf(const std::string& path) {
    const nlohmann::json json = parseStrictJson(readSmallFile(path, kMaxRecipeBytes), path);
    const auto at = json.find("app_version");
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

void readRecipe(ReportModel& model, const RunPaths& paths) {
    model.recipe = readRunRecipe(paths.recipe);
    model.appVersion = appVersionOf(paths.recipe);
    const auto& known = presets();
    const auto preset = std::find_if(
        known.begin(), known.end(), [&model](const Preset& one) { return one.name == model.recipe->setup.recipeName; });
    if (preset != known.end())
        model.presetName = preset->name;
    for (const std::string& key : configKeys()) {
        RecipeLine row{key, configValue(model.recipe->config, key), {}};
        if (preset != known.end()) {
            if (std::string usual = configValue(preset->config, key); usual != row.value)
                row.preset = std::move(usual);
        }
        model.recipeRows.push_back(std::move(row));
    }
}

void readSets(ReportModel& model, const RunPaths& paths) {
    std::error_code error;
    if (!std::filesystem::exists(paths.pictures, error))
        return;
    const std::optional<RunPictures> pictures = readRunPictures(paths.pictures);
    if (!pictures)
        return;
    model.hasSets = true;
    model.trainSet = pictures->train;
    model.valSet = pictures->val;
    model.split = pictures->split;
    model.splitShare = pictures->share;
    model.splitSeed = pictures->seed;
    model.trainPictures = static_cast<std::int64_t>(pictures->trainNames.size());
    model.valPictures = static_cast<std::int64_t>(pictures->valNames.size());
}

/// Or explains the curves as one does.
bool isFault(EventKind kind) {
    return kind == EventKind::Failed || kind == EventKind::CheckpointFailed || kind == EventKind::CheckpointSkipped ||
           kind == EventKind::BadPicture || kind == EventKind::Notice || kind == EventKind::RolledBack ||
           kind == EventKind::Waiting || kind == EventKind::BackupFailed || kind == EventKind::Changed;
}

void readJournal(ReportModel& model, const RunDatabase& database) {
    const std::vector<EventRecord> events = database.events(kMostEvents);
    model.journalCut = std::cmp_equal(events.size(), kMostEvents);
    std::map<std::pair<EventKind, std::string>, std::size_t> places;
    for (const EventRecord& event : events) {
        if (event.kind == EventKind::CheckpointSaved)
            ++model.savedCheckpoints;
        const bool back = event.kind == EventKind::RolledBack;
        if ((back || event.kind == EventKind::Resumed) && model.marks.size() < kMostMarks)
            model.marks.push_back({event.step, back});
        if (!isFault(event.kind))
            continue;
        const auto known = places.find({event.kind, event.title});
        if (known != places.end()) {
            ++model.faults[known->second].count;
            model.faults[known->second].firstUtcMs = event.utcMs;
        } else if (model.faults.size() < kMostFaults) {
            places[{event.kind, event.title}] = model.faults.size();
            model.faults.push_back({event, 1, event.utcMs});
        }
    }
}

void readSteps(ReportModel& model, const RunDatabase& database) {
    for (std::int64_t after = 0;;) {
        const std::vector<StepRecord> steps = database.steps(after, kChunk);
        for (const StepRecord& step : steps) {
            model.steps.add(step);
            ++model.stepCount;
            model.pictures += step.count;
            model.stepSeconds += std::isfinite(step.seconds) ? step.seconds : 0;
            model.waitSeconds += std::isfinite(step.waitSeconds) ? step.waitSeconds : 0;
        }
        if (std::cmp_less(steps.size(), kChunk))
            return;
        after = steps.back().step;
    }
}

void readHistory(ReportModel& model, const RunPaths& paths) {
    std::error_code error;
    if (!std::filesystem::exists(paths.database, error))
        return;
    const RunDatabase database(paths.database, RunDatabase::Mode::Read);
    read(model, [&] {
        model.device = database.value("device").value_or("");
        model.computeThreads = database.value("threads").value_or("");
        model.picturesFrom = database.value("pictures_from").value_or("");
        if (model.trainPictures < 0)
            model.trainPictures = std::strtoll(database.value("train_pictures").value_or("-1").c_str(), nullptr, 10);
    });
    read(model, [&] { model.epochs = database.epochs(); });
    read(model, [&] { model.checkpoints = database.checkpoints(); });
    read(model, [&] { readJournal(model, database); });
    read(model, [&] { readSteps(model, database); });
}

/// Area of an epoch's training pictures, which is what they cost, as a share of the largest ones'.
double areaOf(const ReportModel& model, std::int64_t epoch) {
    if (!model.recipe || model.recipe->config.imageSize <= 0)
        return 1;
    return trainingCostAt(model.recipe->config, model.recipe->changes, epoch);
}

/// The rest of a run that is not over, at the pace of its newest epochs.
void forecast(ReportModel& model) {
    model.activeSeconds = model.summary.activeSeconds;
    const RunSummary& run = model.summary;
    const std::int64_t left = run.epochsPlanned - run.epochsDone;
    if (run.state == RunState::Finished)
        model.remainingSeconds = 0;
    else if (left >= 0 && left <= kMostEpochs && !model.epochs.empty()) {
        const std::size_t count = std::min<std::size_t>(5, model.epochs.size());
        double seconds = 0, area = 0, rest = 0;
        for (std::size_t i = model.epochs.size() - count; i < model.epochs.size(); ++i) {
            seconds += model.epochs[i].seconds;
            area += areaOf(model, model.epochs[i].epoch);
        }
        for (std::int64_t epoch = run.epochsDone + std::int64_t{1}; epoch <= run.epochsPlanned; ++epoch)
            rest += areaOf(model, epoch);
        const double each = seconds / area;
        if (std::isfinite(each) && each > 0)
            model.remainingSeconds = rest * each;
    }
}

void join(StepColumn& into, const StepColumn& next) {
    if (next.finite > 0) {
        into.low = into.finite > 0 ? std::min(into.low, next.low) : next.low;
        into.high = into.finite > 0 ? std::max(into.high, next.high) : next.high;
    }
    into.last = next.last;
    into.lossSum += next.lossSum;
    into.finite += next.finite;
    into.learningRate = next.learningRate;
}

} // namespace

void StepColumns::add(const StepRecord& record) {
    StepColumn one{record.step, record.step, 0, 0, 0, 0, record.learningRate};
    if (const auto loss = static_cast<float>(record.loss); std::isfinite(loss)) {
        one.low = one.high = loss;
        one.lossSum = record.loss;
        one.finite = 1;
    }
    if (!columns_.empty() && inLast_ < width_) {
        join(columns_.back(), one);
        ++inLast_;
        return;
    }
    if (columns_.size() == kMost) {
        for (std::size_t i = 0; i < kMost / 2; ++i) {
            columns_[i] = columns_[2 * i];
            join(columns_[i], columns_[2 * i + 1]);
        }
        columns_.resize(kMost / 2);
        width_ *= 2;
    }
    columns_.push_back(one);
    inLast_ = 1;
}

ReportModel readReport(const std::string& runFolder) {
    requireRun(runFolder);
    const RunPaths paths(runFolder);
    ReportModel model;
    model.summary = summariseRun(runFolder);
    model.writtenUtcMs = utcMilliseconds();
    if (model.summary.state == RunState::Damaged)
        model.problems.push_back(model.summary.problem);
    read(model, [&] { readRecipe(model, paths); });
    read(model, [&] { model.classes = readClassesFile(paths.classes); });
    read(model, [&] { readSets(model, paths); });
    read(model, [&] { readHistory(model, paths); });
    read(model, [&] { model.price = readPrice(runFolder); });
    read(model, [&] { model.energy = readEnergy(runFolder); });
    read(model, [&] { model.evaluation = readEvaluation(runFolder); });
    std::sort(model.problems.begin(), model.problems.end());
    model.problems.erase(std::unique(model.problems.begin(), model.problems.end()), model.problems.end());
    forecast(model);
    return model;
}

} // namespace studio
