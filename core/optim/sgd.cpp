// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/model/frozen_layers.h"
#include "core/optim/sgd_internal.h"

namespace studio {

Sgd::Sgd(std::vector<std::pair<std::string, at::Tensor>> parameters, SgdOptions options)
    : parameters_(std::move(parameters))
    , options_(options) {
    buffers_.reserve(parameters_.size());
    for (const auto& [name, parameter] : parameters_) {
        rateFactors_.push_back(isOfHead(name) ? options_.headRate : 1);
        buffers_.emplace_back(name, at::zeros_like(parameter, at::MemoryFormat::Preserve).detach());
    }
}

void Sgd::zeroGrad() {
    for (const auto& [name, parameter] : parameters_) {
        parameter.mutable_grad().reset(); // backward() then hands its tensor over instead of adding to zeros
    }
}

void Sgd::step(double learningRate) {
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const at::Tensor& parameter = parameters_[i].second;
        const at::Tensor& gradient = parameter.grad();
        if (!gradient.defined()) {
            continue;
        }
        if (decays(parameter)) {
            gradient.add_(parameter, options_.weightDecay);
        }
        // From zeros the first step gives the gradient itself, as PyTorch's first step does.
        const at::Tensor& buffer = buffers_[i].second;
        buffer.mul_(options_.momentum).add_(gradient);
        parameter.add_(options_.nesterov ? gradient.add_(buffer, options_.momentum) : buffer,
                       -learningRate * rateFactor(i));
    }
}

void Sgd::setMomentum(const std::string& name, const at::Tensor& value) {
    const torch::NoGradGuard noGrad;
    for (const auto& [bufferName, buffer] : buffers_) {
        if (bufferName != name) {
            continue;
        }
        if (!buffer.sizes().equals(value.sizes())) {
            throw Error(ErrorKind::Corrupt, "The momentum of \"" + name + "\" has another shape than the network");
        }
        buffer.copy_(value);
        return;
    }
    throw Error(ErrorKind::Corrupt, "The momentum of \"" + name + "\" belongs to no parameter of the network");
}

} // namespace studio
