// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/base/torch.h"

namespace studio {

struct SgdOptions {
    double momentum = 0.9;
    double weightDecay = 1e-4;
    bool nesterov = false;
    bool decayNormAndBias = true; ///< false: no weight decay on one-dimensional parameters
    double headRate = 1;          ///< learning rate of the last layer's parameters, times that of the others
};

/// SGD with momentum, PyTorch's formula (buffer = momentum * buffer + gradient; the first step's buffer is the
/// gradient), with the buffers in plain sight so that a checkpoint can hold them. Parameters without a gradient (frozen
/// ones) stay as they are; they have a buffer of zeros, so that a checkpoint always holds the same. Engine thread.
class Sgd {
public:
    Sgd(std::vector<std::pair<std::string, at::Tensor>> parameters, SgdOptions options);

    const SgdOptions& options() const { return options_; }
    const std::vector<std::pair<std::string, at::Tensor>>& parameters() const { return parameters_; }
    /// Whether weight decay concerns the parameter.
    bool decays(const at::Tensor& parameter) const {
        return options_.weightDecay != 0 && (options_.decayNormAndBias || parameter.dim() > 1);
    }

    /// Of the learning rate, for that one of parameters().
    double rateFactor(std::size_t parameter) const { return rateFactors_[parameter]; }

    void zeroGrad();
    /// Uses the gradients up: they are changed in place, so that a step needs no memory of its own and cannot fail half
    /// way for lack of it.
    void step(double learningRate);
    /// Name (of the parameter) and momentum buffer, in parameter order; zeros before the first step.
    const std::vector<std::pair<std::string, at::Tensor>>& momentumBuffers() const { return buffers_; }
    /// Copies a saved buffer in. Throws Error(Corrupt) for an unknown name or another shape.
    void setMomentum(const std::string& name, const at::Tensor& value);

private:
    std::vector<std::pair<std::string, at::Tensor>> parameters_;
    std::vector<std::pair<std::string, at::Tensor>> buffers_;
    std::vector<double> rateFactors_;
    SgdOptions options_;
};

} // namespace studio
