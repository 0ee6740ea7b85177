// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/model/network_internal.h"

namespace studio {

struct AverageOptions {
    double decay = 0.999;         ///< what is kept of the average at each update, 0..<1
    std::int64_t every = 1;       ///< steps between two updates
    std::int64_t followUntil = 0; ///< up to this step (of warm-up) the average is what is trained
};

/// Exponential moving average of a network's weights (EMA; Polyak and Juditsky 1992), as torchvision's
/// ExponentialMovingAverage has it: average = decay * average + (1 - decay) * weights, the statistics of batch norm
/// like the weights, and a plain copy at the first update and while the learning rate warms up. The counters of batch
/// norm are no part of it: nothing computes with them. The average is a network of its own, on the same device, so that
/// it can be measured as it is. A checkpoint holds it as `ema.*`. Owned by TrainState; engine thread.
class WeightAverage {
public:
    /// Both networks are built alike and lie where they stay. Begins as a copy of `trained`.
    WeightAverage(std::shared_ptr<Network> average, const Network& trained, AverageOptions options);

    Network& network() const { return *network_; }
    /// Name and tensor of the average, in the order of stateDict(). Whoever restores it copies in.
    const std::vector<std::pair<std::string, at::Tensor>>& tensors() const { return named_; }
    /// Becomes a copy of what is trained.
    void follow() const;
    /// Whether after that step it is an average at all: of more than the weights of one step.
    bool countsAt(std::int64_t step) const {
        return step / options_.every * options_.every > std::max(options_.followUntil, options_.every);
    }
    /// See AverageOptions: warm-up ends at another step where training pictures came or went between two starts.
    void setFollowUntil(std::int64_t step) { options_.followUntil = step; }
    /// After optimiser step `step` (from 1): a pure function of its number, so that a resume goes on to the same bits.
    /// The first step counts, as torchvision's does: an average is never of weights that have learned nothing. Puts
    /// work on the device's queue and waits for nothing. In the header because the plug-in calls it.
    void update(std::int64_t step) const {
        if (step % options_.every != 0 && step != 1) {
            return;
        }
        const torch::NoGradGuard noGrad;
        const double decay = step <= std::max(options_.followUntil, options_.every) ? 0 : options_.decay;
        at::_foreach_mul_(average_, decay);
        at::_foreach_add_(average_, trained_, 1 - decay);
    }

private:
    std::shared_ptr<Network> network_;
    AverageOptions options_;
    std::vector<std::pair<std::string, at::Tensor>> named_;
    std::vector<at::Tensor> average_, trained_;        ///< what moves
    std::vector<at::Tensor> frozen_, frozenOfTrained_; ///< what stays as it is: a mean of equal numbers is rounded
};

} // namespace studio
