// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/answers/answer_options.h"

#include <cerrno>
#include <cstdio>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/cli_device.h"
#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/recipe/config.h"

namespace studio {

void addModelOptions(CLI::App& verb, ModelOptions& options) {
    verb.add_option("model", options.model, "Run folder or weights file (.safetensors)")->required();
    verb.add_option("--checkpoint", options.checkpoint, "best, last or an epoch number, for a run folder")
        ->capture_default_str();
    verb.add_option("--device", options.device, kDeviceHelp)->capture_default_str();
    verb.add_option("--threads", options.threads, "Compute threads on the CPU; 0 = usable cores")
        ->check(CLI::Range(0, kMaxComputeThreads))
        ->capture_default_str();
    verb.add_flag("--json", options.json, "Machine-readable result on stdout");
}

void addResultOptions(CLI::App& verb, ResultOptions& options) {
    CLI::Option* out = verb.add_option("--out", options.file,
                                       "Write the answers for each picture to this file, also why one could not be "
                                       "read; `resnet-train answers FILE` opens it again");
    verb.add_option("--format", options.format, "csv or json")
        ->check(CLI::IsMember({"csv", "json"}))
        ->default_str("by the file's ending")
        ->needs(out);
    verb.add_option("--top", options.top, "Answers per picture")->check(CLI::Range(1, 100))->capture_default_str();
    verb.add_flag("--all", options.all, "The probability of every class, too");
    verb.add_flag("--replace", options.replace, "Write over a file that is no result");
}

AnswersLayout requireLayout(const ResultOptions& options) {
    const auto byEnding = answersFormatOf(options.file);
    if (options.format.empty() && !byEnding)
        throw Error(ErrorKind::Usage, {"It is not said which form the result has",
                                       displayText(options.file),
                                       {},
                                       "End its name in .csv or .json, or say --format csv."});
    requireAnswersPlace(options.file, options.replace);
    AnswersLayout layout{
        .format = byEnding.value_or(AnswersLayout::Format::Csv), .top = options.top, .all = options.all};
    if (!options.format.empty())
        layout.format = options.format == "json" ? AnswersLayout::Format::Json : AnswersLayout::Format::Csv;
    return layout;
}

void tellUnfinished(const std::string& unfinished, const std::string& file) {
    if (!unfinished.empty())
        std::fprintf(stderr, "resnet-train: stopped; the answers so far are in %s, %s is as it was\n",
                     displayText(unfinished).c_str(), displayText(file).c_str());
}

void keepApartFrom(const std::string& file) {
    if (file.empty() || !isStandardOutput(file))
        return;
    std::fflush(stdout);
    if (::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        throw systemError("Cannot write to the error output", {}, errno);
}

void addListRoot(CLI::App& verb, std::string& root) {
    verb.add_option("--list-root", root, "Folder that the relative paths of a list start from")
        ->default_str("that of the list");
}

std::string modelText(const std::string& model, const std::string& checkpoint) {
    std::string trimmed = model;
    while (trimmed.size() > 1 && trimmed.ends_with('/'))
        trimmed.pop_back();
    const std::string name = baseName(trimmed);
    return name == checkpoint ? name : name + ", " + checkpoint;
}

} // namespace studio
