// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/torch.h"
#include "core/model/block_math_internal.h"
#include "core/model/model_spec.h"

namespace studio {

/// A residual network. Parameter and buffer names and their order are exactly those of the Python model's state_dict().
class Network : public torch::nn::Module {
public:
    /// [N,3,S,S], or [N,4,S,S] with zeros in the fourth channel -> logits [N, classes]
    at::Tensor forward(at::Tensor input) { return head(features(std::move(input))); }
    /// What the last convolutional stage says: [N,3,S,S] -> [N, channels, h, w].
    virtual at::Tensor features(at::Tensor input) = 0;
    /// Of what features() returned the logits [N, classes].
    virtual at::Tensor head(const at::Tensor& features) = 0;
    /// Null = LibTorch's calls.
    void setBlockMath(std::unique_ptr<BlockMath> math) {
        hasFusedMath_ = math != nullptr;
        *math_ = hasFusedMath_ ? std::move(math) : std::make_unique<BlockMath>();
    }
    bool hasFusedMath() const { return hasFusedMath_; }
    /// Of those layers (frozen_layers.h) nothing learns from here on: their parameters have no gradient, and batch norm
    /// computes with the statistics that it has and leaves them alone, in training too. Throws Error(Config) for a name
    /// that is none of a layer here, or where nothing is left to learn.
    void freeze(const std::vector<std::string>& layers);
    void train(bool on = true) override;

protected:
    BlockMathSlot math_ = std::make_shared<std::unique_ptr<BlockMath>>(std::make_unique<BlockMath>());

private:
    bool hasFusedMath_ = false;
    std::vector<torch::nn::Module*> frozen_; ///< modules of this one
};

/// Initialised as torchvision does (Kaiming fan-out convolutions, BN weight 1, uniform last layer) from `seed`.
std::shared_ptr<Network> makeNetwork(const ModelSpec& spec, std::uint64_t seed);

/// Parameters and buffers in state_dict() order: per module its parameters, then its buffers.
std::vector<std::pair<std::string, at::Tensor>> stateDict(const Network& network);
/// The same without what is frozen: parameters without a gradient, and the statistics of their layers.
std::vector<std::pair<std::string, at::Tensor>> learningState(const Network& network);

} // namespace studio
