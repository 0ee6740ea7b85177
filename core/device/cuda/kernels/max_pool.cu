// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "core/device/cuda/kernels/batch_norm_check.h"
#include "core/device/cuda/kernels/max_pool.cuh"

namespace studio::cuda {

namespace {

std::int64_t pixelsOf(const MaxPoolSize& size) {
    return static_cast<std::int64_t>(size.count) * size.height * size.width;
}

std::int64_t pooledPixelsOf(const MaxPoolSize& size) {
    return static_cast<std::int64_t>(size.count) * pooledEdge(size.height) * pooledEdge(size.width);
}

BatchNormSize rowsOf(const MaxPoolSize& size, std::int64_t pixels) {
    return {size.element, pixels, size.channels, size.threads};
}

template<typename T, bool whole>
struct Forward {
    static int run(const MaxPoolForward& pass, void* stream) {
        const LaunchPlan plan = applyPlan(pooledPixelsOf(pass.size), pass.size.channels, pass.size.threads);
        return launch(maxPoolForwardKernel<T, whole>, plan, stream, pass);
    }
};

template<typename T, bool whole>
struct Backward {
    static int run(const MaxPoolBackward& pass, void* stream) {
        const LaunchPlan plan = applyPlan(pixelsOf(pass.size), pass.size.channels, pass.size.threads);
        return launch(maxPoolBackwardKernel<T, whole>, plan, stream, pass);
    }
};

} // namespace

bool canPool(const MaxPoolSize& size) {
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    return size.count > 0 && size.height > 0 && size.width > 0 &&
           static_cast<std::int64_t>(size.height) * size.width <= most / size.count &&
           isValid(rowsOf(size, pixelsOf(size)));
}

int maxPoolForward(const MaxPoolForward& pass, void* stream) {
    if (!canPool(pass.size) || !areGiven({pass.x, pass.y}))
        return kInvalidValue;
    const bool whole = isWhole(rowsOf(pass.size, 1), {pass.x, pass.y, pass.winner});
    return forElement<Forward>(pass.size.element, whole, pass, stream);
}

int maxPoolBackward(const MaxPoolBackward& pass, void* stream) {
    if (!canPool(pass.size) || !areGiven({pass.dy, pass.winner, pass.dx}))
        return kInvalidValue;
    const bool whole = isWhole(rowsOf(pass.size, 1), {pass.dy, pass.winner, pass.dx});
    return forElement<Backward>(pass.size.element, whole, pass, stream);
}

} // namespace studio::cuda
