// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "app/cli_signals.h"
#include "core/backup/auto_backup.h"
#include "core/backup/backup_command.h"
#include "core/base/error.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/notice/notice_outbox.h"
#include "core/notice/notifier.h"
#include "core/run/run_folder.h"
#include "core/run/told_once.h"
#include "core/service/supervisor.h"

namespace studio {

namespace {

struct SuperviseOptions {
    std::vector<std::string> words; ///< a run folder, or a training verb and what it takes
    SupervisorOptions supervisor;
};

bool hasOption(const std::vector<std::string>& words, const std::string& name) {
    return std::any_of(words.begin(), words.end(),
                       [&name](const std::string& word) { return word == name || word.starts_with(name + "="); });
}

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
    } else if (words.size() > 1 || !isRunThere(first)) {
        throw Error(ErrorKind::Usage,
                    {"This cannot be supervised",
                     displayText(first),
                     {},
                     "Name a run folder, or put what is to run behind two dashes: supervise -- train ..."});
    } else {
        command.insert(command.end(), {"resume", std::filesystem::absolute(first).string()});
    }
}

/// What follows an option, the last time it is given; empty where it is not.
std::string valueOf(const std::vector<std::string>& words, const std::string& option) {
    std::string value;
    for (auto word = words.begin(); word != words.end(); ++word) {
        if (word->starts_with(option + "="))
            value = word->substr(option.size() + 1);
        else if (*word == option && word + 1 != words.end())
            value = word[1];
    }
    return value;
}

std::string runOf(const std::vector<std::string>& words) {
    if (words.front() == "train")
        return valueOf(words, "--run");
    const auto run = std::find_if(words.begin(), words.end(), [](const std::string& word) { // options may stand before
        return isRunThere(std::filesystem::absolute(word));
    });
    return run != words.end() ? *run : std::string();
}

bool namesEpochs(const std::vector<std::string>& words) {
    return words.front() == "resume" && std::any_of(words.begin(), words.end(), [](const std::string& word) {
               return word.find("epochs=") != std::string::npos;
           });
}

/// Where the training backs itself up to; as its own options say.
BackupWish wishOf(const std::vector<std::string>& words) {
    BackupWish wish;
    wish.target = valueOf(words, "--backup");
    const char* variable = std::getenv("RESNET_STUDIO_BACKUP");
    if (wish.target.empty() && variable != nullptr)
        wish.target = variable;
    wish.endpoint = valueOf(words, "--backup-endpoint");
    return wish;
}

/// Of a run that is finished only what follows it can be given up.
Notice finishedButGivenUp(const NoticeRun& run, const BackupWish& wish, const std::string& why) {
    const std::string rest = "The run itself is finished, and whole where it is. " + why;
    if (wish.target.empty())
        return noticeOfRun(NoticeLevel::Warning, NoticeKind::Failed, "is finished, but what follows it is not", rest,
                           run);
    return noticeOfRun(NoticeLevel::Warning, NoticeKind::NotBackedUp, "is finished, but its backup is not",
                       rest + " Back it up: " + backupCommand(run.folder, wish.target, wish.endpoint), run);
}

/// A training that was killed could tell nobody. `isExtended`: to more epochs, so that "finished" is of an earlier
/// time. Once: a service may start this supervisor again and again.
void tellGivenUp(const std::string& folder, bool isExtended, const BackupWish& wish, const std::string& why) {
    const ToldOnce told(folder, "given up", why);
    if (!folder.empty() && !told.isNews())
        return;
    NoticeRun run;
    run.folder = folder.empty() ? std::string() : std::filesystem::absolute(folder).string();
    const bool isThere = !folder.empty() && isRunThere(run.folder);
    const std::string name = folder.empty() ? "A training" : displayText(baseName(run.folder));
    NoticeOutbox outbox;
    Notice notice = isThere && !isExtended && summariseRun(run.folder).state == RunState::Finished
                        ? finishedButGivenUp(run, wish, why)
                        : makeNotice(NoticeLevel::Error, NoticeKind::Failed, name + " is given up",
                                     why + " This supervisor starts it no more." +
                                         (isThere ? " Its checkpoints are as they were: resnet-train resume " +
                                                        shellWord(run.folder)
                                                  : std::string()),
                                     run);
    if (!folder.empty())
        notice.arrived = [told] { told.keep(); };
    outbox.add(std::move(notice));
    outbox.finish(NoticeOutbox::kAtTheEnd);
}

int supervise(SuperviseOptions& options) {
    setCommand(options.words, options.supervisor);
    options.supervisor.say = [](const std::string& text) {
        std::fprintf(stderr, "resnet-train supervise: %s\n", text.c_str());
    };
    if (!hasOption(options.words, "--no-notices"))
        options.supervisor.gaveUp = [run = runOf(options.words), wish = wishOf(options.words),
                                     isExtended = namesEpochs(options.words)](const std::string& why) {
            tellGivenUp(run, isExtended, wish, why);
        };
    forgetTold(runOf(options.words));
    Supervisor supervisor(options.supervisor);
    const SignalThread signals([&supervisor](int number) { supervisor.stop(number); });
    return supervisor.run();
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
