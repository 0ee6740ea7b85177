// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_pack.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/text.h"
#include "core/pack/pack.h"
#include "core/pack/pack_places.h"
#include "core/pack/pack_preset.h"
#include "core/pack/pack_writer.h"

namespace studio {

namespace {

using Json = nlohmann::ordered_json;

struct PackWords {
    DataSpec data;
    PackOptions options;
    bool verify = false, list = false, remove = false, json = false;
};

void printJson(const Json& json) {
    std::printf("%s\n", json.dump().c_str());
}

void printEstimate(const PackEstimate& estimate) {
    std::fprintf(stderr, "%s pictures into %s: about %s and %s; %s are free\n", grouped(estimate.pictures).c_str(),
                 displayText(estimate.folder).c_str(), byteText(estimate.bytes).c_str(),
                 durationText(estimate.seconds).c_str(), byteText(estimate.freeBytes).c_str());
    if (estimate.done > 0)
        std::fprintf(stderr, "%s are packed already\n", grouped(estimate.done).c_str());
    if (estimate.changed > 0)
        std::fprintf(stderr, "Files that changed since they were packed: %s\n", grouped(estimate.changed).c_str());
    if (!estimate.replaces.empty())
        std::fprintf(stderr, "It takes the place of what is there, %s: %s\n", byteText(estimate.replacedBytes).c_str(),
                     estimate.replaces.c_str());
}

Json resultJson(const PackResult& result) {
    return {{"folder", escapeBytes(result.folder)},
            {"complete", result.complete},
            {"already", result.already},
            {"pictures", result.pictures},
            {"resumed_at", result.resumedAt},
            {"changed", result.changed},
            {"bytes", result.bytes},
            {"damaged", result.damagedCount},
            {"damaged_files", result.damaged}};
}

void printResult(const PackResult& result) {
    if (!result.complete) {
        std::printf("Stopped; what is packed is kept. The same command goes on.\n");
        return;
    }
    for (const std::string& damaged : result.damaged)
        std::printf("%s\n", damaged.c_str());
    if (result.damagedCount > 0)
        std::printf("%s of %s pictures cannot be used\n", grouped(result.damagedCount).c_str(),
                    grouped(result.pictures).c_str());
    std::printf("%s pictures, %s%s\n", grouped(result.pictures).c_str(), byteText(result.bytes).c_str(),
                result.already ? ", packed before" : "");
    std::printf("%s\n", displayText(result.folder).c_str());
}

int pack(const PackWords& words, const ImageFolder& data, const std::stop_token& stop) {
    PackResult result;
    {
        auto comparing = std::make_unique<CliCounter>("Comparing");
        CliCounter packing("Packing");
        PackOptions options = words.options;
        options.comparing = [&](std::int64_t done, std::int64_t total) { comparing->show(done, total); };
        result = packPictures(
            data, options,
            [&](const PackEstimate& estimate) {
                comparing.reset(); // ends its line
                printEstimate(estimate);
            },
            [&](const PackStatus& status) { packing.show(status.done, status.total, status.secondsLeft); }, stop);
    }
    if (words.json)
        printJson(resultJson(result));
    else
        printResult(result);
    return kExitDone;
}

int verify(const PackWords& words, const ImageFolder& data, const std::stop_token& stop) {
    const std::string folder = packFolder(data, words.options.preset, words.options.out);
    PackCheck check;
    {
        CliCounter counter("Verifying");
        check = verifyPack(
            folder, data, [&](const PackCheck& so) { counter.show(so.checked, so.total); }, stop);
    }
    if (words.json) {
        printJson({{"folder", escapeBytes(folder)},
                   {"complete", check.complete},
                   {"checked", check.checked},
                   {"problems", check.problemCount},
                   {"problem_list", check.problems}});
    } else {
        for (const std::string& problem : check.problems)
            std::printf("%s\n", problem.c_str());
        std::printf("%s\n", packCheckText(check).c_str());
    }
    return packCheckExitCode(check);
}

int list(const PackWords& words, const ImageFolder& data) {
    Json rows = Json::array();
    for (const std::string& folder : packFolders(data)) {
        std::string state = "matches the pictures";
        std::uint64_t bytes = 0;
        try {
            bytes = Pack::open(folder, data)->bytes();
        } catch (const Error& error) {
            state = error.message().title;
        }
        rows.push_back({{"folder", escapeBytes(folder)}, {"bytes", bytes}, {"usable", bytes > 0}, {"state", state}});
        if (!words.json)
            std::printf("%s: %s%s\n", displayText(folder).c_str(), bytes > 0 ? (byteText(bytes) + ", ").c_str() : "",
                        state.c_str());
    }
    if (words.json)
        printJson(rows);
    else if (rows.empty())
        std::printf("No packed set of these pictures is known\n");
    return kExitDone;
}

int remove(const PackWords& words, const ImageFolder& data) {
    const std::string folder = packFolder(data, words.options.preset, words.options.out);
    std::error_code missing;
    if (!std::filesystem::is_directory(folder, missing))
        throw Error(ErrorKind::Usage,
                    {"There is no such packed set", displayText(folder), {}, "Ask for the known ones with --list."});
    deletePack(folder);
    forgetPackFolder(data, folder);
    if (words.json)
        printJson({{"deleted", escapeBytes(folder)}});
    else
        std::printf("Deleted %s\n", displayText(folder).c_str());
    return kExitDone;
}

int runVerb(const PackWords& words) {
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    static_cast<void>(findPackPreset(words.options.preset));
    const ImageFolder data = openImageFolder(words.data, {}, stop.get_token());
    if (words.list)
        return list(words, data);
    if (words.remove)
        return remove(words, data);
    return words.verify ? verify(words, data, stop.get_token()) : pack(words, data, stop.get_token());
}

} // namespace

std::string packCheckText(const PackCheck& check) {
    return (check.complete ? "" : "Stopped early: ") + grouped(check.checked) + " of " + grouped(check.total) +
           " pictures checked, " + grouped(check.problemCount) + " with problems";
}

int packCheckExitCode(const PackCheck& check) {
    return check.problemCount > 0 ? kExitData : check.complete ? kExitDone : kExitRetry;
}

CliAction addPackVerb(CLI::App& app) {
    auto words = std::make_shared<PackWords>();
    CLI::App* verb = app.add_subcommand(
        "pack", "Pack the pictures of a data set into one file, smaller, for faster training; runs find it");
    std::string presets = "How: ";
    for (const PackPreset& preset : packPresets())
        presets += (&preset == &packPresets().front() ? "" : "; ") + preset.name + " = " + preset.about;
    verb->add_option("data", words->data.root, "Folder with train and val, or with one folder per class")->required();
    verb->add_option("--val", words->data.val, "Other folder of class folders for validation");
    verb->add_option("--preset", words->options.preset, presets)->capture_default_str();
    verb->add_option("--out", words->options.out,
                     "Put it below this folder; otherwise into .resnet-studio-pack beside the pictures");
    verb->add_option("--workers,--threads", words->options.workers, "Threads that encode; 0 = usable cores")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    addMaxPixels(*verb, words->options.maxPixels);
    auto* replaceFlag =
        verb->add_flag("--replace", words->options.replace, "Take the place of a packed set there that does not match");
    auto* verifyFlag = verb->add_flag("--verify", words->verify, "Read a packed set and compare it with the files");
    auto* listFlag = verb->add_flag("--list", words->list, "Name the packed sets of these pictures");
    auto* deleteFlag = verb->add_flag("--delete", words->remove, "Delete the packed set of this preset");
    verifyFlag->excludes(listFlag)->excludes(deleteFlag);
    listFlag->excludes(deleteFlag);
    replaceFlag->excludes(verifyFlag)->excludes(listFlag)->excludes(deleteFlag);
    verb->add_flag("--json", words->json, "Machine-readable result on stdout");
    return [words] { return runVerb(*words); };
}

} // namespace studio
