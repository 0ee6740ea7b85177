// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/weight_average_internal.h"

namespace studio {

WeightAverage::WeightAverage(std::shared_ptr<Network> average, const Network& trained, AverageOptions options)
    : network_(std::move(average))
    , options_(options) {
    const auto from = stateDict(trained), to = stateDict(*network_);
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (to[i].second.is_floating_point()) {
            named_.push_back(to[i]);
            average_.push_back(to[i].second);
            trained_.push_back(from[i].second);
        }
    }
    network_->eval();
    for (const at::Tensor& parameter : network_->parameters()) {
        parameter.set_requires_grad(false);
    }
    follow();
}

void WeightAverage::follow() const {
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < average_.size(); ++i) {
        average_[i].copy_(trained_[i]);
    }
}

} // namespace studio
