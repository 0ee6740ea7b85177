// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/zero_gamma_internal.h"

namespace studio {

void zeroLastGammas(const Network& network) {
    const torch::NoGradGuard noGrad;
    for (const auto& module : network.modules(false)) {
        const auto layers = module->named_children();
        for (const char* last : {"bn3", "bn2"}) { // the stem has a bn1 alone
            if (layers.contains(last)) {
                layers[last]->as<torch::nn::BatchNorm2d>()->weight.zero_();
                break;
            }
        }
    }
}

} // namespace studio
