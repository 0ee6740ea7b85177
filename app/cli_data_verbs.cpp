// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_output.h"
#include "app/cli_progress.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "core/base/output_file.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/dataset/check.h"
#include "core/dataset/check_record.h"
#include "core/dataset/class_balance.h"
#include "core/run/unstarted_run.h"
#include "core/sample/sample_pictures.h"

namespace studio {

namespace {

struct CheckOptions {
    DataSpec data;
    std::string csv;
    std::int64_t maxPixels = kMaxPixels;
    int workers = 0;
    int size = 224;
    bool json = false;
};

constexpr std::size_t kMaxPrinted = 20; // of duplicates, odd pictures and small classes; --json and --csv hold all

std::string count(std::size_t number) {
    return grouped(static_cast<std::int64_t>(number));
}

nlohmann::ordered_json duplicatesJson(const CheckReport& report) {
    nlohmann::ordered_json pairs = nlohmann::ordered_json::array();
    for (const DuplicatePicture& pair : report.duplicates)
        pairs.push_back({{"file", escapeBytes(pair.path)},
                         {"same_as", escapeBytes(pair.sameAs)},
                         {"leak", pair.leaks()},
                         {"two_classes", pair.conflicts()}});
    return {{"count", report.duplicateCount},
            {"leaks", report.leakCount},
            {"in_two_classes", report.conflictCount},
            {"pairs", pairs}};
}

nlohmann::ordered_json oddJson(const CheckReport& report, const ImageFolder& data) {
    nlohmann::ordered_json kinds = nlohmann::ordered_json::array(), pictures = nlohmann::ordered_json::array();
    for (const auto& [kind, pictures_] : report.oddKinds)
        kinds.push_back({{"kind", kind}, {"count", pictures_}});
    for (const OddPicture& odd : report.odd)
        pictures.push_back({{"file", escapeBytes(odd.path)},
                            {"class", escapeBytes(data.classes[odd.classIndex].folder)},
                            {"set", odd.validation ? "val" : "train"},
                            {"reason", displayText(odd.reason)}});
    return {{"count", report.oddCount}, {"kinds", kinds}, {"pictures", pictures}};
}

nlohmann::ordered_json balanceJson(const ClassBalance& balance, const std::vector<std::int64_t>& counts,
                                   const ImageFolder& data) {
    nlohmann::ordered_json few = nlohmann::ordered_json::array();
    for (const std::size_t at : balance.few)
        few.push_back({{"class", escapeBytes(data.classes[at].folder)}, {"train", counts[at]}});
    return {{"largest", balance.largest}, {"smallest", balance.smallest}, {"ratio", balance.ratio}, {"few", few}};
}

/// Names for people of classes that validation says nothing about.
std::vector<std::string> classesWithoutVal(const ImageFolder& data) {
    const auto counts = data.val.countPerClass(data.classes.size());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0)
            names.push_back(displayText(data.classes[i].folder));
    }
    return names;
}

nlohmann::ordered_json checkJson(const CheckReport& report, const ImageFolder& data, int size) {
    nlohmann::ordered_json problems = nlohmann::ordered_json::array();
    for (const CheckProblem& problem : report.problems)
        problems.push_back({{"file", escapeBytes(problem.path)},
                            {"class", escapeBytes(data.classes[problem.classIndex].folder)},
                            {"set", problem.validation ? "val" : "train"},
                            {"reason", displayText(problem.reason)}});
    const auto counts = data.train.countPerClass(data.classes.size());
    return {{"train", data.train.size()},
            {"val", data.val.size()},
            {"classes", data.classes.size()},
            {"checked", report.checked},
            {"complete", report.complete},
            {"bytes", report.bytes},
            {"skipped", data.unused.count()},
            {"unused", unusedJson(data.unused)},
            {"train_folder", escapeBytes(data.train.folder)},
            {"val_folder", escapeBytes(data.val.folder)},
            {"split", data.valIsSplit ? nlohmann::ordered_json(data.spec.split) : nlohmann::ordered_json(nullptr)},
            {"notes", data.notes},
            {"classes_without_val", classesWithoutVal(data)},
            {"median_width", report.medianWidth},
            {"median_height", report.medianHeight},
            {"smaller", {{"than", size}, {"count", report.smallerThan(size)}}},
            {"balance", balanceJson(classBalance(counts), counts, data)},
            {"duplicates", duplicatesJson(report)},
            {"odd", oddJson(report, data)},
            {"problems", problems}};
}

void printFolders(const ImageFolder& data) {
    std::printf("Training: %s\n", displayText(data.train.folder).c_str());
    if (data.valIsSplit)
        std::printf("Validation: %g %% of each class, held back\n", data.spec.split * 100);
    else
        std::printf("Validation: %s\n", displayText(data.val.folder).c_str());
    for (const std::string& note : data.notes)
        std::printf("%s\n", note.c_str());
    const std::vector<std::string> without = classesWithoutVal(data);
    if (!without.empty())
        std::printf("Classes without a validation picture: %s, for example %s\n", count(without.size()).c_str(),
                    without.front().c_str());
}

void printUnused(const UnusedNames& unused) {
    for (std::size_t i = 0; i < std::min(static_cast<std::size_t>(unused.count()), kMaxPrinted); ++i)
        std::printf("%s\n", unused.line(i).c_str());
    if (unused.count() > static_cast<std::int64_t>(kMaxPrinted))
        std::printf("... (%s in all; --csv FILE lists them)\n", grouped(unused.count()).c_str());
    for (const std::string& sentence : unused.sentences())
        std::printf("Not used: %s\n", sentence.c_str());
}

void printBalance(const ImageFolder& data) {
    const auto counts = data.train.countPerClass(data.classes.size());
    const ClassBalance balance = classBalance(counts);
    const auto name = [&](std::size_t at) { return displayText(data.classes[at].folder); };
    std::printf("Largest class: %s, %s pictures; smallest: %s, %s (%.1f to 1)\n", name(balance.largestClass).c_str(),
                grouped(balance.largest).c_str(), name(balance.smallestClass).c_str(),
                grouped(balance.smallest).c_str(), balance.ratio);
    if (balance.few.empty())
        return;
    std::string few;
    for (std::size_t i = 0; i < std::min(balance.few.size(), kMaxPrinted); ++i)
        few += (i > 0 ? ", " : " ") + name(balance.few[i]) + " (" + grouped(counts[balance.few[i]]) + ")";
    std::printf("Fewer than %lld training pictures in %s classes:%s%s\n",
                static_cast<long long>(ClassBalance::kFewPictures), count(balance.few.size()).c_str(), few.c_str(),
                balance.few.size() > kMaxPrinted ? ", ..." : "");
}

void printDuplicates(const CheckReport& report) {
    for (std::size_t i = 0; i < std::min(report.duplicates.size(), kMaxPrinted); ++i) {
        const DuplicatePicture& pair = report.duplicates[i];
        std::printf("%s: the same picture as %s%s%s\n", displayText(pair.path).c_str(),
                    displayText(pair.sameAs).c_str(), pair.leaks() ? ", in the other set" : "",
                    pair.conflicts() ? ", in another class" : "");
    }
    if (report.duplicateCount > static_cast<std::int64_t>(kMaxPrinted))
        std::printf("... (%s in all; --csv FILE lists them)\n", grouped(report.duplicateCount).c_str());
    if (report.leakCount > 0)
        std::printf("%s in training and in validation: validation would look better than it is\n",
                    report.leakCount == 1 ? "1 picture is" : (grouped(report.leakCount) + " pictures are").c_str());
    if (report.duplicateCount > 0)
        std::printf("%s of others, %s of them in another class\n",
                    report.duplicateCount == 1 ? "1 file is a copy"
                                               : (grouped(report.duplicateCount) + " files are copies").c_str(),
                    grouped(report.conflictCount).c_str());
}

/// What was read whole all the same.
void printOdd(const CheckReport& report) {
    for (std::size_t i = 0; i < std::min(report.odd.size(), kMaxPrinted); ++i)
        std::printf("%s: odd, but whole: %s\n", displayText(report.odd[i].path).c_str(),
                    displayText(report.odd[i].reason).c_str());
    if (report.oddCount > static_cast<std::int64_t>(kMaxPrinted))
        std::printf("... (%s in all; --csv FILE lists them)\n", grouped(report.oddCount).c_str());
    for (const auto& [kind, pictures] : report.oddKinds)
        std::printf("Odd, but whole: %s: %s\n", kind.c_str(), grouped(pictures).c_str());
    if (report.oddCount > 0)
        std::printf("%s odd; no pixel is missing, and all of them are used\n",
                    report.oddCount == 1 ? "1 picture is" : (grouped(report.oddCount) + " pictures are").c_str());
}

void printReport(const CheckReport& report, const ImageFolder& data, int size) {
    std::printf("%s training and %s validation pictures in %s classes, %s\n", count(data.train.size()).c_str(),
                count(data.val.size()).c_str(), count(data.classes.size()).c_str(), byteText(report.bytes).c_str());
    printFolders(data);
    printBalance(data);
    std::printf("Median picture: %d x %d px; %s are smaller than %d px and would be enlarged\n", report.medianWidth,
                report.medianHeight, grouped(report.smallerThan(size)).c_str(), size);
    printDuplicates(report);
    printOdd(report);
    for (const CheckProblem& problem : report.problems)
        std::printf("%s: %s\n", displayText(problem.path).c_str(), problem.reason.c_str());
    printUnused(data.unused);
    std::printf("%s of %s pictures cannot be used%s\n", count(report.problems.size()).c_str(),
                grouped(report.checked).c_str(), report.complete ? "" : " (stopped early)");
}

/// For the next time this folder is opened. That it cannot be kept is no fault of the check.
void keepRecord(const CheckReport& report, const ImageFolder& data) {
    try {
        saveCheckRecord(report, data);
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
}

int check(const CheckOptions& options) {
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    if (!options.csv.empty()) {
        requireNoPartOfRun(options.csv);
        requireWritable(options.csv);
    }
    ImageFolder data;
    try {
        data = openImageFolder(options.data, {}, stop.get_token());
    } catch (const Error&) {
        if (stop.stop_requested())
            return kExitDone; // asked to stop while listing: there is nothing to tell yet
        throw;
    }
    CheckReport report;
    {
        CliCounter counter("Checking");
        report = checkPictures(
            data, options.workers > 0 ? options.workers : systemInfo().cores,
            [&](const CheckReport& r) {
                counter.show(r.checked, r.total, static_cast<double>(r.total - r.checked) / r.picturesPerSecond);
            },
            stop.get_token(), options.maxPixels);
    }
    if (!options.csv.empty())
        writeOutputFile(options.csv, problemsCsv(report, data));
    keepRecord(report, data);
    if (options.json)
        std::printf("%s\n", checkJson(report, data, options.size).dump().c_str());
    else
        printReport(report, data, options.size);
    return report.problems.empty() ? kExitDone : kExitData;
}

} // namespace

CliAction addCheckVerb(CLI::App& app) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* verb = app.add_subcommand("check", "Decode every picture of a data set; name bad ones and duplicates");
    verb->add_option("data", options->data.root, "Folder with train and val, or with one folder per class")->required();
    verb->add_option("--val", options->data.val, "Other folder of class folders for validation");
    verb->add_option("--csv", options->csv, "Write bad pictures, odd ones, duplicates and unused names to this file");
    addMaxPixels(*verb, options->maxPixels);
    verb->add_option("--workers,--threads", options->workers, "Decode threads; 0 = usable cores")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    verb->add_option("--size", options->size, "Count the pictures whose shorter side is below this training size")
        ->check(CLI::Range(1, 2048))
        ->capture_default_str();
    verb->add_flag("--json", options->json, "Machine-readable result on stdout");
    return [options] { return check(*options); };
}

CliAction addSampleDataVerb(CLI::App& app) {
    auto folder = std::make_shared<std::string>();
    auto spec = std::make_shared<SampleSpec>();
    CLI::App* verb = app.add_subcommand("sample-data", "Draw a small data set of ten shapes to try things on");
    verb->add_option("folder", *folder, "Folder to write (train, val, classes.json)")->required();
    verb->add_option("--seed", spec->seed, "Other seed, other pictures")->capture_default_str();
    verb->add_option("--train", spec->trainPerClass, "Training pictures of each class")
        ->check(CLI::Range(1, 9'999))
        ->capture_default_str();
    verb->add_option("--val", spec->valPerClass, "Validation pictures of each class")
        ->check(CLI::Range(1, 9'999))
        ->capture_default_str();
    verb->add_option("--size", spec->imageSize, "Sides of the pictures (px)")
        ->check(CLI::Range(32, 1024))
        ->capture_default_str();
    return [folder, spec] {
        std::stop_source stop;
        const SignalThread signals([&stop](int) { stop.request_stop(); });
        {
            CliCounter counter("Drawing");
            writeSamplePictures(
                *folder, *spec, [&](int done, int total) { counter.show(done, total); }, stop.get_token());
        }
        if (!stop.stop_requested())
            std::printf("%s\n", folder->c_str());
        return static_cast<int>(kExitDone);
    };
}

} // namespace studio
