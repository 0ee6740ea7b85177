// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_device.h"
#include "app/exit_code.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/read_error.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/device/card_report.h"
#include "core/device/cuda_plugin.h"
#include "core/device/device.h"
#include "core/run/run_folder.h"
#include "studio_version.h"

namespace studio {

namespace {

void printRun(const RunSummary& run) {
    char top1[16] = "-";
    if (run.bestTop1 >= 0)
        std::snprintf(top1, sizeof top1, "%.2f", run.bestTop1 * 100);
    std::printf("%-32s %-12s %-12s %4d/%-4d %7s  %10s  %s\n", run.name.c_str(), runStateName(run.state),
                run.model.c_str(), run.epochsDone, run.epochsPlanned, top1, byteText(run.bytes).c_str(),
                run.problem.empty() ? utcText(run.startedUtcMs).c_str() : run.problem.c_str());
}

nlohmann::ordered_json runJson(const RunSummary& run) {
    nlohmann::ordered_json json{{"folder", escapeBytes(run.folder)},
                                {"state", runStateName(run.state)},
                                {"model", run.model},
                                {"data", run.dataName},
                                {"epochs_done", run.epochsDone},
                                {"epochs", run.epochsPlanned},
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

int showRuns(const std::string& folder, bool json) {
    if (folder != defaultRunsFolder())
        requireFolder(folder, "There is no such folder", "Name a folder of runs.");
    const auto runs = listRuns(folder);
    if (json) {
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (const RunSummary& run : runs)
            rows.push_back(runJson(run));
        std::printf("%s\n", rows.dump().c_str());
        return kExitDone;
    }
    if (runs.empty()) {
        std::printf("No runs in %s\n", displayText(folder).c_str());
        return kExitDone;
    }
    std::printf("%-32s %-12s %-12s %9s %7s  %10s  %s\n", "name", "state", "network", "epochs", "top-1 %", "size",
                "started (UTC)");
    for (const RunSummary& run : runs)
        printRun(run);
    return kExitDone;
}

template<typename Value>
nlohmann::ordered_json orNull(const std::optional<Value>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json cardsJson(const std::vector<GraphicsCard>& cards) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const GraphicsCard& card : cards) {
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
        if (!card.problem.empty()) {
            row["usable"] = false;
            row["problem"] = card.problem;
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
                                     {"gpus", cardsJson(cards.cards)},
                                     {"gpu_note", cards.note},
                                     {"gpu_problem", cards.problem},
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
    auto folder = std::make_shared<std::string>(defaultRunsFolder());
    auto json = std::make_shared<bool>(false);
    CLI::App* verb = app.add_subcommand("runs", "List the runs of a folder");
    verb->add_option("folder", *folder, "Folder of runs")->capture_default_str();
    verb->add_flag("--json", *json, "Machine-readable list on stdout");
    return [folder, json] { return showRuns(*folder, *json); };
}

CliAction addSystemInfoVerb(CLI::App& app) {
    auto json = std::make_shared<bool>(false);
    CLI::App* verb = app.add_subcommand("system-info", "What this machine offers");
    verb->add_flag("--json", *json, "Machine-readable result on stdout");
    return [json] { return showSystem(*json); };
}

} // namespace studio
