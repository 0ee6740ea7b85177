// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/picture_size.h"

namespace studio {

PictureRamp pictureRampOf(const TrainConfig& config) {
    return {.full = config.imageSize,
            .start = config.startImageSize,
            .from = config.growFrom,
            .until = config.growUntil,
            .epochs = config.epochs};
}

std::int64_t trainingSizeAt(const TrainConfig& config, const std::vector<ScheduleChange>& changes, std::int64_t epoch) {
    PictureRamp ramp = pictureRampOf(config);
    for (const ScheduleChange& change : changes) {
        if (change.epoch <= epoch)
            ramp.epochs = change.epochs;
    }
    return ramp.sideAt(epoch);
}

double trainingCostAt(const TrainConfig& config, const std::vector<ScheduleChange>& changes, std::int64_t epoch) {
    const auto side = static_cast<double>(trainingSizeAt(config, changes, epoch));
    return side * side / static_cast<double>(config.imageSize * config.imageSize);
}

int validationPasses(const TrainConfig& config) {
    return (config.emaDecay > 0 ? 2 : 1) * (config.flipTest ? 2 : 1);
}

std::string paceKeysOf(const TrainConfig& config) {
    std::string text = isCifarFamily(config.model) ? std::string() : config.stem; // which has a first layer of its own
    for (const char* key : {"batch_size", "accumulation", "precision", "blurpool", "freeze", "pack", "order",
                            "crop_scale_min", "auto_augment"})
        text += "|" + configValue(config, key);
    text += config.autoAugment == "randaugment" ? "|" + std::to_string(config.randaugmentOps) : "|";
    text += config.brightness + config.contrast + config.saturation + config.hue > 0 ? "|colours" : "|";
    return text + "|" + std::to_string(evalSizeOf(config)) + "|" + std::to_string(validationPasses(config));
}

} // namespace studio
