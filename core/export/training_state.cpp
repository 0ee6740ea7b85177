// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/training_state.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/model/frozen_layers.h"
#include "core/model/model_state.h"
#include "core/recipe/epoch_steps.h"
#include "core/recipe/rate_plan.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr const char* kRollbacks = "rollbacks"; ///< in run.db: how many there were
constexpr std::string_view kModel = "model.", kMomentum = "momentum.", kAverage = "ema.";

using Tensors = std::map<std::string, HostTensor*>; ///< by their names

HostTensor& tensorIn(const Tensors& tensors, const std::string& name, const std::string& place) {
    const auto found = tensors.find(name);
    if (found == tensors.end())
        throw Error(ErrorKind::Corrupt,
                    {"The checkpoint is not whole", displayText(place) + ": it has no " + displayText(name),
                     "Nothing was written.", "Choose another checkpoint."});
    return *found->second;
}

/// Of a run: a checkpoint that was copied elsewhere does not know what it was trained with.
std::string runOf(const std::string& checkpoint) {
    const std::filesystem::path folder =
        std::filesystem::absolute(checkpoint).lexically_normal().parent_path().parent_path();
    if (!isRunFolder(folder.string()))
        throw Error(
            ErrorKind::Usage,
            {"A training state needs the run's recipe and history", displayText(checkpoint),
             "The file does not lie in a run. Nothing was written.",
             "Name the run's folder, and the checkpoint by --checkpoint; or write the weights alone: --as pth"});
    return folder.string();
}

RunRecipe recipeOf(const std::string& run, const CheckpointContent& content, const std::string& checkpoint) {
    RunRecipe recipe = readRunRecipe(RunPaths(run).recipe);
    const TrainConfig& config = recipe.config;
    if (config.model != content.model || config.stem != content.stem || config.blurpool != content.blurPool)
        throw Error(ErrorKind::Usage,
                    {"The checkpoint is of another network than the run's recipe", displayText(checkpoint),
                     "Nothing was written.", "Name a checkpoint of the run, or write the weights alone: --as pth"});
    return recipe;
}

/// 0 = not known.
std::int64_t stepsPerEpoch(const RunDatabase& history, const CheckpointContent& content, const TrainConfig& config) {
    const std::int32_t epochs = content.epochEnd ? content.epoch : content.epoch - 1; // that are done
    if (epochs > 0)
        return (content.epochEnd ? content.step : content.step - content.stepInEpoch) / epochs;
    return stepsInEpoch(history.value("train_pictures"), config.batchSize);
}

/// What roll-backs have made of the learning rate: as a resume has it, the later of the checkpoint's and run.db's word.
double scaleOf(const RunDatabase& history, const CheckpointContent& content) {
    const std::int64_t rollbacks = std::strtoll(history.value(kRollbacks).value_or("0").c_str(), nullptr, 10);
    return content.rollbacks >= rollbacks ? content.learningRateScale
                                          : rateFactorOf(history.value(kLearningRateScaleKey));
}

/// Of the step that was done last: as the history has it, or the run's plan where it lacks that row.
double rateOf(const RunDatabase& history, const CheckpointContent& content, const RunRecipe& recipe) {
    const std::vector<StepRecord> from = history.steps(content.step - 1, 1);
    if (!from.empty() && from.front().step == content.step)
        return from.front().learningRate;
    const double scale = scaleOf(history, content);
    const std::int64_t steps = stepsPerEpoch(history, content, recipe.config);
    if (steps <= 0)
        return recipe.config.learningRate * scale;
    return RatePlan(recipe.config, recipe.changes, steps).at(std::max<std::int64_t>(0, content.step - 1)) * scale;
}

std::string changesText(const std::vector<ScheduleChange>& changes) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const ScheduleChange& change : changes)
        json.push_back({{"epoch", change.epoch}, {"epochs", change.epochs}, {"learning_rate", change.learningRate}});
    return json.dump();
}

/// Under their plain names, in the order of the network. `instead`: the prefix of those that stand for some of them.
PthValue stateDictOf(const Tensors& tensors, const std::vector<NamedShape>& state, std::string_view instead,
                     const std::string& place) {
    PthValue dict = PthValue::orderedDict();
    for (const NamedShape& row : state) {
        const auto found = tensors.find(std::string(instead) + row.name);
        const HostTensor& tensor =
            found != tensors.end() ? *found->second : tensorIn(tensors, std::string(kModel) + row.name, place);
        dict.set(row.name.c_str(), PthValue::tensor(tensor));
    }
    return dict;
}

bool isFrozen(const std::string& parameter, const std::vector<std::string>& layers) {
    return std::any_of(layers.begin(), layers.end(),
                       [&parameter](const std::string& layer) { return isPartOf(parameter, layer); });
}

PthValue groupOf(double rate, double decay, const TrainConfig& config, const std::vector<std::int64_t>& parameters) {
    PthValue numbers = PthValue::list();
    for (const std::int64_t number : parameters)
        numbers.add(PthValue::integer(number));
    PthValue group = PthValue::dict();
    group.set("lr", PthValue::real(rate))
        .set("momentum", PthValue::real(config.momentum))
        .set("dampening", PthValue::integer(0))
        .set("weight_decay", PthValue::real(decay))
        .set("nesterov", PthValue::boolean(config.nesterov))
        .set("maximize", PthValue::boolean(false))
        .set("foreach", PthValue())
        .set("differentiable", PthValue::boolean(false))
        .set("params", std::move(numbers));
    return group;
}

/// As torch.optim.SGD has it: what is trained alike is one group, a parameter's number its place among all of the
/// network's; frozen ones are in none.
PthValue optimizerOf(const Tensors& tensors, const std::vector<NamedShape>& state, const TrainConfig& config,
                     double rate, const std::string& place) {
    const std::vector<std::string> frozen = layerNames(config.freeze);
    std::vector<std::pair<std::pair<double, double>, std::vector<std::int64_t>>> groups; // by rate and decay
    PthValue buffers = PthValue::dict();
    std::int64_t number = -1;
    for (const NamedShape& row : state) {
        if (!row.isParameter)
            continue;
        ++number;
        if (isFrozen(row.name, frozen))
            continue;
        const std::pair key(rate * (isOfHead(row.name) ? config.headRate : 1),
                            config.decayNormAndBias || row.shape.size() > 1 ? config.weightDecay : 0);
        auto group = std::find_if(groups.begin(), groups.end(), [&key](const auto& one) { return one.first == key; });
        if (group == groups.end())
            group = groups.insert(group, {key, {}});
        group->second.push_back(number);
        PthValue buffer = PthValue::dict();
        buffer.set("momentum_buffer", PthValue::tensor(tensorIn(tensors, std::string(kMomentum) + row.name, place)));
        buffers.set(PthValue::integer(number), std::move(buffer));
    }
    PthValue list = PthValue::list();
    for (const auto& [key, parameters] : groups)
        list.add(groupOf(key.first, key.second, config, parameters));
    PthValue optimizer = PthValue::dict();
    optimizer.set("state", std::move(buffers)).set("param_groups", std::move(list));
    return optimizer;
}

PthValue textsOf(const std::vector<std::string>& texts) {
    PthValue list = PthValue::list();
    for (const std::string& text : texts)
        list.add(PthValue::text(displayText(text)));
    return list;
}

/// One that counts: before that it is a copy of the weights of some step.
bool hasAverage(const CheckpointContent& content) {
    return content.averageCounts &&
           std::any_of(content.tensors.begin(), content.tensors.end(),
                       [](const HostTensor& tensor) { return tensor.name.starts_with(kAverage); });
}

/// Where the run was, and what a training in it follows.
void setPlace(PthValue& all, const CheckpointContent& content) {
    const bool isValidated = content.epochEnd && content.valTop1 >= 0;
    all.set("epoch", PthValue::integer(content.epoch))
        .set("epoch_done", PthValue::boolean(content.epochEnd))
        .set("step", PthValue::integer(content.step))
        .set("step_in_epoch", PthValue::integer(content.stepInEpoch));
    if (isValidated)
        all.set("validated", PthValue::text(content.ema ? "average" : "trained"));
    all.set("model", PthValue::text(content.model))
        .set("stem", PthValue::text(content.stem))
        .set("blurpool", PthValue::boolean(content.blurPool))
        .set("image_size", PthValue::integer(content.imageSize))
        .set("resize", PthValue::integer(content.evalResize));
}

void setClasses(PthValue& all, const std::vector<ClassInfo>& classes, bool isNamed) {
    all.set("num_classes", PthValue::integer(std::ssize(classes)));
    if (!isNamed)
        return;
    std::vector<std::string> folders, names;
    for (const ClassInfo& info : classes) {
        folders.push_back(info.folder);
        names.push_back(info.name);
    }
    all.set("classes", textsOf(folders)).set("class_names", textsOf(names));
}

} // namespace

PthValue trainingStateOf(const std::string& checkpoint, CheckpointContent content,
                         const std::vector<ClassInfo>& classes, bool isNamed) {
    const std::string run = runOf(checkpoint);
    const RunRecipe recipe = recipeOf(run, content, checkpoint);
    const TrainConfig& config = recipe.config;
    const RunDatabase history(RunPaths(run).database, RunDatabase::Mode::Read);
    Tensors tensors;
    for (HostTensor& tensor : content.tensors)
        tensors[tensor.name] = &tensor;
    const std::vector<NamedShape> state = modelState(modelSpecOf(config, std::ssize(classes)));
    PthValue all = PthValue::dict();
    all.set("state_dict", stateDictOf(tensors, state, kModel, checkpoint));
    if (hasAverage(content))
        all.set("average", stateDictOf(tensors, state, kAverage, checkpoint));
    all.set("optimizer", optimizerOf(tensors, state, config, rateOf(history, content, recipe), checkpoint))
        .set("frozen", textsOf(layerNames(config.freeze)));
    setPlace(all, content);
    setClasses(all, classes, isNamed);
    all.set("recipe", PthValue::text(configToJson(config)))
        .set("changes", PthValue::text(changesText(recipe.changes)))
        .set("learning_rate_scale", PthValue::real(scaleOf(history, content)));
    return all;
}

} // namespace studio
