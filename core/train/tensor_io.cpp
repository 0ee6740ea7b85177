// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tensor_io_internal.h"

#include <map>
#include <string_view>

#include "core/base/error.h"
#include "core/device/host_copy_internal.h"

namespace studio {
namespace {

Error doesNotFit(const std::string& place, const std::string& why) {
    return Error(ErrorKind::Corrupt, Message{.title = "The checkpoint does not fit the network",
                                             .place = place,
                                             .done = why,
                                             .next = "Choose a checkpoint of the same network."});
}

std::map<std::string, const HostTensor*> byName(const std::vector<HostTensor>& tensors, const std::string& prefix) {
    std::map<std::string, const HostTensor*> result;
    for (const HostTensor& tensor : tensors) {
        if (tensor.name.starts_with(prefix)) {
            result[tensor.name.substr(prefix.size())] = &tensor;
        }
    }
    return result;
}

const HostTensor& pick(const std::map<std::string, const HostTensor*>& tensors, const std::string& name,
                       const at::Tensor& target, const std::string& place) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) {
        throw doesNotFit(place, "It lacks \"" + name + "\".");
    }
    if (!target.sizes().equals(found->second->shape)) {
        throw doesNotFit(place, "\"" + name + "\" has another shape.");
    }
    return *found->second;
}

} // namespace

void requireFit(const Network& network, const Sgd& sgd, const WeightAverage* average,
                const std::vector<HostTensor>& tensors, const std::string& place) {
    const auto model = byName(tensors, kModelPrefix), momentum = byName(tensors, kMomentumPrefix);
    const auto state = stateDict(network);
    if (model.size() > state.size()) {
        throw doesNotFit(place, "It holds more weights than the network has.");
    }
    for (const auto& [name, target] : state) {
        pick(model, name, target, place);
    }
    for (const auto& [name, buffer] : sgd.momentumBuffers()) {
        pick(momentum, name, buffer, place);
    }
    const auto saved = byName(tensors, kAveragePrefix);
    if (average == nullptr || saved.empty()) {
        return;
    }
    for (const auto& [name, target] : average->tensors()) {
        pick(saved, name, target, place);
    }
}

void restoreNetwork(const Network& network, const std::vector<HostTensor>& tensors, const std::string& place) {
    const torch::NoGradGuard noGrad;
    const auto saved = byName(tensors, kModelPrefix);
    const auto state = stateDict(network);
    if (saved.size() > state.size()) {
        throw doesNotFit(place, "It holds more weights than the network has.");
    }
    for (const auto& [name, target] : state) {
        target.copy_(fromHostTensor(pick(saved, name, target, place)));
    }
}

void restoreMomentum(Sgd& sgd, const std::vector<HostTensor>& tensors, const std::string& place) {
    const auto saved = byName(tensors, kMomentumPrefix);
    for (const auto& [name, buffer] : sgd.momentumBuffers()) {
        sgd.setMomentum(name, fromHostTensor(pick(saved, name, buffer, place)));
    }
}

void restoreScale(LossScale* scale, const std::vector<HostTensor>& tensors) {
    if (!scale) {
        return;
    }
    scale->reset();
    const torch::NoGradGuard noGrad;
    const auto saved = byName(tensors, kScalePrefix);
    for (const auto& [name, target] : {std::pair("value", &scale->value), std::pair("steps", &scale->steps)}) {
        const auto found = saved.find(name);
        if (found != saved.end() && target->sizes().equals(found->second->shape)) {
            target->copy_(fromHostTensor(*found->second));
        }
    }
}

void restoreAverage(const WeightAverage* average, const std::vector<HostTensor>& tensors, const std::string& place) {
    if (average == nullptr) {
        return;
    }
    const auto saved = byName(tensors, kAveragePrefix);
    if (saved.empty()) {
        average->follow();
        return;
    }
    const torch::NoGradGuard noGrad;
    for (const auto& [name, target] : average->tensors()) {
        target.copy_(fromHostTensor(pick(saved, name, target, place)));
    }
}

void takeAverage(std::vector<HostTensor>& tensors, const std::string& place) {
    std::map<std::string, HostTensor*> averages;
    for (HostTensor& tensor : tensors) {
        if (tensor.name.starts_with(kAveragePrefix)) {
            averages[kModelPrefix + tensor.name.substr(std::string_view(kAveragePrefix).size())] = &tensor;
        }
    }
    if (averages.empty()) {
        throw doesNotFit(place, "Its figures are those of an average of the weights, which it lacks.");
    }
    std::size_t taken = 0;
    for (HostTensor& tensor : tensors) {
        const auto found = averages.find(tensor.name);
        if (found != averages.end() && found->second->shape == tensor.shape && found->second->type == tensor.type) {
            std::swap(tensor.bytes, found->second->bytes);
            ++taken;
        }
    }
    if (taken != averages.size()) {
        throw doesNotFit(place, "Its average of the weights is one of another network.");
    }
}

std::vector<HostTensor> weightsOnly(std::vector<HostTensor> tensors) {
    std::erase_if(tensors, [](const HostTensor& tensor) { return !tensor.name.starts_with(kModelPrefix); });
    for (HostTensor& tensor : tensors) {
        tensor.name.erase(0, std::string_view(kModelPrefix).size());
    }
    return tensors;
}

} // namespace studio
