// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_history.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/recipe/epoch_steps.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"

namespace studio {

namespace {

constexpr std::int64_t kChunk = 20'000;       ///< steps read between two looks at the stop token
constexpr std::int64_t kExpected = 1'000'000; ///< steps: a history that claims more is believed as it is read

/// The report of the run says what is wrong with it.
std::optional<RunPrice> priceOf(const std::string& folder) {
    try {
        return readPrice(folder);
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return {};
    }
}

std::int64_t classesOf(const std::string& file) {
    try {
        return static_cast<std::int64_t>(readClassesFile(file).size());
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return 0;
    }
}

RunHistory readWithoutSteps(const std::string& folder, const RunDatabase& database) {
    const RunPaths paths(folder);
    RunHistory history;
    history.folder = folder;
    history.recipe = readRunRecipe(paths.recipe);
    history.summary = summariseRun(folder);
    history.price = priceOf(folder);
    history.classes = classesOf(paths.classes);
    history.epochs = database.epochs();
    history.checkpoints = database.checkpoints();
    history.events = database.events();
    history.abandoned = database.abandoned();
    if (!history.epochs.empty() && history.epochs.front().epoch > 0)
        history.stepsPerEpoch = history.epochs.front().step / history.epochs.front().epoch;
    else
        history.stepsPerEpoch = stepsInEpoch(database.value("train_pictures"), history.recipe.config.batchSize);
    return history;
}

} // namespace

void cutBack(RunHistory& history, std::int64_t step) {
    const std::int64_t last = history.steps.empty() ? 0 : history.steps.back().step;
    if (last > step) {
        AbandonedMaker maker(step, last);
        const auto isBefore = [step](const StepRecord& record) { return record.step <= step; };
        const auto first = std::partition_point(history.steps.begin(), history.steps.end(), isBefore);
        std::for_each(first, history.steps.end(), [&maker](const StepRecord& record) { maker.add(record); });
        std::vector<EpochRecord> epochs;
        std::copy_if(history.epochs.begin(), history.epochs.end(), std::back_inserter(epochs),
                     [step](const EpochRecord& record) { return record.step > step; });
        addAbandoned(history.abandoned, maker.done(epochs));
    }
    dropPast(history, step);
}

void dropPast(RunHistory& history, std::int64_t step) {
    const auto past = [step](const auto& record) { return record.step > step; };
    std::erase_if(history.steps, past);
    std::erase_if(history.epochs, past);
    std::erase_if(history.checkpoints, past);
}

RunHistory loadRunOverview(const std::string& folder) {
    return readWithoutSteps(folder, RunDatabase(RunPaths(folder).database, RunDatabase::Mode::Read));
}

RunHistory loadRunHistory(const std::string& folder, const std::stop_token& stop) {
    const RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Read);
    RunHistory history;
    // Beside a trainer that goes back meanwhile: rows of before and of after do not make one history.
    database.atOneMoment([&] {
        history = readWithoutSteps(folder, database);
        history.steps.reserve(static_cast<std::size_t>(std::clamp<std::int64_t>(database.lastStep(), 0, kExpected)));
        for (std::int64_t after = 0; !stop.stop_requested();) {
            const std::vector<StepRecord> part = database.steps(after, kChunk);
            history.steps.insert(history.steps.end(), part.begin(), part.end());
            if (static_cast<std::int64_t>(part.size()) < kChunk)
                break;
            after = part.back().step;
        }
    });
    return history;
}

} // namespace studio
