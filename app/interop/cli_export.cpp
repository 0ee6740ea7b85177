// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/exit_code.h"
#include "core/base/text.h"
#include "core/export/model_export.h"
#include "core/model/model_spec.h"

namespace studio {

namespace {

struct ExportOptions {
    ExportRequest request;
    std::string format;
    bool python = false, json = false;
};

int exportFile(ExportOptions& options) {
    options.request.format = exportFormatOf(options.format.empty() ? options.request.target : options.format);
    const ExportResult result = exportModel(options.request);
    const std::string python = pythonFor(result);
    if (options.json) {
        std::printf("%s\n", nlohmann::ordered_json{{"file", escapeBytes(result.target)},
                                                   {"bytes", result.bytes},
                                                   {"model", result.model},
                                                   {"classes", result.classes},
                                                   {"epoch", result.epoch},
                                                   {"weights", result.ema ? "average" : "trained"},
                                                   {"largest_difference", result.difference},
                                                   {"python", python}}
                                .dump()
                                .c_str());
        return kExitDone;
    }
    std::fprintf(stderr, "%s, %s classes, epoch %d%s: %s\n", modelDisplayName(result.model).c_str(),
                 grouped(result.classes).c_str(), result.epoch, result.ema ? ", average of the weights" : "",
                 byteText(result.bytes).c_str());
    std::fprintf(stderr, "Read back, it answers as the run's network does: logits differ by %.1e at most\n",
                 result.difference);
    if (!options.python)
        std::printf("%s\n", displayText(result.target).c_str());
    else if (!python.empty())
        std::fputs(python.c_str(), stdout);
    else
        std::fputs("resnet-train: torchvision has no such network to load these weights into: export it as "
                   "torchscript or onnx\n",
                   stderr);
    return kExitDone;
}

} // namespace

CliAction addExportVerb(CLI::App& app) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* verb = app.add_subcommand("export", "Write a network to a file that other programs open");
    std::string formats;
    for (const ExportFormatInfo& info : exportFormats())
        formats += (formats.empty() ? "" : "; ") + std::string(info.name) + " (" + info.extension + "): " + info.about;
    verb->add_option("model", options->request.model, "Run folder or weights file (.safetensors)")->required();
    verb->add_option("file", options->request.target, "The file to write")->required();
    verb->add_option("--format", options->format, "By default as the file's name ends. " + formats);
    verb->add_option("--checkpoint", options->request.which, "best, last or an epoch number, for a run folder")
        ->capture_default_str();
    verb->add_flag("--replace", options->request.replaces, "Replace a file that is there");
    verb->add_flag("--python", options->python, "Print lines of Python that use the file");
    verb->add_flag("--json", options->json, "Machine-readable result on stdout");
    return [options] { return exportFile(*options); };
}

} // namespace studio
