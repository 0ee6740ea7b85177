// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stop_token>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_device.h"
#include "app/cli_output.h"
#include "app/cli_run.h"
#include "app/cli_signals.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "app/queue/queue_notices.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/dataset/image_folder.h"
#include "core/device/device.h"
#include "core/notice/notice_outbox.h"
#include "core/queue/queue_runner.h"
#include "core/queue/run_queue.h"
#include "core/recipe/run_import.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_folder.h"
#include "core/train/ranks/rank_check.h"

namespace studio {

namespace {

struct AddOptions {
    TrainOptions train;
    std::string resumeRun;
    bool json = false;
};

nlohmann::ordered_json timeJson(std::int64_t utcMs) {
    return utcMs > 0 ? nlohmann::ordered_json(utcText(utcMs)) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json entryJson(const RunQueue& queue, const QueueEntry& entry) {
    nlohmann::ordered_json json{{"id", entry.id},
                                {"state", queueStateName(entry.state)},
                                {"run", escapeBytes(entry.run)},
                                {"resumes", entry.resumes},
                                {"data", escapeBytes(entry.data.root)},
                                {"recipe", escapeBytes(entry.recipeName)},
                                {"device", entry.device},
                                {"used_device", entry.usedDevice},
                                {"attempts", entry.attempts},
                                {"added", timeJson(entry.addedUtcMs)},
                                {"started", timeJson(entry.startedUtcMs)},
                                {"ended", timeJson(entry.endedUtcMs)},
                                {"not_before", timeJson(entry.notBeforeUtcMs)},
                                {"exit_code", nullptr},
                                {"message", entry.message},
                                {"log", escapeBytes(queue.logOf(entry.id))}};
    if (entry.exitCode >= 0)
        json["exit_code"] = entry.exitCode;
    return json;
}

void requireDeviceWord(const std::string& word) {
    if (!isDeviceWord(word))
        throw Error(ErrorKind::Usage, {"There is no such device", displayText(word), "Nothing was done.",
                                       "Choose \"auto\", \"cpu\", \"cuda\" or \"cuda:N\"."});
}

/// What can be refused now is: hours later nobody is there to read it.
QueueEntry entryToTrain(const CLI::App& verb, const TrainOptions& options) {
    if (options.setup.data.root.empty())
        throw Error(ErrorKind::Usage, {"It is not said what to train on",
                                       {},
                                       "Nothing was added.",
                                       "Name the pictures with --data, or a run to go on with by --resume-run."});
    QueueEntry entry;
    const TrainConfig config = configOf(options);
    entry.recipe = configToJson(config);
    entry.recipeName = recipeNameOf(options);
    entry.data = options.setup.data;
    entry.data.root = absolutePath(options.setup.data.root);
    entry.data.val = absolutePath(options.setup.data.val);
    const ImageFolder pictures = openImageFolder(entry.data);
    for (const std::string& note : pictures.notes)
        std::fprintf(stderr, "note: %s\n", note.c_str());
    if (verb.count("--run") > 0) {
        entry.run = absolutePath(options.run);
        if (!isRunThere(entry.run))
            requireRunPlace(entry.run);
    }
    return entry;
}

QueueEntry entryToResume(const CLI::App& verb, const AddOptions& options) {
    for (const char* other : {"--run", "--preset", "--recipe", "--split", "--split-seed"}) {
        if (verb.count(other) > 0)
            throw Error(ErrorKind::Usage, {"A run that goes on keeps what it has", other, "Nothing was added.",
                                           "Leave this out beside --resume-run."});
    }
    requireRun(options.resumeRun);
    QueueEntry entry;
    entry.resumes = true;
    entry.run = absolutePath(options.resumeRun);
    entry.data.root = absolutePath(options.train.setup.data.root);
    entry.data.val = absolutePath(options.train.setup.data.val);
    entry.settings = options.train.settings;
    entry.recipeName = displayText(baseName(readRunRecipe(RunPaths(entry.run).recipe).setup.recipeName));
    return entry;
}

/// What it will train with. Throws what is wrong with the settings of a run that goes on.
TrainConfig configOf(const QueueEntry& entry) {
    return entry.resumes ? changedConfig(readRunRecipe(RunPaths(entry.run).recipe).config, entry.settings)
                         : configFromJson(entry.recipe, "the recipe");
}

void printWarning(const RunQueue& queue) {
    if (!hasRunner(queue))
        std::fputs("note: nothing starts it yet: \"resnet-train queue run\" does.\n", stderr);
}

/// What a run takes besides, in words that do not depend on the folder that they were said in.
std::vector<std::string> wordsOf(const RunCompany& company) {
    if (company.unattended.powerOffMinutes)
        throw Error(ErrorKind::Usage, {"A run of the queue cannot power the machine off", "--power-off-at-end",
                                       "Nothing was added.", "Others may wait behind it: leave this out."});
    requireGood(company.backup);
    std::vector<std::string> words = wordsOf(company.backup);
    if (company.unattended.spotWatch)
        words.emplace_back("--spot-watch");
    if (company.noTensorBoard)
        words.emplace_back("--no-tensorboard");
    if (company.noNotices)
        words.emplace_back("--no-notices");
    return words;
}

int addEntry(const CLI::App& verb, const AddOptions& options) {
    requireDeviceWord(options.train.setup.device);
    const bool resumes = !options.resumeRun.empty();
    QueueEntry entry = resumes ? entryToResume(verb, options) : entryToTrain(verb, options.train);
    const TrainConfig config = configOf(entry);
    entry.company = wordsOf(options.train.company);
    if (const std::string weights = absolute(options.train.init); !weights.empty()) {
        requireBeginning(weights, config);
        entry.company.push_back("--init=" + weights);
    }
    entry.device = options.train.setup.device;
    if (const RankOptions& ranks = options.train.ranks; ranks.count > 1) {
        findCards(entry.device);
        if (findDevice(entry.device).accelerator)
            throw Error(ErrorKind::Usage,
                        {"The queue gives a run one card", entry.device + ", --ranks " + std::to_string(ranks.count),
                         "Nothing was added.",
                         "Train it with resnet-train train --ranks N, or add it to the queue with "
                         "--device cpu or without --ranks."});
        requireForRanks(config, entry.device, expectedPlace(ranks));
    }
    if (verb.count("--ranks") > 0) // also one: a run that goes on has as many as before where nothing is said
        entry.company.push_back("--ranks=" + std::to_string(options.train.ranks.count));
    if (verb.count("--rank-timeout") > 0)
        entry.company.push_back("--rank-timeout=" + std::to_string(options.train.ranks.seconds));
    if (verb.count("--workers") > 0)
        entry.workers = options.train.setup.workers;
    if (verb.count("--threads") > 0)
        entry.threads = options.train.setup.threads;
    RunQueue queue;
    entry = queue.add(entry, [&config, &entry](const RunQueue::IsTaken& taken) {
        return newRunFolderName(defaultRunsFolder(), config.model, entry.data.root, taken);
    });
    if (options.json)
        std::printf("%s\n", entryJson(queue, entry).dump().c_str());
    else
        std::printf("%lld\n%s\n", static_cast<long long>(entry.id), entry.run.c_str());
    printWarning(queue);
    return kExitDone;
}

void printEntries(const std::vector<QueueEntry>& entries) {
    std::vector<std::vector<std::string>> rows{{"id", "state", "device", "run", "what happened last"}};
    for (const QueueEntry& entry : entries)
        rows.push_back({std::to_string(entry.id), queueStateName(entry.state),
                        entry.state == QueueState::Running ? entry.usedDevice : entry.device, baseName(entry.run),
                        entry.message});
    printColumns(rows, "rllll");
}

int listEntries(bool json) {
    RunQueue queue;
    const QueueContent content = queue.content();
    const bool served = hasRunner(queue);
    if (json) {
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (const QueueEntry& entry : content.entries)
            rows.push_back(entryJson(queue, entry));
        const nlohmann::ordered_json all{
            {"folder", escapeBytes(queue.folder())}, {"runner", served}, {"note", content.note}, {"entries", rows}};
        std::printf("%s\n", all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return kExitDone;
    }
    if (!content.note.empty())
        std::fprintf(stderr, "note: %s\n", content.note.c_str());
    if (content.entries.empty()) {
        std::printf("The queue is empty\n");
        return kExitDone;
    }
    printEntries(content.entries);
    const bool isAnyWaiting = std::any_of(content.entries.begin(), content.entries.end(),
                                          [](const auto& entry) { return entry.state == QueueState::Waiting; });
    if (isAnyWaiting)
        printWarning(queue);
    return kExitDone;
}

/// Where nobody says: every card; the CPU where there is none that can be used.
std::vector<std::string> devicesToServe(const std::vector<std::string>& asked) {
    std::vector<std::string> devices;
    for (const std::string& device : asked) {
        requireDeviceWord(device);
        if (device == "auto" || device == "cuda")
            throw Error(ErrorKind::Usage, {"The queue serves single devices", device, "Nothing was started.",
                                           "For example --devices cpu,cuda:0."});
        if (std::find(devices.begin(), devices.end(), device) == devices.end())
            devices.push_back(device);
    }
    if (!devices.empty())
        return devices;
    findCards("auto");
    for (const DeviceInfo& device : listDevices()) {
        if (device.accelerator)
            devices.push_back(device.id);
    }
    return devices.empty() ? std::vector<std::string>{"cpu"} : devices;
}

std::string ownProgram() {
    std::error_code error;
    std::string program = std::filesystem::read_symlink("/proc/self/exe", error).string();
    constexpr std::string_view kGone = " (deleted)"; // it was replaced by another version since
    if (program.ends_with(kGone))
        program.resize(program.size() - kGone.size());
    return program;
}

int runEntries(const std::vector<std::string>& devices, bool once, bool waits) {
    RunnerPlan plan;
    plan.waits = waits;
    plan.program = ownProgram();
    plan.devices = devicesToServe(devices);
    plan.once = once;
    plan.tell = [](const std::string& line) {
        std::printf("%s %s\n", utcText(utcMilliseconds()).c_str(), line.c_str());
        std::fflush(stdout);
    };
    plan.busyElsewhere = [](const std::set<std::string>& own) { return devicesInUse(defaultRunsFolder(), own); };
    std::stop_source stop;
    const SignalThread signals([&stop](int) {
        std::fputs("\nStopping: the runs save first. Interrupt again to leave them to train on.\n", stderr);
        stop.request_stop();
    });
    NoticeOptions patient;
    patient.tries = kTriesOfDays;
    NoticeOutbox outbox(patient);
    plan.gaveUp = [&outbox](const QueueEntry& entry) { tellOfEntry(entry, outbox); };
    NoteTeller notes;
    plan.noted = [&notes](const std::string& note) { notes.tell(note); };
    RunQueue queue;
    std::string served;
    for (const std::string& device : plan.devices)
        served += (served.empty() ? "" : ", ") + device;
    plan.tell("the queue " + displayText(queue.folder()) + " is served on " + served);
    runQueue(queue, plan, stop.get_token());
    outbox.finish(NoticeOutbox::kAtTheEnd);
    notes.finish();
    return kExitDone;
}

using Edit = void (RunQueue::*)(std::int64_t);

/// hold, release, remove: the same for each of several entries.
CliAction addEditVerb(CLI::App& app, const char* name, const char* about, Edit edit) {
    auto ids = std::make_shared<std::vector<std::int64_t>>();
    CLI::App* verb = app.add_subcommand(name, about);
    verb->add_option("id", *ids, "Numbers as \"queue list\" shows them")->required();
    return [ids, edit] {
        RunQueue queue;
        for (const std::int64_t id : *ids)
            (queue.*edit)(id);
        return kExitDone;
    };
}

CliAction addAddVerb(CLI::App& app) {
    auto options = std::make_shared<AddOptions>();
    CLI::App* verb = app.add_subcommand("add", "Let a run wait for a device; the options are those of train");
    addTrainOptions(*verb, options->train);
    addCompanyOptions(*verb, options->train.company);
    addRankOptions(*verb, options->train.ranks);
    verb->get_option("--ranks")->default_str("1, or as before with --resume-run");
    CLI::Option* init = addInitOption(*verb, options->train);
    verb->add_option("--resume-run", options->resumeRun,
                     "Go on with this run instead; with --set epochs=N to make it longer")
        ->excludes(init);
    verb->add_flag("--json", options->json, "Machine-readable result on stdout");
    return [verb, options] { return addEntry(*verb, *options); };
}

CliAction addListVerb(CLI::App& app) {
    auto json = std::make_shared<bool>(false);
    app.add_subcommand("list", "Show the queue")->add_flag("--json", *json, "Machine-readable list on stdout");
    return [json] { return listEntries(*json); };
}

CliAction addMoveVerb(CLI::App& app) {
    auto id = std::make_shared<std::int64_t>(0), position = std::make_shared<std::int64_t>(1);
    CLI::App* verb = app.add_subcommand("move", "Change the order");
    verb->add_option("id", *id, "Number as \"queue list\" shows it")->required();
    verb->add_option("position", *position, "Among those that wait: 1 = the next one")->required();
    return [id, position] {
        RunQueue().move(*id, *position);
        return kExitDone;
    };
}

CliAction addClearVerb(CLI::App& app) {
    app.add_subcommand("clear", "Remove what is done, failed or stopped from the queue; the runs stay");
    return [] {
        std::printf("%zu removed\n", RunQueue().clear());
        return kExitDone;
    };
}

CliAction addQueueRunVerb(CLI::App& app) {
    auto devices = std::make_shared<std::vector<std::string>>();
    auto once = std::make_shared<bool>(false), waits = std::make_shared<bool>(false);
    CLI::App* verb = app.add_subcommand("run", "Start the runs of the queue, one on a device, until it is stopped");
    verb->add_option("--devices", *devices, "Such as cpu,cuda:0; default: every card, else the CPU")
        ->delimiter(',')
        ->allow_extra_args(false);
    verb->add_flag("--once", *once, "End when the queue has nothing more to start");
    verb->add_flag("--wait", *waits, "Where another process serves the queue, serve it after that one");
    return [devices, once, waits] { return runEntries(*devices, *once, *waits); };
}

} // namespace

CliAction addQueueVerb(CLI::App& app) {
    CLI::App* verb = app.add_subcommand("queue", "Runs that wait for a device");
    verb->require_subcommand(1);
    auto chosen = std::make_shared<CliAction>();
    const auto attach = [verb, chosen](const CliAction& action) {
        verb->get_subcommands({}).back()->callback([chosen, action] { *chosen = action; });
    };
    attach(addAddVerb(*verb));
    attach(addListVerb(*verb));
    attach(addMoveVerb(*verb));
    attach(addEditVerb(*verb, "hold", "Keep entries from being started", &RunQueue::hold));
    attach(addEditVerb(*verb, "release", "Let entries wait again: held, failed or stopped ones", &RunQueue::release));
    attach(addEditVerb(*verb, "remove", "Take entries out of the queue; their runs stay", &RunQueue::remove));
    attach(addClearVerb(*verb));
    attach(addQueueRunVerb(*verb));
    return [chosen] { return (*chosen)(); };
}

} // namespace studio
