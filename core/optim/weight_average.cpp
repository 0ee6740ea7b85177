// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/weight_average_internal.h"

#include <set>
#include <string>

namespace studio {

WeightAverage::WeightAverage(std::shared_ptr<Network> average, const Network& trained, AverageOptions options)
    : network_(std::move(average))
    , options_(options) {
    const auto from = stateDict(trained), to = stateDict(*network_);
    std::set<std::string> learning;
    for (const auto& [name, tensor] : learningState(trained)) {
        learning.insert(name);
    }
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (to[i].second.is_floating_point()) {
            named_.push_back(to[i]);
            const bool moves = learning.contains(to[i].first);
            (moves ? average_ : frozen_).push_back(to[i].second);
            (moves ? trained_ : frozenOfTrained_).push_back(from[i].second);
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
    for (std::size_t i = 0; i < frozen_.size(); ++i) {
        frozen_[i].copy_(frozenOfTrained_[i]);
    }
}

} // namespace studio
