// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The pooling behind the first layer of a ResNet: the maximum of 3x3 pixels, every second pixel, with a border of one
// that never wins, as PyTorch's max_pool2d(x, 3, 2, 1). Of equal values the first one wins, NaN wins over all. The
// backward pass gathers, a thread for each pixel of the input, in an order of its own: no atomic sums, so the same bits
// each time, and no zeros that are written first. PyTorch's kernels keep an index of eight bytes; one byte says which
// of nine it was.
//
// All pointers are device memory; activations are NHWC, contiguous. The functions put kernels on `stream`
// (cudaStream_t; null = the default one), wait for nothing and may be captured in a graph. They return a cudaError_t (0
// = none; what is wrong with sizes or pointers is cudaErrorInvalidValue). Any thread.

#include <cstdint>

#include "core/device/cuda/kernels/launch_plan.h"

namespace studio::cuda {

/// Of the input. At most 2^31 - 1 pixels (count * height * width).
struct MaxPoolSize {
    Element element = Element::Half;
    int count = 0, height = 0, width = 0, channels = 0;
    /// Threads of a block: a power of two up to kThreads.
    int threads = kThreads;
};

/// Pixels of the output along an edge of `pixels`.
constexpr int pooledEdge(int pixels) {
    return (pixels - 1) / 2 + 1;
}

struct MaxPoolForward {
    MaxPoolSize size;
    const void* x = nullptr;
    void* y = nullptr;
    /// Out: for each element of y which of its nine pixels it was, row by row from 0; null = not wanted.
    std::uint8_t* winner = nullptr;
};

/// Gradient of MaxPoolForward, dy being that of y; every element of dx is written.
struct MaxPoolBackward {
    MaxPoolSize size;
    const void* dy = nullptr;
    const std::uint8_t* winner = nullptr;
    void* dx = nullptr;
};

/// Whether the sizes are ones that the functions take.
bool canPool(const MaxPoolSize& size);

int maxPoolForward(const MaxPoolForward& pass, void* stream);
int maxPoolBackward(const MaxPoolBackward& pass, void* stream);

} // namespace studio::cuda
