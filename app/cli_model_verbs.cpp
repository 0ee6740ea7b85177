// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/recipe/config.h"
#include "core/recipe/run_import.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

struct ImportOptions {
    ImportRequest request;
    std::vector<std::string> settings;
    std::int64_t imageSize = 0;
};

int importWeights(ImportOptions options) {
    ImportRequest& request = options.request;
    request.run = absolute(request.run);
    requireRunPlace(request.run);
    if (options.imageSize > 0)
        options.settings.insert(options.settings.begin(), "image_size=" + std::to_string(options.imageSize));
    request.adjust = [&options](TrainConfig& config) { applySettings(config, options.settings); };
    const ImportReport report = importRun(request);
    std::fprintf(stderr, "%s, %s classes, of %s\n", report.model.c_str(), grouped(report.classes).c_str(),
                 report.source.c_str());
    for (const std::string& note : report.notes)
        std::fprintf(stderr, "note: %s\n", note.c_str());
    const std::string run = shellWord(request.run);
    std::fprintf(stderr,
                 "Use it: resnet-train classify %s PICTURE, resnet-train evaluate %s --data FOLDER\n"
                 "Train on with it: resnet-train resume %s --data FOLDER\n",
                 run.c_str(), run.c_str(), run.c_str());
    std::printf("%s\n", request.run.c_str());
    return kExitDone;
}

} // namespace

CliAction addImportVerb(CLI::App& app) {
    auto options = std::make_shared<ImportOptions>();
    ImportRequest& request = options->request;
    CLI::App* verb = app.add_subcommand("import", "Make a run of weights that were trained elsewhere");
    verb->add_option("file", request.file, "Weights of a ResNet: .pth or .pt of PyTorch, or .safetensors")->required();
    verb->add_option("run", request.run, "Run folder to make")->required();
    verb->add_option("--model", request.model, "Which network it is")
        ->check(CLI::IsMember(modelNames()))
        ->default_str("recognised");
    verb->add_option(
            "--classes", request.classesFile,
            "Its classes in the order of the last layer: a text file with one a line, or JSON; imagenet-1k: those of "
            "ImageNet in torchvision's order")
        ->default_str("as the file names them, or its publisher's");
    verb->add_option("--image-size", options->imageSize, "Pictures it is for, px; as --set image_size=N")
        ->check(CLI::Range(16, 1024))
        ->default_str("224; 32 with a small stem");
    verb->add_option(
            "--set", options->settings,
            "key=value of the recipe that training goes on with; epochs=10 and learning_rate=0.005 unless said")
        ->take_all()
        ->allow_extra_args(false);
    verb->add_flag("--unchecked", request.unchecked, "Take a file whose checksums do not match");
    verb->add_flag("--leave-out", request.leaveOut, "Leave out weights that the network has no place for");
    return [options] { return importWeights(*options); };
}

} // namespace studio
