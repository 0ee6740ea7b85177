// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/recipe/config.h"
#include "core/recipe/config_fields.h"
#include "core/recipe/rate_plan.h"
#include "core/run/run_folder.h"
#include "studio_version.h"

namespace studio {

namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr int kRecipeVersion = 1;

/// Techniques that recipes from before them know nothing of: no part of the hash where they are off.
constexpr const char* kLaterKeys[] = {
    "schedule_power",   "ema_decay", "ema_steps",  "clip_norm",    "accumulation",    "zero_init_gamma",
    "patience",         "flip_test", "mixup",      "cutmix",       "random_erasing",  "alternating_flip",
    "start_image_size", "grow_from", "grow_until", "auto_augment", "randaugment_ops", "randaugment_magnitude",
    "freeze",           "head_rate", "blurpool"};

Error wrongType(const std::string& key, const char* expected, const std::string& place) {
    return Error(ErrorKind::Config, {"The recipe's \"" + key + "\" must be " + expected, place, {}, {}});
}

void setFromJson(TrainConfig& config, const std::string& key, const Json& value, const std::string& place) {
    std::visit(
        [&](auto member) {
            auto& field = config.*member;
            using T = std::decay_t<decltype(field)>;
            if constexpr (std::is_same_v<T, std::string>) {
                if (!value.is_string())
                    throw wrongType(key, "a text", place);
            } else if constexpr (std::is_same_v<T, bool>) {
                if (!value.is_boolean())
                    throw wrongType(key, "true or false", place);
            } else if constexpr (std::is_same_v<T, double>) {
                if (!value.is_number())
                    throw wrongType(key, "a number", place);
            } else {
                const bool tooLarge = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
                if (!value.is_number_integer() || tooLarge)
                    throw wrongType(key, "a whole number", place);
            }
            field = value.get<T>();
        },
        findConfigField(key, place).member);
}

void addConfig(const TrainConfig& config, OrderedJson& json) {
    for (const auto& field : configFields())
        std::visit([&](auto member) { json[field.key] = config.*member; }, field.member);
}

Json parseObject(const std::string& text, const std::string& place) {
    Json json = parseStrictJson(text, place, 1u << 20);
    if (!json.is_object())
        throw Error(ErrorKind::Config, {"A recipe must be a JSON object", place, {}, {}});
    return json;
}

template<typename T>
T take(Json& json, const char* key, T fallback, const std::string& place) {
    const auto at = json.find(key);
    if (at == json.end())
        return fallback;
    try {
        T value = at->get<T>();
        json.erase(at);
        return value;
    } catch (const Json::exception&) {
        throw wrongType(key, "of another type", place);
    }
}

TrainConfig takeConfig(const Json& json, const std::string& place) {
    TrainConfig config;
    for (const auto& [key, value] : json.items())
        setFromJson(config, key, value, place);
    carryImageSize(config, json.contains("image_size"), json.contains("eval_size"), json.contains("eval_resize"));
    return config;
}

std::vector<ScheduleChange> changesFrom(const Json& json, const std::string& place) {
    if (!json.is_array())
        throw wrongType("changes", "a list", place);
    std::vector<ScheduleChange> changes;
    for (Json each : json) {
        if (!each.is_object())
            throw wrongType("changes", "a list of objects", place);
        changes.push_back({.epoch = take(each, "epoch", std::int64_t{0}, place),
                           .epochs = take(each, "epochs", std::int64_t{0}, place),
                           .learningRate = take(each, "learning_rate", 0.0, place)});
    }
    return changes;
}

} // namespace

TrainConfig configFromJson(const std::string& text, const std::string& place) {
    Json json = parseObject(text, place);
    const int version = take(json, "version", kRecipeVersion, place);
    if (version != kRecipeVersion)
        throw Error(ErrorKind::Config, {"This recipe has version " + std::to_string(version),
                                        place,
                                        {},
                                        "This program reads version " + std::to_string(kRecipeVersion) + "."});
    return takeConfig(json, place);
}

std::string configToJson(const TrainConfig& config) {
    OrderedJson json;
    json["version"] = kRecipeVersion;
    addConfig(config, json);
    return json.dump(2) + "\n";
}

std::string configHash(const TrainConfig& config) {
    OrderedJson json = OrderedJson::parse(configToJson(config));
    json["eval_size"] = evalSizeOf(config);
    json["eval_resize"] = evalResizeOf(config);
    json.erase("pack");
    if (config.order == "random")
        json.erase("order");
    if (config.maxPixels == kMaxPixels)
        json.erase("max_pixels");
    for (const char* technique : kLaterKeys) {
        if (configValue(config, technique) == configValue(TrainConfig(), technique))
            json.erase(technique);
    }
    return sha256Hex(json.dump(2) + "\n");
}

std::string runRecipeToJson(const TrainConfig& config, const RunSetup& setup,
                            const std::vector<ScheduleChange>& changes) {
    OrderedJson json;
    json["format"] = kRunFormatVersion;
    json["app_version"] = kVersion;
    json["recipe_name"] = setup.recipeName;
    json["data"] = escapeBytes(setup.data.root);
    json["val"] = escapeBytes(setup.data.val);
    json["split"] = setup.data.split;
    json["split_seed"] = setup.data.splitSeed;
    json["device"] = setup.device;
    json["workers"] = setup.workers;
    json["threads"] = setup.threads;
    addConfig(config, json);
    for (const ScheduleChange& change : changes)
        json["changes"].push_back(
            {{"epoch", change.epoch}, {"epochs", change.epochs}, {"learning_rate", change.learningRate}});
    return json.dump(2) + "\n";
}

RunRecipe runRecipeFromJson(const std::string& text, const std::string& place) {
    Json json = parseObject(text, place);
    const int format = take(json, "format", 0, place);
    const auto appVersion = take(json, "app_version", std::string("an unknown version"), place);
    if (format != kRunFormatVersion)
        throw Error(ErrorKind::Corrupt, {"This run was written by another version",
                                         place + ": format " + std::to_string(format), "Nothing was changed.",
                                         "Open it with ResNet Studio " + appVersion + "; this program reads format " +
                                             std::to_string(kRunFormatVersion) + "."});
    RunRecipe recipe;
    recipe.setup.recipeName = take(json, "recipe_name", std::string(), place);
    recipe.setup.data.root = unescapeBytes(take(json, "data", std::string(), place));
    recipe.setup.data.val = unescapeBytes(take(json, "val", std::string(), place));
    recipe.setup.data.split = take(json, "split", 0.1, place);
    recipe.setup.data.splitSeed = take(json, "split_seed", std::uint64_t{0}, place);
    recipe.setup.device = take(json, "device", std::string("auto"), place);
    recipe.setup.workers = take(json, "workers", 0, place);
    recipe.setup.threads = take(json, "threads", 0, place);
    if (recipe.setup.workers < 0 || recipe.setup.workers > kMaxWorkerThreads || recipe.setup.threads < 0 ||
        recipe.setup.threads > kMaxComputeThreads)
        throw Error(ErrorKind::Config,
                    {"This recipe asks for an impossible number of threads", place, "Nothing was changed.",
                     "workers may be 0 to " + std::to_string(kMaxWorkerThreads) + ", threads 0 to " +
                         std::to_string(kMaxComputeThreads) + "."});
    const Json changes = take(json, "changes", Json(Json::array()), place);
    recipe.config = takeConfig(json, place);
    recipe.changes = changesFrom(changes, place);
    if (!areSound(recipe.changes, recipe.config))
        throw wrongType("changes", "those of this run", place);
    return recipe;
}

} // namespace studio
