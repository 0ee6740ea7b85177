// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstdio>
#include <ctime>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_device.h"
#include "app/cli_output.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "core/base/clock.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/preflight/preflight.h"
#include "core/recipe/average_reach.h"
#include "core/run/run_folder.h"
#include "core/run/run_volume.h"

namespace studio {

namespace {

struct PreflightOptions {
    TrainOptions train;
    double seconds = 30;
    bool json = false;
};

/// All that is told: the measure, what follows from it, and what is to be said of the run's disk.
struct Told {
    PreflightMeasure measure;
    PreflightForecast forecast;
    std::string runFolder;
    RunVolume volume;
    std::vector<Message> warnings;
};

const char* stageText(PreflightStage stage) {
    constexpr std::array kTexts{
        "Preparing",          "Trying the batch",    "Measuring pictures alone", "Measuring the network alone",
        "Measuring training", "Measuring validation"};
    return kTexts[static_cast<std::size_t>(stage)];
}

/// "Thu 3 Dec 14:20" in local time.
std::string momentText(std::int64_t utcMs) {
    const auto seconds = static_cast<std::time_t>(utcMs / 1000);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    std::strftime(text.data(), text.size(), "%a %e %b %H:%M", &parts);
    return text.data();
}

std::int64_t finishOf(const Told& told) {
    return utcMilliseconds() + static_cast<std::int64_t>(told.forecast.seconds * 1000);
}

std::string rateText(double rate) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), rate < 10 ? "%.1f img/s" : "%.0f img/s", rate);
    return text.data();
}

std::string memoryText(const PreflightMeasure& m) {
    std::string text = m.fits ? "batch " + grouped(m.config.batchSize) + " fits"
                              : "batch " + grouped(m.config.batchSize) + " does not fit";
    if (m.fittingBatch > 0)
        text += ", " +
                std::string(m.mayFitMore         ? "at least "
                            : m.isMemoryReckoned ? "about "
                                                 : "") +
                grouped(m.fittingBatch) + " would";
    if (m.memoryNeed > 0)
        text += "; " + std::string(m.isMemoryReckoned ? "about " : "") + byteText(m.memoryNeed) +
                (m.memoryTotal > 0 ? " of " + byteText(m.memoryTotal) : "");
    return text;
}

void printLine(const char* name, const std::string& text) {
    std::printf("%-13s %s\n", name, displayText(text).c_str());
}

std::string epochText(const PreflightForecast& f) {
    return durationText(f.epochSeconds) +
           (f.epochsDiffer()
                ? " on average, up to " + durationText(f.largestEpochSeconds) + " with the largest pictures"
                : "") +
           ", of which validation " + durationText(f.validationSeconds);
}

void printSpeed(const Told& told) {
    const PreflightMeasure& m = told.measure;
    if (told.forecast.seconds < 0)
        return;
    printLine("finishes", momentText(finishOf(told)) + ", " + durationText(told.forecast.seconds) + " after its start" +
                              (m.config.patience > 0 ? ", at the latest: patience may end it before" : ""));
    printLine("an epoch", epochText(told.forecast));
    printLine("speed", rateText(m.trainingRate) + (m.isSteady ? "" : ", not steady yet") + "; decode " +
                           rateText(m.picturesRate) + ", network " + rateText(m.networkRate) +
                           (limitOf(m) == SpeedLimit::Unknown ? "" : ": " + limitText(limitOf(m))));
    if (m.batch < m.config.batchSize)
        printLine("", "measured with steps of " + grouped(m.batch) + " pictures: one of " +
                          grouped(m.config.batchSize) + " takes too long");
}

void printText(const Told& told) {
    const PreflightMeasure& m = told.measure;
    printLine("run", modelDisplayName(m.config.model) + ", " + grouped(m.config.epochs) + " epochs, " +
                         grouped(m.trainPictures) + " training and " + grouped(m.valPictures) + " validation pictures" +
                         (m.isPacked ? " (packed)" : ""));
    printLine("device", m.deviceName + ", " + m.precision + ", " + grouped(m.setup.workers) + " decode threads");
    printSpeed(told);
    printLine("memory", memoryText(m));
    printLine("disk", "the run writes " + byteText(told.forecast.runBytes) + " (" + grouped(told.forecast.checkpoints) +
                          " checkpoints of " + byteText(told.forecast.checkpointBytes) + "), " +
                          byteText(told.volume.freeBytes) + " free");
    for (const PreflightAdvice& advice : adviceOf(m))
        printLine("advice", adviceText(advice));
    for (const Message& warning : told.warnings)
        printLine("disk", warning.text());
    for (const std::string& note : m.notes)
        printLine("note", note);
}

/// What was not measured is null.
nlohmann::ordered_json positive(double value) {
    return value > 0 ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}
nlohmann::ordered_json known(double value) {
    return value >= 0 ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json speedJson(const PreflightMeasure& m) {
    return {{"training", positive(m.trainingRate)},
            {"pictures", positive(m.picturesRate)},
            {"network", positive(m.networkRate)},
            {"network_half", positive(m.halfRate)},
            {"validation", positive(m.validationRate)}};
}

void printJson(const Told& told) {
    const PreflightMeasure& m = told.measure;
    const PreflightForecast& f = told.forecast;
    nlohmann::ordered_json advice = nlohmann::ordered_json::array(), warnings = advice;
    for (const PreflightAdvice& each : adviceOf(m))
        advice.push_back({{"kind", adviceName(each.kind)}, {"value", each.value}, {"text", adviceText(each)}});
    for (const Message& warning : told.warnings)
        warnings.push_back(displayText(warning.text()));
    const nlohmann::ordered_json all{
        {"model", m.config.model},
        {"epochs", m.config.epochs},
        {"train_pictures", m.trainPictures},
        {"val_pictures", m.valPictures},
        {"classes", m.classes},
        {"packed", m.isPacked},
        {"device", m.setup.device},
        {"device_name", m.deviceName},
        {"precision", m.precision},
        {"workers", m.setup.workers},
        {"threads", m.setup.threads},
        {"seconds", known(f.seconds)},
        {"finish", f.seconds < 0 ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(utcText(finishOf(told)))},
        {"may_end_early", m.config.patience > 0},
        {"start_seconds", known(f.seconds < 0 ? -1 : m.startSeconds)},
        {"epoch_seconds", known(f.epochSeconds)},
        {"largest_epoch_seconds", known(f.largestEpochSeconds)},
        {"validation_seconds", known(f.validationSeconds)},
        {"images_per_second", speedJson(m)},
        {"limit", limitName(limitOf(m))},
        {"measured_batch", m.batch},
        {"measured_steps", m.steps},
        {"steady", m.isSteady},
        {"memory",
         {{"batch_size", m.config.batchSize},
          {"fits", m.fits},
          {"largest_batch",
           m.fittingBatch > 0 ? nlohmann::ordered_json(m.fittingBatch) : nlohmann::ordered_json(nullptr)},
          {"may_fit_more", m.mayFitMore},
          {"reckoned", m.isMemoryReckoned},
          {"bytes", positive(static_cast<double>(m.memoryNeed))},
          {"total_bytes", positive(static_cast<double>(m.memoryTotal))}}},
        {"disk",
         {{"folder", escapeBytes(told.runFolder)},
          {"run_bytes", f.runBytes},
          {"checkpoint_bytes", f.checkpointBytes},
          {"checkpoints", f.checkpoints},
          {"history_bytes", f.historyBytes},
          {"free_bytes", told.volume.freeBytes},
          {"warnings", warnings}}},
        {"bad_pictures", m.badPictures},
        {"advice", advice},
        {"notes", m.notes},
        {"took_seconds", m.tookSeconds}};
    std::printf("%s\n", all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

int preflight(const PreflightOptions& options) {
    PreflightRequest request;
    request.config = configOf(options.train);
    request.setup = options.train.setup;
    request.setup.data.root = absolute(request.setup.data.root);
    request.setup.data.val = absolute(request.setup.data.val);
    request.seconds = options.seconds;
    Told told;
    told.runFolder = options.train.run.empty() ? defaultRunsFolder() : absolute(options.train.run);
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    findCards(request.setup.device, stop.get_token());
    std::optional<PreflightMeasure> measure;
    {
        CliStages stages;
        const auto tell = [&stages](PreflightStage stage, double fraction) {
            constexpr long long kWhole = 100;
            stages.show(stageText(stage) + std::string(", per cent"), static_cast<long long>(fraction * kWhole), kWhole,
                        -1, {});
        };
        measure = measurePreflight(request, tell, stop.get_token());
    }
    if (!measure) {
        std::fputs("Stopped: nothing was measured to its end\n", stderr);
        return kExitDone;
    }
    told.measure = std::move(*measure);
    if (const auto issue = averageReachIssue(request.config, told.measure.trainPictures))
        told.measure.notes.push_back(issue->key + ": " + issue->message);
    told.forecast = forecastOf(told.measure, request.config);
    told.volume = volumeOf(told.runFolder);
    told.warnings =
        volumeWarnings(told.runFolder, told.volume, told.forecast.checkpointBytes, told.forecast.checkpoints);
    options.json ? printJson(told) : printText(told);
    return told.measure.fits ? kExitDone : kExitRetry; // as training would end
}

} // namespace

CliAction addPreflightVerb(CLI::App& app) {
    auto options = std::make_shared<PreflightOptions>();
    CLI::App* verb = app.add_subcommand("preflight", "Measure what a run would take, before it is started");
    addTrainOptions(*verb, options->train);
    addInitOption(*verb, options->train)
        ->description("The run will begin with these weights: the recipe is judged by that; they are not read here");
    verb->get_option("--data")->required();
    verb->get_option("--run")->description("Folder of the run to be, for the room on its disk; nothing is made there");
    verb->add_option("--seconds", options->seconds, "Time for measuring, at most; a slow step is waited for")
        ->check(CLI::Range(1.0, 600.0))
        ->capture_default_str();
    verb->add_flag("--json", options->json, "Machine-readable result on stdout");
    return [options] { return preflight(*options); };
}

} // namespace studio
