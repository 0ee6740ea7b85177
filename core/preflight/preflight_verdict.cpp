// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preflight/preflight_verdict.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/text.h"
#include "core/recipe/epoch_steps.h"
#include "core/recipe/picture_size.h"
#include "core/recipe/rate_plan.h"

namespace studio {

namespace {

/// Rows of run.db: a step's in its table, an epoch's with the few events and the checkpoint beside it.
constexpr std::uint64_t kStepBytes = 66, kEpochBytes = 700, kEmptyHistoryBytes = 80'000;
/// Records of its mirror for TensorBoard, which a run keeps unless told not to, with their scalars' names.
constexpr std::uint64_t kStepRecordBytes = 180, kEpochRecordBytes = 330;
/// Below this share of the network's own speed something else holds a run up: what repeated measurements differ by.
constexpr double kAsFast = 0.93;
/// Such a share of the decode threads' time is what their speed hangs on.
constexpr double kMost = 0.5;
/// A photograph above about 500 px: packing makes it smaller.
constexpr double kLargePicture = 60'000;
/// A gain that is worth another recipe.
constexpr double kWorthIt = 1.1;

/// What a step does not feel. A key that is not named here is taken to be felt.
const std::set<std::string>& unfeltKeys() {
    static const std::set<std::string> kKeys{"epochs",       "learning_rate",       "momentum",
                                             "nesterov",     "weight_decay",        "decay_norm_and_bias",
                                             "schedule",     "warmup_epochs",       "step_epochs",
                                             "step_factor",  "final_learning_rate", "schedule_power",
                                             "seed",         "keep_last",           "keep_every",
                                             "save_minutes", "max_bad_fraction",    "max_rollbacks",
                                             "patience",     "label_smoothing",     "randaugment_magnitude",
                                             "head_rate"};
    return kKeys;
}

std::string percent(double share) {
    return std::to_string(std::llround(share * 100)) + " %";
}

/// So many decode threads would be as fast as the network is alone; 0 = there are not more cores for them.
int usefulWorkers(const PreflightMeasure& measure) {
    const int most = std::max(1, measure.accelerator ? measure.cores - 1 : measure.cores);
    const double wanted = std::ceil(measure.setup.workers * measure.networkRate / measure.picturesRate);
    const int count = static_cast<int>(std::min<double>(most, wanted));
    return count > measure.setup.workers ? count : 0;
}

void adviseOnPictures(const PreflightMeasure& measure, std::vector<PreflightAdvice>& advice) {
    using Kind = PreflightAdvice::Kind;
    const bool mayPack = !measure.isPacked;
    if (measure.readShare > kMost) {
        if (mayPack)
            advice.push_back({Kind::PackForDisk, measure.readShare});
        return; // more threads would wait for the same disk
    }
    if (const int workers = usefulWorkers(measure); workers > 0)
        advice.push_back({Kind::MoreWorkers, static_cast<double>(workers)});
    if (mayPack && measure.decodeShare > kMost && measure.pictureBytes > kLargePicture)
        advice.push_back({Kind::PackForCores, measure.decodeShare});
}

/// The last ones, the best, and those of every so many epochs.
std::int64_t mostCheckpoints(const TrainConfig& config) {
    return config.keepLast + 1 + (config.keepEvery > 0 ? config.epochs / config.keepEvery : 0);
}

/// Steps that the mirror shows (isStepShown()): all of the first, then half as many of each doubling.
std::uint64_t shownSteps(std::uint64_t steps) {
    constexpr std::uint64_t kAll = 8'192;
    const double doublings = steps > kAll ? std::log2(static_cast<double>(steps) / kAll) : 0;
    return std::min(steps, kAll) + static_cast<std::uint64_t>(doublings * kAll / 2);
}

/// best_model.pth is weights alone: half of a checkpoint, which has the momentum too.
void addUp(PreflightForecast& forecast) {
    forecast.runBytes = forecast.checkpointBytes * static_cast<std::uint64_t>(forecast.checkpoints) +
                        forecast.checkpointBytes / 2 + forecast.historyBytes;
}

/// Smaller pictures are computed faster by their area, but read and decoded hardly faster: where the network waits for
/// them that time stays, and where both take turns at the same cores their share of it does.
double trainingSeconds(SpeedLimit limit, double whole, double pictures, double cost) {
    return limit == SpeedLimit::Both ? whole * cost + pictures * (1 - cost) : std::max(whole * cost, pictures);
}

} // namespace

PreflightForecast diskForecast(const TrainConfig& config, std::int64_t trainPictures, std::int64_t classes) {
    PreflightForecast forecast;
    forecast.checkpointBytes = checkpointBytes(config, classes);
    forecast.checkpoints = std::min(config.epochs, mostCheckpoints(config)); // a run that is too short has fewer
    const auto pictures = static_cast<std::size_t>(std::max<std::int64_t>(0, trainPictures));
    const auto steps = static_cast<std::uint64_t>(stepsInEpoch(pictures, std::max<std::int64_t>(1, config.batchSize)));
    const auto epochs = static_cast<std::uint64_t>(std::max<std::int64_t>(0, config.epochs));
    forecast.historyBytes = kEmptyHistoryBytes + epochs * (steps * kStepBytes + kEpochBytes + kEpochRecordBytes) +
                            shownSteps(epochs * steps) * kStepRecordBytes;
    addUp(forecast);
    return forecast;
}

PreflightForecast forecastOf(const PreflightMeasure& measure, const TrainConfig& config) {
    PreflightForecast forecast = diskForecast(config, measure.trainPictures, measure.classes);
    if (measure.trainingRate <= 0 || measure.validationRate <= 0)
        return forecast;
    const auto train =
        static_cast<double>(picturesPerEpoch(static_cast<std::size_t>(measure.trainPictures), config.batchSize));
    const double networks = config.emaDecay > 0 ? 2 : 1; // each pass of its own, mirrored pictures within it
    forecast.validationSeconds = static_cast<double>(measure.valPictures) / measure.validationRate * networks;
    const double whole = train / measure.trainingRate;
    const double pictures = measure.picturesRate > 0 ? std::min(whole, train / measure.picturesRate) : 0;
    const std::int64_t last = std::clamp<std::int64_t>(config.epochs, 1, kMostEpochs);
    double before = 0, all = 0, starts = 0;
    for (std::int64_t epoch = 1; epoch <= last; ++epoch) {
        const double cost = trainingCostAt(config, {}, epoch);
        const double seconds = trainingSeconds(limitOf(measure), whole, pictures, cost) + forecast.validationSeconds;
        all += seconds;
        forecast.largestEpochSeconds = std::max(forecast.largestEpochSeconds, seconds);
        if (std::exchange(before, cost) != cost)
            starts += measure.startSeconds;
    }
    forecast.seconds = all + starts;
    forecast.epochSeconds = all / static_cast<double>(last);
    if (config.saveMinutes > 0 && forecast.largestEpochSeconds > config.saveMinutes * 60) { // also amid an epoch
        forecast.checkpoints = mostCheckpoints(config);
        addUp(forecast);
    }
    return forecast;
}

bool isSameWork(const TrainConfig& a, const TrainConfig& b) {
    return std::all_of(configKeys().begin(), configKeys().end(), [&](const std::string& key) {
        return unfeltKeys().contains(key) || configValue(a, key) == configValue(b, key);
    });
}

SpeedLimit limitOf(const PreflightMeasure& measure) {
    if (measure.trainingRate <= 0 || measure.networkRate <= 0 || measure.picturesRate <= 0)
        return SpeedLimit::Unknown;
    if (measure.trainingRate >= kAsFast * measure.networkRate)
        return SpeedLimit::Network;
    // The loader is as fast as it is alone: the network waits for it.
    if (measure.picturesRate < measure.networkRate || measure.trainingRate >= kAsFast * measure.picturesRate)
        return SpeedLimit::Pictures;
    return SpeedLimit::Both;
}

std::vector<PreflightAdvice> adviceOf(const PreflightMeasure& measure) {
    using Kind = PreflightAdvice::Kind;
    std::vector<PreflightAdvice> advice;
    if (!measure.fits) {
        const bool any = measure.fittingBatch > 0;
        advice.push_back({any ? Kind::SmallerBatch : Kind::NothingFits, static_cast<double>(measure.fittingBatch)});
    }
    const SpeedLimit limit = limitOf(measure);
    if (limit == SpeedLimit::Pictures)
        adviseOnPictures(measure, advice);
    if (limit == SpeedLimit::Network && measure.halfRate > kWorthIt * measure.networkRate)
        advice.push_back({Kind::HalfPrecision, measure.halfRate / measure.networkRate});
    if (measure.badPictures > 0)
        advice.push_back({Kind::BadPictures, static_cast<double>(measure.badPictures)});
    return advice;
}

std::string limitText(SpeedLimit limit) {
    switch (limit) {
    case SpeedLimit::Network:
        return "the network is the limit";
    case SpeedLimit::Pictures:
        return "reading and decoding pictures is the limit";
    case SpeedLimit::Both:
        return "network and decoding share the cores, and are the limit together";
    case SpeedLimit::Unknown:
        break;
    }
    return {};
}

std::string adviceText(const PreflightAdvice& advice) {
    const std::string count = grouped(std::llround(advice.value));
    switch (advice.kind) {
    case PreflightAdvice::Kind::SmallerBatch:
        return "The batch does not fit into memory. " + count +
               " pictures do: --set batch_size=" + std::to_string(std::llround(advice.value)) +
               ", with the learning rate scaled alike.";
    case PreflightAdvice::Kind::NothingFits:
        return "Not even two pictures fit into memory: choose smaller pictures or a smaller network.";
    case PreflightAdvice::Kind::PackForDisk:
        return percent(advice.value) +
               " of the decode threads' time is waiting for the disk: a packed set on a fast disk helps (resnet-train "
               "pack).";
    case PreflightAdvice::Kind::PackForCores:
        return percent(advice.value) +
               " of the decode threads' time is decoding large pictures: a packed set of smaller ones helps "
               "(resnet-train pack).";
    case PreflightAdvice::Kind::MoreWorkers:
        return "More decode threads help: --workers " + count + ".";
    case PreflightAdvice::Kind::HalfPrecision: {
        std::array<char, 16> times{};
        std::snprintf(times.data(), times.size(), "%.1f", advice.value);
        return "Half precision is " + std::string(times.data()) + " times as fast here: --set precision=amp.";
    }
    case PreflightAdvice::Kind::BadPictures:
        return advice.value == 1 ? "1 picture that was met cannot be used: resnet-train check names all of them."
                                 : count + " pictures that were met cannot be used: resnet-train check names all of "
                                           "them.";
    }
    return {};
}

const char* limitName(SpeedLimit limit) {
    constexpr std::array kNames{"unknown", "network", "pictures", "both"};
    return kNames[static_cast<std::size_t>(limit)];
}

const char* adviceName(PreflightAdvice::Kind kind) {
    constexpr std::array kNames{"smaller_batch", "nothing_fits",   "pack_for_disk", "pack_for_cores",
                                "more_workers",  "half_precision", "bad_pictures"};
    return kNames[static_cast<std::size_t>(kind)];
}

} // namespace studio
