// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio {

/// Where the time of one training step went on its device, in seconds.
struct StepParts {
    std::int64_t step = 0; ///< the one that was measured; 0 = none yet
    double input = 0;      ///< pictures made into what the network takes; on a card also the wait for their copy
    double forward = 0;    ///< the network, its loss and its hits
    double backward = 0;   ///< the gradient
    double exchange = 0;   ///< the rest of its sum over the ranks, once this one has its own
    double optimiser = 0;  ///< clipping, new weights and their average

    double seconds() const { return input + forward + backward + exchange + optimiser; }

    /// Moves to a later measurement: `weight` of it, the rest of what was known; all of it where nothing was.
    void follow(const StepParts& later, double weight) {
        if (step == 0)
            weight = 1;
        step = later.step;
        for (double StepParts::*part : {&StepParts::input, &StepParts::forward, &StepParts::backward,
                                        &StepParts::exchange, &StepParts::optimiser})
            this->*part += weight * (later.*part - this->*part);
    }
};

} // namespace studio
