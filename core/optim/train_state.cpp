// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/train_state_internal.h"

namespace studio {

NamedTensors TrainState::tensors() const {
    NamedTensors result;
    for (auto& [name, tensor] : stateDict(*network)) {
        result.emplace_back(kModelPrefix + name, tensor);
    }
    for (const auto& [name, tensor] : sgd->momentumBuffers()) {
        result.emplace_back(kMomentumPrefix + name, tensor);
    }
    if (scale) {
        result.emplace_back(std::string(kScalePrefix) + "value", scale->value);
        result.emplace_back(std::string(kScalePrefix) + "steps", scale->steps);
    }
    if (average) {
        for (const auto& [name, tensor] : average->tensors()) {
            result.emplace_back(kAveragePrefix + name, tensor);
        }
    }
    return result;
}

} // namespace studio
