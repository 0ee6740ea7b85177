// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace studio {

namespace {

// Pillow's fixed point: 8-bit pixels, 2 bits of headroom, the rest for the fraction.
constexpr int kPrecisionBits = 32 - 8 - 2;

std::uint8_t clip8(std::int32_t value) {
    return static_cast<std::uint8_t>(std::clamp(value >> kPrecisionBits, 0, 255));
}

} // namespace

PixelRect regionFor(const BoxF& box, int outSize, int width, int height) {
    const auto span = [&](double start, double length, int limit, int& first, int& count) {
        const double margin = box.readsAround ? std::max(1.0, length / outSize) + 1 : 0;
        first = std::clamp(static_cast<int>(std::floor(start - margin)), 0, limit - 1);
        const int end = std::clamp(static_cast<int>(std::ceil(start + length + margin)), first + 1, limit);
        count = end - first;
    };
    PixelRect region;
    span(box.x, box.width, width, region.x, region.width);
    span(box.y, box.height, height, region.y, region.height);
    return region;
}

void Resizer::makeWeights(double start, double length, int low, int high, int outSize, Weights& weights) {
    const double scale = length / outSize;
    const double filterScale = std::max(scale, 1.0);
    const double support = filterScale; // the triangle filter reaches 1 to each side
    weights.stride = static_cast<int>(std::ceil(support)) * 2 + 1;
    weights.first.resize(static_cast<std::size_t>(outSize));
    weights.count.resize(static_cast<std::size_t>(outSize));
    weights.values.assign(static_cast<std::size_t>(outSize) * static_cast<std::size_t>(weights.stride), 0);
    std::vector<double> row(static_cast<std::size_t>(weights.stride));
    for (int i = 0; i < outSize; ++i) {
        const double center = start + (i + 0.5) * scale;
        const int first = std::max(static_cast<int>(center - support + 0.5), low);
        const int count = std::min(static_cast<int>(center + support + 0.5), high) - first;
        double sum = 0;
        for (int k = 0; k < count; ++k) {
            const double distance = std::abs((k + first - center + 0.5) / filterScale);
            row[static_cast<std::size_t>(k)] = distance < 1 ? 1 - distance : 0;
            sum += row[static_cast<std::size_t>(k)];
        }
        weights.first[static_cast<std::size_t>(i)] = first;
        weights.count[static_cast<std::size_t>(i)] = count;
        auto* values = weights.values.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(weights.stride);
        for (int k = 0; k < count; ++k)
            values[k] = static_cast<std::int32_t>(0.5 + (sum != 0 ? row[static_cast<std::size_t>(k)] / sum : 0) *
                                                            (1 << kPrecisionBits));
    }
}

void Resizer::horizontalPass(const Picture& source, int firstRow, int rowCount, int outWidth, std::uint8_t* dst) const {
    for (int y = 0; y < rowCount; ++y) {
        const std::uint8_t* line =
            source.rgb.data() + static_cast<std::size_t>(firstRow + y) * static_cast<std::size_t>(source.width) * 3;
        for (int x = 0; x < outWidth; ++x) {
            const auto at = static_cast<std::size_t>(x);
            const std::uint8_t* in = line + static_cast<std::size_t>(horizontal_.first[at]) * 3;
            const std::int32_t* weight = horizontal_.values.data() + at * static_cast<std::size_t>(horizontal_.stride);
            std::int32_t r = 1 << (kPrecisionBits - 1), g = r, b = r;
            for (int k = 0; k < horizontal_.count[at]; ++k, in += 3) {
                r += in[0] * weight[k];
                g += in[1] * weight[k];
                b += in[2] * weight[k];
            }
            *dst++ = clip8(r);
            *dst++ = clip8(g);
            *dst++ = clip8(b);
        }
    }
}

void Resizer::verticalPass(const std::uint8_t* rows, int firstRow, int rowBytes, int outHeight,
                           std::uint8_t* dst) const {
    std::vector<std::int32_t> sums(static_cast<std::size_t>(rowBytes));
    for (int y = 0; y < outHeight; ++y) {
        const auto at = static_cast<std::size_t>(y);
        std::fill(sums.begin(), sums.end(), 1 << (kPrecisionBits - 1));
        const std::int32_t* weight = vertical_.values.data() + at * static_cast<std::size_t>(vertical_.stride);
        for (int k = 0; k < vertical_.count[at]; ++k) {
            const std::uint8_t* in = rows + static_cast<std::size_t>(vertical_.first[at] - firstRow + k) *
                                                static_cast<std::size_t>(rowBytes);
            const std::int32_t w = weight[k];
            for (std::size_t x = 0; x < sums.size(); ++x)
                sums[x] += in[x] * w;
        }
        for (const std::int32_t sum : sums)
            *dst++ = clip8(sum);
    }
}

void Resizer::resize(const Picture& source, const BoxF& box, int outWidth, int outHeight, std::uint8_t* dst) {
    const auto low = [&](double start) { return box.readsAround ? 0 : static_cast<int>(start); };
    const auto high = [&](double start, double length, int limit) {
        return box.readsAround ? limit : std::min(limit, static_cast<int>(std::ceil(start + length)));
    };
    makeWeights(box.x, box.width, low(box.x), high(box.x, box.width, source.width), outWidth, horizontal_);
    makeWeights(box.y, box.height, low(box.y), high(box.y, box.height, source.height), outHeight, vertical_);
    const int firstRow = vertical_.first.front();
    const int lastRow = vertical_.first.back() + vertical_.count.back();
    const bool sameWidth = box.width == outWidth && box.x == std::floor(box.x);
    const bool sameHeight = box.height == outHeight && box.y == std::floor(box.y);
    const int rowBytes = outWidth * 3;
    if (sameHeight) {
        // Each weight row is a single 1: the vertical pass would copy.
        if (!sameWidth)
            return horizontalPass(source, static_cast<int>(box.y), outHeight, outWidth, dst);
        for (int y = 0; y < outHeight; ++y)
            std::memcpy(dst + static_cast<std::size_t>(y) * static_cast<std::size_t>(rowBytes),
                        source.rgb.data() +
                            (static_cast<std::size_t>(box.y + y) * static_cast<std::size_t>(source.width) +
                             static_cast<std::size_t>(box.x)) *
                                3,
                        static_cast<std::size_t>(rowBytes));
        return;
    }
    rows_.resize(static_cast<std::size_t>(lastRow - firstRow) * static_cast<std::size_t>(rowBytes));
    horizontalPass(source, firstRow, lastRow - firstRow, outWidth, rows_.data());
    verticalPass(rows_.data(), firstRow, rowBytes, outHeight, dst);
}

} // namespace studio
