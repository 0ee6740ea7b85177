// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tensor_io_internal.h"

#include <algorithm>
#include <cstdint>
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

/// Appends a tensor without its content, in `memory` if that is large enough. Returns what is to be copied there.
at::Tensor addEmpty(std::vector<HostTensor>& tensors, const std::string& name, const at::Tensor& tensor,
                    std::vector<std::byte> memory) {
    for (const TypePair& type : kTypes) {
        if (type.torch == tensor.scalar_type()) {
            at::Tensor plain = tensor.detach().to(at::kCPU).contiguous();
            memory.resize(plain.nbytes());
            tensors.push_back(
                {.name = name, .type = type.host, .shape = plain.sizes().vec(), .bytes = std::move(memory)});
            return plain;
        }
    }
    throw Error(ErrorKind::Internal, "The tensor \"" + name + "\" has a type that cannot be stored");
}

/// Whether 32-bit floats are all numbers: infinity and NaN have every bit of the exponent set.
bool areFinite(const std::byte* values, std::size_t bytes) {
    constexpr std::uint32_t kExponent = 0x7f800000;
    std::uint32_t bad = 0;
    for (std::size_t at = 0; at + 4 <= bytes; at += 4) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, values + at, 4);
        bad |= static_cast<std::uint32_t>((bits & kExponent) == kExponent);
    }
    return bad == 0;
}

/// A piece of a tensor on its way, small enough to be looked at while it is in the cache.
struct Piece {
    const std::byte* from;
    std::byte* to;
    std::size_t bytes;
    bool isFloat;
};

/// On the calling thread: memory, not the processor, sets the pace. False if a value is no finite number.
bool copyAll(const std::vector<at::Tensor>& from, std::vector<HostTensor>& to) {
    constexpr std::size_t kPiece = 256 * 1024;
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < from.size(); ++i) {
        const auto* source = static_cast<const std::byte*>(from[i].data_ptr());
        for (std::size_t at = 0; at < to[i].bytes.size(); at += kPiece) {
            pieces.push_back({source + at, to[i].bytes.data() + at, std::min(kPiece, to[i].bytes.size() - at),
                              to[i].type == TensorType::F32});
        }
    }
    bool finite = true;
    for (const Piece& piece : pieces) {
        std::memcpy(piece.to, piece.from, piece.bytes);
        finite = (!piece.isFloat || areFinite(piece.to, piece.bytes)) && finite;
    }
    return finite;
}

} // namespace

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

std::optional<std::vector<HostTensor>> snapshotTensors(const Network& network, const Sgd& sgd,
                                                       std::vector<HostTensor> spare) {
    std::vector<HostTensor> result;
    std::vector<at::Tensor> plain; // holds the copies from a device until they are in place
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        const std::size_t index = result.size();
        plain.push_back(addEmpty(result, name, tensor,
                                 index < spare.size() ? std::move(spare[index].bytes) : std::vector<std::byte>()));
    };
    for (const auto& [name, tensor] : stateDict(network)) {
        add(kModel + name, tensor);
    }
    for (const auto& [name, tensor] : sgd.momentumBuffers()) {
        add(kMomentum + name, tensor);
    }
    if (!copyAll(plain, result)) {
        return std::nullopt;
    }
    return result;
}

void requireFit(const Network& network, const Sgd& sgd, const std::vector<HostTensor>& tensors,
                const std::string& place) {
    const auto model = byName(tensors, kModel), momentum = byName(tensors, kMomentum);
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

} // namespace studio
