// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preflight/run_forecast.h"

#include <algorithm>
#include <exception>

#include "core/model/model_spec.h"
#include "core/recipe/picture_size.h"

namespace studio {

namespace {

// Multiply-adds a second that no machine of the kind surpasses in training: more than twice the fastest published
// training of ResNet-50 on one card (MLPerf, 7,950 pictures a second), and two AVX-512 units of a core at 4 GHz.
constexpr double kPeakCard = 2.5e14, kPeakCore = 1.28e11;
constexpr double kPassesOfAStep = 3; ///< forward, and backward for weights and for inputs

/// Pictures that grow cost by their area, as long as it is nearly the same.
bool hasLikeSize(const RunSummary& run, const PictureRamp& ramp) {
    return ramp.grows() ? run.imageSize >= ramp.start && run.imageSize <= ramp.full : run.imageSize == ramp.full;
}

/// Folders of many sets have the same last name ("images", "train"): as many pictures make it the same one.
bool hasLikePictures(const RunSummary& run, const ForecastQuestion& question) {
    return run.dataName == question.dataName && run.trainPictures == question.trainPictures && run.trainPictures > 0;
}

/// No recipe that this program would not train tells a pace.
bool hasLikeKeys(const RunSummary& run, const TrainConfig& config) {
    try {
        return paceKeysOf(runRecipeFromJson(run.recipe, run.name).config) == paceKeysOf(config);
    } catch (const std::exception&) {
        return false;
    }
}

bool hasLikeWork(const RunSummary& run, const ForecastQuestion& question) {
    return run.model == question.config.model && !run.device.empty() && (run.device != "cpu") == question.accelerator &&
           hasLikeKeys(run, question.config);
}

/// As a share of the largest pictures'.
double areaOf(const RunSummary& run, const PictureRamp& ramp) {
    const double side = static_cast<double>(run.imageSize) / static_cast<double>(ramp.full);
    return side * side;
}

/// What an epoch of the rest costs, as a share of one that is done: pictures that grow cost more later.
double restShare(const RunSummary& run, std::int64_t left) {
    if (left <= 0 || run.epochsDone <= 0)
        return 1;
    try {
        const RunRecipe recipe = runRecipeFromJson(run.recipe, run.name);
        const auto meanCost = [&recipe](std::int64_t first, std::int64_t count) {
            double sum = 0;
            for (std::int64_t epoch = first; epoch < first + count; ++epoch)
                sum += trainingCostAt(recipe.config, recipe.changes, epoch);
            return sum / static_cast<double>(count);
        };
        return meanCost(run.epochsDone + 1, left) / meanCost(1, run.epochsDone);
    } catch (const std::exception&) { // as hasLikeKeys()
        return 1;
    }
}

} // namespace

RunForecast forecastOf(const ForecastQuestion& question, const std::vector<RunSummary>& runs) {
    const TrainConfig& config = question.config;
    const auto epochs = static_cast<double>(config.epochs);
    const PictureRamp ramp = pictureRampOf(config);
    const double area = ramp.meanArea(config.epochs);
    for (const RunSummary& run : runs) {
        if (run.epochSeconds > 0 && hasLikePictures(run, question) && hasLikeSize(run, ramp) &&
            hasLikeWork(run, question))
            return {run.epochSeconds * epochs * area / areaOf(run, ramp), false, run.name};
    }
    if (question.trainPictures <= 0)
        return {};
    const ModelSize size = modelSize(modelSpecOf(config, question.classes), static_cast<int>(config.imageSize));
    const double work = static_cast<double>(size.multiplyAdds) * kPassesOfAStep *
                        static_cast<double>(question.trainPictures) * epochs * area,
                 peak = question.accelerator ? kPeakCard : kPeakCore * std::max(1, question.cores);
    return {work / peak, true, {}};
}

RunForecast restOf(const RunSummary& run, std::int64_t epochs) {
    if (run.epochSeconds <= 0)
        return {};
    const std::int64_t left =
        std::max<std::int64_t>(0, std::max<std::int64_t>(epochs, run.epochsPlanned) - run.epochsDone);
    return {run.epochSeconds * static_cast<double>(left) * restShare(run, left), false, run.name};
}

} // namespace studio
