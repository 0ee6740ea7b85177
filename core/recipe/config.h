// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/image/image_header.h"
#include "core/model/model_spec.h"
#include "core/optim/schedule.h"

namespace studio {

/// A recipe: everything that decides what is learned, apart from the pictures. Field names in camelCase here are the
/// snake_case keys of the JSON file, of `--set key=value` and of the form (configKeys()).
struct TrainConfig {
    std::string model = "resnet50"; ///< modelNames()
    std::string stem = "standard";  ///< "standard" or "small" (3x3, no pool)
    std::int64_t imageSize = 224;   ///< training picture, px, 16..1024
    std::int64_t evalSize = 224;    ///< validation centre crop, px; 0 = as imageSize. evalSizeOf()
    std::int64_t evalResize = 256;  ///< validation: short side before the crop, px, >= evalSize; 0 = x 256/224.
                                    ///< evalResizeOf()
    std::int64_t epochs = 90;       ///< 1..10000
    std::int64_t batchSize = 128;   ///< pictures per step, 1..65536
    double learningRate = 0.05;     ///< after warm-up, > 0
    double momentum = 0.9;          ///< 0..<1
    bool nesterov = false;
    double weightDecay = 1e-4;       ///< >= 0
    bool decayNormAndBias = true;    ///< false: no weight decay on batch norm and biases
    std::string schedule = "cosine"; ///< "cosine", "step", "constant"
    double warmupEpochs = 0;         ///< 0..epochs
    double stepEpochs = 30;          ///< step schedule: epochs between drops
    double stepFactor = 0.1;         ///< step schedule: factor at each drop
    double finalLearningRate = 0;    ///< cosine: value at the end
    double labelSmoothing = 0;       ///< 0..<1
    std::string precision = "amp";   ///< "fp32", "tf32", "fp16", "bf16"; "amp": the device's half precision
    std::int64_t seed = 42;
    double cropScaleMin = 0.08, cropScaleMax = 1.0;            ///< random crop, share of the area
    double flip = 0.5;                                         ///< chance
    double brightness = 0.4, contrast = 0.4, saturation = 0.4; ///< jitter, +-
    double hue = 0.1;                                          ///< jitter, +-, 0..0.5
    std::int64_t keepLast = 3;                                 ///< checkpoints kept besides the best, >= 2
    std::int64_t keepEvery = 0;          ///< also keep the checkpoint of every so many epochs; 0 = none
    double saveMinutes = 30;             ///< also save every so many minutes inside an epoch; 0 = only at epoch ends
    double maxBadFraction = 0.01;        ///< of an epoch's pictures that may be unreadable before the run stops
    std::int64_t maxPixels = kMaxPixels; ///< pictures of more pixels are bad ones, 1..kLargestMaxPixels
    std::int64_t maxRollbacks = 3;       ///< tries with half the learning rate after a loss that is no number; 0 = none
    std::string pack = "auto";           ///< packed set: "auto" = where there are some, "off", or a packPresets() name
    std::string order = "random";        ///< of an epoch: "random", or "paged": by pages of the packed set (sampler.h)

    // Techniques: off unless said, and then no part of configHash().
    double schedulePower = 2;        ///< polynomial schedule: exponent, > 0
    double emaDecay = 0;             ///< exponential moving average of the weights, 0..<1; 0 = none
    std::int64_t emaSteps = 1;       ///< steps between two updates of the average, >= 1
    double clipNorm = 0;             ///< gradients are scaled down to this L2 norm; 0 = never
    std::int64_t accumulation = 1;   ///< parts that a batch is computed in (gradient accumulation), >= 1
    bool zeroInitGamma = false;      ///< the last batch norm of each residual branch begins at zero
    std::int64_t patience = 0;       ///< epochs without a better top-1 that end the run (early stopping); 0 = never
    bool flipTest = false;           ///< validation: mean over the picture and its mirror image
    double mixup = 0, cutmix = 0;    ///< alpha of the Beta distribution, >= 0; 0 = off
    double randomErasing = 0;        ///< chance
    bool alternatingFlip = false;    ///< each picture mirrored in every other epoch, instead of by chance
    std::int64_t startImageSize = 0; ///< progressive resizing: training picture of the first epochs, px; 0 = off
    double growFrom = 0.4, growUntil = 0.8; ///< share of the epochs in which it grows to imageSize
    std::string autoAugment = "none";       ///< "none", "trivialaugment-wide", "randaugment" (auto_augment.h)
    std::int64_t randaugmentOps = 2;        ///< operations on each picture, 1..10
    std::int64_t randaugmentMagnitude = 9;  ///< their strength, 0..30
    std::string freeze;    ///< layers that do not learn, by their names (frozen_layers.h); empty = all do
    double headRate = 1;   ///< learning rate of the last layer, times that of the others, > 0
    bool blurpool = false; ///< strided convolutions see a blurred input (ModelSpec::blurPool)

    bool operator==(const TrainConfig&) const = default;
};

/// Sizes in pixels, with "automatic" (0) worked out.
std::int64_t evalSizeOf(const TrainConfig& config);
std::int64_t evalResizeOf(const TrainConfig& config);
/// The size of the training picture carries those of validation with it: where `imageSize` is said and one of them is
/// not, that one becomes automatic; where `evalSize` alone is said, `evalResize` does.
void carryImageSize(TrainConfig& config, bool imageSizeSaid, bool evalSizeSaid, bool evalResizeSaid);

/// A wrong (or, if warning, unusual) field of a recipe.
struct ConfigIssue {
    std::string key;     ///< snake_case; empty = the recipe as a whole
    std::string message; ///< "Batch size must be 1 or more."
    bool warning = false;
    std::string fix; ///< a value that would do, as text; empty if none
};

/// Every bad field at once, in field order; warnings included. Empty = good.
std::vector<ConfigIssue> validate(const TrainConfig& config);
bool hasErrors(const std::vector<ConfigIssue>& issues);
/// All error messages in one Error(Config); for callers that cannot mark fields.
void throwIfInvalid(const TrainConfig& config);

/// snake_case keys in the order of the struct.
const std::vector<std::string>& configKeys();
/// One field as text ("0.05", "true", "resnet50"). Throws Error(Config) for an unknown key, naming near ones.
std::string configValue(const TrainConfig& config, const std::string& key);
void setConfigValue(TrainConfig& config, const std::string& key, const std::string& text);

/// A recipe file: flat JSON object, "version": 1, strict: unknown or missing keys' types are errors, missing keys keep
/// the default of TrainConfig, but for carryImageSize(). `place` names the file in errors. Ranges are validate()'s
/// business.
TrainConfig configFromJson(const std::string& json, const std::string& place);
std::string configToJson(const TrainConfig& config);
/// SHA-256 of the canonical JSON: what a checkpoint remembers. Without `pack`, which is no part of what a run wants to
/// learn, and without `order` and `max_pixels` where they are the usual ones: recipes from before these keys keep
/// their hash. Automatic sizes count as what they come to.
std::string configHash(const TrainConfig& config);

Schedule scheduleOf(const TrainConfig& config, std::int64_t stepsPerEpoch);
ModelSpec modelSpecOf(const TrainConfig& config, std::int64_t classes);
/// Bytes of one checkpoint (weights, statistics, momentum), estimated from modelSize().
std::uint64_t checkpointBytes(const TrainConfig& config, std::int64_t classes);

inline constexpr int kMaxWorkerThreads = 256, kMaxComputeThreads = 1024;
/// Where and on what a recipe runs: never part of what is learned. Stored in the run's recipe.json beside the recipe.
struct RunSetup {
    DataSpec data;
    std::string device = "auto"; ///< auto, cpu, cuda, cuda:N
    int workers = 0;             ///< decode threads; 0 = adviseWorkers()
    int threads = 0;             ///< compute threads on the CPU; 0 = all cores
    std::string recipeName;      ///< preset or file it came from; for display
};

/// What holds from the first step of an epoch on, because a person changed it while the run trained (rate_plan.h).
struct ScheduleChange {
    std::int64_t epoch = 1;  ///< the first that it holds for
    std::int64_t epochs = 1; ///< planned in all
    double learningRate = 0; ///< of its first step, roll-backs aside, where it was changed; 0 = it was not

    bool operator==(const ScheduleChange&) const = default;
};

/// RUN/recipe.json: the recipe's keys, plus "format", "app_version", "data", "val", "split", "split_seed", "device",
/// "workers", "threads", "recipe_name" and, where there were any, "changes": a list of {"epoch", "epochs",
/// "learning_rate"} that begins with what held at the start. Paths are escaped with escapeBytes().
std::string runRecipeToJson(const TrainConfig& config, const RunSetup& setup,
                            const std::vector<ScheduleChange>& changes = {});
struct RunRecipe {
    TrainConfig config; ///< the learning rate as started, `epochs` as planned now
    RunSetup setup;
    std::vector<ScheduleChange> changes = {}; ///< oldest first; empty = trained as started
};
/// Throws Error(Corrupt) for another format version (naming both), Error(Config) for bad content.
RunRecipe runRecipeFromJson(const std::string& json, const std::string& place);

} // namespace studio
