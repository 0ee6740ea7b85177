// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/device/cpu_device_internal.h"

namespace studio::test {

inline constexpr int kSize = 16, kClasses = 6;

/// Drawn pictures with their labels and operations.
struct Pictures {
    explicit Pictures(int count, std::uint64_t seed = 1)
        : pixels(static_cast<std::size_t>(count) * kSize * kSize * 3)
        , labels(static_cast<std::size_t>(count))
        , ops(static_cast<std::size_t>(count)) {
        std::uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
        const auto draw = [&state] { return (state = state * 6364136223846793005u + 1442695040888963407u) >> 33; };
        for (std::size_t i = 0; i < labels.size(); ++i) {
            labels[i] = static_cast<std::int64_t>(draw() % kClasses);
            ops[i].flip = draw() % 2 == 0;
            ops[i].brightness = 0.9f + 0.02f * static_cast<float>(draw() % 10);
            ops[i].contrast = i % 2 == 0 ? 1 : 1.1f;
            if (i % 3 == 1)
                ops[i].erased = {.left = static_cast<int>(draw() % 8), .top = 2, .width = 5, .height = 9};
        }
        for (std::uint8_t& value : pixels) {
            value = static_cast<std::uint8_t>(draw());
        }
    }
    HostBatch view() const { return {static_cast<int>(labels.size()), pixels, labels}; }

    std::vector<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
    std::vector<PixelOps> ops;
};

/// A small network with its optimiser on a device.
struct Trained {
    /// With a clipped gradient the weights are averaged, too.
    explicit Trained(std::unique_ptr<ComputeDevice> where, bool scaled = false, double smoothing = 0.1,
                     double clipNorm = 0, const std::string& model = "resnet20")
        : device(std::move(where))
        , clip(clipNorm) {
        state.network = makeNetwork({.name = model, .classes = kClasses}, 7);
        device->place(*state.network);
        state.sgd = std::make_unique<Sgd>(
            state.network->named_parameters().pairs(),
            SgdOptions{.momentum = 0.9, .weightDecay = 1e-3, .nesterov = true, .decayNormAndBias = false});
        if (scaled) {
            state.scale = std::make_unique<LossScale>(at::kCPU);
        }
        state.network->train();
        if (clipNorm > 0) {
            const auto second = makeNetwork({.name = model, .classes = kClasses}, 8);
            device->place(*second);
            state.average =
                std::make_unique<WeightAverage>(second, *state.network, AverageOptions{.decay = 0.9, .every = 2});
        }
        begin(smoothing, false);
    }
    void begin(double smoothing, bool mixes) {
        program.reset();
        program = device->training(state,
                                   {.imageSize = kSize, .labelSmoothing = smoothing, .mixes = mixes, .clipNorm = clip});
    }
    StepResult step(const Pictures& pictures, int parts = 1, const BatchMix& mix = {}) {
        submit(pictures, parts, nullptr, mix);
        return program->results(1).front();
    }
    void submit(const Pictures& pictures, int parts = 1, std::shared_ptr<const void> lease = nullptr,
                const BatchMix& mix = {}) {
        program->submit({.step = ++steps,
                         .learningRate = 0.005,
                         .batch = pictures.view(),
                         .ops = pictures.ops,
                         .parts = parts,
                         .mix = mix,
                         .lease = std::move(lease)});
    }
    std::vector<at::Tensor> tensors() const {
        std::vector<at::Tensor> copies;
        for (const auto& [name, tensor] : state.tensors()) {
            copies.push_back(tensor.detach().clone().contiguous());
        }
        return copies;
    }

    std::unique_ptr<ComputeDevice> device;
    double clip = 0;
    TrainState state;
    std::unique_ptr<StepProgram> program;
    std::int64_t steps = 0;
};

inline double largestDifference(const Trained& a, const Trained& b) {
    double largest = 0;
    const auto left = a.tensors(), right = b.tensors();
    for (std::size_t i = 0; i < left.size(); ++i) {
        const at::Tensor off = (left[i].to(at::kDouble) - right[i].to(at::kDouble)).abs().max();
        largest = std::max(largest, off.item<double>());
    }
    return largest;
}

} // namespace studio::test
