// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/base/log.h"
#include "core/recipe/epoch_steps.h"
#include "core/recipe/run_recipe.h"
#include "core/remote/history_status_internal.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

HistoryStatus::HistoryStatus(std::string runFolder)
    : folder_(std::move(runFolder)) {}

void HistoryStatus::add(const RunNews& news) {
    if (!news.state.empty())
        state_ = news.state;
    activeSeconds_ = std::max(activeSeconds_, news.activeSeconds);
    if (news.goesOnFrom && last_ && last_->step > *news.goesOnFrom)
        last_.reset();
    if (std::any_of(news.events.begin(), news.events.end(),
                    [](const EventRecord& event) { return event.kind == EventKind::Changed; }))
        start(); // with another number of epochs
    if (news.steps.empty())
        return;
    last_ = news.steps.back();
    double seconds = 0, wait = 0, pictures = 0;
    for (const StepRecord& step : news.steps) {
        seconds += step.seconds;
        wait += step.waitSeconds;
        pictures += step.count;
    }
    if (seconds > 0) {
        imagesPerSecond_ = pictures / seconds;
        waitFraction_ = std::clamp(wait / seconds, 0.0, 1.0);
    }
}

RunStart HistoryStatus::start() {
    start_.folder = folder_;
    const RunPaths paths(folder_);
    try {
        const RunRecipe recipe = readRunRecipe(paths.recipe);
        start_.model = recipe.config.model;
        start_.device = recipe.setup.device;
        start_.epochs = static_cast<std::int32_t>(std::clamp<std::int64_t>(recipe.config.epochs, 0, 1'000'000'000));
        start_.workers = recipe.setup.workers;
        start_.threads = recipe.setup.threads;
        const RunDatabase database(paths.database, RunDatabase::Mode::Read);
        start_.trainPictures = std::strtoll(database.value("train_pictures").value_or("0").c_str(), nullptr, 10);
        start_.stepsPerEpoch =
            static_cast<std::int32_t>(stepsInEpoch(database.value("train_pictures"), recipe.config.batchSize));
        const std::vector<EpochRecord> first = database.epochsAfter(0, 1);
        if (!first.empty() && first.front().epoch > 0)
            start_.stepsPerEpoch = static_cast<std::int32_t>(
                std::clamp<std::int64_t>(first.front().step / first.front().epoch, 0, 1'000'000'000));
    } catch (const std::exception& error) { // what is not known is not shown
        logLine(LogLevel::Info, messageOf(error).text());
    }
    return start_;
}

TrainStatus HistoryStatus::status() const {
    TrainStatus status;
    // Of a run that is being resumed the end before stands there until its first step.
    status.phase = state_ == runStateName(RunState::Paused) ? TrainPhase::Paused
                   : last_ && !hasEnded()                   ? TrainPhase::Training
                                                            : TrainPhase::Preparing;
    status.epochs = start_.epochs;
    status.stepsPerEpoch = start_.stepsPerEpoch;
    status.totalSteps = std::int64_t{start_.epochs} * start_.stepsPerEpoch;
    status.activeSeconds = activeSeconds_;
    if (!last_)
        return status;
    status.epoch = last_->epoch;
    status.stepInEpoch = last_->stepInEpoch;
    status.step = last_->step;
    status.imagesPerSecond = imagesPerSecond_;
    status.waitFraction = waitFraction_;
    return status;
}

bool HistoryStatus::hasEnded() const {
    const auto is = [this](RunState state) { return state_ == runStateName(state); };
    return is(RunState::Finished) || is(RunState::Stopped) || is(RunState::Failed);
}

} // namespace studio
