// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_remote.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <functional>
#include <stop_token>
#include <thread>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_output.h"
#include "app/cli_signals.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/recipe/rate_plan.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

using Clock = std::chrono::steady_clock;

struct SteerOptions {
    std::shared_ptr<std::string> run;
    bool json = false, takeBack = false;
    int wait = 120; ///< seconds
    PlanWish plan;
    bool yes = false;     ///< also what is unusual
    std::stop_token stop; ///< of the wait: the person has seen enough
};

/// What came of a command.
struct Outcome {
    std::string state; ///< "paused", "asked": for scripts
    std::string text;
    int code = kExitDone;
};

[[noreturn]] void throwNotTrained(const std::string& folder) {
    if (!isRunLocked(folder))
        throw Error(ErrorKind::Usage,
                    {"Nobody trains this run",
                     displayText(folder),
                     {},
                     "\"resnet-train resume " + displayText(shellWord(folder)) + "\" goes on with it."});
    const std::optional<std::int64_t> owner = lockOwner(folder);
    throw Error(ErrorKind::Io, {"The process that trains this run cannot be reached", displayText(folder),
                                owner ? "It is process " + std::to_string(*owner) + "." : "",
                                "SIGTERM (kill) makes it save and end, on the machine where it runs."});
}

std::unique_ptr<RemoteRun> reach(const std::string& folder) {
    std::unique_ptr<RemoteRun> remote = RemoteRun::connect(folder);
    if (!remote)
        throwNotTrained(folder);
    return remote;
}

Outcome endOf(const std::optional<RunReport>& ended) {
    if (!ended)
        return {"gone", "the process that trained this run is gone; look at it with resnet-train status", kExitRetry};
    if (ended->outcome == RunOutcome::Failed)
        return {"failed", "the run failed: " + displayText(ended->error.text()), exitCodeOf(ended->errorKind)};
    const bool finished = ended->outcome == RunOutcome::Finished;
    return {finished ? "finished" : "stopped", std::string(finished ? "finished" : "saved and stopped") + " after " +
                                                   grouped(ended->epochsDone) +
                                                   (ended->epochsDone == 1 ? " epoch" : " epochs")};
}

/// Ctrl-C ends this program alone.
Outcome leftAlone() {
    return {"asked", "no longer waited for; what was asked for stands, and the run is left alone", kExitInterrupted};
}

/// Waits until `isSo` holds of a status, or for the end of the run.
Outcome waitFor(RemoteRun& remote, const SteerOptions& options, const std::function<bool(const RemoteStatus&)>& isSo,
                const Outcome& reached) {
    const auto end = Clock::now() + std::chrono::seconds(options.wait);
    std::string phase = "busy";
    while (Clock::now() < end) {
        const RemoteNews news = remote.next(std::chrono::milliseconds(250));
        if (options.stop.stop_requested())
            return leftAlone();
        if (news.ended || news.gone)
            return endOf(news.ended);
        if (news.status && isSo(*news.status))
            return reached;
        if (news.status)
            phase = phaseName(news.status->status.phase);
    }
    return {"asked", "asked for, but not done within " + std::to_string(options.wait) + " s: the run is " + phase,
            kExitRetry};
}

Outcome pauseRun(RemoteRun& remote, const SteerOptions& options) {
    remote.send(RemoteCommand::Pause);
    return waitFor(
        remote, options, [](const RemoteStatus& s) { return s.status.phase == TrainPhase::Paused; },
        {"paused", "paused; \"resnet-train continue " + displayText(shellWord(*options.run)) + "\" goes on"});
}

Outcome continueRun(RemoteRun& remote, const SteerOptions& options) {
    remote.send(RemoteCommand::Continue);
    return waitFor(remote, options,
                   [](const RemoteStatus& s) { return !s.pauseAsked && s.status.phase != TrainPhase::Paused; },
                   {"training", "goes on"});
}

Outcome stopRun(RemoteRun& remote, const SteerOptions& options) {
    remote.send(RemoteCommand::Stop);
    return waitFor(remote, options, [](const RemoteStatus&) { return false; }, {});
}

Outcome stopAfterEpoch(RemoteRun& remote, const SteerOptions& options) {
    remote.send(options.takeBack ? RemoteCommand::CancelStopAfterEpoch : RemoteCommand::StopAfterEpoch);
    return options.takeBack ? Outcome{"training", "the run goes on after this epoch"}
                            : Outcome{"asked", "the run ends after this epoch, its validation and its checkpoint"};
}

/// How long a record is waited for: options.wait in all, or since the run last said that it is at work.
enum class Patience { InAll, SinceWord };

/// Waits until run.db tells of it, or for the end of the run; the end may tell of it, too.
Outcome waitForRecord(RemoteRun& remote, const SteerOptions& options, const char* what,
                      const std::function<std::optional<Outcome>(const RunDatabase&)>& look,
                      Patience patience = Patience::InAll) {
    const std::chrono::seconds wait(options.wait);
    auto end = Clock::now() + wait;
    RemoteNews news;
    while (Clock::now() < end) {
        const RunDatabase database(RunPaths(*options.run).database, RunDatabase::Mode::Read);
        if (const std::optional<Outcome> outcome = look(database))
            return *outcome;
        if (news.ended || news.gone)
            return endOf(news.ended);
        if (options.stop.stop_requested())
            return leftAlone();
        news = remote.next(std::chrono::milliseconds(250));
        if (patience == Patience::SinceWord && news.status && news.status->status.phase != TrainPhase::Paused)
            end = Clock::now() + wait;
        std::this_thread::sleep_for(std::chrono::milliseconds(100)); // between two looks
    }
    return {"asked",
            "asked for, but not " + std::string(what) +
                (patience == Patience::InAll ? " within " : ": the run was silent or paused for ") +
                std::to_string(options.wait) + " s",
            kExitRetry};
}

/// The newest line of the journal since `asked` that `wanted` takes.
std::optional<EventRecord> eventSince(const RunDatabase& database, std::int64_t asked,
                                      const std::function<bool(const EventRecord&)>& wanted) {
    for (const EventRecord& event : database.events(20)) {
        if (event.utcMs >= asked && wanted(event))
            return event;
    }
    return std::nullopt;
}

/// The journal says when the checkpoint is on the disk.
Outcome snapshotRun(RemoteRun& remote, const SteerOptions& options) {
    const std::int64_t asked = utcMilliseconds();
    remote.send(RemoteCommand::Snapshot);
    return waitForRecord(remote, options, "saved", [asked](const RunDatabase& database) -> std::optional<Outcome> {
        const auto event = eventSince(database, asked, [](const EventRecord& each) {
            return each.kind == EventKind::CheckpointSaved || each.kind == EventKind::CheckpointFailed;
        });
        if (!event)
            return std::nullopt;
        const bool saved = event->kind == EventKind::CheckpointSaved;
        return Outcome{saved ? "saved" : "failed", eventText(*event), saved ? kExitDone : kExitRetry};
    });
}

/// Where the epoch ends meanwhile its own validation is the answer.
Outcome validateRun(RemoteRun& remote, const SteerOptions& options) {
    const std::int64_t asked = utcMilliseconds();
    remote.send(RemoteCommand::Validate);
    const auto look = [asked](const RunDatabase& database) -> std::optional<Outcome> {
        if (const auto event =
                eventSince(database, asked, [](const EventRecord& each) { return each.kind == EventKind::Validated; }))
            return Outcome{"validated", eventText(*event)};
        const std::vector<EpochRecord> epochs = database.epochs();
        if (epochs.empty() || epochs.back().finishedUtcMs < asked)
            return std::nullopt;
        return Outcome{"validated", "the epoch ended: its own validation found top-1 " +
                                        std::to_string(epochs.back().valTop1 * 100).substr(0, 5) + " %"};
    };
    return waitForRecord(remote, options, "done", look, Patience::SinceWord); // a large set takes as long as it takes
}

/// Where the run stands, by its own word: a trainer that is about to begin has none for a moment.
std::optional<PlanPosition> positionOf(RemoteRun& remote) {
    const auto end = Clock::now() + std::chrono::seconds(10);
    RemoteNews news;
    while (Clock::now() < end && !news.ended && !news.gone) {
        news = remote.next(std::chrono::milliseconds(250));
        if (news.status && news.status->status.epoch >= 1 && news.status->status.stepsPerEpoch >= 1)
            return PlanPosition{news.status->status.epoch, news.status->status.stepsPerEpoch,
                                news.status->status.rateFactor};
    }
    return std::nullopt;
}

/// Before the trainer is asked: what cannot be is refused, what is unusual wants a second word.
void guardPlan(RemoteRun& remote, const SteerOptions& options) {
    const std::optional<PlanPosition> position = positionOf(remote);
    if (!position) {
        std::fprintf(stderr, "The run does not say where it stands: its trainer alone checks the plan.\n");
        return;
    }
    const PlannedChange plan = planChange(readRunRecipe(RunPaths(*options.run).recipe), *position, options.plan);
    if (!plan.warning.empty() && !options.yes)
        throw Error(ErrorKind::Config,
                    {options.plan.learningRate ? "This learning rate is unusually high" : "This change is unusual",
                     plan.warning, "Nothing was changed.", "Give other values, or add --yes to have these."});
}

Outcome setPlan(RemoteRun& remote, const SteerOptions& options) {
    if (!options.plan.learningRate && !options.plan.epochs)
        throw Error(ErrorKind::Usage,
                    {"Nothing was said that should change", {}, {}, "Give --learning-rate, --epochs or both."});
    guardPlan(remote, options);
    const std::int64_t asked = utcMilliseconds();
    remote.send(RemoteCommand::Plan, options.plan);
    const auto look = [asked](const RunDatabase& database) -> std::optional<Outcome> {
        const auto event = eventSince(database, asked, [](const EventRecord& each) {
            return each.kind == EventKind::Changed || each.title == kPlanNotChanged;
        });
        if (!event)
            return std::nullopt;
        const bool done = event->kind == EventKind::Changed;
        return Outcome{done ? "changed" : "refused", eventText(*event), done ? kExitDone : kExitConfig};
    };
    const Outcome outcome = waitForRecord(remote, options, "changed", look);
    if (outcome.state == "changed" || outcome.state == "refused" || outcome.state == "asked")
        return outcome;
    return {"too-late", "the plan was not changed, the run has ended: " + outcome.text, kExitConfig};
}

int steer(SteerOptions options, const std::function<Outcome(RemoteRun&, const SteerOptions&)>& what) {
    requireRun(*options.run);
    const std::unique_ptr<RemoteRun> remote = reach(*options.run);
    std::stop_source stop;
    options.stop = stop.get_token();
    const SignalThread signals([&](int) {
        stop.request_stop();
        remote->wake();
    });
    const Outcome outcome = what(*remote, options);
    if (options.json)
        std::printf(
            "%s\n",
            nlohmann::ordered_json{{"run", escapeBytes(*options.run)}, {"state", outcome.state}, {"text", outcome.text}}
                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                .c_str());
    else
        std::printf("%s\n", outcome.text.c_str());
    return outcome.code;
}

CliAction addSteering(CLI::App& app, const char* name, const char* help, bool waits,
                      std::function<Outcome(RemoteRun&, const SteerOptions&)> what,
                      const std::function<void(CLI::App&, SteerOptions&)>& more = {}) {
    auto options = std::make_shared<SteerOptions>();
    CLI::App* verb = app.add_subcommand(name, help);
    options->run = addRunOption(*verb);
    verb->add_flag("--json", options->json, "Machine-readable result on stdout");
    if (waits)
        verb->add_option("--wait", options->wait, "Seconds to wait until it is so")
            ->check(CLI::Range(0, 86'400))
            ->capture_default_str();
    else
        verb->add_flag("--cancel", options->takeBack, "Take it back");
    if (more)
        more(*verb, *options);
    return [options, what = std::move(what)] { return steer(*options, what); };
}

} // namespace

const char* phaseName(TrainPhase phase) {
    static constexpr std::array kNames{"preparing", "training", "validating", "saving", "paused", "stopping"};
    return kNames[static_cast<std::size_t>(phase)];
}

std::optional<std::int64_t> lockOwner(const std::string& folder) {
    try {
        const std::string text = readSmallFile(RunPaths(folder).lock, 64);
        std::int64_t number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem == std::errc() && end != text.data() && number > 0)
            return number;
    } catch (const Error&) {
        // Only the number is unknown then.
    }
    return std::nullopt;
}

std::shared_ptr<std::string> addRunOption(CLI::App& verb) {
    auto run = std::make_shared<std::string>();
    verb.add_option("run", *run, "Run folder")->required();
    return run;
}

CliAction addPauseVerb(CLI::App& app) {
    return addSteering(app, "pause", "Pause a run that another process trains", true, pauseRun);
}

CliAction addContinueVerb(CLI::App& app) {
    return addSteering(app, "continue", "Go on with a run that is paused", true, continueRun);
}

CliAction addStopVerb(CLI::App& app) {
    return addSteering(app, "stop", "Save and end a run that another process trains", true, stopRun);
}

CliAction addStopAfterEpochVerb(CLI::App& app) {
    return addSteering(app, "stop-after-epoch", "End a run after its present epoch", false, stopAfterEpoch);
}

CliAction addSnapshotVerb(CLI::App& app) {
    return addSteering(app, "snapshot", "Save a checkpoint of a run now", true, snapshotRun);
}

CliAction addValidateVerb(CLI::App& app) {
    return addSteering(app, "validate", "Measure the validation set with the present weights of a run that trains",
                       true, validateRun, [](CLI::App& verb, SteerOptions&) {
                           verb.get_option("--wait")->description("Seconds without a word of the run, or in a pause, "
                                                                  "until it is no longer waited for");
                       });
}

CliAction addSetVerb(CLI::App& app) {
    return addSteering(app, "set", "Change the plan of a run that trains, from its next epoch on", true, setPlan,
                       [](CLI::App& verb, SteerOptions& options) {
                           verb.add_option("--learning-rate", options.plan.learningRate,
                                           "Of the next epoch's first step; the schedule keeps its shape after it");
                           verb.add_option("--epochs", options.plan.epochs, "In all: more than are planned now");
                           verb.add_flag("--yes", options.yes, "Also a learning rate far above the schedule");
                       });
}

} // namespace studio
