// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A thread has kPack channels of a pixel: of the output forward, of the input backward. Included by max_pool.cu alone.

#include "core/device/cuda/kernels/element.cuh"
#include "core/device/cuda/kernels/max_pool.h"

namespace studio::cuda {

/// kPack bytes.
struct alignas(8) Bytes {
    std::uint8_t value[kPack];
};

template<bool whole>
__device__ Bytes loadBytes(const std::uint8_t* from, int count) {
    if constexpr (whole) {
        return *reinterpret_cast<const Bytes*>(from);
    } else {
        Bytes bytes;
        KERNEL_UNROLL(kPack)
        for (int i = 0; i < kPack; ++i) {
            bytes.value[i] = 0;
            if (i < count) // MUTATE true: a byte that exists is read
                bytes.value[i] = from[i];
        }
        return bytes;
    }
}

template<bool whole>
__device__ void storeBytes(std::uint8_t* to, int count, const Bytes& bytes) {
    if constexpr (whole) {
        *reinterpret_cast<Bytes*>(to) = bytes;
    } else {
        KERNEL_UNROLL(kPack)
        for (int i = 0; i < kPack; ++i) {
            if (i < count) // MUTATE true: a byte that exists is written
                to[i] = bytes.value[i];
        }
    }
}

/// pooledEdge(), for the device.
__device__ inline int pooledOf(int pixels) {
    return (pixels - 1) / 2 + 1;
}

/// Picture, row and column of pixel `index`.
struct Spot {
    int picture, row, column;
};

__device__ inline Spot spotOf(std::int64_t index, int height, int width) {
    const auto whole = static_cast<unsigned>(index), across = static_cast<unsigned>(width);
    const unsigned line = whole / across, high = static_cast<unsigned>(height);
    return {static_cast<int>(line / high), static_cast<int>(line % high), static_cast<int>(whole % across)};
}

/// Grid, block: applyPlan() of the output's pixels.
template<typename T, bool whole>
__global__ void __launch_bounds__(kThreads) maxPoolForwardKernel(MaxPoolForward pass) {
    const MaxPoolSize& size = pass.size;
    const Place at = placeOf(size.channels);
    if (at.count == 0) // MUTATE false: threads without a channel
        return;
    const int high = pooledOf(size.height), wide = pooledOf(size.width);
    const std::int64_t end = static_cast<std::int64_t>(size.count) * high * wide;
    for (std::int64_t pixel = at.pixel; pixel < end; pixel += at.stride) {
        const Spot spot = spotOf(pixel, high, wide);
        const int top = 2 * spot.row - 1, left = 2 * spot.column - 1;
        float best[kPack];
        Bytes winner;
        bool isFirst = true;
        KERNEL_UNROLL(9)
        for (int k = 0; k < 9; ++k) {
            const int row = top + k / 3, column = left + k % 3;
            const bool inside = row >= 0 && row < size.height && column >= 0 && column < size.width;
            if (!inside) // MUTATE false: the border
                continue;
            const std::int64_t line = static_cast<std::int64_t>(spot.picture) * size.height + row;
            const std::int64_t from = (line * size.width + column) * size.channels + at.first;
            float value[kPack];
            unpack(loadPack<T, whole>(static_cast<const T*>(pass.x) + from, at.count), value);
            for (int i = 0; i < kPack; ++i) {
                if (isFirst || value[i] > best[i] || value[i] != value[i]) { // NaN wins
                    best[i] = value[i];
                    winner.value[i] = static_cast<std::uint8_t>(k);
                }
            }
            isFirst = false;
        }
        const std::int64_t to = pixel * size.channels + at.first;
        store<T, whole>(static_cast<T*>(pass.y) + to, at.count, best);
        if (pass.winner != nullptr)
            storeBytes<whole>(pass.winner + to, at.count, winner);
    }
}

/// A pixel of the input lies in one, two or four windows: an even row is the middle of its only one, an odd row the
/// last of one and the first of the next. Grid, block: applyPlan() of the input's pixels.
template<typename T, bool whole>
__global__ void __launch_bounds__(kThreads) maxPoolBackwardKernel(MaxPoolBackward pass) {
    const MaxPoolSize& size = pass.size;
    const Place at = placeOf(size.channels);
    if (at.count == 0) // MUTATE false: threads without a channel
        return;
    const int high = pooledOf(size.height), wide = pooledOf(size.width);
    const std::int64_t end = static_cast<std::int64_t>(size.count) * size.height * size.width;
    for (std::int64_t pixel = at.pixel; pixel < end; pixel += at.stride) {
        const Spot spot = spotOf(pixel, size.height, size.width);
        float sum[kPack] = {};
        KERNEL_UNROLL(4)
        for (int corner = 0; corner < 4; ++corner) {
            const int down = corner / 2, right = corner % 2;
            const int row = spot.row / 2 + down, column = spot.column / 2 + right;
            const bool exists = down <= spot.row % 2 && right <= spot.column % 2 && row < high && column < wide;
            if (!exists) // MUTATE false: there is no such window
                continue;
            const int k = (spot.row - 2 * row + 1) * 3 + spot.column - 2 * column + 1;
            const std::int64_t from =
                ((static_cast<std::int64_t>(spot.picture) * high + row) * wide + column) * size.channels + at.first;
            const Bytes winner = loadBytes<whole>(pass.winner + from, at.count);
            float slope[kPack];
            unpack(loadPack<T, whole>(static_cast<const T*>(pass.dy) + from, at.count), slope);
            for (int i = 0; i < kPack; ++i)
                sum[i] += winner.value[i] == k ? slope[i] : 0.0f;
        }
        store<T, whole>(static_cast<T*>(pass.dx) + pixel * size.channels + at.first, at.count, sum);
    }
}

} // namespace studio::cuda
