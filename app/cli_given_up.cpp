// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_given_up.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "app/exit_code.h"
#include "core/backup/auto_backup.h"
#include "core/backup/backup_command.h"
#include "core/base/child_program.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/notice/notice_outbox.h"
#include "core/notice/notice_settings.h"
#include "core/notice/notifier.h"
#include "core/notice/told_channels.h"
#include "core/queue/exit_meaning.h"
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

/// What systemd says of the service that has failed (systemd.exec(5)). Before its version 251 it says nothing by
/// itself.
struct FailedService {
    explicit FailedService(const std::string& named) {
        if (!named.empty())
            unit = named;
        if (result.empty() && !unit.empty())
            ask();
    }

    std::string result = variable("MONITOR_SERVICE_RESULT"), code = variable("MONITOR_EXIT_STATUS"),
                unit = variable("MONITOR_UNIT"), invocation = variable("MONITOR_INVOCATION_ID");

    /// With a code by which a training has told why.
    bool hasEndedItself() const {
        int number = -1;
        const auto [end, fault] = std::from_chars(code.data(), code.data() + code.size(), number);
        const bool isNumber = fault == std::errc() && end == code.data() + code.size(); // a signal has a name there
        return result == "exit-code" && isNumber && hasToldWhy(number);
    }
    std::string why() const {
        const bool isCodeWorthIt = !code.empty() && (result == "exit-code" || result == "signal");
        return "Its service has failed" +
               (result.empty() ? "" : " (" + displayText(result + (isCodeWorthIt ? " " + code : "")) + ")") +
               (unit.empty() ? "." : "; its log: journalctl --user --unit " + shellWord(unit) + ".");
    }
    /// Another unit stands behind one that failed and is started again: its own start was called off.
    bool hasOnlyWaited() const { return result == "success"; }
    bool isPersonsWish() const { return result == "exit-code" && code == std::to_string(kExitInterrupted); }
    /// This one failure, which no other is.
    std::string id() const { return invocation.empty() ? invocation : unit + " " + invocation; }

private:
    void ask() {
        ChildProgram systemctl;
        systemctl.program = "systemctl";
        systemctl.arguments = {"--user",         "show", "-p",           "Result", "-p",
                               "ExecMainStatus", "-p",   "InvocationID", "--",     unit};
        systemctl.outputBytes = 4'096;
        std::istringstream lines(runChildProgram(systemctl).output);
        for (std::string line; std::getline(lines, line);) {
            for (const auto& [name, value] : {std::pair("Result", &result), std::pair("ExecMainStatus", &code),
                                              std::pair("InvocationID", &invocation)}) {
                if (const std::string begin = std::string(name) + "="; line.starts_with(begin))
                    *value = line.substr(begin.size());
            }
        }
    }
};

/// Seconds in which every channel comes to an end of its own: a program that is broken off would be started anew at the
/// next try, and never come further. The units of packaging/ wait for longer than the longest.
double patienceWith(const NoticeSettings& settings) {
    constexpr double kLeast = 60, kToEnd = 10;
    double seconds = kLeast;
    for (const ChannelSettings& channel : settings.channels) {
        const bool isProgram = channel.type == ChannelType::Command || channel.type == ChannelType::Mail;
        if (channel.enabled && isProgram)
            seconds = std::max(seconds, channel.seconds + kToEnd);
    }
    return seconds;
}

/// Delivers what `tell` adds. The exit code: 75 where some channel has not got it yet, and the service that called this
/// tries again. A channel that has it gets it no second time.
int deliver(ToldChannels& channels, const std::function<void(NoticeOutbox&)>& tell) {
    constexpr int kTries = 3;                                                 // the service tries again
    const NoticeSettings settings = readNoticeSettings(noticeSettingsFile()); // throws where nobody could be told
    NoticeOptions options;
    options.makeChannel = channels.factory();
    options.tries = kTries;
    NoticeOutbox outbox(options);
    tell(outbox);
    if (outbox.finish(patienceWith(settings)) > 0 || channels.isAnyLeft())
        return kExitRetry;
    return channels.isAnyRefused() ? kExitFailed : kExitDone;
}

/// Whoever started it by hand has its words before him.
bool isReadAtATerminal() {
    return ::isatty(STDERR_FILENO) == 1 && variable("NOTIFY_SOCKET").empty() && !isStartedAgain();
}

void tellUnbegun(const std::string& folder, const std::string& why, const Message& message) {
    NoticeRun run;
    run.folder = folder.empty() ? folder : absolutePath(folder);
    NoticeOutbox outbox;
    tellOnce(outbox, why,
             noticeOfRun(NoticeLevel::Error, NoticeKind::Failed, "failed before it began", message.text(), run));
    outbox.finish(NoticeOutbox::kAtTheEnd);
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

void tellGivenUp(const GivenUp& what, const std::stop_token& hurry) {
    constexpr double kPatience = 600;
    constexpr int kTries = 100;
    const bool isLast = !what.by.empty(); // a service starts it again, and it is told then
    NoticeOptions options;
    if (isLast)
        options.tries = kTries;
    NoticeOutbox outbox(options);
    tellGivenUp(what, outbox);
    outbox.finish(
        isLast ? kPatience : NoticeOutbox::kAtTheEnd,
        [] { std::fputs("Telling of it by the channels of notices; an interrupt ends that\n", stderr); }, hurry);
}

void tellGivenUp(const GivenUp& what, NoticeOutbox& outbox) {
    const ToldOnce told(what.run, "given up", what.why);
    if (!what.run.empty() && !told.isNews())
        return;
    NoticeRun run;
    run.folder = what.run.empty() ? what.run : absolutePath(what.run);
    const bool isThere = !what.run.empty() && isRunThere(run.folder);
    const std::string name = what.run.empty() ? "A training" : displayText(baseName(run.folder));
    const std::string goesOn =
        isThere ? " Its checkpoints are as they were: resnet-train resume " + shellWord(run.folder) : std::string();
    Notice notice =
        isThere && !isExtended(what.words) && summariseRun(run.folder).state == RunState::Finished
            ? finishedButGivenUp(run, wishOf(what.words), what.why)
        : what.by.empty()
            ? makeNotice(NoticeLevel::Error, NoticeKind::Failed, name + " fails again and again",
                         what.why + " Its service goes on trying: nothing needs to be started by hand.", run)
            : makeNotice(NoticeLevel::Error, NoticeKind::Failed, name + " is given up",
                         what.why + " " + what.by + " starts it no more." + goesOn, run);
    if (!what.run.empty())
        notice.arrived = [told] { told.keep(); };
    outbox.add(std::move(notice));
}

int tellServiceGaveUp(const std::string& run, const std::string& unit, bool isUntold) {
    const FailedService service(unit);
    ToldChannels channels(service.id());
    // A person who stops it knows. A training that came to an end of its own has told why, where that arrived.
    const bool isKnown =
        service.isPersonsWish() || (!isUntold && !run.empty() && service.hasEndedItself() && wasJustTold(run));
    if (service.hasOnlyWaited() || (isKnown && !channels.isBegun()))
        return kExitDone;
    return deliver(channels, [&](NoticeOutbox& outbox) {
        tellGivenUp({run, {"resume", run}, service.why(), "systemd"}, outbox);
    });
}

int tellQueueGaveUp(const std::string& unit) {
    const FailedService service(unit);
    if (service.hasOnlyWaited() || service.isPersonsWish())
        return kExitDone;
    const std::string again = service.unit.empty() ? std::string("resnet-train queue run")
                                                   : "systemctl --user restart " + shellWord(service.unit);
    ToldChannels channels(service.id());
    return deliver(channels, [&](NoticeOutbox& outbox) {
        outbox.add(makeNotice(NoticeLevel::Error, NoticeKind::Failed, "The queue of runs is given up",
                              service.why() +
                                  " systemd starts it no more: what waits in it is not trained, and what was "
                                  "being trained goes on from its last checkpoint once it is there again. Once "
                                  "that is mended: " +
                                  again));
    });
}

std::string runOf(const std::vector<std::string>& words) {
    const auto verb = std::find_if(words.begin(), words.end(),
                                   [](const std::string& word) { return word == "train" || word == "resume"; });
    if (verb != words.end() && *verb == "train")
        return valueOf(words, "--run");
    const auto run = std::find_if(words.begin(), words.end(), [](const std::string& word) { // options may stand before
        return isRunThere(std::filesystem::absolute(word));
    });
    return run != words.end() ? *run : std::string();
}

void beginTold(const std::string& run, bool isQuiet, const std::function<void()>& body) {
    try {
        body();
    } catch (const std::exception& error) {
        const auto* own = dynamic_cast<const Error*>(&error);
        const bool isWished = own != nullptr && own->kind() == ErrorKind::Stopped;
        const Message message = messageOf(error);
        if (!isQuiet && !isWished && !isReadAtATerminal())
            tellUnbegun(run, message.title, message);
        throw;
    }
}

void tellUnusable(const std::vector<std::string>& words, const std::string& why) {
    const auto isVerb = [&words](const char* verb, std::size_t at) { return words.size() > at && words[at] == verb; };
    const bool isQueue = isVerb("queue", 0) && isVerb("run", 1);
    if ((!isQueue && !isVerb("train", 0) && !isVerb("resume", 0) && !isVerb("supervise", 0)) ||
        hasOption(words, "--no-notices") || isReadAtATerminal())
        return;
    if (!isQueue)
        return tellUnbegun(runOf(words), why, {"resnet-train does not take this command line", {}, why, {}});
    NoticeOutbox outbox;
    outbox.add(makeNotice(NoticeLevel::Error, NoticeKind::Failed, "The queue of runs failed before it began",
                          "resnet-train does not take this command line: " + why));
    outbox.finish(NoticeOutbox::kAtTheEnd);
}

} // namespace studio
