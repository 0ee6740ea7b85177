// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_remote.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_energy.h"
#include "core/run/run_folder.h"
#include "core/train/eta.h"

namespace studio {

namespace {

/// All that can be learnt of a run without touching it.
struct RunView {
    RunSummary summary;
    std::optional<RunEnergy> energy;
    bool trained = false; ///< somebody holds its lock
    std::optional<std::int64_t> pid;
    std::optional<RemoteStatus> live; ///< empty: from the run folder alone
    std::string unreachable;          ///< why, where somebody trains it
};

RunView lookAt(const std::string& folder) {
    constexpr std::chrono::seconds kAnswerWithin{3};
    RunView view;
    view.summary = summariseRun(folder);
    view.energy = energyIfKnown(folder);
    view.trained = isRunLocked(folder);
    if (view.trained)
        view.pid = lockOwner(folder);
    try {
        if (const auto remote = RemoteRun::connect(folder))
            view.live = remote->next(kAnswerWithin).status;
        else if (view.trained)
            view.unreachable = "it cannot be reached: its state is that of the run folder";
    } catch (const Error& error) {
        view.unreachable = displayText(error.message().text());
    }
    if (view.live) {
        view.trained = true;
        view.pid = view.live->pid;
    }
    return view;
}

const char* stateWord(const RunView& view) {
    return view.live ? phaseName(view.live->status.phase) : runStateName(view.summary.state);
}

void printLive(const RemoteStatus& live) {
    const TrainStatus& s = live.status;
    std::printf("epoch %d/%d, step %d/%d, %.0f img/s, %s\n", s.epoch, s.epochs, s.stepInEpoch, s.stepsPerEpoch,
                s.imagesPerSecond, remainingText(s.remainingSeconds).c_str());
    if (!s.activity.empty())
        std::printf("%s\n", displayText(s.activity).c_str());
    if (live.pauseAsked && s.phase != TrainPhase::Paused)
        std::printf("it will pause after this batch\n");
    if (live.stopAfterEpoch)
        std::printf("it ends after this epoch\n");
    if (!s.trouble.empty())
        std::printf("trouble: %s\n", displayText(s.trouble).c_str());
}

/// What the card will have used at the end, in joules; -1 = not known.
double energyTotal(const RunView& view) {
    return view.live ? energyAtEnd(*view.energy, view.live->status.remainingSeconds) : -1;
}

double activeSeconds(const RunView& view) {
    return view.live ? view.live->status.activeSeconds : view.summary.activeSeconds;
}

void printEnergy(const RunView& view) {
    if (!view.energy)
        return;
    std::printf("the card used %s", usedText(*view.energy, activeSeconds(view)).c_str());
    const char* about = isPartlyMeasured(*view.energy, activeSeconds(view)) ? "at least" : "about";
    if (const double total = energyTotal(view); total >= 0)
        std::printf("; %s %s at the end", about, energyText(total).c_str());
    std::printf("\n");
}

void printView(const RunView& view) {
    std::printf("%s: %s\n", view.summary.name.c_str(), stateWord(view));
    if (view.live)
        printLive(*view.live);
    else
        std::printf("epoch %d/%d done, step %s\n", view.summary.epochsDone, view.summary.epochsPlanned,
                    grouped(view.summary.step).c_str());
    if (view.summary.bestTop1 >= 0)
        std::printf("best top-1 %.2f %% in epoch %d\n", view.summary.bestTop1 * 100, view.summary.bestEpoch);
    if (view.summary.lastAverageTop1 >= 0)
        std::printf("last epoch: top-1 %.2f %% weights, %.2f %% their average\n", view.summary.lastWeightsTop1 * 100,
                    view.summary.lastAverageTop1 * 100);
    printEnergy(view);
    if (!view.summary.problem.empty())
        std::printf("problem: %s\n", displayText(view.summary.problem).c_str());
    if (!view.trained) {
        std::printf("nobody trains this run\n");
        return;
    }
    const std::string where =
        view.live ? " on " + displayText(view.live->host) + ", " + displayText(view.live->start.device) : std::string();
    std::printf("process %s trains it%s\n", view.pid ? std::to_string(*view.pid).c_str() : "unknown", where.c_str());
    if (!view.unreachable.empty())
        std::printf("%s\n", view.unreachable.c_str());
}

nlohmann::ordered_json viewJson(const RunView& view) {
    const auto known = [](double value) {
        return value >= 0 ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
    };
    nlohmann::ordered_json json{{"run", escapeBytes(view.summary.folder)},
                                {"state", stateWord(view)},
                                {"trained", view.trained},
                                {"live", view.live.has_value()},
                                {"pid", nullptr},
                                {"epochs_done", view.summary.epochsDone},
                                {"epochs", view.summary.epochsPlanned},
                                {"best_top1", known(view.summary.bestTop1)},
                                {"best_epoch", view.summary.bestEpoch},
                                {"last_weights_top1", known(view.summary.lastWeightsTop1)},
                                {"last_average_top1", known(view.summary.lastAverageTop1)}};
    if (view.pid)
        json["pid"] = *view.pid;
    if (view.live) {
        const TrainStatus& s = view.live->status;
        json.update({{"host", view.live->host},
                     {"device", view.live->start.device},
                     {"epoch", s.epoch},
                     {"epochs", s.epochs},
                     {"step", s.step},
                     {"total_steps", s.totalSteps},
                     {"step_in_epoch", s.stepInEpoch},
                     {"steps_per_epoch", s.stepsPerEpoch},
                     {"images_per_second", s.imagesPerSecond},
                     {"remaining_seconds", known(s.remainingSeconds)},
                     {"active_seconds", s.activeSeconds},
                     {"activity", s.activity},
                     {"trouble", s.trouble},
                     {"pause_asked", view.live->pauseAsked},
                     {"stop_after_epoch", view.live->stopAfterEpoch}});
        if (const StepParts& parts = s.parts; parts.step > 0)
            json["step_parts_seconds"] = {{"up_to_step", parts.step}, {"input", parts.input},
                                          {"forward", parts.forward},       {"backward", parts.backward},
                                          {"exchange", parts.exchange},     {"optimiser", parts.optimiser}};
    } else {
        json.update({{"step", view.summary.step}, {"active_seconds", view.summary.activeSeconds}});
    }
    if (view.energy) {
        json["energy_joules"] = view.energy->joules;
        json["energy_measured_seconds"] = view.energy->seconds;
        json["energy_joules_in_pauses"] = view.energy->pausedJoules;
        json["energy_joules_at_end"] = known(energyTotal(view));
    }
    if (!view.summary.problem.empty())
        json["problem"] = view.summary.problem;
    if (!view.unreachable.empty())
        json["unreachable"] = view.unreachable;
    return json;
}

int showStatus(const std::string& folder, bool json) {
    requireRun(folder);
    const RunView view = lookAt(folder);
    if (json)
        std::printf("%s\n", viewJson(view).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    else
        printView(view);
    return kExitDone;
}

} // namespace

CliAction addStatusVerb(CLI::App& app) {
    CLI::App* verb = app.add_subcommand("status", "How a run stands, whoever trains it");
    auto run = addRunOption(*verb);
    auto json = std::make_shared<bool>(false);
    verb->add_flag("--json", *json, "Machine-readable result on stdout");
    return [run, json] { return showStatus(*run, *json); };
}

} // namespace studio
