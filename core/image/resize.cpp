// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace studio {

namespace {

constexpr std::size_t kRoom = 16; ///< bytes behind the rows that the fast pass may read

} // namespace

Resizer::Resizer(bool fast)
    : fast_(fast && hasFastResize()) {}

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

void Resizer::rows(const Picture& source, int firstRow, int rowCount, int outWidth, std::uint8_t* dst) const {
    const std::size_t stride = static_cast<std::size_t>(source.width) * 3;
    const std::size_t skipped = static_cast<std::size_t>(firstRow) * stride;
    const ByteRows lines{source.rgb.data() + skipped, stride, rowCount, source.rgb.size() - skipped};
    (fast_ ? resizeRowsFast : resizeRows)(lines, horizontal_, outWidth, dst, static_cast<std::size_t>(outWidth) * 3);
}

void Resizer::copy(const Picture& source, int x, int y, int width, int height, std::uint8_t* dst) {
    const auto bytes = static_cast<std::size_t>(width) * 3;
    for (int row = y; row < y + height; ++row, dst += bytes) {
        const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(source.width);
        std::memcpy(dst, source.rgb.data() + (at + static_cast<std::size_t>(x)) * 3, bytes);
    }
}

void Resizer::resize(const Picture& source, const BoxF& box, int outWidth, int outHeight, std::uint8_t* dst) {
    const auto low = [&](double start) { return box.readsAround ? 0 : static_cast<int>(start); };
    const auto high = [&](double start, double length, int limit) {
        return box.readsAround ? limit : std::min(limit, static_cast<int>(std::ceil(start + length)));
    };
    const bool sameWidth = box.width == outWidth && box.x == std::floor(box.x);
    const bool sameHeight = box.height == outHeight && box.y == std::floor(box.y);
    // Each weight of such a pass is a single 1: it would copy.
    if (sameWidth && sameHeight)
        return copy(source, static_cast<int>(box.x), static_cast<int>(box.y), outWidth, outHeight, dst);
    horizontal_.make(box.x, box.width, low(box.x), high(box.x, box.width, source.width), outWidth);
    if (sameHeight)
        return rows(source, static_cast<int>(box.y), outHeight, outWidth, dst);
    vertical_.make(box.y, box.height, low(box.y), high(box.y, box.height, source.height), outHeight);
    const int firstRow = vertical_.first.front();
    const int rowCount = vertical_.first.back() + vertical_.count.back() - firstRow;
    const std::size_t rowBytes = static_cast<std::size_t>(outWidth) * 3;
    const std::size_t bytes = static_cast<std::size_t>(rowCount) * rowBytes + kRoom;
    if (rows_.size() < bytes)
        rows_.resize(bytes);
    rows(source, firstRow, rowCount, outWidth, rows_.data());
    (fast_ ? resizeColumnsFast : resizeColumns)({rows_.data(), rowBytes, rowCount, bytes}, firstRow, vertical_,
                                                rowBytes, outHeight, dst);
}

} // namespace studio
