// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/model/frozen_layers.h"
#include "core/pack/pack_preset.h"
#include "core/recipe/beginning.h"
#include "core/recipe/config.h"
#include "core/recipe/picture_size.h"
#include "core/recipe/rate_plan.h"

namespace studio {

namespace {

/// Learning rates for 256 pictures, from random weights.
constexpr double kUsualRate = 0.1, kMostRate = 2, kLeastRate = 0.025;
/// The same where the network has learned something before.
constexpr double kUsualTuningRate = 0.01, kMostTuningRate = 0.05;
/// Above it a run begins with a warm-up.
constexpr double kRateToWarmUp = 0.2;
/// Fewer in a batch make a poor mean and variance.
constexpr std::int64_t kFewPictures = 8;

/// Collects issues; each rule reads like the sentence it produces.
class Checker {
public:
    explicit Checker(std::vector<ConfigIssue>& issues)
        : issues_(issues) {}
    void error(bool wrong, const char* key, std::string message, std::string fix = {}) {
        if (wrong)
            issues_.push_back({key, std::move(message), false, std::move(fix)});
    }
    void warn(bool unusual, const char* key, std::string message, std::string fix = {}) {
        if (unusual)
            issues_.push_back({key, std::move(message), true, std::move(fix)});
    }

private:
    std::vector<ConfigIssue>& issues_;
};

/// False for NaN and infinity too.
bool within(double value, double low, double high) {
    return std::isfinite(value) && value >= low && value <= high;
}

bool isOneOf(const std::string& value, std::initializer_list<const char*> words) {
    for (const char* word : words) {
        if (value == word)
            return true;
    }
    return false;
}

void checkModel(const TrainConfig& c, Checker& check) {
    check.error(!isModelName(c.model), "model",
                "There is no network \"" + c.model + "\". Known are " + modelNamesText() + ".");
    check.error(!isOneOf(c.stem, {"standard", "small"}), "stem", "The first layer must be standard or small.",
                "standard");
    check.error(c.imageSize < 16 || c.imageSize > 1024, "image_size", "Picture size must be 16 to 1024 px.", "224");
    check.warn(isCifarFamily(c.model) && c.imageSize > 64, "image_size",
               "This network is made for pictures of about 32 px; larger ones make it slow.", "32");
    check.warn(isModelName(c.model) && !isCifarFamily(c.model) && c.stem == "standard" && c.imageSize < 64, "stem",
               "The standard first layer shrinks pictures fourfold; small pictures learn better with the small one.",
               "small");
    check.error(c.evalSize != 0 && (c.evalSize < 16 || c.evalSize > 1024), "eval_size",
                "Validation size must be 16 to 1024 px, or 0: as the training picture.", "0");
    check.error(c.evalResize != 0 && (c.evalResize < evalSizeOf(c) || c.evalResize > 2048), "eval_resize",
                "The short side before the validation crop must be at least the crop, and at most 2048 px, or 0: "
                "automatic.",
                "0");
}

/// Learning rate for a batch of 256, where the rate goes with the batch (Goyal et al. 2017).
double ratePer256(const TrainConfig& c) {
    return c.learningRate * 256 / static_cast<double>(c.batchSize);
}

/// Three digits are enough for a rate that is only proposed.
std::string roundedText(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", value);
    return text.data();
}

bool hasUsableRate(const TrainConfig& c) {
    return c.batchSize >= 1 && c.batchSize <= 65'536 && within(c.learningRate, 1e-300, 1000);
}

/// At random a rate for fine-tuning is as far out as one that diverges; with weights nothing is too slow.
void warnOfRate(const TrainConfig& c, Beginning beginning, Checker& check) {
    if (!hasUsableRate(c))
        return;
    const double batches = static_cast<double>(c.batchSize) / 256;
    if (beginning == Beginning::Weights) {
        check.warn(ratePer256(c) > kMostTuningRate, "learning_rate",
                   "More than 0.05 per 256 pictures is a rate for training from random weights: much of what these "
                   "weights have learned is lost in the first steps. The usual to go on with is 0.01 per 256.",
                   roundedText(kUsualTuningRate * batches));
        return;
    }
    const std::string usual = roundedText(kUsualRate * batches);
    check.warn(ratePer256(c) > kMostRate, "learning_rate",
               "More than 2 per 256 pictures seldom converges. The usual is 0.1 per 256.", usual);
    check.warn(ratePer256(c) < kLeastRate, "learning_rate",
               "Less than 0.025 per 256 pictures learns very slowly from random weights. The usual is 0.1 per 256: the "
               "rate grows with the batch (Goyal et al. 2017).",
               usual);
}

/// 5 of 90 epochs, and as large a share of fewer.
std::string usualWarmup(double epochs) {
    return roundedText(epochs >= 18 ? std::min(5.0, std::round(epochs / 18)) : epochs / 10);
}

/// What the schedule makes of the epochs there are.
void warnOfShape(const TrainConfig& c, Beginning beginning, Checker& check) {
    if (!hasUsableRate(c) || c.epochs < 1 || c.epochs > kMostEpochs)
        return;
    const auto epochs = static_cast<double>(c.epochs);
    const bool isSteep = std::max(c.learningRate, ratePer256(c)) > kRateToWarmUp;
    const bool risesByItself = c.schedule == "one-cycle"; // and what is said as a warm-up is its rise
    check.warn(beginning == Beginning::Random && c.warmupEpochs == 0 && isSteep && !risesByItself, "warmup_epochs",
               "A learning rate above 0.2, or above 0.2 per 256 pictures, often diverges from random weights without a "
               "warm-up (Goyal et al. 2017: 5 of 90 epochs).",
               usualWarmup(epochs));
    check.warn(within(c.warmupEpochs, 0, epochs) && c.warmupEpochs * 3 > epochs && c.epochs > 1 && !risesByItself,
               "warmup_epochs",
               "More than a third of the epochs goes into the warm-up, and few are left at the full rate.",
               usualWarmup(epochs));
    check.warn(c.schedule == "step" && within(c.stepEpochs, 0, 10'000) && c.stepEpochs >= epochs && c.epochs > 1,
               "step_epochs", "The run ends before the first drop of the rate: it stays as it is all the time.",
               roundedText(std::max(1.0, std::floor(epochs / 3))));
}

void checkSchedule(const TrainConfig& c, Beginning beginning, Checker& check) {
    check.error(c.epochs < 1 || c.epochs > kMostEpochs, "epochs", "Epochs must be 1 to 10,000.", "90");
    check.error(c.batchSize < 1 || c.batchSize > 65'536, "batch_size",
                c.batchSize < 1 ? "Batch size must be 1 or more." : "Batch size must be 65,536 or less.", "128");
    // Five halvings: up to 32 px the last stage is one pixel, and batch norm has no variance over one value.
    const bool onePixel = isModelName(c.model) && !isCifarFamily(c.model) && c.stem == "standard" && c.imageSize <= 32;
    check.error(
        c.batchSize == 1 && onePixel, "batch_size",
        "One picture of at most 32 px leaves batch normalisation a single value a channel: give batch_size 2 or "
        "more, image_size above 32, or stem small.",
        "2");
    const bool isInParts = c.accumulation > 1 && c.batchSize >= kFewPictures; // each is normalised by itself
    check.warn(
        c.batchSize >= 1 && c.batchSize / std::clamp<std::int64_t>(c.accumulation, 1, c.batchSize) < kFewPictures &&
            !(c.batchSize == 1 && onePixel),
        isInParts ? "accumulation" : "batch_size",
        "Batch normalisation learns badly from fewer than 8 pictures at a time: their mean and variance say little "
        "about the others (Wu and He 2018).",
        isInParts ? std::to_string(c.batchSize / kFewPictures) : "32");
    check.error(!(std::isfinite(c.learningRate) && c.learningRate > 0 && c.learningRate <= 1000), "learning_rate",
                "Learning rate must be above 0 and at most 1000.", "0.05");
    warnOfRate(c, beginning, check);
    check.error(!isOneOf(c.schedule, {"cosine", "polynomial", "one-cycle", "step", "constant"}), "schedule",
                "The schedule must be cosine, polynomial, one-cycle, step or constant.", "cosine");
    check.error(!(within(c.schedulePower, 0, 100) && c.schedulePower > 0), "schedule_power",
                "The power of the polynomial must be above 0 and at most 100.", "2");
    const bool isOneCycle = c.schedule == "one-cycle";
    check.error(isOneCycle && c.warmupEpochs >= static_cast<double>(c.epochs), "warmup_epochs",
                "Warm-up is the rise of a one-cycle schedule: it must leave epochs for the fall. 0: 30 % of the run.",
                "0");
    check.warn(isOneCycle && c.finalLearningRate > 0, "final_learning_rate",
               "A one-cycle schedule ends at 1/250,000 of the learning rate: this value is not looked at.", "0");
    check.warn(isOneOf(c.schedule, {"step", "constant"}) && c.finalLearningRate > 0, "final_learning_rate",
               "A schedule in steps, or a constant one, is not led to a last value: this one is not looked at.", "0");
    check.error(!within(c.warmupEpochs, 0, static_cast<double>(c.epochs)), "warmup_epochs",
                "Warm-up must be between 0 and the number of epochs.", "0");
    check.error(!(within(c.stepEpochs, 0, 10'000) && c.stepEpochs > 0), "step_epochs",
                "Epochs between drops must be above 0 and at most 10,000.", "30");
    check.error(!(within(c.stepFactor, 0, 1) && c.stepFactor > 0), "step_factor",
                "The factor at each drop must be above 0 and at most 1.", "0.1");
    check.error(!within(c.finalLearningRate, 0, std::isfinite(c.learningRate) ? c.learningRate : 0),
                "final_learning_rate", "The final learning rate must be between 0 and the learning rate.", "0");
    warnOfShape(c, beginning, check);
}

void checkOptimiser(const TrainConfig& c, Checker& check) {
    check.error(!(within(c.momentum, 0, 1) && c.momentum < 1), "momentum", "Momentum must be 0 or more and below 1.",
                "0.9");
    check.warn(c.momentum == 0 && !c.nesterov, "momentum",
               "Without momentum each step follows one batch alone, and a run learns much more slowly at the same "
               "learning rate. The usual is 0.9 (Sutskever et al. 2013).",
               "0.9");
    check.error(c.nesterov && c.momentum == 0, "nesterov", "Nesterov needs a momentum above 0.", "false");
    check.error(!within(c.weightDecay, 0, 1), "weight_decay", "Weight decay must be between 0 and 1.", "0.0001");
    constexpr double kStrongPull = 1e-4; // of a weight a step; the recipes that are known to work have 5e-5 at most
    check.warn(c.weightDecay >= 0.002 && within(c.weightDecay, 0, 1) && c.weightDecay * c.learningRate >= kStrongPull,
               "weight_decay",
               "Far above the usual 0.0001 to 0.0005, at a learning rate at which it counts: networks may stay near "
               "chance.",
               "0.0001");
    check.error(!(within(c.labelSmoothing, 0, 1) && c.labelSmoothing < 1), "label_smoothing",
                "Label smoothing must be 0 or more and below 1.", "0");
    check.warn(
        c.momentum > 0.98 && c.momentum < 1, "momentum",
        "Above 0.98 a step is the mean of more than 50 gradients: the weights overshoot, and the loss swings. The "
        "usual is 0.9 (Sutskever et al. 2013).",
        "0.9");
    check.warn(c.labelSmoothing > 0.3 && c.labelSmoothing < 1, "label_smoothing",
               "Far above the usual 0.1 (Szegedy et al. 2016): the right answer is then hardly told from the others.",
               "0.1");
    check.error(!isOneOf(c.precision, {"fp32", "tf32", "amp", "fp16", "bf16"}), "precision",
                "Precision must be amp, fp16, bf16, tf32 or fp32.", "fp32");
    check.error(c.seed < 0, "seed", "The seed must be 0 or more.", "42");
}

void checkStep(const TrainConfig& c, Checker& check) {
    check.error(!(within(c.emaDecay, 0, 1) && c.emaDecay < 1), "ema_decay",
                "The decay of the average must be 0 (none) or more and below 1.", "0.999");
    check.error(c.emaSteps < 1 || c.emaSteps > 1'000'000, "ema_steps",
                "Steps between two updates of the average must be 1 to 1,000,000.", "1");
    check.warn(c.emaDecay > 0 && c.emaDecay < 0.5, "ema_decay",
               "Below 0.5 the average is hardly more than the last weights. The usual is 0.99 to 0.9999.", "0.999");
    check.error(!within(c.clipNorm, 0, 1e6), "clip_norm",
                "The largest norm of the gradient must be between 0 (never clipped) and 1,000,000.", "0");
    check.warn(c.clipNorm > 0 && c.clipNorm < 0.01, "clip_norm",
               "A gradient is seldom as short as 0.01: nearly every step is cut down to that, and the network hardly "
               "learns. The usual is 1.",
               "1");
    check.error(c.accumulation < 1 || c.accumulation > std::max<std::int64_t>(1, c.batchSize / 2), "accumulation",
                "A batch can be computed in 1 part, up to one part for every two pictures: batch normalisation needs "
                "two.",
                "1");
    check.error(c.patience < 0 || c.patience > kMostEpochs, "patience",
                "Epochs without a better top-1 that end a run must be 0 (never) to 10,000.", "0");
    check.warn(c.patience > 0 && c.schedule != "constant", "patience",
               "The last epochs of a falling learning rate are often the best ones: patience may end the run before "
               "them.",
               "0");
}

void checkLayers(const TrainConfig& c, Beginning beginning, Checker& check) {
    check.error(!(within(c.headRate, 0, 1000) && c.headRate > 0), "head_rate",
                "The last layer's learning rate must be above 0 and at most 1000 times that of the others.", "1");
    check.warn(c.headRate > 100 && c.headRate <= 1000, "head_rate",
               "More than 100 times the rate of the other layers. The usual for a new last layer is 10.", "10");
    check.warn(
        beginning == Beginning::Random && c.headRate != 1 && within(c.headRate, 0, 100), "head_rate",
        "A rate of its own for the last layer is for weights that have learned (resnet-train train --init): in a "
        "run that begins at random all layers have as much to learn.",
        "1");
    const std::string problem = isModelName(c.model) ? freezeProblem(c.freeze, c.model) : std::string();
    check.error(!problem.empty(), "freeze", problem, "");
    check.warn(beginning == Beginning::Random && problem.empty() && !layerNames(c.freeze).empty(), "freeze",
               "Frozen layers never learn: in a run that begins at random they stay noise. Begin with weights "
               "(resnet-train train --init), or freeze none.",
               "");
}

void checkAugmentation(const TrainConfig& c, Checker& check) {
    const bool minGood = within(c.cropScaleMin, 0, 1) && c.cropScaleMin > 0;
    check.error(!minGood, "crop_scale_min", "The smallest crop must be above 0 and at most 1 of the area.", "0.08");
    check.error(!(within(c.cropScaleMax, 0, 1) && c.cropScaleMax > 0 && (!minGood || c.cropScaleMax >= c.cropScaleMin)),
                "crop_scale_max", "The largest crop must be at least the smallest, and at most 1 of the area.", "1");
    check.error(!within(c.flip, 0, 1), "flip", "The chance of a flip must be between 0 and 1.", "0.5");
    check.error(!within(c.brightness, 0, 10), "brightness", "Brightness jitter must be between 0 and 10.", "0.4");
    check.error(!within(c.contrast, 0, 10), "contrast", "Contrast jitter must be between 0 and 10.", "0.4");
    check.error(!within(c.saturation, 0, 10), "saturation", "Saturation jitter must be between 0 and 10.", "0.4");
    check.error(!within(c.hue, 0, 0.5), "hue", "Hue jitter must be between 0 and 0.5.", "0.1");
}

void checkTechniques(const TrainConfig& c, Checker& check) {
    const auto isAlpha = [](double alpha) { return alpha == 0 || within(alpha, 0.001, 10); };
    check.error(!isAlpha(c.mixup), "mixup", "Mixup's alpha must be 0 (off), or between 0.001 and 10.", "0.2");
    check.error(!isAlpha(c.cutmix), "cutmix", "CutMix's alpha must be 0 (off), or between 0.001 and 10.", "1");
    check.warn(c.mixup > 2 && isAlpha(c.mixup), "mixup",
               "Above 2 most pictures are about half of another one, and the network underfits. The usual is 0.1 to "
               "0.4 (Zhang et al. 2018).",
               "0.2");
    check.warn(c.cutmix > 2 && isAlpha(c.cutmix), "cutmix",
               "Above 2 about half of most pictures is cut away for another one. The usual is 1 (Yun et al. 2019).",
               "1");
    check.error((c.mixup > 0 || c.cutmix > 0) && c.batchSize == 1, "batch_size",
                "Mixup and CutMix mix pictures of one batch: it needs 2 or more.", "2");
    check.error(!within(c.randomErasing, 0, 1), "random_erasing",
                "The chance of an erased box must be between 0 and 1.", "0.1");
    check.warn(
        c.randomErasing > 0.5 && c.randomErasing <= 1, "random_erasing",
        "Above 0.5 the network sees more pictures with a hole than whole ones. The usual is 0.1 to 0.5 (Zhong et "
        "al. 2017).",
        "0.1");
    const bool isAuto = c.autoAugment == "trivialaugment-wide" || c.autoAugment == "randaugment";
    check.error(!isAuto && c.autoAugment != "none", "auto_augment",
                "Operations drawn for each picture must be none, trivialaugment-wide or randaugment.", "none");
    check.error(c.randaugmentOps < 1 || c.randaugmentOps > 10, "randaugment_ops",
                "RandAugment must do 1 to 10 operations on each picture.", "2");
    check.error(c.randaugmentMagnitude < 0 || c.randaugmentMagnitude > 30, "randaugment_magnitude",
                "The strength of RandAugment must be 0 to 30.", "9");
    for (const auto& [key, range] : {std::pair{"brightness", c.brightness},
                                     {"contrast", c.contrast},
                                     {"saturation", c.saturation},
                                     {"hue", c.hue}}) {
        check.warn(isAuto && range > 0, key,
                   "auto_augment changes the colours already: torchvision's recipes have no jitter beside it.", "0");
    }
    check.warn(c.autoAugment == "randaugment" && c.randaugmentOps > 4 && c.randaugmentOps <= 10, "randaugment_ops",
               "After more than 4 operations little is left of many pictures. The usual is 2 (Cubuk et al. 2019).",
               "2");
    check.warn(c.alternatingFlip && c.flip != 0.5, "flip",
               "alternating_flip mirrors each picture in every other epoch: the chance is not looked at.", "0.5");
}

void checkResizing(const TrainConfig& c, Checker& check) {
    check.error(c.startImageSize != 0 && (c.startImageSize < 16 || c.startImageSize > c.imageSize), "start_image_size",
                "The picture size of the first epochs must be 16 px to the picture size, or 0: as all.", "0");
    check.error(!within(c.growFrom, 0, 1), "grow_from", "Pictures begin to grow at a share of the epochs from 0 to 1.",
                "0.4");
    check.error(
        !(within(c.growUntil, 0, 1) && (!within(c.growFrom, 0, 1) || c.growUntil >= c.growFrom)), "grow_until",
        "Pictures have their full size from a share of the epochs on that is not before they begin to grow, and "
        "at most 1.",
        "0.8");
    const bool onePixel = isModelName(c.model) && !isCifarFamily(c.model) && c.stem == "standard";
    check.error(c.startImageSize > 0 && c.startImageSize <= 32 && c.batchSize == 1 && onePixel && c.imageSize > 32,
                "start_image_size",
                "One picture of at most 32 px leaves batch normalisation a single value a channel: give batch_size 2 "
                "or more, or start above 32.",
                "0");
    const PictureRamp ramp = pictureRampOf(c);
    if (!ramp.grows() || !within(c.growFrom, 0, 1) || !within(c.growUntil, 0, 1))
        return;
    const std::int64_t last = ramp.sideAt(c.epochs);
    const std::string inAll = "In " + std::to_string(c.epochs) + (c.epochs == 1 ? " epoch" : " epochs");
    check.warn(last <= ramp.start, "start_image_size",
               inAll + " the pictures never grow: the network is trained at the start's size alone.", "0");
    check.warn(last > ramp.start && last < ramp.full, "start_image_size",
               inAll + " the pictures never reach their full size: those of the last one have " + std::to_string(last) +
                   " px.",
               "0");
}

void checkPictures(const TrainConfig& c, Checker& check) {
    std::string words = "auto, off";
    bool known = c.pack == "auto" || c.pack == "off";
    for (const PackPreset& preset : packPresets()) {
        words += ", " + preset.name;
        known = known || c.pack == preset.name;
    }
    check.error(!known, "pack", "Pack must be one of " + words + ".", "auto");
    check.error(!isOneOf(c.order, {"random", "paged"}), "order", "The order must be random or paged.", "random");
    check.error(c.order == "paged" && c.pack == "off", "order", "An order by pages needs a packed set; pack is off.",
                "random");
}

} // namespace

std::vector<ConfigIssue> validate(const TrainConfig& config) {
    return validate(config, Beginning::Random);
}

std::vector<ConfigIssue> validate(const TrainConfig& c, Beginning beginning) {
    std::vector<ConfigIssue> issues;
    Checker check(issues);
    checkModel(c, check);
    checkSchedule(c, beginning, check);
    checkOptimiser(c, check);
    checkStep(c, check);
    checkLayers(c, beginning, check);
    checkAugmentation(c, check);
    checkTechniques(c, check);
    checkResizing(c, check);
    check.error(c.keepLast < 2 || c.keepLast > 1000, "keep_last",
                "Keep at least 2 checkpoints (and at most 1000): one may turn out damaged.", "3");
    check.error(c.keepEvery < 0 || c.keepEvery > 10'000, "keep_every",
                "Epochs between kept checkpoints must be between 0 (none) and 10,000.", "0");
    check.error(!within(c.saveMinutes, 0, 100'000), "save_minutes",
                "Minutes between saves must be between 0 and 100,000.", "30");
    check.error(!within(c.maxBadFraction, 0, 1), "max_bad_fraction",
                "The share of unreadable pictures must be between 0 and 1.", "0.01");
    check.error(c.maxPixels < 1 || c.maxPixels > kLargestMaxPixels, "max_pixels",
                "The largest picture must be 1 to " + grouped(kLargestMaxPixels) + " pixels.",
                std::to_string(kMaxPixels));
    check.error(c.maxRollbacks < 0 || c.maxRollbacks > 20, "max_rollbacks",
                "Tries with half the learning rate must be 0 to 20.", "3");
    checkPictures(c, check);
    return issues;
}

} // namespace studio
