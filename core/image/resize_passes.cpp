// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/image/resize_passes.h"

namespace studio {

namespace {

constexpr std::int32_t kHalf = 1 << (kPrecisionBits - 1);

std::uint8_t clip8(std::int32_t value) {
    return static_cast<std::uint8_t>(std::clamp(value >> kPrecisionBits, 0, 255));
}

} // namespace

void ResizeWeights::make(double start, double length, int low, int high, int outSize) {
    const double scale = length / outSize;
    const double filterScale = std::max(scale, 1.0);
    const double support = filterScale; // the triangle filter reaches 1 to each side
    const auto size = static_cast<std::size_t>(outSize);
    stride = (static_cast<int>(std::ceil(support)) * 2 + 1 + 3) / 4 * 4;
    first.resize(size);
    count.resize(size);
    values.assign(size * static_cast<std::size_t>(stride), 0);
    row_.resize(static_cast<std::size_t>(stride));
    longest = 0;
    for (int i = 0; i < outSize; ++i) {
        const double center = start + (i + 0.5) * scale;
        const int begin = std::max(static_cast<int>(center - support + 0.5), low);
        const int inputs = std::min(static_cast<int>(center + support + 0.5), high) - begin;
        double sum = 0;
        for (int k = 0; k < inputs; ++k) {
            const double distance = std::abs((k + begin - center + 0.5) / filterScale);
            row_[static_cast<std::size_t>(k)] = distance < 1 ? 1 - distance : 0;
            sum += row_[static_cast<std::size_t>(k)];
        }
        const auto at = static_cast<std::size_t>(i);
        first[at] = begin;
        count[at] = inputs;
        longest = std::max(longest, inputs);
        std::int32_t* to = values.data() + at * static_cast<std::size_t>(stride);
        for (int k = 0; k < inputs; ++k)
            to[k] = static_cast<std::int32_t>(0.5 + (sum != 0 ? row_[static_cast<std::size_t>(k)] / sum : 0) *
                                                        (1 << kPrecisionBits));
    }
    makePairs();
}

void ResizeWeights::makePairs() {
    constexpr std::int32_t kLowMask = (1 << kHalfBits) - 1;
    lowPairs.resize(values.size() / 2);
    highPairs.resize(values.size() / 2);
    for (std::size_t i = 0; i < lowPairs.size(); ++i) {
        const std::int32_t even = values[2 * i], odd = values[2 * i + 1];
        lowPairs[i] = (even & kLowMask) | (odd & kLowMask) << 16;
        highPairs[i] = even >> kHalfBits | (odd >> kHalfBits) << 16;
    }
}

void resizeRows(const ByteRows& source, const ResizeWeights& weights, int outWidth, std::uint8_t* dst,
                std::size_t dstStride) {
    for (int y = 0; y < source.count; ++y) {
        const std::uint8_t* line = source.data + static_cast<std::size_t>(y) * source.stride;
        std::uint8_t* out = dst + static_cast<std::size_t>(y) * dstStride;
        for (int x = 0; x < outWidth; ++x) {
            const auto at = static_cast<std::size_t>(x);
            const std::uint8_t* in = line + static_cast<std::size_t>(weights.first[at]) * 3;
            const std::int32_t* weight = weights.values.data() + at * static_cast<std::size_t>(weights.stride);
            std::int32_t r = kHalf, g = kHalf, b = kHalf;
            for (int k = 0; k < weights.count[at]; ++k, in += 3) {
                r += in[0] * weight[k];
                g += in[1] * weight[k];
                b += in[2] * weight[k];
            }
            *out++ = clip8(r);
            *out++ = clip8(g);
            *out++ = clip8(b);
        }
    }
}

void resizeColumns(const ByteRows& source, int firstRow, const ResizeWeights& weights, std::size_t rowBytes,
                   int outHeight, std::uint8_t* dst) {
    for (int y = 0; y < outHeight; ++y) {
        const auto at = static_cast<std::size_t>(y);
        const std::int32_t* weight = weights.values.data() + at * static_cast<std::size_t>(weights.stride);
        const std::uint8_t* top = source.data + static_cast<std::size_t>(weights.first[at] - firstRow) * source.stride;
        for (std::size_t x = 0; x < rowBytes; ++x) {
            std::int32_t sum = kHalf;
            const std::uint8_t* in = top + x;
            for (int k = 0; k < weights.count[at]; ++k, in += source.stride)
                sum += *in * weight[k];
            *dst++ = clip8(sum);
        }
    }
}

} // namespace studio
