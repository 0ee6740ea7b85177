// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/cli_background.h"
#include "app/cli_compare.h"
#include "app/cli_given_up.h"
#include "app/cli_output.h"
#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "app/ranks/cli_ranks.h"
#include "core/base/crash_report.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/recipe/config.h"
#include "studio_version.h"

namespace studio {

namespace {

using AddVerb = CliAction (*)(CLI::App&);
/// In the order of the help.
constexpr AddVerb kVerbs[] = {
    addTrainVerb,      addResumeVerb,    addPreflightVerb,      addEvaluateVerb, addClassifyVerb, addAnswersVerb,
    addExportVerb,     addImportVerb,    addCheckVerb,          addPrepareVerb,  addGetVerb,      addPackVerb,
    addSampleDataVerb, addRunsVerb,      addReportVerb,         addCompareVerb,  addStatusVerb,   addPauseVerb,
    addContinueVerb,   addStopVerb,      addStopAfterEpochVerb, addSnapshotVerb, addValidateVerb, addSetVerb,
    addLogVerb,        addQueueVerb,     addBackupVerb,         addRestoreVerb,  addPruneVerb,    addNotifyVerb,
    addSuperviseVerb,  addSystemInfoVerb};

void printMessage(const Message& message) {
    std::fprintf(stderr, "resnet-train: %s\n", message.title.c_str());
    for (const std::string* part : {&message.place, &message.done, &message.next}) {
        if (!part->empty())
            std::fprintf(stderr, "  %s\n", part->c_str());
    }
}

int runAction(const CliAction& action) {
    try {
        return action();
    } catch (const Error& error) {
        printMessage(error.message());
        return exitCodeOf(error.kind());
    } catch (const std::filesystem::filesystem_error& error) {
        const Error said =
            readError("The file system refuses this", displayText(error.path1().string()), error.code().value());
        printMessage(said.message());
        const bool isOurs = said.kind() == ErrorKind::Io && !isVolumeSilent(error.code().value());
        return isOurs ? kExitFailed : exitCodeOf(said.kind());
    } catch (const std::exception& error) {
        printMessage(messageOf(error));
        return kExitFailed;
    }
}

} // namespace

void addDataOptions(CLI::App& verb, DataSpec& spec) {
    verb.add_option("--data", spec.root, "Folder with train and val, or with one folder per class");
    verb.add_option("--val", spec.val, "Other folder of class folders for validation");
    verb.add_option("--split", spec.split, "Share of each class for validation where there is no val folder (0 to 0.9)")
        ->capture_default_str();
    verb.add_option("--split-seed", spec.splitSeed, "Seed of that split")->capture_default_str();
}

void addMaxPixels(CLI::App& verb, std::int64_t& maxPixels) {
    verb.add_option("--max-pixels", maxPixels, "A picture of more pixels counts as one that cannot be read")
        ->check(CLI::Range(std::int64_t{1}, kLargestMaxPixels))
        ->capture_default_str();
}

void applySettings(TrainConfig& config, const std::vector<std::string>& settings) {
    std::set<std::string> said;
    const std::int64_t imageSize = config.imageSize;
    for (const std::string& setting : settings) {
        const auto equals = setting.find('=');
        if (equals == std::string::npos)
            throw Error(ErrorKind::Usage,
                        {"--set takes key=value", displayText(setting), {}, "For example --set epochs=5."});
        said.insert(setting.substr(0, equals));
        setConfigValue(config, setting.substr(0, equals), setting.substr(equals + 1));
    }
    // A size that is said again is no other one: a preset's larger pictures for validation stay.
    carryImageSize(config, config.imageSize != imageSize, said.contains("eval_size"), said.contains("eval_resize"));
}

int runCli(int argc, char** argv) {
    holdStandardStreams();
    ignoreDeadlySignals();
    installCrashReports(std::string("ResNet Studio ") + kVersion + " (resnet-train)");
    CLI::App app{"Trains ResNets from scratch on image folders, without a window.", "resnet-train"};
    app.set_version_flag("--version", std::string("ResNet Studio ") + kVersion);
    app.require_subcommand(1);
    app.footer("Exit codes: 0 done or stopped on request, 1 failed, 64 usage, 65 bad data or nothing under a name, 75 "
               "a retry may help, 78 bad recipe.");
    int code = kExitDone;
    const auto offer = [&app, &code](AddVerb add) {
        const CliAction action = add(app);
        app.get_subcommands({}).back()->callback([action, &code] { code = runAction(action); });
    };
    for (const AddVerb add : kVerbs) {
        offer(add);
    }
    offer(addRankVerb);
    std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && words.front() == "cache")
        words.front() = "pack"; // scripts from before the verb had its name
    rememberCommandLine(words);
    try {
        app.parse(std::vector<std::string>(words.rbegin(), words.rend())); // as CLI11 wants them
    } catch (const CLI::ParseError& error) {
        if (app.exit(error) == 0)
            return finishOutput(kExitDone);
        tellUnusable(words, error.what());
        return finishOutput(kExitUsage);
    }
    return finishOutput(code);
}

} // namespace studio
