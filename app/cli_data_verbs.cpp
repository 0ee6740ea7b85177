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
#include "core/base/atomic_file.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/data/check.h"
#include "core/data/sample_pictures.h"

namespace studio {

namespace {

struct CheckOptions {
    DataSpec data;
    std::string csv;
    int workers = 0;
    bool json = false;
};

nlohmann::ordered_json checkJson(const CheckReport& report, const ImageFolder& data) {
    nlohmann::ordered_json problems = nlohmann::ordered_json::array();
    for (const CheckProblem& problem : report.problems)
        problems.push_back({{"file", escapeBytes(problem.path)},
                            {"class", escapeBytes(data.classes[problem.classIndex].folder)},
                            {"set", problem.validation ? "val" : "train"},
                            {"reason", displayText(problem.reason)}});
    return {{"train", data.train.samples.size()}, {"val", data.val.samples.size()},
            {"classes", data.classes.size()},     {"checked", report.checked},
            {"complete", report.complete},        {"bytes", report.bytes},
            {"skipped", data.skippedCount},       {"problems", problems}};
}

int check(const CheckOptions& options) {
    std::stop_source stop;
    const SignalThread signals([&stop](int) { stop.request_stop(); });
    const ImageFolder data = openImageFolder(options.data, {}, stop.get_token());
    CheckReport report;
    {
        CliCounter counter("Checking");
        report = checkPictures(
            data, options.workers > 0 ? options.workers : systemInfo().cores,
            [&](const CheckReport& r) { counter.show(r.checked, r.total); }, stop.get_token());
    }
    if (!options.csv.empty())
        writeFileAtomically(options.csv, problemsCsv(report, data));
    if (options.json) {
        std::printf("%s\n", checkJson(report, data).dump().c_str());
    } else {
        std::printf("%s training and %s validation pictures in %s classes, %s\n",
                    grouped(static_cast<std::int64_t>(data.train.samples.size())).c_str(),
                    grouped(static_cast<std::int64_t>(data.val.samples.size())).c_str(),
                    grouped(static_cast<std::int64_t>(data.classes.size())).c_str(), byteText(report.bytes).c_str());
        for (const CheckProblem& problem : report.problems)
            std::printf("%s: %s\n", displayText(problem.path).c_str(), problem.reason.c_str());
        for (const std::string& skipped : data.skipped)
            std::printf("%s\n", skipped.c_str());
        std::printf("%s of %s pictures cannot be used%s\n",
                    grouped(static_cast<std::int64_t>(report.problems.size())).c_str(), grouped(report.checked).c_str(),
                    report.complete ? "" : " (stopped early)");
    }
    return report.problems.empty() ? kExitDone : kExitData;
}

} // namespace

CliAction addCheckVerb(CLI::App& app) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* verb = app.add_subcommand("check", "Decode every picture of a data set and name the bad ones");
    verb->add_option("data", options->data.root, "Folder with train and val, or with one folder per class")->required();
    verb->add_option("--val", options->data.val, "Other folder of class folders for validation");
    verb->add_option("--csv", options->csv, "Write the bad pictures to this file (path, class, set, reason)");
    verb->add_option("--workers", options->workers, "Decode threads; 0 = usable cores")
        ->check(CLI::Range(0, 256))
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
