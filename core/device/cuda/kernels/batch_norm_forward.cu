// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/kernels/batch_norm_apply.cuh"
#include "core/device/cuda/kernels/batch_norm_check.h"
#include "core/device/cuda/kernels/batch_norm_statistics.cuh"

namespace studio::cuda {

namespace {

template<typename T, bool whole, Tail tail>
int apply(const BatchNormApply& pass, void* stream) {
    const LaunchPlan plan = applyPlan(pass.size.pixels, pass.size.channels, pass.size.threads);
    return launch(batchNormApply<T, whole, tail>, plan, stream, pass);
}

template<typename T, bool whole>
int applyWith(const BatchNormApply& pass, bool relu, void* stream) {
    if (pass.residual != nullptr)
        return apply<T, whole, Tail::AddRelu>(pass, stream);
    return relu ? apply<T, whole, Tail::Relu>(pass, stream) : apply<T, whole, Tail::None>(pass, stream);
}

template<typename T, bool whole>
struct Forward {
    static int run(const BatchNormForward& pass, void* stream) {
        const int failed = launch(batchNormStatistics<T, whole>, forwardPlan(pass.size), stream, pass);
        if (failed != 0)
            return failed;
        const BatchNormApply apply{pass.size, pass.x,    pass.residual, pass.y,  pass.mask, pass.gamma,
                                   pass.beta, pass.mean, pass.invstd,   nullptr, pass.eps};
        return applyWith<T, whole>(apply, pass.relu, stream);
    }
};

template<typename T, bool whole>
struct Evaluation {
    static int run(const BatchNormEvaluation& pass, void* stream) {
        const BatchNormApply apply{pass.size, pass.x,    pass.residual, pass.y,        nullptr, pass.gamma,
                                   pass.beta, pass.mean, nullptr,       pass.variance, pass.eps};
        return applyWith<T, whole>(apply, pass.relu, stream);
    }
};

} // namespace

int batchNormForward(const BatchNormForward& pass, void* stream) {
    const bool mask = pass.residual == nullptr || (pass.relu && pass.mask != nullptr);
    if (!isValid(pass.size) || !mask ||
        !areGiven({pass.x, pass.y, pass.gamma, pass.beta, pass.mean, pass.invstd, pass.runningMean,
                   pass.runningVariance, pass.scratch.partials, pass.scratch.tickets}))
        return kInvalidValue;
    const bool whole = isWhole(pass.size, {pass.x, pass.residual, pass.y});
    return forElement<Forward>(pass.size.element, whole, pass, stream);
}

int batchNormEvaluation(const BatchNormEvaluation& pass, void* stream) {
    if (!isValid(pass.size) || (pass.residual != nullptr && !pass.relu) ||
        !areGiven({pass.x, pass.y, pass.gamma, pass.beta, pass.mean, pass.variance}))
        return kInvalidValue;
    const bool whole = isWhole(pass.size, {pass.x, pass.residual, pass.y});
    return forElement<Evaluation>(pass.size.element, whole, pass, stream);
}

} // namespace studio::cuda
