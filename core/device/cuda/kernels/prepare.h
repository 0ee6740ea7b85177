// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Pictures as the loader gives them -> input of the network: flip, jitter, normalisation and cast in one pass, as
// applyPixelOps() of core/device/pixel_ops.h defines them (torchvision's functions on float tensors), equal within
// rounding. A contrast needs the mean grey of its picture at its place in the order: a reduction before that pass, only
// in batches that have one.

#include <cstdint>

#include "core/device/cuda/kernels/launch_plan.h"
#include "core/device/pixel_ops.h"

namespace studio::cuda {

/// PixelOps in the form that lies in device memory.
struct PictureOps {
    float brightness, contrast, saturation, hue;
    std::uint8_t order[4];
    std::uint8_t flip, colour;
};

inline PictureOps pictureOps(const PixelOps& ops) {
    PictureOps out{ops.brightness, ops.contrast, ops.saturation, ops.hue, {}, 0, 0};
    for (std::size_t i = 0; i < 4; ++i)
        out.order[i] = ops.order[i];
    out.flip = ops.flip ? 1 : 0;
    out.colour = ops.anyColour() ? 1 : 0;
    return out;
}

/// All pointers but those of `normalisation` are device memory.
struct PrepareInput {
    /// Of the output.
    Element element = Element::Half;
    /// `count` pictures (up to kGridY) of size x size x 3 bytes.
    int count = 0, size = 0;
    const std::uint8_t* pixels = nullptr;
    /// One for each picture, of pictureOps().
    const PictureOps* ops = nullptr;
    /// What the host knows of `ops`: whether any has `colour` set, whether any has a contrast that is not 1. Saying yes
    /// where it is no costs time alone.
    bool anyColour = true, anyContrast = true;
    Normalisation normalisation;
    /// size x size x outChannels elements a picture (NHWC). Three channels, or four with zeros in the fourth, which is
    /// what tensor cores like better; then it begins at a multiple of four elements.
    int outChannels = 4;
    void* out = nullptr;
    /// `count` floats, and the scratch of preparePlan(); only used with `anyContrast`.
    float* greyMeans = nullptr;
    ReduceScratch scratch;
    int threads = kThreads;
};

constexpr LaunchPlan preparePlan(int count, int size, int threads = kThreads) {
    return picturePlan(static_cast<std::int64_t>(size) * size, count, threads);
}

/// Puts the kernels on `stream` (a cudaStream_t; null = the default one) and waits for nothing. Returns a cudaError_t,
/// 0 = none. Any thread.
int prepareInput(const PrepareInput& input, void* stream);

} // namespace studio::cuda
