// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/recipe/config_fields.h"

namespace studio {

namespace {

std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::string numberText(double value) {
    // Shortest text that reads back the same; plain digits where a person would write them ("0.0005", not "5e-04").
    std::array<char, 400> text{};
    const bool plain = value == 0 || (std::abs(value) >= 1e-6 && std::abs(value) < 1e15);
    const auto end = plain ? std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr
                           : std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

Error noValue(const std::string& key, const std::string& text, const std::string& expected) {
    return Error(ErrorKind::Config,
                 {"This is not a value for " + key, "\"" + text + "\"", {}, "Give " + expected + "."});
}

} // namespace

const std::vector<ConfigField>& configFields() {
    using C = TrainConfig;
    static const std::vector<ConfigField> kFields{{"model", &C::model},
                                                  {"stem", &C::stem},
                                                  {"image_size", &C::imageSize},
                                                  {"eval_size", &C::evalSize},
                                                  {"eval_resize", &C::evalResize},
                                                  {"epochs", &C::epochs},
                                                  {"batch_size", &C::batchSize},
                                                  {"learning_rate", &C::learningRate},
                                                  {"momentum", &C::momentum},
                                                  {"nesterov", &C::nesterov},
                                                  {"weight_decay", &C::weightDecay},
                                                  {"decay_norm_and_bias", &C::decayNormAndBias},
                                                  {"schedule", &C::schedule},
                                                  {"warmup_epochs", &C::warmupEpochs},
                                                  {"step_epochs", &C::stepEpochs},
                                                  {"step_factor", &C::stepFactor},
                                                  {"final_learning_rate", &C::finalLearningRate},
                                                  {"label_smoothing", &C::labelSmoothing},
                                                  {"precision", &C::precision},
                                                  {"seed", &C::seed},
                                                  {"crop_scale_min", &C::cropScaleMin},
                                                  {"crop_scale_max", &C::cropScaleMax},
                                                  {"flip", &C::flip},
                                                  {"brightness", &C::brightness},
                                                  {"contrast", &C::contrast},
                                                  {"saturation", &C::saturation},
                                                  {"hue", &C::hue},
                                                  {"keep_last", &C::keepLast},
                                                  {"keep_every", &C::keepEvery},
                                                  {"save_minutes", &C::saveMinutes},
                                                  {"max_bad_fraction", &C::maxBadFraction},
                                                  {"max_pixels", &C::maxPixels},
                                                  {"max_rollbacks", &C::maxRollbacks},
                                                  {"pack", &C::pack},
                                                  {"order", &C::order},
                                                  {"schedule_power", &C::schedulePower},
                                                  {"ema_decay", &C::emaDecay},
                                                  {"ema_steps", &C::emaSteps},
                                                  {"clip_norm", &C::clipNorm},
                                                  {"accumulation", &C::accumulation},
                                                  {"zero_init_gamma", &C::zeroInitGamma},
                                                  {"patience", &C::patience},
                                                  {"flip_test", &C::flipTest},
                                                  {"mixup", &C::mixup},
                                                  {"cutmix", &C::cutmix},
                                                  {"random_erasing", &C::randomErasing},
                                                  {"alternating_flip", &C::alternatingFlip},
                                                  {"start_image_size", &C::startImageSize},
                                                  {"grow_from", &C::growFrom},
                                                  {"grow_until", &C::growUntil},
                                                  {"auto_augment", &C::autoAugment},
                                                  {"randaugment_ops", &C::randaugmentOps},
                                                  {"randaugment_magnitude", &C::randaugmentMagnitude},
                                                  {"freeze", &C::freeze},
                                                  {"head_rate", &C::headRate},
                                                  {"blurpool", &C::blurpool}};
    return kFields;
}

const ConfigField& findConfigField(const std::string& key, const std::string& place) {
    const auto& fields = configFields();
    const std::string name = key == "cache" ? "pack" : key; // recipes from before the key had its name
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const ConfigField& f) { return name == f.key; });
    if (found != fields.end())
        return *found;
    const auto nearest =
        std::min_element(fields.begin(), fields.end(), [&](const ConfigField& a, const ConfigField& b) {
            return editDistance(key, a.key) < editDistance(key, b.key);
        });
    throw Error(
        ErrorKind::Config,
        {"A recipe has no key \"" + key + "\"", place, {}, std::string("Did you mean \"") + nearest->key + "\"?"});
}

const std::vector<std::string>& configKeys() {
    static const std::vector<std::string> kKeys = [] {
        std::vector<std::string> keys;
        for (const auto& field : configFields())
            keys.emplace_back(field.key);
        return keys;
    }();
    return kKeys;
}

std::string configValue(const TrainConfig& config, const std::string& key) {
    return std::visit(
        [&](auto member) -> std::string {
            const auto& value = config.*member;
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, std::string>)
                return value;
            else if constexpr (std::is_same_v<T, bool>)
                return value ? "true" : "false";
            else if constexpr (std::is_same_v<T, double>)
                return numberText(value);
            else
                return std::to_string(value);
        },
        findConfigField(key, "").member);
}

void setConfigValue(TrainConfig& config, const std::string& key, const std::string& text) {
    std::visit(
        [&](auto member) {
            auto& value = config.*member;
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, std::string>) {
                value = text;
            } else if constexpr (std::is_same_v<T, bool>) {
                if (text != "true" && text != "false")
                    throw noValue(key, text, "true or false");
                value = text == "true";
            } else {
                T parsed{};
                const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), parsed);
                if (problem != std::errc{} || end != text.data() + text.size())
                    throw noValue(key, text, std::is_same_v<T, double> ? "a number" : "a whole number");
                value = parsed;
            }
        },
        findConfigField(key, "").member);
}

std::int64_t evalSizeOf(const TrainConfig& config) {
    return config.evalSize == 0 ? config.imageSize : config.evalSize;
}

std::int64_t evalResizeOf(const TrainConfig& config) {
    // ImageNet's custom: 224 of 256.
    return config.evalResize == 0 ? (evalSizeOf(config) * 256 + 112) / 224 : config.evalResize;
}

void carryImageSize(TrainConfig& config, bool imageSizeSaid, bool evalSizeSaid, bool evalResizeSaid) {
    if (imageSizeSaid && !evalSizeSaid)
        config.evalSize = 0;
    if ((imageSizeSaid || evalSizeSaid) && !evalResizeSaid)
        config.evalResize = 0;
}

bool hasErrors(const std::vector<ConfigIssue>& issues) {
    return std::any_of(issues.begin(), issues.end(), [](const ConfigIssue& issue) { return !issue.warning; });
}

void throwIfInvalid(const TrainConfig& config) {
    std::string all;
    for (const auto& issue : validate(config)) {
        if (!issue.warning)
            all += (all.empty() ? "" : " ") + issue.key + ": " + issue.message;
    }
    if (!all.empty())
        throw Error(ErrorKind::Config, {"This recipe cannot be used", all, "Nothing was started.", {}});
}

Schedule scheduleOf(const TrainConfig& config, std::int64_t stepsPerEpoch) {
    const auto steps = [&](double epochs) {
        return static_cast<std::int64_t>(std::llround(epochs * static_cast<double>(stepsPerEpoch)));
    };
    Schedule schedule;
    schedule.kind = config.schedule == "step"         ? ScheduleKind::Step
                    : config.schedule == "constant"   ? ScheduleKind::Constant
                    : config.schedule == "polynomial" ? ScheduleKind::Polynomial
                    : config.schedule == "one-cycle"  ? ScheduleKind::OneCycle
                                                      : ScheduleKind::Cosine;
    schedule.base = config.learningRate;
    schedule.final = config.finalLearningRate;
    schedule.totalSteps = config.epochs * stepsPerEpoch;
    schedule.warmupSteps = steps(config.warmupEpochs);
    schedule.stepEvery = std::max<std::int64_t>(1, steps(config.stepEpochs));
    schedule.stepFactor = config.stepFactor;
    schedule.power = config.schedulePower;
    constexpr double kUsualRise = 0.3; // of the run: PyTorch's pct_start
    const double rise = config.warmupEpochs > 0 ? config.warmupEpochs : kUsualRise * static_cast<double>(config.epochs);
    schedule.riseSteps = rise * static_cast<double>(stepsPerEpoch);
    return schedule;
}

ModelSpec modelSpecOf(const TrainConfig& config, std::int64_t classes) {
    return {config.model, classes, config.stem == "small" ? Stem::Small : Stem::Standard, config.blurpool};
}

std::uint64_t checkpointBytes(const TrainConfig& config, std::int64_t classes) {
    const ModelSize size = modelSize(modelSpecOf(config, classes), static_cast<int>(config.imageSize));
    const std::int64_t average = config.emaDecay > 0 ? size.parameters + size.buffers : 0;
    return static_cast<std::uint64_t>(size.parameters * 2 + size.buffers + average) * 4 + 64'000;
}

} // namespace studio
