// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_background.h"
#include "app/cli_device.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/recipe/presets.h"
#include "core/recipe/run_recipe.h"
#include "core/remote/background.h"
#include "core/remote/run_server.h"
#include "core/run/run_folder.h"
#include "core/run/unstarted_run.h"
#include "core/train/trainer.h"

namespace studio {

namespace {

struct TrainOptions {
    std::string preset = "imagenet-classic", recipe, run, resume;
    std::vector<std::string> settings;
    RunSetup setup;
    bool recipeIsGiven = false; ///< --preset or --recipe stands on the command line
    bool splitIsGiven = false;  ///< --split or --split-seed does
};

void addMachineOptions(CLI::App& verb, RunSetup& setup) {
    verb.add_option("--device", setup.device, kDeviceHelp)->capture_default_str();
    verb.add_option("--workers", setup.workers, "Decode threads; 0 = what suits cores and device")
        ->check(CLI::Range(0, kMaxWorkerThreads))
        ->capture_default_str();
    verb.add_option("--threads", setup.threads, "Compute threads on the CPU; 0 = usable cores")
        ->check(CLI::Range(0, kMaxComputeThreads))
        ->capture_default_str();
}

/// Where the run was computed before, but for what is asked for now: another device or number of threads gives other
/// bits.
RunSetup machineOf(const CLI::App& verb, const TrainOptions& options, RunSetup setup) {
    if (verb.count("--device") > 0)
        setup.device = options.setup.device;
    if (verb.count("--workers") > 0)
        setup.workers = options.setup.workers;
    if (verb.count("--threads") > 0)
        setup.threads = options.setup.threads;
    return setup;
}

void printResult(const RunReport& report) {
    if (report.bestTop1 >= 0)
        std::printf("best top-1 %.2f %% in epoch %d, last %.2f %%, %s\n", report.bestTop1 * 100, report.bestEpoch,
                    report.lastTop1 * 100, durationText(report.activeSeconds).c_str());
    std::printf("%s after %d epochs\n%s\n", report.outcome == RunOutcome::Finished ? "finished" : "stopped",
                report.epochsDone, report.folder.c_str());
}

int runToEnd(const TrainRequest& request, BackgroundTrainer* background) {
    TrainControl control;
    RunReport report;
    {
        const SignalThread signals([&control](int) {
            std::fputs("\nStopping: saving first. Interrupt again to leave at once.\n", stderr);
            control.stopNow();
        });
        findCards(request.setup.device, control.stopToken());
        CliProgress progress;
        BackgroundObserver observer(progress, background);
        report = runServed(request, observer, control, runTraining);
    }
    if (report.outcome == RunOutcome::Failed)
        throw Error(report.errorKind, report.error);
    printResult(report);
    return kExitDone;
}

/// A recipe alone, or the recipe.json of a run.
TrainConfig readRecipe(const std::string& path) {
    std::error_code error;
    if (std::filesystem::status(path, error).type() == std::filesystem::file_type::not_found)
        throw Error(ErrorKind::Usage, {"There is no such recipe", displayText(path), {}, "Check the path."});
    const std::string text = readSmallFile(path, kMaxRecipeBytes);
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_object() && json.contains("format"))
        return runRecipeFromJson(text, displayText(path)).config;
    return configFromJson(text, displayText(path));
}

bool asksFor(const char* key, const std::vector<std::string>& settings) {
    return std::any_of(settings.begin(), settings.end(),
                       [key](const std::string& setting) { return setting.starts_with(std::string(key) + "="); });
}

std::string absolute(const std::string& path) {
    return path.empty() ? path : std::filesystem::absolute(path).string();
}

/// The pictures may be named at another place; how they were split stays the run's own.
void keepPicturesOfRun(TrainRequest& request, const TrainOptions& options, const DataSpec& own) {
    request.resumeData = absolute(options.setup.data.root);
    request.resumeVal = absolute(options.setup.data.val);
    const DataSpec& asked = options.setup.data;
    if (options.splitIsGiven && (asked.split != own.split || asked.splitSeed != own.splitSeed))
        std::fprintf(stderr, "note: split: the run keeps its own, %g with seed %llu\n", own.split,
                     static_cast<unsigned long long>(own.splitSeed));
}

/// A run that exists keeps its recipe: what the command line says besides is not taken, and that is told. Only
/// epochs=N and max_bad_fraction=X, said in so many words, are.
void keepRecipeOfRun(TrainRequest& request, const TrainOptions& options) {
    const RunRecipe recipe = readRunRecipe(RunPaths(request.runFolder).recipe);
    const TrainConfig& own = recipe.config;
    keepPicturesOfRun(request, options, recipe.setup.data);
    if (asksFor("max_bad_fraction", options.settings))
        request.resumeMaxBadFraction = request.config.maxBadFraction;
    if (!asksFor("epochs", options.settings))
        request.config.epochs = own.epochs;
    else if (request.config.epochs < own.epochs)
        std::fprintf(stderr, "note: epochs: the run has %lld and cannot be made shorter\n",
                     static_cast<long long>(own.epochs));
    if (options.settings.empty() && !options.recipeIsGiven)
        return;
    const auto mine = nlohmann::json::parse(configToJson(own)),
               asked = nlohmann::json::parse(configToJson(request.config));
    for (const auto& [key, value] : mine.items()) {
        const bool taken = key == "epochs" || (key == "max_bad_fraction" && request.resumeMaxBadFraction);
        if (!taken && asked.contains(key) && asked[key] != value)
            std::fprintf(stderr, "note: %s: the run keeps its own value %s\n", key.c_str(), value.dump().c_str());
    }
}

/// Whether it can be made at all: a disk that is full may have room later, a file in the place of a folder stays one.
void requireRunPlace(const std::string& folder) {
    const std::string above = nearestExisting(folder);
    std::error_code error;
    const char* why = !std::filesystem::is_directory(above, error) ? "is no folder"
                      : ::access(above.c_str(), W_OK | X_OK) != 0  ? "does not take new folders"
                                                                   : nullptr;
    if (why != nullptr)
        throw Error(ErrorKind::Usage, {"The run folder cannot be made there", displayText(folder),
                                       displayText(above) + " " + why + ".", "Choose another one with --run."});
}

int train(const TrainOptions& options, BackgroundTrainer* background) {
    TrainRequest request;
    request.setup = options.setup;
    request.setup.recipeName = options.recipe.empty() ? options.preset : baseName(options.recipe);
    request.config = options.recipe.empty() ? findPreset(options.preset).config : readRecipe(options.recipe);
    applySettings(request.config, options.settings);
    throwIfInvalid(request.config);
    for (const ConfigIssue& issue : validate(request.config))
        std::fprintf(stderr, "note: %s: %s\n", issue.key.c_str(), issue.message.c_str());
    request.setup.data.root = std::filesystem::absolute(options.setup.data.root).string();
    if (!options.setup.data.val.empty())
        request.setup.data.val = std::filesystem::absolute(options.setup.data.val).string();
    request.runFolder = options.run.empty()
                            ? newRunFolderName(defaultRunsFolder(), request.config.model, request.setup.data.root)
                            : std::filesystem::absolute(options.run).string();
    if (options.resume == "auto") {
        removeUnstartedRun(request.runFolder); // killed before its first step: it could neither go on nor be made again
        request.resume = isRunThere(request.runFolder);
        if (request.resume)
            keepRecipeOfRun(request, options);
    }
    if (!request.resume)
        requireRunPlace(request.runFolder);
    std::printf("%s\n", request.runFolder.c_str());
    std::fflush(stdout);
    return runToEnd(request, background);
}

void requireResumable(const std::vector<std::string>& settings) {
    for (const std::string& setting : settings) {
        const auto isKey = [&setting](const char* key) { return setting.starts_with(std::string(key) + "="); };
        if (!isKey("epochs") && !isKey("pack") && !isKey("cache") && !isKey("max_bad_fraction"))
            throw Error(ErrorKind::Usage, {"A run keeps its recipe; only epochs, pack and max_bad_fraction can change",
                                           displayText(setting),
                                           {},
                                           "Start a new run for another recipe."});
    }
}

int resume(const CLI::App& verb, const TrainOptions& options, BackgroundTrainer* background) {
    if (!isRunThere(options.run))
        throw Error(
            ErrorKind::Data,
            {"This is not a run folder", displayText(options.run), {}, "Give the folder that holds recipe.json."});
    TrainRequest request;
    request.resume = true;
    request.runFolder = absolute(options.run);
    request.resumeData = absolute(options.setup.data.root);
    request.resumeVal = absolute(options.setup.data.val);
    RunRecipe recipe = readRunRecipe(RunPaths(request.runFolder).recipe);
    request.config = recipe.config;
    request.setup = machineOf(verb, options, std::move(recipe.setup));
    const TrainConfig own = request.config;
    requireResumable(options.settings);
    applySettings(request.config, options.settings);
    throwIfInvalid(request.config);
    if (request.config.epochs < own.epochs)
        throw Error(ErrorKind::Usage,
                    {"A run can only be made longer", "epochs=" + std::to_string(request.config.epochs),
                     "It has " + std::to_string(own.epochs) + ".", "Stop it where you like instead."});
    if (request.config.pack != own.pack)
        request.resumePack = request.config.pack;
    if (request.config.maxBadFraction != own.maxBadFraction)
        request.resumeMaxBadFraction = request.config.maxBadFraction;
    return runToEnd(request, background);
}

} // namespace

CliAction addTrainVerb(CLI::App& app) {
    auto options = std::make_shared<TrainOptions>();
    CLI::App* verb = app.add_subcommand("train", "Train a network from scratch");
    addDataOptions(*verb, options->setup.data);
    std::string names;
    for (const auto& preset : presets())
        names += (names.empty() ? "" : ", ") + preset.name;
    auto* preset =
        verb->add_option("--preset", options->preset, "Recipe to start from: " + names)->capture_default_str();
    auto* recipe =
        verb->add_option("--recipe", options->recipe, "Recipe file (JSON, or recipe.json of a run) instead of a preset")
            ->excludes(preset);
    verb->add_option("--set", options->settings, "Change a key of the recipe: key=value; may be repeated")
        ->take_all()
        ->allow_extra_args(false);
    verb->add_option("--run", options->run, "Run folder to make; default: a new one in " + defaultRunsFolder());
    verb->add_option("--resume", options->resume, "auto = go on with --run if it exists")
        ->check(CLI::IsMember({"auto"}));
    addMachineOptions(*verb, options->setup);
    verb->get_option("--data")->required();
    const BackgroundAction inBackground = addBackgroundOption(*verb);
    return [options, preset, recipe, verb, inBackground] {
        options->recipeIsGiven = preset->count() + recipe->count() > 0;
        options->splitIsGiven = verb->count("--split") + verb->count("--split-seed") > 0;
        return inBackground([&](BackgroundTrainer* background) { return train(*options, background); });
    };
}

CliAction addResumeVerb(CLI::App& app) {
    auto options = std::make_shared<TrainOptions>();
    CLI::App* verb = app.add_subcommand("resume", "Go on with a run from its newest good checkpoint");
    verb->add_option("run", options->run, "Run folder")->required();
    verb->add_option("--data", options->setup.data.root,
                     "Where the run's pictures are now, if they were moved; they must have the same names");
    verb->add_option("--val", options->setup.data.val, "The same for its folder of validation pictures");
    verb->add_option(
            "--set", options->settings,
            "epochs=N extends the run; pack=off goes on without its packed set; max_bad_fraction=X allows more "
            "unreadable pictures")
        ->take_all()
        ->allow_extra_args(false);
    addMachineOptions(*verb, options->setup);
    for (const char* option : {"--device", "--workers", "--threads"})
        verb->get_option(option)->default_str("as before");
    const BackgroundAction inBackground = addBackgroundOption(*verb);
    return [options, verb, inBackground] {
        return inBackground([&](BackgroundTrainer* background) { return resume(*verb, *options, background); });
    };
}

} // namespace studio
