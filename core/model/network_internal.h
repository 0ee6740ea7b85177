// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/torch.h"
#include "core/model/model_spec.h"
#include "core/model/normaliser_internal.h"

namespace studio {

/// A residual network. Parameter and buffer names and their order are exactly those of the Python model's state_dict().
class Network : public torch::nn::Module {
public:
    /// [N,3,S,S] -> logits [N, classes]
    at::Tensor forward(at::Tensor input) { return head(features(std::move(input))); }
    /// What the last convolutional stage says: [N,3,S,S] -> [N, channels, h, w].
    virtual at::Tensor features(at::Tensor input) = 0;
    /// Of what features() returned the logits [N, classes].
    virtual at::Tensor head(const at::Tensor& features) = 0;
    /// Null = LibTorch's calls.
    void setNormaliser(std::unique_ptr<Normaliser> normaliser) {
        hasFusedNorm_ = normaliser != nullptr;
        *normaliser_ = hasFusedNorm_ ? std::move(normaliser) : std::make_unique<Normaliser>();
    }
    bool hasFusedNorm() const { return hasFusedNorm_; }

protected:
    NormaliserSlot normaliser_ = std::make_shared<std::unique_ptr<Normaliser>>(std::make_unique<Normaliser>());

private:
    bool hasFusedNorm_ = false;
};

/// Initialised as torchvision does (Kaiming fan-out convolutions, BN weight 1, uniform last layer) from `seed`.
std::shared_ptr<Network> makeNetwork(const ModelSpec& spec, std::uint64_t seed);

/// Parameters and buffers in state_dict() order: per module its parameters, then its buffers.
std::vector<std::pair<std::string, at::Tensor>> stateDict(const Network& network);

} // namespace studio
