// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/average_reach.h"

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>

#include "core/base/text.h"
#include "core/recipe/epoch_steps.h"

namespace studio {

namespace {

/// Of the steps after warm-up: ImageNet's published recipes with an average stay well below.
constexpr double kMostOfARun = 0.1;

/// The decay that reaches back over just so many steps, in two digits of its distance from 1; none where the average
/// would be hardly more than the last weights.
std::string decayThatReaches(double steps, std::int64_t every) {
    const double share = static_cast<double>(every) / steps;
    if (share > 0.5)
        return "0";
    const double digit = std::pow(10.0, std::floor(std::log10(share)) - 1);
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", 1 - std::ceil(share / digit - 1e-9) * digit);
    return text;
}

} // namespace

std::optional<ConfigIssue> averageReachIssue(const TrainConfig& config, std::int64_t trainPictures) {
    if (config.emaDecay <= 0 || trainPictures <= 0)
        return {};
    const Schedule schedule =
        scheduleOf(config, stepsInEpoch(static_cast<std::size_t>(trainPictures), config.batchSize));
    const std::int64_t after = schedule.totalSteps - schedule.warmupSteps; // before it is what is trained
    const double reach = static_cast<double>(config.emaSteps) / (1 - config.emaDecay);
    const double most = static_cast<double>(after) * kMostOfARun;
    if (after <= 0 || reach <= most * (1 + 1e-9)) // a decay is no round number
        return {};
    return ConfigIssue{"ema_decay",
                       "The average reaches back over about " + grouped(std::llround(reach)) +
                           " steps (ema_steps / (1 - ema_decay)), more than a tenth of the " + grouped(after) +
                           " after warm-up: much of it is of weights that had learned little. torchvision's training "
                           "takes 1 - ema_decay times batch_size x ema_steps / epochs instead of 1 - ema_decay alone.",
                       true, decayThatReaches(most, config.emaSteps)};
}

} // namespace studio
