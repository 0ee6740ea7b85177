// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_background.h"
#include "app/cli_device.h"
#include "app/cli_given_up.h"
#include "app/cli_run.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "core/base/paths.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/recipe/run_import.h"
#include "core/recipe/run_recipe.h"
#include "core/remote/background.h"
#include "core/run/run_folder.h"
#include "core/run/told_once.h"
#include "core/run/unstarted_run.h"
#include "core/train/ranks/rank_check.h"
#include "core/train/trainer.h"

namespace studio {

namespace {

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

bool asksFor(const char* key, const std::vector<std::string>& settings) {
    return std::any_of(settings.begin(), settings.end(),
                       [key](const std::string& setting) { return setting.starts_with(std::string(key) + "="); });
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

/// The end of a run that is finished already; nothing where it is not.
std::optional<RunReport> finishedReport(const TrainRequest& request) {
    const RunSummary run = summariseRun(request.runFolder);
    if (run.state != RunState::Finished)
        return std::nullopt;
    const bool isLonger = request.config.epochs > run.epochsPlanned;
    if (run.epochsDone < request.config.epochs && (isLonger || !run.endedEarly))
        return std::nullopt;
    RunReport report;
    report.outcome = RunOutcome::Finished;
    report.folder = run.folder;
    report.epochsDone = run.epochsDone;
    report.bestTop1 = run.bestTop1;
    report.bestEpoch = run.bestEpoch;
    report.lastTop1 = run.lastTop1;
    report.activeSeconds = run.activeSeconds;
    return report;
}

/// The same command again after the end: the run is left as it is. What was to follow it may be missing, for example
/// where the machine went away meanwhile.
int goOnAfterEnd(const RunReport& finished, const RunCompany& company, BackgroundTrainer* background) {
    const bool isFollowed = !company.backup.target.empty() || company.unattended.powerOffMinutes.has_value();
    std::fprintf(stderr,
                 "note: the run is finished already; %s. \"resnet-train resume %s --set "
                 "epochs=N\" makes it longer.\n",
                 isFollowed ? "only what follows it is done" : "nothing was done", shellWord(finished.folder).c_str());
    if (isFollowed)
        return followFinished(finished, company, background);
    printResult(finished);
    return kExitDone;
}

/// The run begins as an imported one does: it is made with a checkpoint from before its first epoch, and goes on from
/// that with its pictures.
void beginWith(const std::string& weights, TrainRequest& request, const RankOptions& ranks) {
    if (const RankPlace place = expectedPlace(ranks); place.count > 1) { // the run's folder is made below
        findCards(request.setup.device);
        requireForRanks(request.config, request.setup.device, place);
    }
    const ImportReport report = beginRunWith({absolute(weights), request.runFolder, request.config, request.setup});
    std::fprintf(stderr, "note: begins with the weights of %s\n", report.source.c_str());
    for (const std::string& note : report.notes)
        std::fprintf(stderr, "note: %s\n", note.c_str());
    request.resume = true;
    request.resumeData = request.setup.data.root;
    request.resumeVal = request.setup.data.val;
}

/// Those that the run goes on with, where nothing else is said.
std::shared_ptr<Ranks> gatherRanksFor(const TrainRequest& request, const TrainOptions& options) {
    const bool isAsBefore = request.resume && !options.ranksAreGiven;
    return gatherRanks(isAsBefore ? ranksAsBefore(options.ranks, request.runFolder, request.setup.device)
                                  : options.ranks);
}

void printFolder(const TrainRequest& request) {
    std::printf("%s\n", request.runFolder.c_str());
    std::fflush(stdout);
}

/// What to train; the run's end where that is there already.
std::optional<RunReport> prepareTrain(const TrainOptions& options, TrainRequest& request) {
    requireGood(options.company.backup);
    request.setup = options.setup;
    request.setup.recipeName = recipeNameOf(options);
    request.config = configOf(options);
    request.setup.data.root = absolute(options.setup.data.root);
    request.setup.data.val = absolute(options.setup.data.val);
    request.runFolder = options.run.empty()
                            ? newRunFolderName(defaultRunsFolder(), request.config.model, request.setup.data.root)
                            : absolute(options.run);
    if (options.resume == "auto") {
        removeUnstartedRun(request.runFolder); // killed before its first step: it could neither go on nor be made again
        request.resume = isRunThere(request.runFolder);
        if (request.resume)
            keepRecipeOfRun(request, options);
    }
    if (!request.resume)
        requireRunPlace(request.runFolder);
    const bool begins = !options.init.empty() && !request.resume;
    if (!options.init.empty() && !begins)
        std::fputs("note: init: the run is there already and goes on from its own weights\n", stderr);
    if (!begins)
        printFolder(request);
    return request.resume ? finishedReport(request) : std::nullopt;
}

std::optional<RunReport> prepareResume(const CLI::App& verb, const TrainOptions& options, TrainRequest& request) {
    requireRun(options.run);
    requireGood(options.company.backup);
    request.resume = true;
    request.runFolder = absolute(options.run);
    request.resumeData = absolute(options.setup.data.root);
    request.resumeVal = absolute(options.setup.data.val);
    RunRecipe recipe = readRunRecipe(RunPaths(request.runFolder).recipe);
    request.config = recipe.config;
    request.setup = machineOf(verb, options, std::move(recipe.setup));
    const TrainConfig own = request.config;
    request.config = changedConfig(own, options.settings);
    if (request.config.pack != own.pack)
        request.resumePack = request.config.pack;
    if (request.config.maxBadFraction != own.maxBadFraction)
        request.resumeMaxBadFraction = request.config.maxBadFraction;
    // A person who resumes a run that ended early wants to see it go on; what machines start again has ended.
    return options.leavesFinished || isStartedAgain() ? finishedReport(request) : std::nullopt;
}

using Prepare = std::function<std::optional<RunReport>(TrainRequest&)>;

/// All that rank 0 finds out alone. Where it comes to nothing, the ranks of a launcher, which wait for it, end with it.
std::optional<RunReport> preparedByRankZero(const TrainOptions& options, TrainRequest& request,
                                            const Prepare& prepare) {
    std::optional<RunReport> finished;
    try {
        finished = prepare(request);
    } catch (const Error& error) {
        try {
            sendRanksHome(options.ranks, error.message().title);
        } catch (const Error&) { // what was wrong here is what is told
        }
        throw;
    }
    if (finished)
        sendRanksHome(options.ranks, "The run is finished already");
    return finished;
}

/// Before pictures are listed: the other ranks wait with a limit.
void meetRanks(const TrainOptions& options, TrainRequest& request) {
    request.ranks = gatherRanksFor(request, options);
    if (!options.init.empty() && !request.resume) {
        beginWith(options.init, request, options.ranks);
        printFolder(request); // not before the weights are known to fit: there would be no run
    }
}

int trainPrepared(const TrainOptions& options, BackgroundTrainer* background, const Prepare& prepare) {
    if (const std::optional<int> code = followedRanks(options.ranks))
        return *code;
    TrainRequest request;
    std::optional<RunReport> finished;
    beginTold(options.run, options.company.noNotices, [&] {
        finished = preparedByRankZero(options, request, prepare);
        if (!finished)
            meetRanks(options, request);
    });
    return finished ? goOnAfterEnd(*finished, options.company, background)
                    : runToEnd(request, options.company, background);
}

} // namespace

CliAction addTrainVerb(CLI::App& app) {
    auto options = std::make_shared<TrainOptions>();
    CLI::App* verb = app.add_subcommand("train", "Train a network from scratch");
    addTrainOptions(*verb, *options);
    verb->add_option("--resume", options->resume, "auto = go on with --run if it exists")
        ->check(CLI::IsMember({"auto"}));
    addInitOption(*verb, *options);
    addCompanyOptions(*verb, options->company);
    addRankOptions(*verb, options->ranks);
    verb->get_option("--data")->required();
    const BackgroundAction inBackground = addBackgroundOption(*verb);
    return [options, verb, inBackground] {
        options->recipeIsGiven = verb->count("--preset") + verb->count("--recipe") > 0;
        options->ranksAreGiven = verb->count("--ranks") > 0;
        options->splitIsGiven = verb->count("--split") + verb->count("--split-seed") > 0;
        return inBackground([&](BackgroundTrainer* background) {
            return trainPrepared(*options, background,
                                 [&](TrainRequest& request) { return prepareTrain(*options, request); });
        });
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
    verb->add_flag("--leave-finished", options->leavesFinished,
                   "Leave a run as it is that has finished, also one that ended early: for services");
    addMachineOptions(*verb, options->setup);
    addCompanyOptions(*verb, options->company);
    addRankOptions(*verb, options->ranks);
    for (const char* option : {"--device", "--workers", "--threads", "--ranks"})
        verb->get_option(option)->default_str("as before");
    const BackgroundAction inBackground = addBackgroundOption(*verb);
    return [options, verb, inBackground] {
        options->ranksAreGiven = verb->count("--ranks") > 0;
        return inBackground([&](BackgroundTrainer* background) {
            return trainPrepared(*options, background, [&](TrainRequest& request) {
                if (options->leavesFinished && background == nullptr)
                    waitForOtherTrainer(options->run);
                return prepareResume(*verb, *options, request);
            });
        });
    };
}

} // namespace studio
