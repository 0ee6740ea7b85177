// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_train_options.h"

#include <cstdio>
#include <filesystem>
#include <set>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_device.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/recipe/beginning.h"
#include "core/recipe/key_use.h"
#include "core/recipe/presets.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

/// A recipe alone, or the recipe.json of a run.
TrainConfig readRecipe(const std::string& path) {
    std::error_code error;
    if (std::filesystem::status(path, error).type() == std::filesystem::file_type::not_found)
        throw Error(ErrorKind::Data, {"There is no such recipe", displayText(path), {}, "Check the path."});
    const std::string text = readSmallFile(path, kMaxRecipeBytes);
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_object() && json.contains("format"))
        return runRecipeFromJson(text, displayText(path)).config;
    return configFromJson(text, displayText(path));
}

void requireResumable(const std::vector<std::string>& settings) {
    for (const std::string& setting : settings) {
        const auto isKey = [&setting](const char* key) { return setting.starts_with(std::string(key) + "="); };
        if (!isKey("epochs") && !isKey("pack") && !isKey("cache") && !isKey("max_bad_fraction"))
            throw Error(ErrorKind::Usage, {"A run keeps its recipe; only epochs, pack and max_bad_fraction can change",
                                           displayText(setting),
                                           {},
                                           "Start a new run for another recipe."});
    }
}

} // namespace

void addMachineOptions(CLI::App& verb, RunSetup& setup) {
    verb.add_option("--device", setup.device, kDeviceHelp)->capture_default_str();
    verb.add_option("--workers", setup.workers, "Decode threads; 0 = what suits cores and device")
        ->check(CLI::Range(0, kMaxWorkerThreads))
        ->capture_default_str();
    verb.add_option("--threads", setup.threads, "Compute threads on the CPU; 0 = usable cores")
        ->check(CLI::Range(0, kMaxComputeThreads))
        ->capture_default_str();
}

void addTrainOptions(CLI::App& verb, TrainOptions& options) {
    addDataOptions(verb, options.setup.data);
    std::string names;
    for (const auto& preset : presets())
        names += (names.empty() ? "" : ", ") + preset.name;
    auto* preset = verb.add_option("--preset", options.preset, "Recipe to start from: " + names)->capture_default_str();
    verb.add_option("--recipe", options.recipe, "Recipe file (JSON, or recipe.json of a run) instead of a preset")
        ->excludes(preset);
    verb.add_option("--set", options.settings, "Change a key of the recipe: key=value; may be repeated")
        ->take_all()
        ->allow_extra_args(false);
    verb.add_option("--run", options.run, "Run folder to make; default: a new one in " + defaultRunsFolder());
    addMachineOptions(verb, options.setup);
}

CLI::Option* addInitOption(CLI::App& verb, TrainOptions& options) {
    return verb.add_option("--init", options.init,
                           "Begin with the weights of this run, checkpoint or file of another program (.pth, "
                           ".safetensors); the last layer begins at zero where the classes are others");
}

namespace {

/// Keys that somebody said and that change nothing; `issues`: what is told of them anyhow.
void noteUnused(const TrainConfig& config, const std::vector<std::string>& settings,
                const std::vector<ConfigIssue>& issues) {
    std::set<std::string> said;
    for (const std::string& setting : settings)
        said.insert(setting.substr(0, setting.find('=')));
    for (const ConfigIssue& issue : issues)
        said.erase(issue.key);
    for (const std::string& key : said) {
        if (const std::string why = whyUnused(config, key); !why.empty())
            std::fprintf(stderr, "note: %s has no effect: %s\n", key.c_str(), why.c_str());
    }
}

} // namespace

TrainConfig configOf(const TrainOptions& options) {
    TrainConfig config = options.recipe.empty() ? findPreset(options.preset).config : readRecipe(options.recipe);
    applySettings(config, options.settings);
    throwIfInvalid(config);
    const Beginning beginning = options.init.empty() ? Beginning::Random : Beginning::Weights;
    const std::vector<ConfigIssue> issues = validate(config, beginning);
    for (const ConfigIssue& issue : issues)
        std::fprintf(stderr, "note: %s: %s\n", issue.key.c_str(), issue.message.c_str());
    noteUnused(config, options.settings, issues);
    if (config.zeroInitGamma && beginning == Beginning::Weights)
        std::fputs("note: zero_init_gamma has no effect: the run begins with weights\n", stderr);
    return config;
}

std::string recipeNameOf(const TrainOptions& options) {
    return options.recipe.empty() ? options.preset : baseName(options.recipe);
}

TrainConfig changedConfig(const TrainConfig& own, const std::vector<std::string>& settings) {
    TrainConfig config = own;
    requireResumable(settings);
    applySettings(config, settings);
    throwIfInvalid(config);
    if (config.epochs < own.epochs)
        throw Error(ErrorKind::Usage,
                    {"A run can only be made longer", "epochs=" + std::to_string(config.epochs),
                     "It has " + std::to_string(own.epochs) + ".", "Stop it where you like instead."});
    return config;
}

std::string absolute(const std::string& path) {
    return path.empty() ? path : std::filesystem::absolute(path).string();
}

void requireRunPlace(const std::string& folder) {
    const std::string above = nearestExisting(folder);
    std::error_code error;
    const char* why = !std::filesystem::is_directory(above, error) ? "is no folder"
                      : ::access(above.c_str(), W_OK | X_OK) != 0  ? "does not take new folders"
                                                                   : nullptr;
    if (why != nullptr)
        throw Error(ErrorKind::Usage, {"The run folder cannot be made there", displayText(folder),
                                       displayText(above) + " " + why + ".", "Choose another one with --run."});
}

} // namespace studio
