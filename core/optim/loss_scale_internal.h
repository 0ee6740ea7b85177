// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/torch.h"

namespace studio {

/// What the loss is multiplied with in fp16, so that small gradients do not become zero: dynamic, as PyTorch's
/// GradScaler has it (Micikevicius et al. 2018, section 3.2): halved at an overflow, whose step is skipped, and doubled
/// after kInterval steps without one. Owned by TrainState, which a checkpoint holds; engine thread.
struct LossScale {
    static constexpr double kBegin = 65536, kGrowth = 2, kBackOff = 0.5;
    static constexpr int kInterval = 2000;

    explicit LossScale(at::Device device)
        : value(at::full({1}, kBegin, at::TensorOptions(at::kFloat).device(device)))
        , steps(at::zeros({1}, at::TensorOptions(at::kInt).device(device))) {}

    /// As at the start of a run. In place.
    void reset() {
        const torch::NoGradGuard noGrad;
        value.fill_(kBegin);
        steps.zero_();
    }

    at::Tensor value; ///< float [1]
    at::Tensor steps; ///< int32 [1]: since the last change
};

} // namespace studio
