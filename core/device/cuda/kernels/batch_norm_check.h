// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the launchers of kernels over pixels x channels ask before they launch. Plain host code.

#include <cstdint>
#include <initializer_list>

#include "core/device/cuda/kernels/batch_norm.h"

namespace studio::cuda {

inline bool areGiven(std::initializer_list<const void*> pointers) {
    for (const void* pointer : pointers) {
        if (pointer == nullptr)
            return false;
    }
    return true;
}

inline bool isValid(const BatchNormSize& size) {
    const int threads = size.threads;
    return size.pixels > 0 && size.channels > 0 && threads > 0 && threads <= kThreads &&
           (threads & (threads - 1)) == 0 && reducePlan(1, size.channels, 1, threads).grid.y <= kGridY;
}

/// Whether every thread finds its kPack channels at a multiple of sixteen bytes. Null is one.
inline bool isWhole(const BatchNormSize& size, std::initializer_list<const void*> activations) {
    for (const void* activation : activations) {
        if (reinterpret_cast<std::uintptr_t>(activation) % 16 != 0)
            return false;
    }
    return size.channels % kPack == 0;
}

} // namespace studio::cuda
