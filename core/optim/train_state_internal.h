// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/model/network_internal.h"
#include "core/optim/loss_scale_internal.h"
#include "core/optim/sgd_internal.h"
#include "core/optim/weight_average_internal.h"

namespace studio {

/// What the names in a checkpoint begin with.
inline constexpr const char* kModelPrefix = "model.";
inline constexpr const char* kMomentumPrefix = "momentum.";
inline constexpr const char* kScalePrefix = "scale.";
inline constexpr const char* kAveragePrefix = "ema.";

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// All that an optimiser step changes, and that a checkpoint therefore holds. Whoever restores it copies values in: the
/// tensors stay where they are, because a device may have recorded their addresses. Owned by the run's session; engine
/// thread.
struct TrainState {
    std::shared_ptr<Network> network;
    std::unique_ptr<Sgd> sgd;
    std::unique_ptr<LossScale> scale;       ///< only where the network is computed in fp16
    std::unique_ptr<WeightAverage> average; ///< only where the recipe asks for one

    /// `model.NAME` in the order of stateDict(), then `momentum.NAME` in the order of the parameters, then
    /// `scale.value` and `scale.steps`, then `ema.NAME`. The tensors themselves, not copies.
    NamedTensors tensors() const;
};

} // namespace studio
