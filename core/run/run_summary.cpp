// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/crash_report.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/metric/best_epoch.h"
#include "core/metric/early_end.h"
#include "core/optim/picture_ramp.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::array kStateNames{"training", "paused", "finished", "stopped", "interrupted", "failed", "damaged"};

PictureRamp rampIn(const nlohmann::json& recipe) {
    PictureRamp ramp;
    ramp.full = recipe.value("image_size", std::int64_t{0});
    ramp.start = recipe.value("start_image_size", std::int64_t{0});
    ramp.from = recipe.value("grow_from", ramp.from);
    ramp.until = recipe.value("grow_until", ramp.until);
    ramp.epochs = recipe.at("epochs").get<std::int64_t>();
    return ramp;
}

PictureRamp readRecipe(const RunPaths& paths, RunSummary& summary) {
    const std::string text = readSmallFile(paths.recipe, 1u << 20);
    const auto json = parseStrictJson(text, paths.recipe);
    const int format = json.value("format", 0);
    if (format != kRunFormatVersion)
        throw Error(ErrorKind::Corrupt, "It was written by another version (format " + std::to_string(format) + ")");
    summary.model = json.at("model").get<std::string>();
    summary.epochsPlanned = json.at("epochs").get<std::int32_t>();
    summary.recipe = text;
    const PictureRamp ramp = rampIn(json);
    summary.imageSize = ramp.full;
    summary.dataName = displayText(baseName(unescapeBytes(json.at("data").get<std::string>())));
    return ramp;
}

RunState stateOf(const RunPaths& paths, const RunDatabase& database) {
    const std::string word = database.value("state").value_or("");
    if (isRunLocked(paths.folder))
        return word == "paused" ? RunState::Paused : RunState::Training;
    for (const RunState state : {RunState::Finished, RunState::Stopped, RunState::Failed}) {
        if (word == runStateName(state))
            return state;
    }
    return RunState::Interrupted;
}

/// Name of the newest report of a crash; empty if the run was resumed since, so that what interrupted it now was
/// another thing.
std::string lastCrashReport(const std::string& folder, const RunDatabase& database) {
    constexpr std::int64_t kNewestEvents = 10'000;
    const std::vector<std::string> reports = listCrashReports(folder); // crash-SECONDS.txt
    if (reports.empty())
        return {};
    std::int64_t crashedAt = 0;
    const std::string digits = reports.front().substr(reports.front().find('-') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), crashedAt);
    for (const EventRecord& event : database.events(kNewestEvents)) {
        if (event.kind == EventKind::Resumed) // the newest comes first
            return event.utcMs / 1000 > crashedAt ? std::string() : reports.front();
    }
    return reports.front();
}

/// Of their own time: that of the run has what was begun, and thrown away, in it.
double meanSeconds(const std::vector<EpochRecord>& epochs) {
    double sum = 0;
    for (const EpochRecord& epoch : epochs)
        sum += epoch.seconds;
    return std::isfinite(sum) && sum > 0 ? sum / static_cast<double>(epochs.size()) : 0;
}

void readHistory(const RunPaths& paths, RunSummary& summary) {
    const RunDatabase database(paths.database, RunDatabase::Mode::Read);
    const std::vector<EpochRecord> epochs = database.epochs();
    const std::vector<CheckpointRecord> checkpoints = database.checkpoints();
    for (const EpochRecord& epoch : epochs) {
        summary.valTop1.push_back(epoch.valTop1);
        summary.valEpochs.push_back(epoch.epoch);
        summary.epochsDone = epoch.epoch;
        summary.step = epoch.step;
        summary.lastTop1 = epoch.valTop1;
        summary.lastWeightsTop1 = epoch.weightsTop1;
        summary.lastAverageTop1 = epoch.averageTop1;
    }
    summary.epochSeconds = meanSeconds(epochs);
    const BestEpoch best = bestEpochOf(epochs, checkpoints);
    summary.bestTop1 = best.top1;
    summary.bestEpoch = best.epoch;
    for (const CheckpointRecord& saved : checkpoints) { // newest first
        if (!summary.last)
            summary.last = saved;
        if (saved.best && !summary.best)
            summary.best = saved;
    }
    summary.activeSeconds = std::strtod(database.value("active_seconds").value_or("0").c_str(), nullptr);
    summary.trainPictures = std::strtoll(database.value("train_pictures").value_or("0").c_str(), nullptr, 10);
    summary.device = database.value("device").value_or("");
    summary.startedUtcMs = std::strtoll(database.value("started_utc_ms").value_or("0").c_str(), nullptr, 10);
    summary.state = stateOf(paths, database);
    summary.endedEarly = summary.state == RunState::Finished && summary.epochsDone < summary.epochsPlanned &&
                         database.value(kEndedEarlyKey) == std::to_string(summary.epochsDone);
    if (summary.state == RunState::Interrupted)
        summary.crashReport = lastCrashReport(paths.folder, database);
}

} // namespace

const char* runStateName(RunState state) {
    return kStateNames[static_cast<std::size_t>(state)];
}

RunSummary summariseRun(const std::string& folder) {
    const RunPaths paths(folder);
    RunSummary summary;
    summary.folder = folder;
    summary.name = displayText(baseName(folder));
    summary.bytes = folderBytes(folder);
    try {
        const PictureRamp ramp = readRecipe(paths, summary);
        summary.mayGoOn = true;
        std::error_code error;
        if (fs::exists(paths.database, error))
            readHistory(paths, summary);
        else
            summary.state = isRunLocked(folder) ? RunState::Training : RunState::Interrupted;
        if (ramp.grows()) { // what its epochs cost is what pictures of this size would
            const double area = ramp.meanArea(summary.epochsDone);
            summary.imageSize = std::llround(static_cast<double>(ramp.full) * std::sqrt(area));
        }
    } catch (const std::exception& error) {
        summary.state = RunState::Damaged;
        summary.problem = messageOf(error).text();
    }
    return summary;
}

std::vector<RunSummary> listRuns(const std::string& runsFolder) {
    std::vector<RunSummary> runs;
    std::error_code error;
    for (fs::directory_iterator at(runsFolder, error), end; !error && at != end; at.increment(error)) {
        if (isRunFolder(at->path().string()))
            runs.push_back(summariseRun(at->path().string()));
    }
    std::sort(runs.begin(), runs.end(), [](const RunSummary& a, const RunSummary& b) {
        return a.startedUtcMs != b.startedUtcMs ? a.startedUtcMs > b.startedUtcMs : a.folder < b.folder;
    });
    return runs;
}

} // namespace studio
