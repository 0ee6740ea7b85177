// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/exit_code.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/export/model_export.h"
#include "core/export/space_export.h"
#include "core/mirror/history_table.h"
#include "core/model/model_spec.h"

namespace studio {

namespace {

struct ExportOptions {
    ExportRequest request;
    std::string format;
    std::vector<std::string> examples;
    std::string examplesLicence;
    bool python = false, json = false, ema = false, raw = false;
};

constexpr const char* kSpace = "space";
constexpr const char* kSpaceAbout = "a folder that runs as a Space of Hugging Face: weights, page, model card; FILE is "
                                    "the folder";

struct HistoryFormatInfo {
    HistoryFormat format;
    const char *name, *extension, *about;
};
constexpr HistoryFormatInfo kHistoryFormats[] = {
    {HistoryFormat::Csv, "history-csv", ".csv", "a run's steps and epochs as a table, as Weights & Biases imports it"},
    {HistoryFormat::Json, "history-json", ".json", "the same with the recipe"},
    {HistoryFormat::TensorBoard, "tensorboard", nullptr, "the same as a folder for TensorBoard; FILE is the folder"}};

/// "history-csv (.csv)"
std::string nameWithEnding(const HistoryFormatInfo& info) {
    return info.name + (info.extension != nullptr ? std::string(" (") + info.extension + ")" : std::string());
}

/// By its name, or by the end of a file's; nothing for a format of networks.
std::optional<HistoryFormat> historyFormatOf(const std::string& name, std::string_view file) {
    for (const HistoryFormatInfo& info : kHistoryFormats) {
        if (name == info.name || (name.empty() && info.extension != nullptr && file.ends_with(info.extension)))
            return info.format;
    }
    return std::nullopt;
}

/// Of a network. Throws Error(Usage) with all that there is.
ExportFormat networkFormatOf(const std::string& nameOrFile) {
    try {
        return exportFormatOf(nameOrFile);
    } catch (const Error& error) {
        std::string names;
        for (const HistoryFormatInfo& info : kHistoryFormats)
            names += (names.empty() ? "" : ", ") + nameWithEnding(info);
        Message message = error.message();
        message.next += " For a run's history: " + names + ". For a page that answers: " + kSpace + ".";
        throw Error(error.kind(), message);
    }
}

int exportRun(const ExportOptions& options, HistoryFormat format) {
    const ExportRequest& request = options.request;
    const std::int64_t steps = exportHistory({request.model, request.target, format, request.replaces});
    if (options.json)
        std::printf("%s\n",
                    nlohmann::ordered_json{{"file", escapeBytes(request.target)}, {"steps", steps}}.dump().c_str());
    else
        std::printf("%s\n", displayText(request.target).c_str());
    std::fprintf(stderr, "%s steps\n", grouped(steps).c_str());
    return kExitDone;
}

const char* weightsKey(const ExportResult& result) {
    if (result.format == ExportFormat::TrainingState && result.keepsAverage)
        return "trained and average";
    return result.ema ? "average" : "trained";
}

/// The part of a result in JSON that all exports of networks have.
nlohmann::ordered_json networkJson(const ExportResult& result) {
    return {{"model", result.model},
            {"classes", result.classes},
            {"epoch", result.epoch},
            {"weights", weightsKey(result)},
            {"blurpool", result.blurPool},
            {"largest_difference", result.difference},
            {"keeps_average", result.keepsAverage}};
}

/// What people are to know of the weights before they use them.
const char* weightsWord(const ExportResult& result) {
    if (result.format == ExportFormat::TrainingState)
        return result.keepsAverage ? ", trained weights and their average" : "";
    return result.ema ? ", average of the weights" : result.keepsAverage ? ", trained weights, not their average" : "";
}

void tellBlurPool(const ExportResult& result) {
    if (losesBlurPool(result))
        std::fprintf(stderr, "note: the network has BlurPool, which weights alone do not show: torchvision's network "
                             "of this name answers otherwise with them\n");
    if (losesBlurPool(result) && result.format == ExportFormat::Pth) // the others say it to our import
        std::fprintf(stderr, "note: to import the file again say --set blurpool=true\n");
}

void tellNetwork(const ExportResult& result, std::uint64_t bytes) {
    std::fprintf(stderr, "%s, %s classes, epoch %d%s: %s\n", modelDisplayName(result.model).c_str(),
                 grouped(result.classes).c_str(), result.epoch, weightsWord(result), byteText(bytes).c_str());
    if (result.opset > 0)
        std::fprintf(stderr, "ONNX, opset %d\n", static_cast<int>(result.opset));
    std::fprintf(stderr, "Read back, it answers as the run's network does: logits differ by %.1e at most\n",
                 result.difference);
}

int exportToSpace(const ExportOptions& options) {
    const ExportRequest& request = options.request;
    if (options.ema || options.raw)
        throw Error(ErrorKind::Usage, {"A Space has the weights that its card's figures are of",
                                       {},
                                       "Nothing was written.",
                                       "Leave --ema and --raw out."});
    if (request.replaces || options.python)
        throw Error(ErrorKind::Usage,
                    {"A Space is a whole folder of its own", displayText(request.target), "Nothing was written.",
                     "Name a folder that is not there yet; leave --replace and --python out."});
    const SpaceResult result =
        exportSpace({request.model, request.which, request.target, options.examples, options.examplesLicence});
    if (options.json) {
        nlohmann::ordered_json json{{"folder", escapeBytes(result.folder)}, {"bytes", result.bytes}};
        json.update(networkJson(result.weights));
        json["files"] = result.files;
        std::printf("%s\n", json.dump().c_str());
        return kExitDone;
    }
    tellNetwork(result.weights, result.bytes);
    if (!options.examples.empty())
        std::fputs("The examples are copies, byte by byte: with all that a camera wrote into them, as place and time\n",
                   stderr);
    std::printf("%s\n", displayText(result.folder).c_str());
    return kExitDone;
}

int exportFile(ExportOptions& options) {
    if (options.format == kSpace)
        return exportToSpace(options);
    if (!options.examples.empty() || !options.examplesLicence.empty())
        throw Error(ErrorKind::Usage, {"Examples belong to a Space alone",
                                       {},
                                       "Nothing was written.",
                                       "Add --as space, or leave --example and --examples-licence out."});
    if (const auto history = historyFormatOf(options.format, options.request.target)) {
        if (options.ema || options.raw)
            throw Error(ErrorKind::Usage,
                        {"A run's history has no weights", {}, "Nothing was written.", "Leave --ema and --raw out."});
        return exportRun(options, *history);
    }
    if (options.ema || options.raw)
        options.request.average = options.ema;
    options.request.format = networkFormatOf(options.format.empty() ? options.request.target : options.format);
    if (options.request.format == ExportFormat::TrainingState && (options.ema || options.raw))
        throw Error(ErrorKind::Usage, {"A training state has the trained weights and their average",
                                       {},
                                       "Nothing was written.",
                                       "Leave --ema and --raw out."});
    requireWritable(options.request.target);
    const ExportResult result = exportModel(options.request);
    const std::string python = pythonFor(result);
    if (options.json) {
        nlohmann::ordered_json json{{"file", escapeBytes(result.target)}, {"bytes", result.bytes}};
        json.update(networkJson(result));
        if (result.opset > 0)
            json["opset"] = result.opset;
        json["python"] = python;
        std::printf("%s\n", json.dump().c_str());
        return kExitDone;
    }
    tellNetwork(result, result.bytes);
    tellBlurPool(result);
    if (!options.python)
        std::printf("%s\n", displayText(result.target).c_str());
    else if (!python.empty())
        std::fputs(python.c_str(), stdout);
    else
        std::fputs("resnet-train: torchvision has no such network to load these weights into: to classify, export it "
                   "as torchscript or onnx\n",
                   stderr);
    return kExitDone;
}

} // namespace

CliAction addExportVerb(CLI::App& app) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* verb =
        app.add_subcommand("export", "Write a network, or a run's history, to a file that other programs open");
    std::string formats;
    for (const ExportFormatInfo& info : exportFormats())
        formats += (formats.empty() ? "" : "; ") + std::string(info.name) + " (" + info.extension + "): " + info.about;
    for (const HistoryFormatInfo& info : kHistoryFormats)
        formats += "; " + nameWithEnding(info) + ": " + info.about;
    formats += std::string("; ") + kSpace + ": " + kSpaceAbout;
    verb->add_option("model", options->request.model, "Run folder or weights file (.safetensors)")->required();
    verb->add_option("file", options->request.target, "The file to write")->required();
    verb->add_option("--format,--as", options->format, "By default as the file's name ends. " + formats);
    verb->add_option("--checkpoint", options->request.which, "best, last or an epoch number, for a run folder")
        ->capture_default_str();
    verb->add_option("--example", options->examples, "Pictures that the page of a Space offers; copied into it");
    verb->add_option("--examples-licence", options->examplesLicence,
                     "Under which licence those are, as the page and its card tell it");
    CLI::Option* ema = verb->add_flag("--ema", options->ema, "The moving average of the weights");
    verb->add_flag("--raw", options->raw, "The trained weights; by default those that the checkpoint's figures are of")
        ->excludes(ema);
    verb->add_flag("--replace", options->request.replaces, "Replace a file that is there");
    verb->add_flag("--python", options->python, "Print lines of Python that use the file");
    verb->add_flag("--json", options->json, "Machine-readable result on stdout");
    return [options] { return exportFile(*options); };
}

} // namespace studio
