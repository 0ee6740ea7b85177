// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stop_token>

#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "app/cli_given_up.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "core/run/told_once.h"
#include "core/service/supervisor.h"

namespace studio {

namespace {

struct SuperviseOptions {
    std::vector<std::string> words; ///< a run folder, or a training verb and what it takes
    SupervisorOptions supervisor;
};

/// What a child is started with. A training that is started again goes on with its run, so it must name it.
void setCommand(const std::vector<std::string>& words, SupervisorOptions& supervisor) {
    const std::string& first = words.front();
    std::vector<std::string>& command = supervisor.command;
    command = {std::filesystem::read_symlink("/proc/self/exe").string()};
    if (first == "train" && !hasOption(words, "--run"))
        throw Error(ErrorKind::Usage, {"A supervised training needs a run folder",
                                       {},
                                       "Without one each start would begin another run.",
                                       "Name it with --run."});
    if (first == "train" || first == "resume") {
        command.insert(command.end(), words.begin(), words.end());
        if (first == "train" && !hasOption(words, "--resume"))
            supervisor.againExtras = {"--resume", "auto"};
    } else if (words.size() == 1 && !isRunThere(first)) {
        throw Error(ErrorKind::Data,
                    {"There is no run here",
                     displayText(first),
                     {},
                     "Name a run folder, or put what is to run behind two dashes: supervise -- train ..."});
    } else if (words.size() > 1) {
        throw Error(ErrorKind::Usage,
                    {"This cannot be supervised",
                     displayText(first),
                     {},
                     "Name a run folder, or put what is to run behind two dashes: supervise -- train ..."});
    } else {
        command.insert(command.end(), {"resume", std::filesystem::absolute(first).string()});
    }
}

/// A service that starts the whole supervisor again tells by itself when it does so no more.
bool isRestartedBySystemd() {
    const char* by = std::getenv("RESNET_STUDIO_RESTARTED_BY");
    return by != nullptr && std::string(by) == "systemd";
}

int supervise(SuperviseOptions& options) {
    const std::string run = runOf(options.words);
    const bool isQuiet = hasOption(options.words, "--no-notices");
    std::stop_source asked;
    beginTold(run, isQuiet, [&options] { setCommand(options.words, options.supervisor); });
    options.supervisor.say = [](const std::string& text) {
        std::fprintf(stderr, "resnet-train supervise: %s\n", text.c_str());
    };
    if (!isQuiet)
        options.supervisor.gaveUp = [run, words = options.words, hurry = asked.get_token()](const std::string& why) {
            tellGivenUp({run, words, why, isRestartedBySystemd() ? "" : "This supervisor"}, hurry);
        };
    if (!run.empty())
        options.supervisor.isTaken = [run] { return isRunLocked(run); };
    forgetTold(run);
    Supervisor supervisor(options.supervisor);
    const SignalThread signals([&supervisor, &asked](int number) {
        supervisor.stop(number);
        asked.request_stop();
    });
    int code = kExitDone;
    beginTold(run, isQuiet, [&] { code = supervisor.run(); }); // a child that cannot be started tells nobody
    return code;
}

} // namespace

CliAction addSuperviseVerb(CLI::App& app) {
    auto options = std::make_shared<SuperviseOptions>();
    CLI::App* verb = app.add_subcommand(
        "supervise", "Resume a run, and again where that may help: after a crash, a hang, exit code 75");
    verb->add_option("run", options->words, "Run folder; or -- train ... or -- resume ...")
        ->required()
        ->type_name("RUN");
    verb->add_option("--restarts", options->supervisor.maxRestarts, "Starts again in a row, without steady progress")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    verb->add_option("--watchdog", options->supervisor.watchdogSeconds,
                     "Seconds without progress after which it hangs; more where the run's steps are slow")
        ->check(CLI::Range(1.0, 86'400.0))
        ->capture_default_str();
    return [options] { return supervise(*options); };
}

} // namespace studio
