// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tensor_io_internal.h"

#include <cmath>
#include <cstring>
#include <map>

#include "core/base/error.h"

namespace studio {
namespace {

const std::string kModel = "model.";
const std::string kMomentum = "momentum.";

struct TypePair {
    TensorType host;
    at::ScalarType torch;
};
constexpr TypePair kTypes[] = {
    {TensorType::F32, at::kFloat},  {TensorType::F16, at::kHalf}, {TensorType::BF16, at::kBFloat16},
    {TensorType::F64, at::kDouble}, {TensorType::I64, at::kLong}, {TensorType::I32, at::kInt},
    {TensorType::I16, at::kShort},  {TensorType::I8, at::kChar},  {TensorType::U8, at::kByte},
    {TensorType::Bool, at::kBool},
};

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

HostTensor toHostTensor(const std::string& name, const at::Tensor& tensor, std::vector<std::byte> memory) {
    for (const TypePair& type : kTypes) {
        if (type.torch != tensor.scalar_type()) {
            continue;
        }
        const at::Tensor plain = tensor.detach().to(at::kCPU).contiguous();
        HostTensor host{.name = name, .type = type.host, .shape = plain.sizes().vec(), .bytes = std::move(memory)};
        host.bytes.resize(plain.nbytes());
        std::memcpy(host.bytes.data(), plain.data_ptr(), host.bytes.size());
        return host;
    }
    throw Error(ErrorKind::Internal, "The tensor \"" + name + "\" has a type that cannot be stored");
}

at::Tensor fromHostTensor(const HostTensor& host) {
    for (const TypePair& type : kTypes) {
        if (type.host == host.type) {
            at::Tensor tensor = at::empty(host.shape, type.torch);
            TORCH_CHECK(tensor.nbytes() == host.bytes.size(), "size of tensor ", host.name);
            std::memcpy(tensor.data_ptr(), host.bytes.data(), host.bytes.size());
            return tensor;
        }
    }
    throw Error(ErrorKind::Internal, "The tensor \"" + host.name + "\" has an unknown type");
}

std::vector<HostTensor> snapshotTensors(const Network& network, const Sgd& sgd, std::vector<HostTensor> spare) {
    std::vector<HostTensor> result;
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        const std::size_t index = result.size();
        result.push_back(toHostTensor(name, tensor,
                                      index < spare.size() ? std::move(spare[index].bytes) : std::vector<std::byte>()));
    };
    for (const auto& [name, tensor] : stateDict(network)) {
        add(kModel + name, tensor);
    }
    for (const auto& [name, tensor] : sgd.momentumBuffers()) {
        add(kMomentum + name, tensor);
    }
    return result;
}

void restoreNetwork(const Network& network, const std::vector<HostTensor>& tensors, const std::string& place) {
    const torch::NoGradGuard noGrad;
    const auto saved = byName(tensors, kModel);
    const auto state = stateDict(network);
    if (saved.size() > state.size()) {
        throw doesNotFit(place, "It holds more weights than the network has.");
    }
    for (const auto& [name, target] : state) {
        target.copy_(fromHostTensor(pick(saved, name, target, place)));
    }
}

void restoreMomentum(Sgd& sgd, const std::vector<HostTensor>& tensors, const std::string& place) {
    const auto saved = byName(tensors, kMomentum);
    for (const auto& [name, buffer] : sgd.momentumBuffers()) {
        sgd.setMomentum(name, fromHostTensor(pick(saved, name, buffer, place)));
    }
}

std::vector<HostTensor> weightsOnly(std::vector<HostTensor> tensors) {
    std::erase_if(tensors, [](const HostTensor& tensor) { return !tensor.name.starts_with(kModel); });
    for (HostTensor& tensor : tensors) {
        tensor.name.erase(0, kModel.size());
    }
    return tensors;
}

bool isFinite(const Network& network, const Sgd& sgd) {
    const torch::NoGradGuard noGrad;
    const auto finite = [](const std::pair<std::string, at::Tensor>& entry) {
        const at::Tensor& tensor = entry.second;
        // The sum is one fast pass, and no number if any value is none; only a sum that overflows needs the second
        // look.
        return !tensor.is_floating_point() || std::isfinite(tensor.sum().item<double>()) ||
               at::isfinite(tensor).all().item<bool>();
    };
    const auto state = stateDict(network);
    return std::all_of(state.begin(), state.end(), finite) &&
           std::all_of(sgd.momentumBuffers().begin(), sgd.momentumBuffers().end(), finite);
}

} // namespace studio
