// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/plain_numbers.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

namespace studio {

namespace {

template<typename T>
T at(const std::byte* bytes, std::size_t index) {
    T value;
    std::memcpy(&value, bytes + index * sizeof value, sizeof value);
    return value;
}

/// IEEE 754 binary16: 5 bits of exponent, 10 of fraction.
double ofHalf(std::uint16_t bits) {
    constexpr int kSubnormal = -24, kBias = 15, kFractionBits = 10;
    const int exponent = bits >> kFractionBits & 0x1F;
    const int fraction = bits & 0x3FF;
    double value = 0;
    if (exponent == 0x1F)
        value = fraction != 0 ? std::nan("") : INFINITY;
    else if (exponent == 0)
        value = std::ldexp(fraction, kSubnormal);
    else
        value = std::ldexp(1024 + fraction, exponent - kBias - kFractionBits);
    return (bits & 0x8000) != 0 ? -value : value;
}

double numberAt(const HostTensor& tensor, std::size_t index) {
    const std::byte* bytes = tensor.bytes.data();
    switch (tensor.type) {
    case TensorType::F32:
        return static_cast<double>(at<float>(bytes, index));
    case TensorType::F16:
        return ofHalf(at<std::uint16_t>(bytes, index));
    case TensorType::BF16: // the upper half of a float
        return static_cast<double>(std::bit_cast<float>(std::uint32_t{at<std::uint16_t>(bytes, index)} << 16));
    case TensorType::F64:
        return at<double>(bytes, index);
    case TensorType::I64:
        return static_cast<double>(at<std::int64_t>(bytes, index));
    case TensorType::I32:
        return at<std::int32_t>(bytes, index);
    case TensorType::I16:
        return at<std::int16_t>(bytes, index);
    case TensorType::I8:
        return at<std::int8_t>(bytes, index);
    case TensorType::U8:
    case TensorType::Bool:
        return at<std::uint8_t>(bytes, index);
    }
    return 0;
}

} // namespace

HostTensor floatTensor(std::string name, std::vector<std::int64_t> shape) {
    HostTensor tensor{std::move(name), TensorType::F32, std::move(shape), {}};
    tensor.bytes.resize(static_cast<std::size_t>(elementCount(tensor.shape)) * sizeof(float));
    return tensor;
}

HostTensor counterTensor(std::string name, std::int64_t value) {
    HostTensor tensor{std::move(name), TensorType::I64, {}, std::vector<std::byte>(sizeof value)};
    std::memcpy(tensor.bytes.data(), &value, sizeof value);
    return tensor;
}

HostTensor asFloats(HostTensor tensor) {
    if (tensor.type == TensorType::F32)
        return tensor;
    HostTensor floats = floatTensor(tensor.name, tensor.shape);
    const auto count = floats.bytes.size() / sizeof(float);
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<float>(numberAt(tensor, i));
        std::memcpy(floats.bytes.data() + i * sizeof value, &value, sizeof value);
    }
    return floats;
}

std::int64_t wholeNumber(const HostTensor& tensor) {
    constexpr double kLargest = 9e18;
    if (tensor.bytes.size() != bytesPerElement(tensor.type))
        return 0;
    if (tensor.type == TensorType::I64)
        return at<std::int64_t>(tensor.bytes.data(), 0);
    const double value = numberAt(tensor, 0);
    return value >= 0 && value < kLargest ? static_cast<std::int64_t>(value) : 0;
}

bool isFinite(const HostTensor& floats) {
    const auto count = floats.bytes.size() / sizeof(float);
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::isfinite(at<float>(floats.bytes.data(), i)))
            return false;
    }
    return true;
}

} // namespace studio
