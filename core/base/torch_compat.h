// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Differences between LibTorch 1.13 and 2.x, chosen by what the headers offer, or by the version where they do not
// tell. The one place that may ask.

#include <vector>

#include <ATen/autocast_mode.h>

#include <torch/version.h>

#include "core/base/torch.h"

#if __has_include(<ATen/ops/_fused_sgd.h>) // 2.3
#define STUDIO_HAS_FUSED_SGD 1
#else
#define STUDIO_HAS_FUSED_SGD 0
#endif
#if __has_include(<ATen/ops/_safe_softmax.h>) // 2.5: autocast is switched by the kind of device
#define STUDIO_HAS_AUTOCAST_BY_DEVICE 1
#include <ATen/native/Normalization.h>
#else
#define STUDIO_HAS_AUTOCAST_BY_DEVICE 0
#endif

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 11) // a capture pools pinned memory
#include <ATen/core/CachingHostAllocator.h>
#define STUDIO_HAS_PINNED_POOLS 1
#else
#define STUDIO_HAS_PINNED_POOLS 0
#endif

#if defined(USE_C10D_GLOO) && __has_include(<gloo/algorithm.h>) && \
    __has_include(<torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>)
#define STUDIO_HAS_GLOO 1
#else
#define STUDIO_HAS_GLOO 0
#endif

namespace studio {

/// What a capture that broke off leaves open in the allocator of pinned memory. They throw what LibTorch throws where
/// it is closed already.
template<typename Pool>
void endPinnedPool([[maybe_unused]] const Pool& pool) {
#if STUDIO_HAS_PINNED_POOLS
    at::getHostAllocator(at::kCUDA)->end_allocate_to_pool(pool);
#endif
}
template<typename Pool>
void releasePinnedPool([[maybe_unused]] const Pool& pool) {
#if STUDIO_HAS_PINNED_POOLS
    at::getHostAllocator(at::kCUDA)->release_pool(pool);
#endif
}

/// Autocast to `type` on this thread, until endAutocast().
inline void beginAutocast(at::DeviceType device, at::ScalarType type) {
#if STUDIO_HAS_AUTOCAST_BY_DEVICE
    at::autocast::set_autocast_dtype(device, type);
    at::autocast::set_autocast_enabled(device, true);
#else
    if (device == at::kCPU) {
        at::autocast::set_autocast_cpu_dtype(type);
        at::autocast::set_cpu_enabled(true);
    } else {
        at::autocast::set_autocast_gpu_dtype(type);
        at::autocast::set_enabled(true);
    }
#endif
    at::autocast::increment_nesting();
}

/// The half copies of the weights go: they are those of this step.
inline void endAutocast(at::DeviceType device) {
    if (at::autocast::decrement_nesting() == 0) {
        at::autocast::clear_cache();
    }
#if STUDIO_HAS_AUTOCAST_BY_DEVICE
    at::autocast::set_autocast_enabled(device, false);
#else
    if (device == at::kCPU) {
        at::autocast::set_cpu_enabled(false);
    } else {
        at::autocast::set_enabled(false);
    }
#endif
}

struct BatchNormTensors {
    at::Tensor input, weight, bias, mean, variance;
};

/// Which of its implementations LibTorch takes for a batch norm in training; empty where it does not tell (before 2.5).
inline const char* batchNormBackend([[maybe_unused]] const BatchNormTensors& norm) {
#if STUDIO_HAS_AUTOCAST_BY_DEVICE
    constexpr double kEpsilon = 1e-5;
    const auto backend = at::native::_select_batch_norm_backend(norm.input, norm.weight, norm.bias, norm.mean,
                                                                norm.variance, true, kEpsilon);
    return backend == at::native::BatchNormBackend::Cudnn    ? "cuDNN's"
           : backend == at::native::BatchNormBackend::Miopen ? "MIOpen's"
                                                             : "LibTorch's own";
#else
    return "";
#endif
}

/// Multiplies all by `factor`, a scalar on their device: from 2.1 on in a few kernels for all of them.
inline void multiplyAll(const std::vector<at::Tensor>& tensors, const at::Tensor& factor) {
#if STUDIO_HAS_FUSED_SGD
    at::_foreach_mul_(tensors, factor);
#else
    for (const at::Tensor& tensor : tensors) {
        tensor.mul_(factor);
    }
#endif
}

struct FusedSgd {
    double momentum = 0;
    bool nesterov = false;
};

/// One optimiser step, PyTorch's formula, for tensors of equal strides; nothing where `overflow` (float [1]) is 1. From
/// 2.3 on in one kernel that reads rate and overflow on the device; before, a call for each operation, and the host
/// waits for `overflow`.
inline void fusedSgd(const std::vector<at::Tensor>& parameters, const std::vector<at::Tensor>& gradients,
                     const std::vector<at::Tensor>& momentum, double weightDecay, const FusedSgd& how,
                     const at::Tensor& learningRate, const at::Tensor& overflow) {
    if (parameters.empty()) {
        return;
    }
#if STUDIO_HAS_FUSED_SGD
    // The kernel with momentum refuses a momentum of 0.
    at::_fused_sgd_(parameters, gradients, how.momentum > 0 ? at::TensorList(momentum) : at::TensorList(), weightDecay,
                    how.momentum, learningRate, 0, how.nesterov, false, false, {}, overflow);
#else
    if (overflow.item<float>() != 0) {
        return;
    }
    if (weightDecay != 0) {
        at::_foreach_add_(gradients, parameters, weightDecay);
    }
    at::_foreach_mul_(momentum, how.momentum);
    at::_foreach_add_(momentum, gradients);
    if (how.nesterov) {
        at::_foreach_add_(gradients, momentum, how.momentum);
    }
    at::_foreach_add_(parameters, how.nesterov ? gradients : momentum, -learningRate.item<double>());
#endif
}

/// Multiplies the gradients by `inverseScale` (float [1]); `overflow` becomes 1 where one of them is no finite number,
/// else it is left alone.
inline void unscaleGradients(const std::vector<at::Tensor>& gradients, const at::Tensor& overflow,
                             const at::Tensor& inverseScale) {
    if (gradients.empty()) {
        return;
    }
#if !STUDIO_HAS_FUSED_SGD
    if (overflow.is_cpu()) { // it has no kernel for the CPU
        for (const at::Tensor& gradient : gradients) {
            overflow.copy_(overflow.maximum(at::isfinite(gradient).all().logical_not().to(at::kFloat)));
            gradient.mul_(inverseScale);
        }
        return;
    }
#endif
    at::Tensor found = overflow;
    at::_amp_foreach_non_finite_check_and_unscale_(gradients, found, inverseScale);
}

struct LossScaleRule {
    double growth = 2, backOff = 0.5;
    int interval = 2000;
};

/// PyTorch's rule: `scale` (float [1]) shrinks where `overflow` is 1 and grows after `interval` steps without.
inline void updateLossScale(const at::Tensor& scale, const at::Tensor& steps, const at::Tensor& overflow,
                            const LossScaleRule& rule) {
#if !STUDIO_HAS_FUSED_SGD
    if (scale.is_cpu()) { // it has no kernel for the CPU
        if (overflow.item<float>() != 0) {
            scale.mul_(rule.backOff);
            steps.zero_();
        } else if (steps.add_(1).item<int>() == rule.interval) {
            scale.mul_(rule.growth);
            steps.zero_();
        }
        return;
    }
#endif
    at::Tensor value = scale, since = steps;
    at::_amp_update_scale_(value, since, overflow, rule.growth, rule.backOff, rule.interval);
}

} // namespace studio
