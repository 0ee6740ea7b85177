// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/backup/auto_backup.h"
#include "core/backup/backup.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/net/url.h"
#include "core/notice/notifier.h"

namespace studio {

namespace {

struct BackupWords {
    std::string run, place;
    BackupOptions options;
    bool json = false, tells = false;
};

void addStoreOptions(CLI::App& verb, BackupWords& words) {
    verb.add_option("--endpoint", words.options.endpoint,
                    "Address of a store that speaks S3; default: AWS_ENDPOINT_URL_S3, else Amazon's");
    verb.add_flag("--json", words.json, "The result as JSON");
}

/// Runs it with a line on stderr that tells how far it is. A person who interrupts it has ended it as wished; whoever
/// ends its service or its machine has not, and must not take half a copy for a whole one: Error(Io).
template<typename Work>
BackupResult withProgress(const Work& work) {
    std::stop_source stop;
    std::atomic<bool> isOwed{false};
    const SignalThread signals([&](int number) {
        isOwed = isOwed || number != SIGINT;
        stop.request_stop();
    });
    CliStages stages;
    BackupResult result = work(
        [&](const BackupStatus& status) {
            const char* verb = status.stage == BackupStatus::Stage::Look   ? "Looking through MB"
                               : status.stage == BackupStatus::Stage::Send ? "Sending MB"
                                                                           : "Fetching MB";
            stages.show(verb, static_cast<long long>(status.done / 1'000'000),
                        static_cast<long long>(status.total / 1'000'000), status.secondsLeft, status.note);
        },
        stop.get_token());
    if (!result.complete && isOwed)
        throw Error(ErrorKind::Io, {"The copy was ended before it was whole", displayUrl(result.place),
                                    "What is there already is not sent again.", "Give the same command again."});
    return result;
}

/// By the channels of "resnet-train notify", for a copy that nobody watches.
void tellOfFailure(const BackupWords& words, const Message& problem) {
    NoticeRun run;
    run.folder = absolutePath(words.run);
    NoticeOutbox outbox;
    tellFailedBackup(outbox, failedBackup(problem, run.folder, words.place, words.options.endpoint), run);
    outbox.finish(NoticeOutbox::kAtTheEnd);
}

BackupResult backUp(const BackupWords& words) {
    try {
        return withProgress([&](const BackupProgress& progress, const std::stop_token& stop) {
            return backUpRun(words.run, words.place, words.options, progress, stop);
        });
    } catch (const std::exception& error) {
        if (words.tells)
            tellOfFailure(words, messageOf(error));
        throw;
    }
}

void printResult(const BackupWords& words, const BackupResult& result, const char* done) {
    for (const std::string& note : result.notes)
        std::fprintf(stderr, "%s\n", note.c_str());
    const std::string place = displayUrl(result.place);
    if (words.json) {
        const nlohmann::ordered_json json{{"complete", result.complete}, {"place", place},
                                          {"files", result.files},       {"files_moved", result.moved},
                                          {"bytes", result.bytes},       {"bytes_moved", result.movedBytes},
                                          {"notes", result.notes}};
        std::printf("%s\n", json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return;
    }
    if (!result.complete) {
        std::printf("Stopped. The same command goes on.\n");
        return;
    }
    std::printf("%s\n%zu files, %s; %zu of them, %s, %s\n", place.c_str(), result.files, byteText(result.bytes).c_str(),
                result.moved, byteText(result.movedBytes).c_str(), done);
}

} // namespace

CliAction addBackupVerb(CLI::App& app) {
    auto words = std::make_shared<BackupWords>();
    CLI::App* verb =
        app.add_subcommand("backup", "Copy a run to S3, another machine or a folder, also while it trains");
    verb->add_option("run", words->run, "Run folder")->required();
    verb->add_option("target", words->place, "s3://BUCKET/FOLDER, HOST:FOLDER (by rsync) or a folder")->required();
    verb->add_flag("--all", words->options.all, "Every checkpoint, not only the best and the newest one");
    verb->add_flag("--notices", words->tells,
                   "Where it fails, tell so by the channels of \"resnet-train notify\", once for each reason while "
                   "a machine starts it again");
    addStoreOptions(*verb, *words);
    verb->footer("Credentials are read where Amazon's tools read them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                 "else AWS_PROFILE, else the role of this machine.");
    return [words] {
        printResult(*words, backUp(*words), "were sent");
        return kExitDone;
    };
}

CliAction addRestoreVerb(CLI::App& app) {
    auto words = std::make_shared<BackupWords>();
    CLI::App* verb = app.add_subcommand("restore", "Make a run folder of its backup");
    verb->add_option("source", words->place, "The place that \"backup\" printed: TARGET/NAME")->required();
    verb->add_option("run", words->run, "Run folder to make")->required();
    addStoreOptions(*verb, *words);
    return [words] {
        const BackupResult result = withProgress([&](const BackupProgress& progress, const std::stop_token& stop) {
            return restoreRun(words->place, words->run, words->options, progress, stop);
        });
        printResult(*words, result, "were fetched");
        return kExitDone;
    };
}

} // namespace studio
