// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/recipe/config.h"

namespace studio {

/// A warning, with its fix, where the recipe's moving average of the weights reaches back over too much of a run on so
/// many pictures (0 = not known). The recipe has no errors. An average takes in ema_steps / (1 - ema_decay) steps, and
/// begins with the end of the warm-up.
std::optional<ConfigIssue> averageReachIssue(const TrainConfig& config, std::int64_t trainPictures);

} // namespace studio
