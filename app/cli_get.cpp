// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_output.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/prepare/get_set.h"
#include "core/prepare/known_sets.h"

namespace studio {

namespace {

struct GetWords {
    GetOptions options;
    std::string what; ///< id of a set, address or file; empty: the list
    bool yes = false, json = false;
};

std::string sizeText(const KnownSet& set) {
    return (set.exact ? "" : "about ") + byteText(set.bytes);
}

std::string picturesText(const KnownSet& set) {
    return grouped(set.train) + " + " + grouped(set.val) + " pictures in " + grouped(set.classes) + " classes";
}

nlohmann::ordered_json setJson(const KnownSet& set) {
    return {{"id", set.id},           {"title", set.title},  {"url", set.url()},           {"bytes", set.bytes},
            {"exact", set.exact},     {"md5", set.sums.md5}, {"train", set.train},         {"val", set.val},
            {"classes", set.classes}, {"terms", set.terms},  {"terms_link", set.termsLink}};
}

int printList(bool json) {
    if (json) {
        nlohmann::ordered_json sets = nlohmann::ordered_json::array();
        for (const KnownSet& set : knownSets())
            sets.push_back(setJson(set));
        std::printf("%s\n", sets.dump().c_str());
        return kExitDone;
    }
    std::vector<std::vector<std::string>> rows{{"SET", "SIZE", "TRAIN + VAL, CLASSES", "CHECKSUM", "WHAT"}};
    for (const KnownSet& set : knownSets())
        rows.push_back({set.id, sizeText(set),
                        grouped(set.train) + " + " + grouped(set.val) + ", " + grouped(set.classes),
                        set.sums.any() ? "published" : "none", set.about});
    printColumns(rows, "lllll");
    std::map<std::string, std::string> ids; ///< of the sets by their licence
    for (const KnownSet& set : knownSets())
        ids[set.terms + ".\n  " + set.termsLink] += " " + set.id;
    for (const auto& [terms, which] : ids)
        std::printf("\nLicence of%s:\n  %s\n", which.c_str(), terms.c_str());
    std::printf(
        "\nresnet-train get SET OUT fetches one. Instead of SET, an archive of class folders (file or address).\n");
    return kExitDone;
}

const char* safetyOf(const std::string& url) {
    return isProtected(url) ? "encrypted on its way" : "http: anybody between here and the server can change it";
}

/// Everything that should be known before anything is fetched.
std::string factsOf(const GetOptions& options) {
    const KnownSet& set = options.set;
    if (set.id.empty()) {
        const std::uint64_t bytes = askLength(options.source);
        return displayUrl(options.source) + "\n  Size     " + (bytes > 0 ? byteText(bytes) : "not told by the server") +
               "\n  Checksum " +
               (options.sums.any() ? "the one you gave" : "none was given: the content cannot be verified") +
               "\n  Safety   " + safetyOf(options.source) +
               "\n  Licence  its publisher's; nothing is known of it here\n";
    }
    return set.title + ": " + set.about + "\n  From     " + displayUrl(set.url(options.baseUrl)) + "\n  Size     " +
           sizeText(set) + ", " + picturesText(set) + "\n  Checksum " +
           (options.sums.any() ? "the one you gave" : set.sumText()) + "\n  Safety   " +
           safetyOf(set.url(options.baseUrl)) + "\n  Licence  " + set.terms + "\n           " + set.termsLink + "\n";
}

/// Throws Error(Usage) where nobody can be asked.
bool isWanted(const GetWords& words) {
    std::fprintf(stderr, "%s", factsOf(words.options).c_str());
    if (words.yes)
        return true;
    if (isatty(STDIN_FILENO) == 0)
        throw Error(ErrorKind::Usage, {"Nobody can be asked whether this may be downloaded", displayUrl(words.what),
                                       "Nothing was downloaded.", "Add --yes if it may."});
    std::fprintf(stderr, "Download it? [y/N] ");
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

/// A slip is told before anything is fetched.
void checkSums(const FileSums& sums) {
    if (!sums.md5.empty() && !isSumText(sums.md5, SumKind::Md5))
        throw Error(ErrorKind::Usage, {"This is no MD5 sum", displayText(sums.md5), "Nothing was downloaded.",
                                       "It has 32 digits, 0-9 and a-f."});
    if (!sums.sha256.empty() && !isSumText(sums.sha256, SumKind::Sha256))
        throw Error(ErrorKind::Usage, {"This is no SHA-256 sum", displayText(sums.sha256), "Nothing was downloaded.",
                                       "It has 64 digits, 0-9 and a-f."});
}

void choose(GetWords& words) {
    GetOptions& options = words.options;
    if (const KnownSet* set = findKnownSet(words.what)) {
        options.set = *set;
        if (options.sums.any()) // of a mirror's own packing
            options.set.sums = options.sums;
        return;
    }
    if (!isUrl(words.what) && !std::filesystem::exists(words.what))
        throw Error(ErrorKind::Usage, {"There is no data set and no file of this name",
                                       displayUrl(words.what),
                                       {},
                                       "\"resnet-train get\" lists the sets."});
    options.source = words.what;
}

void printResult(const GetWords& words, const GetResult& result) {
    if (words.json) {
        std::printf("%s\n", nlohmann::ordered_json({{"folder", escapeBytes(words.options.out)},
                                                    {"complete", result.complete},
                                                    {"was_there", result.wasThere},
                                                    {"train", result.train},
                                                    {"val", result.val},
                                                    {"classes", result.classes},
                                                    {"passed_over", result.passedOver},
                                                    {"notes", result.notes}})
                                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                                .c_str());
        return;
    }
    if (!result.complete) {
        std::printf("Stopped. The same command goes on.\n");
        return;
    }
    std::printf("%s training and %s validation pictures in %s classes%s\n", grouped(result.train).c_str(),
                grouped(result.val).c_str(), grouped(result.classes).c_str(),
                result.wasThere ? ", all there already" : "");
    if (result.passedOver > 0)
        std::printf("%s files of the archive are no pictures of a class and were left out\n",
                    grouped(result.passedOver).c_str());
    const bool tiny = words.options.set.layout != KnownSet::Layout::ClassFolders;
    std::printf("Next: resnet-train train --data %s --preset %s\n", displayText(words.options.out).c_str(),
                tiny ? "quick-look" : "small-images");
}

int get(GetWords words) {
    if (words.what.empty() && words.options.out.empty())
        return printList(words.json);
    if (words.options.out.empty())
        throw Error(ErrorKind::Usage,
                    {"The folder to write is missing", displayUrl(words.what), {}, "resnet-train get SET OUT"});
    checkSums(words.options.sums);
    choose(words);
    const bool local = words.options.set.id.empty() && !isUrl(words.options.source);
    if (!local && !isWanted(words)) {
        std::printf("Nothing was downloaded.\n");
        return kExitDone;
    }
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    GetResult result;
    {
        CliStages stages;
        result = getKnownSet(
            words.options,
            [&](const GetStatus& status) {
                const bool pictures = status.stage == GetStatus::Stage::Unpack;
                const char* verb = status.stage == GetStatus::Stage::Download ? "Fetching MB"
                                   : status.stage == GetStatus::Stage::Check  ? "Checking MB"
                                   : pictures                                 ? "Unpacking"
                                                                              : "Looking through MB";
                const int shift = pictures ? 0 : 20;
                stages.show(verb, status.done >> shift, status.total >> shift, status.secondsLeft, status.note);
            },
            stop.get_token());
    }
    for (const std::string& note : result.notes)
        std::fprintf(stderr, "%s\n", note.c_str());
    printResult(words, result);
    return kExitDone;
}

} // namespace

CliAction addGetVerb(CLI::App& app) {
    auto words = std::make_shared<GetWords>();
    CLI::App* verb = app.add_subcommand("get", "Fetch a well-known data set (alone: list them) or unpack an archive");
    verb->add_option(
        "set", words->what,
        "One of the list, or an archive of class folders (.tar .tar.gz .tgz .tar.xz .zip), file or address");
    verb->add_option("out", words->options.out, "New or empty folder to write");
    verb->add_flag("--yes", words->yes, "Download without asking");
    verb->add_option("--base-url", words->options.baseUrl, "Take a set's archive from this address instead (a mirror)")
        ->envname("RESNET_STUDIO_MIRROR");
    verb->add_option("--md5", words->options.sums.md5, "MD5 sum the archive must have");
    verb->add_option("--sha256", words->options.sums.sha256, "SHA-256 sum the archive must have");
    verb->add_option("--download-dir", words->options.downloads, "Folder for the archive (default: OUT/.downloads)");
    verb->add_flag("--keep-archive", words->options.keepArchive, "Do not delete the archive that was fetched");
    verb->add_flag("--json", words->json, "Machine-readable result on stdout");
    return [words] { return get(*words); };
}

} // namespace studio
