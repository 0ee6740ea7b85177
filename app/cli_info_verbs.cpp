// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_device.h"
#include "app/cli_output.h"
#include "app/exit_code.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/read_error.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/device/card_report.h"
#include "core/device/card_verdict.h"
#include "core/device/cuda_plugin.h"
#include "core/device/device.h"
#include "core/run/run_folder.h"
#include "core/run/run_notes.h"
#include "studio_version.h"

namespace studio {

namespace {

/// What a person wrote down; nothing where it cannot be read, which is no reason to leave a run out of a list.
RunNotes notesOf(const RunSummary& run) {
    try {
        return readRunNotes(run.folder);
    } catch (const Error&) {
        return {};
    }
}

/// "folder (the name that a person gave it)".
std::string namesOf(const RunSummary& run, const RunNotes& notes) {
    return run.name + (notes.name.empty() ? std::string() : " (" + notes.name + ")");
}

void printRuns(const std::vector<RunSummary>& runs) {
    std::vector<std::vector<std::string>> rows{
        {"name", "state", "network", "epochs", "top-1 %", "size", "started (UTC)", "tags"}};
    for (const RunSummary& run : runs) {
        const RunNotes notes = notesOf(run);
        char top1[16] = "-";
        if (run.bestTop1 >= 0)
            std::snprintf(top1, sizeof top1, "%.2f", run.bestTop1 * 100);
        rows.push_back({namesOf(run, notes), runStateName(run.state), run.model,
                        std::to_string(run.epochsDone) + "/" + std::to_string(run.epochsPlanned), top1,
                        byteText(run.bytes), run.problem.empty() ? utcText(run.startedUtcMs) : run.problem,
                        tagText(notes.tags)});
    }
    printColumns(rows, "lllrrrll");
}

nlohmann::ordered_json runJson(const RunSummary& run) {
    const RunNotes notes = notesOf(run);
    nlohmann::ordered_json json{{"folder", escapeBytes(run.folder)},
                                {"name", notes.name},
                                {"tags", notes.tags},
                                {"state", runStateName(run.state)},
                                {"model", run.model},
                                {"data", run.dataName},
                                {"epochs_done", run.epochsDone},
                                {"epochs", run.epochsPlanned},
                                {"ended_early", run.endedEarly},
                                {"step", run.step},
                                {"best_top1", nullptr},
                                {"best_epoch", run.bestEpoch},
                                {"last_top1", nullptr},
                                {"active_seconds", run.activeSeconds},
                                {"bytes", run.bytes},
                                {"started", utcText(run.startedUtcMs)}};
    if (run.bestTop1 >= 0) {
        json["best_top1"] = run.bestTop1;
        json["last_top1"] = run.lastTop1;
    }
    if (!run.problem.empty())
        json["problem"] = run.problem;
    return json;
}

struct RunsOptions {
    std::string folder = defaultRunsFolder(), since, sort = "started";
    std::vector<std::string> states, models, tags;
    double bestAbove = -1; ///< per cent
    std::size_t limit = 0; ///< 0 = all
    bool json = false;
};

/// "2026-11-03" or "2026-11-03T18:12:05Z" in milliseconds. Throws Error(Usage).
std::int64_t utcOf(const std::string& date) {
    for (const char* form : {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"}) {
        std::tm parts{};
        const char* end = ::strptime(date.c_str(), form, &parts);
        if (end == nullptr || *end != '\0')
            continue;
        const std::int64_t utcMs = std::int64_t{::timegm(&parts)} * 1'000;
        if (utcText(utcMs).starts_with(date)) // not the 30th of February
            return utcMs;
    }
    throw Error(ErrorKind::Usage,
                {"This is no date", displayText(date), {}, "Write it as 2026-11-03 or 2026-11-03T18:12:05Z (UTC)."});
}

bool isAnyOf(const std::string& word, const std::vector<std::string>& wanted) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), word) != wanted.end();
}

/// All that are asked for; none asked for is no question.
bool hasTags(const RunSummary& run, const std::vector<std::string>& wanted) {
    if (wanted.empty())
        return true;
    const std::vector<std::string> tags = notesOf(run).tags;
    return std::all_of(wanted.begin(), wanted.end(), [&tags](const std::string& tag) { return isAnyOf(tag, tags); }) &&
           !tags.empty();
}

/// Newest first, the best first, the largest first; names from A to Z.
void sortRuns(std::vector<RunSummary>& runs, const std::string& by) {
    std::stable_sort(runs.begin(), runs.end(), [&by](const RunSummary& a, const RunSummary& b) {
        if (by == "best")
            return a.bestTop1 > b.bestTop1;
        if (by == "size")
            return a.bytes > b.bytes;
        return by == "name" && a.name < b.name; // listRuns() has them by their start
    });
}

std::vector<RunSummary> chosenRuns(const RunsOptions& options) {
    const std::int64_t since = options.since.empty() ? 0 : utcOf(options.since);
    std::vector<RunSummary> runs = listRuns(options.folder);
    std::erase_if(runs, [&options, since](const RunSummary& run) {
        return !isAnyOf(runStateName(run.state), options.states) || !isAnyOf(run.model, options.models) ||
               (options.bestAbove >= 0 && run.bestTop1 * 100 <= options.bestAbove) || run.startedUtcMs < since ||
               !hasTags(run, options.tags);
    });
    sortRuns(runs, options.sort);
    if (options.limit > 0 && runs.size() > options.limit)
        runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(options.limit), runs.end());
    return runs;
}

int showRuns(const RunsOptions& options) {
    const std::string& folder = options.folder;
    if (folder != defaultRunsFolder())
        requireFolder(folder, "There is no such folder", "Name a folder of runs.");
    const std::vector<RunSummary> runs = chosenRuns(options);
    if (options.json) {
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (const RunSummary& run : runs)
            rows.push_back(runJson(run));
        std::printf("%s\n", rows.dump().c_str());
        return kExitDone;
    }
    if (runs.empty()) {
        std::printf("No%s runs in %s\n", listRuns(folder).empty() ? "" : " such", displayText(folder).c_str());
        return kExitDone;
    }
    printRuns(runs);
    return kExitDone;
}

template<typename Value>
nlohmann::ordered_json orNull(const std::optional<Value>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

/// `canUseCuda`: the build computes on cards, so that what it cannot use of these is a fault of theirs.
nlohmann::ordered_json cardsJson(const CardReport& report, bool canUseCuda) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const GraphicsCard& card : report.cards) {
        std::optional<CardAbility> ability; // null where the driver does not tell: it may be any
        if (card.capability)
            ability = abilityOf(*card.capability);
        const auto can = [&ability](bool CardAbility::*what) {
            return ability ? nlohmann::ordered_json((*ability).*what) : nlohmann::ordered_json(nullptr);
        };
        nlohmann::ordered_json row{{"index", card.index},
                                   {"name", card.name},
                                   {"uuid", card.uuid},
                                   {"pci", card.pciBusId},
                                   {"memory_bytes", orNull(card.memoryBytes)},
                                   {"memory_free_bytes", orNull(card.memoryFreeBytes)},
                                   {"compute_capability", nullptr},
                                   {"usable", can(&CardAbility::usable)},
                                   {"fp16", can(&CardAbility::fp16)},
                                   {"bf16", can(&CardAbility::bf16)},
                                   {"tf32", can(&CardAbility::tf32)}};
        if (card.capability)
            row["compute_capability"] = capabilityText(*card.capability);
        if (const std::string why = canUseCuda ? whyUnusable(card, report) : card.problem; !why.empty()) {
            row["usable"] = false;
            row["problem"] = why;
        }
        rows.push_back(row);
    }
    return rows;
}

int showSystem(bool json) {
    SystemFacts facts{kVersion, systemInfo(), {}, defaultRunsFolder(), freeBytes(defaultRunsFolder()), {}};
    const CardReport cards = lookAtCardsPatiently();
    const CudaPlugin plugin = findCudaPlugin();
    const bool canUseCuda = !plugin.path.empty();
    registerCards(cards, plugin);
    nlohmann::ordered_json devices = nlohmann::ordered_json::array();
    for (const DeviceInfo& device : listDevices()) {
        facts.devices.emplace_back(device.id, device.name);
        devices.push_back({{"id", device.id}, {"name", device.name}, {"memory_bytes", device.memoryBytes}});
    }
    facts.gpus = cardLines(cards, canUseCuda);
    if (canUseCuda)
        facts.gpus.emplace_back("plug-in", displayText(plugin.path));
    if (!json) {
        std::fputs(systemText(facts).c_str(), stdout);
        return kExitDone;
    }
    const SystemInfo& info = facts.info;
    const nlohmann::ordered_json all{{"version", facts.version},
                                     {"system", info.system},
                                     {"cpu", info.cpuName},
                                     {"cores", info.cores},
                                     {"memory_bytes", info.memoryBytes},
                                     {"memory_free_bytes", info.memoryFreeBytes},
                                     {"gpu", info.gpuName},
                                     {"driver", cards.driver},
                                     {"driver_cuda", cards.cuda},
                                     {"gpus", cardsJson(cards, canUseCuda)},
                                     {"gpu_note", cards.note},
                                     {"gpu_problem", canUseCuda ? whyNoCardIsUsable(cards) : cards.problem},
                                     {"cuda_plugin", canUseCuda ? nlohmann::ordered_json(escapeBytes(plugin.path))
                                                                : nlohmann::ordered_json(nullptr)},
                                     {"cuda_problem", canUseCuda ? "" : kNoCudaHere},
                                     {"devices", devices},
                                     {"runs_folder", escapeBytes(facts.runsFolder)},
                                     {"runs_free_bytes", facts.runsFreeBytes}};
    std::printf("%s\n", all.dump().c_str());
    return kExitDone;
}

} // namespace

CliAction addRunsVerb(CLI::App& app) {
    auto options = std::make_shared<RunsOptions>();
    CLI::App* verb = app.add_subcommand("runs", "List the runs of a folder");
    verb->add_option("folder", options->folder, "Folder of runs")->capture_default_str();
    std::vector<std::string> states;
    for (int state = 0; state <= static_cast<int>(RunState::Damaged); ++state)
        states.emplace_back(runStateName(static_cast<RunState>(state)));
    verb->add_option("--state", options->states, "Only runs that are so; several with commas")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember(states));
    verb->add_option("--model", options->models, "Only runs of this network; several with commas")
        ->delimiter(',')
        ->allow_extra_args(false);
    verb->add_option("--tag", options->tags, "Only runs with this tag; with all of several")->allow_extra_args(false);
    verb->add_option("--best-above", options->bestAbove, "Only runs with a better top-1, in per cent")
        ->check(CLI::Range(0.0, 100.0));
    verb->add_option("--since", options->since, "Only runs started since: 2026-11-03, or with T18:12:05Z (UTC)");
    verb->add_option("--sort", options->sort, "started (the newest first), best, size or name")
        ->check(CLI::IsMember({"started", "best", "size", "name"}))
        ->capture_default_str();
    verb->add_option("--limit", options->limit, "At most so many; 0 = all")->capture_default_str();
    verb->add_flag("--json", options->json, "Machine-readable list on stdout");
    return [options] { return showRuns(*options); };
}

CliAction addSystemInfoVerb(CLI::App& app) {
    auto json = std::make_shared<bool>(false);
    CLI::App* verb = app.add_subcommand("system-info", "What this machine offers");
    verb->add_flag("--json", *json, "Machine-readable result on stdout");
    return [json] { return showSystem(*json); };
}

} // namespace studio
