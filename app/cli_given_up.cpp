// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_given_up.h"

#include <algorithm>
#include <cstdlib>

#include "app/exit_code.h"
#include "core/backup/auto_backup.h"
#include "core/backup/backup_command.h"
#include "core/base/paths.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/notice/notice_outbox.h"
#include "core/notice/notifier.h"
#include "core/run/run_folder.h"
#include "core/run/told_once.h"

namespace studio {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// To more epochs: "finished" is of an earlier time then.
bool isExtended(const std::vector<std::string>& words) {
    return words.front() == "resume" && std::any_of(words.begin(), words.end(), [](const std::string& word) {
               return word.find("epochs=") != std::string::npos;
           });
}

/// Where the training backs itself up to; as its own options say.
BackupWish wishOf(const std::vector<std::string>& words) {
    BackupWish wish;
    wish.target = valueOf(words, "--backup");
    if (wish.target.empty())
        wish.target = variable("RESNET_STUDIO_BACKUP");
    wish.endpoint = valueOf(words, "--backup-endpoint");
    return wish;
}

Notice finishedButGivenUp(const NoticeRun& run, const BackupWish& wish, const std::string& why) {
    const std::string rest = "The run itself is finished, and whole where it is. " + why;
    if (wish.target.empty())
        return noticeOfRun(NoticeLevel::Warning, NoticeKind::Failed, "is finished, but what follows it is not", rest,
                           run);
    return noticeOfRun(NoticeLevel::Warning, NoticeKind::NotBackedUp, "is finished, but its backup is not",
                       rest + " Back it up: " + backupCommand(run.folder, wish.target, wish.endpoint), run);
}

} // namespace

bool hasOption(const std::vector<std::string>& words, const std::string& name) {
    return std::any_of(words.begin(), words.end(),
                       [&name](const std::string& word) { return word == name || word.starts_with(name + "="); });
}

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

void tellGivenUp(const GivenUp& what) {
    const ToldOnce told(what.run, "given up", what.why);
    if (!what.run.empty() && !told.isNews())
        return;
    NoticeRun run;
    run.folder = absolutePath(what.run);
    const bool isThere = !what.run.empty() && isRunThere(run.folder);
    const std::string name = what.run.empty() ? "A training" : displayText(baseName(run.folder));
    NoticeOutbox outbox;
    Notice notice = isThere && !isExtended(what.words) && summariseRun(run.folder).state == RunState::Finished
                        ? finishedButGivenUp(run, wishOf(what.words), what.why)
                        : makeNotice(NoticeLevel::Error, NoticeKind::Failed, name + " is given up",
                                     what.why + " " + what.by + " starts it no more." +
                                         (isThere ? " Its checkpoints are as they were: resnet-train resume " +
                                                        shellWord(run.folder)
                                                  : std::string()),
                                     run);
    if (!what.run.empty())
        notice.arrived = [told] { told.keep(); };
    outbox.add(std::move(notice));
    outbox.finish(NoticeOutbox::kAtTheEnd);
}

int tellServiceGaveUp(const std::string& run) {
    const std::string result = variable("MONITOR_SERVICE_RESULT"), code = variable("MONITOR_EXIT_STATUS");
    // A person who stops it knows. A training that came to an end of its own has told why, but for one that did not
    // even find its run.
    const bool isKnown = code != std::to_string(kExitRetry) && isRunThere(absolutePath(run));
    if (result == "exit-code" && (isKnown || code == std::to_string(kExitInterrupted)))
        return kExitDone;
    const std::string unit = variable("MONITOR_UNIT");
    std::string why = "Its service has failed";
    if (!result.empty())
        why += " (" + displayText(result) + ")";
    why += unit.empty() ? "." : "; its log: journalctl --user --unit " + shellWord(unit) + ".";
    tellGivenUp({run, {"resume", run}, why, "systemd"});
    return kExitDone;
}

} // namespace studio
