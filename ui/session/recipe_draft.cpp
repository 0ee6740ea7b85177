// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recipe_draft.h"

#include <algorithm>

#include "core/recipe/average_reach.h"
#include "core/recipe/beginning.h"
#include "core/recipe/presets.h"

namespace studio {

namespace {

constexpr std::size_t kUndoDepth = 200;

} // namespace

TrainConfig BeginningWeights::fitted(TrainConfig config) const {
    config.model = network.name;
    if (!isCifarFamily(network.name))
        config.stem = network.stem == Stem::Small ? "small" : "standard";
    if (knowsBlurPool)
        config.blurpool = network.blurPool;
    return config;
}

RecipeDraft::RecipeDraft(QObject* parent)
    : QObject(parent)
    , name_("quick-look")
    , base_(findPreset(name_).config)
    , config_(base_)
    , issues_(validate(config_)) {}

std::vector<std::string> RecipeDraft::changedKeys() const {
    std::vector<std::string> keys;
    for (const std::string& key : configKeys()) {
        if (configValue(config_, key) != configValue(base_, key))
            keys.push_back(key);
    }
    return keys;
}

RecipeDraft::State RecipeDraft::current() const {
    return {name_, file_, base_, config_};
}

void RecipeDraft::remember() {
    undo_.push_back(current());
    if (undo_.size() > kUndoDepth)
        undo_.erase(undo_.begin());
    redo_.clear();
}

void RecipeDraft::apply(State state) {
    name_ = std::move(state.name);
    file_ = std::move(state.file);
    base_ = std::move(state.base);
    config_ = std::move(state.config);
    judge();
    Q_EMIT changed();
}

void RecipeDraft::judge() {
    issues_ = validate(config_, weights_ || !lost_.empty() ? Beginning::Weights : Beginning::Random);
    if (const auto issue = hasErrors(issues_) ? std::nullopt : averageReachIssue(config_, trainPictures_))
        issues_.push_back(*issue);
    issues_.insert(issues_.begin(), refused_.begin(), refused_.end());
    if (!weights_)
        return;
    const TrainConfig fitted = weights_->fitted(config_);
    for (const char* key : {"model", "stem", "blurpool"}) {
        if (const std::string wanted = configValue(fitted, key); wanted != configValue(config_, key))
            issues_.push_back(
                {key, tr("The weights to begin with are of another network.").toStdString(), false, wanted});
    }
}

void RecipeDraft::beginWith(std::optional<BeginningWeights> weights) {
    weights_ = std::move(weights);
    reading_.clear();
    lost_.clear();
    State next = current();
    if (weights_)
        next.config = weights_->fitted(next.config);
    if (next.config != config_)
        remember();
    apply(std::move(next));
}

void RecipeDraft::setTrainPictures(std::int64_t count) {
    if (count == trainPictures_)
        return;
    trainPictures_ = count;
    judge();
    Q_EMIT changed();
}

void RecipeDraft::setReading(const std::string& path) {
    reading_ = path;
    Q_EMIT changed();
}

void RecipeDraft::setLost(const std::string& path) {
    weights_.reset();
    lost_ = path;
    apply(current());
}

/// The sizes of validation follow the picture's, unless a person chose them.
void RecipeDraft::carrySizes(State& next, const std::string& said) const {
    const auto isChosen = [this](const char* key) {
        const std::string value = configValue(config_, key);
        return value != configValue(base_, key) && value != "0";
    };
    const bool says = said == "eval_size", size = says || isChosen("eval_size"), resize = isChosen("eval_resize");
    const bool isOther = next.config.imageSize != base_.imageSize;
    if (isOther || (says && next.config.evalSize != base_.evalSize))
        return carryImageSize(next.config, isOther, size, resize);
    if (!size)
        next.config.evalSize = base_.evalSize;
    if (!resize)
        next.config.evalResize = base_.evalResize;
}

void RecipeDraft::setValue(const std::string& key, const std::string& text) {
    State next = current();
    setConfigValue(next.config, key, text);
    if (key == "image_size" || key == "eval_size")
        carrySizes(next, key);
    const bool wasRefused = std::erase_if(refused_, [&key](const ConfigIssue& issue) { return issue.key == key; }) > 0;
    if (next.config == config_ && !wasRefused)
        return;
    if (next.config != config_)
        remember();
    apply(std::move(next));
}

void RecipeDraft::refuse(const std::string& key, const std::string& why) {
    std::erase_if(refused_, [&key](const ConfigIssue& issue) { return issue.key == key; });
    refused_.push_back({key, why, false, {}});
    judge();
    Q_EMIT changed();
}

bool RecipeDraft::isRefused(const std::string& key) const {
    return std::any_of(refused_.begin(), refused_.end(), [&key](const ConfigIssue& issue) { return issue.key == key; });
}

void RecipeDraft::resetValue(const std::string& key) {
    setValue(key, configValue(base_, key));
}

void RecipeDraft::resetAll() {
    if (config_ != base_)
        load(name_, base_, file_);
}

void RecipeDraft::load(const std::string& name, const TrainConfig& config, const std::string& file) {
    remember();
    refused_.clear();
    apply({name, file, config, weights_ ? weights_->fitted(config) : config});
}

void RecipeDraft::restore(State state) {
    undo_.clear();
    redo_.clear();
    refused_.clear();
    apply(std::move(state));
}

void RecipeDraft::setSaved(const std::string& name, const TrainConfig& config, const std::string& file) {
    name_ = name;
    file_ = file;
    base_ = config;
    Q_EMIT changed();
}

void RecipeDraft::setDevice(const std::string& chosen) {
    device = chosen;
    Q_EMIT changed();
}

void RecipeDraft::setWorkers(int count) {
    workers = count;
    Q_EMIT changed();
}

void RecipeDraft::setPlace(RunPlace chosen) {
    place = chosen;
    Q_EMIT changed();
}

// What was typed last and is no value was no step: it alone goes.
void RecipeDraft::undo() {
    if (undo_.empty())
        return;
    if (!refused_.empty()) {
        refused_.pop_back();
        return apply(current());
    }
    redo_.push_back(current());
    State state = std::move(undo_.back());
    undo_.pop_back();
    apply(std::move(state));
}

void RecipeDraft::redo() {
    if (redo_.empty())
        return;
    refused_.clear();
    undo_.push_back(current());
    State state = std::move(redo_.back());
    redo_.pop_back();
    apply(std::move(state));
}

} // namespace studio
