// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/host_copy_internal.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/base/error.h"

namespace studio {
namespace {

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

class DoneCopy final : public HostCopy {
public:
    explicit DoneCopy(std::optional<std::vector<HostTensor>> tensors)
        : tensors_(std::move(tensors)) {}
    bool isDone() const override { return true; }
    std::optional<std::vector<HostTensor>> wait() override { return std::exchange(tensors_, std::nullopt); }

private:
    std::optional<std::vector<HostTensor>> tensors_;
};

} // namespace

std::unique_ptr<HostCopy> copyOnHost(const NamedTensors& tensors, std::vector<HostTensor> spare) {
    std::vector<HostTensor> result;
    std::vector<at::Tensor> plain; // holds what had to be made contiguous until it is in place
    for (const auto& [name, tensor] : tensors) {
        const std::size_t index = result.size();
        plain.push_back(addEmpty(result, name, tensor,
                                 index < spare.size() ? std::move(spare[index].bytes) : std::vector<std::byte>()));
    }
    const bool finite = copyAll(plain, result);
    return std::make_unique<DoneCopy>(finite ? std::make_optional(std::move(result)) : std::nullopt);
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

} // namespace studio
