// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace studio {

// Pillow's fixed point: 8-bit pixels, 2 bits of headroom, the rest for the fraction.
inline constexpr int kPrecisionBits = 32 - 8 - 2;
// A weight is cut into two halves that fit the 16-bit multipliers: weight = high * 2^11 + low.
inline constexpr int kHalfBits = 11;

/// Rows of bytes in memory.
struct ByteRows {
    const std::uint8_t* data = nullptr;
    std::size_t stride = 0;
    int count = 0;
    std::size_t readable = 0; ///< bytes from `data` on that may be read, those that mean nothing included
};

/// For each output position: where its inputs begin, how many they are, and their weights.
struct ResizeWeights {
    void make(double start, double length, int low, int high, int outSize);

    std::vector<int> first, count;
    std::vector<std::int32_t> values; ///< `stride` for each position; beyond `count` they are 0
    int stride = 0;                   ///< a multiple of 4
    int longest = 0;                  ///< largest count
    /// Halves of the weights of inputs 2k and 2k+1, the even one in the low 16 bits; stride / 2 for each position.
    std::vector<std::int32_t> lowPairs, highPairs;

private:
    void makePairs();
    std::vector<double> row_;
};

/// One pass over all rows: `outWidth` RGB pixels a row, into rows of `dstStride` bytes.
void resizeRows(const ByteRows& source, const ResizeWeights& weights, int outWidth, std::uint8_t* dst,
                std::size_t dstStride);
/// One pass over all columns: `weights` counts rows from `firstRow`; each output row has source.stride bytes or less.
void resizeColumns(const ByteRows& source, int firstRow, const ResizeWeights& weights, std::size_t rowBytes,
                   int outHeight, std::uint8_t* dst);

/// The same to the bit, on AVX2. `source.readable` bounds what is loaded.
bool hasFastResize();
void resizeRowsFast(const ByteRows& source, const ResizeWeights& weights, int outWidth, std::uint8_t* dst,
                    std::size_t dstStride);
void resizeColumnsFast(const ByteRows& source, int firstRow, const ResizeWeights& weights, std::size_t rowBytes,
                       int outHeight, std::uint8_t* dst);

} // namespace studio
