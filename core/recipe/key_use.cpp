// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/key_use.h"

#include <algorithm>
#include <iterator>

#include "core/model/model_spec.h"

namespace studio {

std::string whyUnused(const TrainConfig& config, const std::string& key) {
    const bool isPolynomial = config.schedule == "polynomial";
    struct Rule {
        const char* key;
        bool isUsed;
        const char* why;
    };
    const Rule rules[] = {
        {"stem", !isCifarFamily(config.model), "the networks for CIFAR have a first layer of their own"},
        {"final_learning_rate", isPolynomial || config.schedule == "cosine",
         "the schedules cosine and polynomial alone end at one"},
        {"schedule_power", isPolynomial, "the schedule polynomial alone has one"},
        {"step_epochs", config.schedule == "step", "the schedule step alone has steps"},
        {"step_factor", config.schedule == "step", "the schedule step alone has steps"},
        {"ema_steps", config.emaDecay > 0, "no average of the weights is kept (ema_decay)"},
        {"flip", !config.alternatingFlip, "alternating_flip mirrors each picture in every other epoch"},
        {"randaugment_ops", config.autoAugment == "randaugment", "auto_augment=randaugment alone looks at it"},
        {"randaugment_magnitude", config.autoAugment == "randaugment", "auto_augment=randaugment alone looks at it"},
        {"grow_from", config.startImageSize > 0, "pictures have one size (start_image_size)"},
        {"grow_until", config.startImageSize > 0, "pictures have one size (start_image_size)"},
    };
    const auto rule =
        std::find_if(std::begin(rules), std::end(rules), [&key](const Rule& each) { return each.key == key; });
    return rule == std::end(rules) || rule->isUsed ? std::string() : rule->why;
}

} // namespace studio
