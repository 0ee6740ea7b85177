// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/optim/picture_ramp.h"
#include "core/recipe/config.h"

namespace studio {

PictureRamp pictureRampOf(const TrainConfig& config);

/// Side of the training pictures of `epoch`, of a run whose plan was changed as `changes` say (RunRecipe): an epoch
/// keeps its size whatever is planned later, so that a resumed run has the same pictures. Pixels.
std::int64_t trainingSizeAt(const TrainConfig& config, const std::vector<ScheduleChange>& changes, std::int64_t epoch);
/// What a training step of `epoch` costs, as a share of the dearest epoch's: by area, as a convolution does. (0, 1].
double trainingCostAt(const TrainConfig& config, const std::vector<ScheduleChange>& changes, std::int64_t epoch);
/// How many times an epoch's validation computes the set: raw and averaged weights, pictures and their mirror images.
int validationPasses(const TrainConfig& config);
/// What else the time of an epoch hangs on, beside network, pictures and the size of those trained on. A text to
/// compare: of recipes that differ in it neither tells the other's pace.
std::string paceKeysOf(const TrainConfig& config);

} // namespace studio
