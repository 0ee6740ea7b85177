// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/kernels/batch_norm_check.h"
#include "core/device/cuda/kernels/batch_norm_gradient.cuh"

namespace studio::cuda {

namespace {

template<typename T, bool whole, Tail tail>
int gradient(const BatchNormBackward& pass, void* stream) {
    const int failed = launch(batchNormGradientSums<T, whole, tail>, backwardPlan(pass.size), stream, pass);
    if (failed != 0)
        return failed;
    const LaunchPlan plan = applyPlan(pass.size.pixels, pass.size.channels, pass.size.threads);
    return launch(batchNormGradient<T, whole, tail>, plan, stream, pass);
}

template<typename T, bool whole>
struct Backward {
    static int run(const BatchNormBackward& pass, void* stream) {
        if (pass.mask != nullptr)
            return gradient<T, whole, Tail::AddRelu>(pass, stream);
        return pass.relu ? gradient<T, whole, Tail::Relu>(pass, stream) : gradient<T, whole, Tail::None>(pass, stream);
    }
};

} // namespace

int batchNormBackward(const BatchNormBackward& pass, void* stream) {
    const bool residual = pass.mask == nullptr ? pass.dz == nullptr : pass.relu && pass.dz != nullptr;
    if (!isValid(pass.size) || !residual ||
        !areGiven({pass.dy, pass.x, pass.dx, pass.gamma, pass.beta, pass.mean, pass.invstd, pass.dgamma, pass.dbeta,
                   pass.scratch.partials, pass.scratch.tickets}))
        return kInvalidValue;
    const bool whole = isWhole(pass.size, {pass.dy, pass.x, pass.dx, pass.dz});
    return forElement<Backward>(pass.size.element, whole, pass, stream);
}

} // namespace studio::cuda
