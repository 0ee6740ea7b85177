// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/file_sum.h"
#include "core/prepare/prepare.h"

namespace studio {

namespace {

struct PrepareWords {
    PrepareOptions options;
    std::vector<std::string> paths; ///< sources, then the folder to write
    ArchiveSums sums{{}, {}, {}};   ///< in place of the published ones; empty = as published
    bool json = false;
};

nlohmann::ordered_json resultJson(const PrepareResult& result, const std::string& out) {
    nlohmann::ordered_json deleted = nlohmann::ordered_json::array();
    for (const std::string& path : result.deleted)
        deleted.push_back(escapeBytes(path));
    return {{"folder", escapeBytes(out)}, {"complete", result.complete}, {"train", result.trainPictures},
            {"val", result.valPictures},  {"classes", result.classes},   {"written", result.written},
            {"deleted", deleted},         {"notes", result.notes}};
}

void printResult(const PrepareResult& result, const std::string& out) {
    if (!result.complete) {
        std::printf("Stopped; %s pictures were written this time. The same command goes on.\n",
                    grouped(result.written).c_str());
        return;
    }
    std::printf("%s training and %s validation pictures in %s classes, %s\n", grouped(result.trainPictures).c_str(),
                grouped(result.valPictures).c_str(), grouped(result.classes).c_str(),
                result.written == 0 ? "all there already" : (grouped(result.written) + " written now").c_str());
    for (const std::string& path : result.deleted)
        std::printf("Deleted %s\n", displayText(path).c_str());
    std::printf("%s\n", displayText(out).c_str());
}

const char* wordOf(PrepareStatus::Stage stage) {
    switch (stage) {
    case PrepareStatus::Stage::Download:
        return "Fetching MB";
    case PrepareStatus::Stage::Sums:
        return "Checking MB";
    case PrepareStatus::Stage::Pictures:
        break;
    }
    return "Unpacking";
}

/// Sums of other archives than the published ones: those of a mirror's packing, or of a trial.
void takeSums(const ArchiveSums& told, PrepareOptions& options) {
    for (const auto& [sum, into] : {std::pair{&told.train, &options.sums.train},
                                    {&told.val, &options.sums.val},
                                    {&told.devkit, &options.sums.devkit}}) {
        if (sum->empty())
            continue;
        if (!isSumText(*sum, SumKind::Md5))
            throw Error(ErrorKind::Usage, {"This is no MD5 sum", displayText(*sum), "Nothing was written.",
                                           "It has 32 digits, 0-9 and a-f."});
        *into = *sum;
        options.verifyMd5 = true;
    }
}

int prepare(PrepareWords words) {
    PrepareOptions& options = words.options;
    takeSums(words.sums, options);
    options.out = words.paths.back();
    options.sources.assign(words.paths.begin(), words.paths.end() - 1);
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    PrepareResult result;
    {
        CliStages stages;
        result = prepareImageNet(
            options,
            [&](const PrepareStatus& status) {
                stages.show(wordOf(status.stage), status.done, status.total, status.secondsLeft, status.note);
            },
            stop.get_token());
    }
    for (const std::string& note : result.notes)
        std::fprintf(stderr, "%s\n", note.c_str());
    if (words.json)
        std::printf("%s\n", resultJson(result, options.out).dump().c_str());
    else
        printResult(result, options.out);
    return kExitDone;
}

} // namespace

CliAction addPrepareVerb(CLI::App& app) {
    auto words = std::make_shared<PrepareWords>();
    CLI::App* verb =
        app.add_subcommand("prepare", "Unpack ImageNet's archives (ILSVRC2012) into train and val folders");
    verb->add_option("paths", words->paths,
                     "ARCHIVES... OUT: the folder that holds the archives (or the archives themselves as files or as "
                     "https:// or s3:// addresses, or Kaggle's unpacked folder), then the folder to write")
        ->required()
        ->expected(2, 4)
        ->type_name("ARCHIVES... OUT");
    verb->add_flag("--verify-md5", words->options.verifyMd5, "First compare the archives with the published MD5 sums");
    verb->add_option(
        "--train-md5", words->sums.train,
        "MD5 sum that the training archive must have, in place of the published one; implies --verify-md5");
    verb->add_option("--val-md5", words->sums.val, "The same for the validation archive");
    verb->add_option("--devkit-md5", words->sums.devkit, "The same for the devkit");
    verb->add_option("--download-dir", words->options.downloads,
                     "Folder for archives that are fetched (default: OUT/.downloads)");
    verb->add_flag("--delete-archives", words->options.deleteArchives,
                   "Delete the archives once they are proved whole and every picture is counted and durable");
    verb->add_option("--expect", words->options.expect,
                     "Complete is: imagenet's numbers, none = what the devkit lists, auto = by its number of classes")
        ->transform(CLI::CheckedTransformer(std::map<std::string, PrepareExpect>{
            {"auto", PrepareExpect::Auto}, {"imagenet", PrepareExpect::ImageNet}, {"none", PrepareExpect::Lists}}));
    verb->add_flag("--json", words->json, "Machine-readable result on stdout");
    return [words] { return prepare(*words); };
}

} // namespace studio
