// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstring>

#include "core/image/resize_passes.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define STUDIO_AVX2 __attribute__((target("avx2")))

namespace studio {

namespace {

/// Sums of pixel * low half and of pixel * high half of the weights, eight lanes.
struct Sums {
    __m256i low, high;
};

STUDIO_AVX2 inline Sums noSums() {
    return {_mm256_setzero_si256(), _mm256_setzero_si256()};
}

STUDIO_AVX2 inline void add(Sums& sums, __m256i pairs, __m256i low, __m256i high) {
    sums.low = _mm256_add_epi32(sums.low, _mm256_madd_epi16(pairs, low));
    sums.high = _mm256_add_epi32(sums.high, _mm256_madd_epi16(pairs, high));
}

/// The halves put together, rounded and shifted as the plain pass does.
STUDIO_AVX2 inline __m256i finished(const Sums& sums) {
    const __m256i half = _mm256_set1_epi32(1 << (kPrecisionBits - 1));
    const __m256i sum = _mm256_add_epi32(_mm256_slli_epi32(sums.high, kHalfBits), _mm256_add_epi32(sums.low, half));
    return _mm256_srai_epi32(sum, kPrecisionBits);
}

/// 16 bytes of each of two rows.
STUDIO_AVX2 inline __m256i load2(const std::uint8_t* upper, const std::uint8_t* lower) {
    const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(upper));
    return _mm256_inserti128_si256(_mm256_castsi128_si256(first),
                                   _mm_loadu_si128(reinterpret_cast<const __m128i*>(lower)), 1);
}

/// Bytes r g b of two pixels -> 16-bit pairs (r r) (g g) (b b), in both halves of a register.
STUDIO_AVX2 inline __m256i pairMask(int from) {
    const auto at = [from](int i) { return static_cast<char>(from + i); };
    const char z = static_cast<char>(0x80);
    const __m128i mask = _mm_setr_epi8(at(0), z, at(3), z, at(1), z, at(4), z, at(2), z, at(5), z, z, z, z, z);
    return _mm256_broadcastsi128_si256(mask);
}

/// Pixel x of two rows: the low half holds the upper row's sums.
STUDIO_AVX2 inline void storePixel(__m256i sums, std::uint8_t* upper, std::uint8_t* lower, bool last) {
    const __m256i words = _mm256_packs_epi32(sums, sums);
    const __m256i bytes = _mm256_packus_epi16(words, words);
    const int first = _mm_cvtsi128_si32(_mm256_castsi256_si128(bytes));
    const int second = _mm_cvtsi128_si32(_mm256_extracti128_si256(bytes, 1));
    // The fourth byte is overwritten by the next pixel; behind the last one there is no room for it.
    std::memcpy(upper, &first, last ? 3 : 4);
    std::memcpy(lower, &second, last ? 3 : 4);
}

/// Loads of 4 inputs that the longest output pixel takes.
int loadsOf(const ResizeWeights& weights) {
    return std::max((weights.longest + 3) / 4, 1);
}

/// Rows y..y+3 at once: they share all weights. Each pixel takes the same number of loads (kLoads, or as many as the
/// longest needs where that is 0), because a loop that ends at another count each time is mispredicted.
template<int kLoads>
STUDIO_AVX2 void fourRows(const std::array<const std::uint8_t*, 4>& in, const ResizeWeights& weights, int outWidth,
                          const std::array<std::uint8_t*, 4>& out) {
    const __m256i front = pairMask(0), back = pairMask(6);
    const auto pairStride = static_cast<std::size_t>(weights.stride / 2);
    const int loads = kLoads > 0 ? kLoads : loadsOf(weights);
    for (int x = 0; x < outWidth; ++x) {
        const auto at = static_cast<std::size_t>(x);
        const std::int32_t* low = weights.lowPairs.data() + at * pairStride;
        const std::int32_t* high = weights.highPairs.data() + at * pairStride;
        std::size_t from = static_cast<std::size_t>(weights.first[at]) * 3;
        Sums upper = noSums(), lower = noSums();
        for (int i = 0; i < loads; ++i, from += 12, low += 2, high += 2) {
            const __m256i two = load2(in[0] + from, in[1] + from), other = load2(in[2] + from, in[3] + from);
            const __m256i low0 = _mm256_set1_epi32(low[0]), high0 = _mm256_set1_epi32(high[0]);
            add(upper, _mm256_shuffle_epi8(two, front), low0, high0);
            add(lower, _mm256_shuffle_epi8(other, front), low0, high0);
            const __m256i low1 = _mm256_set1_epi32(low[1]), high1 = _mm256_set1_epi32(high[1]);
            add(upper, _mm256_shuffle_epi8(two, back), low1, high1);
            add(lower, _mm256_shuffle_epi8(other, back), low1, high1);
        }
        const std::size_t to = at * 3;
        const bool last = x + 1 == outWidth;
        storePixel(finished(upper), out[0] + to, out[1] + to, last);
        storePixel(finished(lower), out[2] + to, out[3] + to, last);
    }
}

/// Rows from which all loads stay inside what may be read: each takes 16 bytes where 12 are meant.
int rowsWithRoom(const ByteRows& source, const ResizeWeights& weights, int outWidth) {
    const auto last = static_cast<std::size_t>(weights.first[static_cast<std::size_t>(outWidth) - 1]);
    const std::size_t reach = last * 3 + static_cast<std::size_t>(loadsOf(weights) - 1) * 12 + 16;
    if (reach > source.readable)
        return 0;
    const std::size_t rows = (source.readable - reach) / source.stride + 1;
    return static_cast<int>(std::min(rows, static_cast<std::size_t>(source.count)));
}

/// 16 columns of one output row.
STUDIO_AVX2 inline __m128i columns16(const std::uint8_t* top, std::size_t stride, const std::int32_t* low,
                                     const std::int32_t* high, int count) {
    Sums left = noSums(), right = noSums();
    for (int k = 0; k < count; k += 2, top += 2 * stride, ++low, ++high) {
        const __m128i even = _mm_loadu_si128(reinterpret_cast<const __m128i*>(top));
        // Behind the last row its weight is 0 and it is not touched.
        const __m128i odd =
            k + 1 < count ? _mm_loadu_si128(reinterpret_cast<const __m128i*>(top + stride)) : _mm_setzero_si128();
        const __m256i lows = _mm256_set1_epi32(*low), highs = _mm256_set1_epi32(*high);
        add(left, _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(even, odd)), lows, highs);
        add(right, _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(even, odd)), lows, highs);
    }
    const __m256i words =
        _mm256_permute4x64_epi64(_mm256_packs_epi32(finished(left), finished(right)), _MM_SHUFFLE(3, 1, 2, 0));
    return _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
}

STUDIO_AVX2 void columns(const ByteRows& source, int firstRow, const ResizeWeights& weights, std::size_t rowBytes,
                         int outHeight, std::uint8_t* dst) {
    const auto pairStride = static_cast<std::size_t>(weights.stride / 2);
    for (int y = 0; y < outHeight; ++y, dst += rowBytes) {
        const auto at = static_cast<std::size_t>(y);
        const std::int32_t* low = weights.lowPairs.data() + at * pairStride;
        const std::int32_t* high = weights.highPairs.data() + at * pairStride;
        const std::uint8_t* top = source.data + static_cast<std::size_t>(weights.first[at] - firstRow) * source.stride;
        std::size_t x = 0;
        for (; x + 16 <= rowBytes; x += 16)
            _mm_storeu_si128(reinterpret_cast<__m128i*>(dst + x),
                             columns16(top + x, source.stride, low, high, weights.count[at]));
        if (x < rowBytes) { // the caller's rows are followed by 16 bytes that may be read
            const __m128i rest = columns16(top + x, source.stride, low, high, weights.count[at]);
            std::memcpy(dst + x, &rest, rowBytes - x);
        }
    }
}

} // namespace

bool hasFastResize() {
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}

void resizeRowsFast(const ByteRows& source, const ResizeWeights& weights, int outWidth, std::uint8_t* dst,
                    std::size_t dstStride) {
    const int fast = rowsWithRoom(source, weights, outWidth) / 4 * 4;
    const int loads = loadsOf(weights);
    const auto rows = loads == 1 ? fourRows<1> : loads == 2 ? fourRows<2> : fourRows<0>;
    for (int y = 0; y < fast; y += 4) {
        std::array<const std::uint8_t*, 4> in{};
        std::array<std::uint8_t*, 4> out{};
        for (std::size_t i = 0; i < 4; ++i) {
            const auto row = static_cast<std::size_t>(y) + i;
            in[i] = source.data + row * source.stride;
            out[i] = dst + row * dstStride;
        }
        rows(in, weights, outWidth, out);
    }
    const std::size_t done = static_cast<std::size_t>(fast) * source.stride;
    resizeRows({source.data + done, source.stride, source.count - fast, source.readable - done}, weights, outWidth,
               dst + static_cast<std::size_t>(fast) * dstStride, dstStride);
}

void resizeColumnsFast(const ByteRows& source, int firstRow, const ResizeWeights& weights, std::size_t rowBytes,
                       int outHeight, std::uint8_t* dst) {
    columns(source, firstRow, weights, rowBytes, outHeight, dst);
}

} // namespace studio

#else

namespace studio {

bool hasFastResize() {
    return false;
}

void resizeRowsFast(const ByteRows& source, const ResizeWeights& weights, int outWidth, std::uint8_t* dst,
                    std::size_t dstStride) {
    resizeRows(source, weights, outWidth, dst, dstStride);
}

void resizeColumnsFast(const ByteRows& source, int firstRow, const ResizeWeights& weights, std::size_t rowBytes,
                       int outHeight, std::uint8_t* dst) {
    resizeColumns(source, firstRow, weights, rowBytes, outHeight, dst);
}

} // namespace studio

#endif
