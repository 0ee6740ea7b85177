// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/kernels/batch_norm_check.h"
#include "core/device/cuda/kernels/batch_norm_gradient.cuh"

namespace studio::cuda {

namespace {

template<typename T, bool whole, Source source, bool relu>
int gradient(const BatchNormBackward& pass, void* stream) {
    const LaunchPlan sums = backwardPlan(pass.size);
    if (const int failed = launch(batchNormGradientSums<T, whole, source, relu>, sums, stream, pass); failed != 0)
        return failed;
    const LaunchPlan plan = applyPlan(pass.size.pixels, pass.size.channels, pass.size.threads);
    if constexpr (source == Source::Plain) {
        return launch(batchNormGradient<T, whole, relu>, plan, stream, pass);
    } else {
        BatchNormBackward masked = pass;
        masked.dy = pass.dz;
        return launch(batchNormGradient<T, whole, false>, plan, stream, masked);
    }
}

template<typename T, bool whole>
struct Backward {
    static int run(const BatchNormBackward& pass, void* stream) {
        if (pass.mask == nullptr)
            return pass.relu ? gradient<T, whole, Source::Plain, true>(pass, stream)
                             : gradient<T, whole, Source::Plain, false>(pass, stream);
        return pass.dySecond != nullptr ? gradient<T, whole, Source::MaskedTwo, true>(pass, stream)
                                        : gradient<T, whole, Source::Masked, true>(pass, stream);
    }
};

} // namespace

int batchNormBackward(const BatchNormBackward& pass, void* stream) {
    const bool residual =
        pass.mask == nullptr ? pass.dz == nullptr && pass.dySecond == nullptr : pass.relu && pass.dz != nullptr;
    if (!isValid(pass.size) || !residual ||
        !areGiven({pass.dy, pass.x, pass.dx, pass.gamma, pass.beta, pass.mean, pass.invstd, pass.dgamma, pass.dbeta,
                   pass.scratch.partials, pass.scratch.tickets}))
        return kInvalidValue;
    const bool whole = isWhole(pass.size, {pass.dy, pass.dySecond, pass.x, pass.dx, pass.dz});
    return forElement<Backward>(pass.size.element, whole, pass, stream);
}

} // namespace studio::cuda
