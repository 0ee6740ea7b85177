// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg_blocks_internal.h"

#include <algorithm>
#include <bit>
#include <cstring>

// What stands here is the innermost loop of training from photos: half of the time that a decoded crop takes. Each
// symbol waits for the length of the one before it, so what counts is the number of cycles from one look into the
// table to the next; the state stays in registers for a whole MCU.
#if defined(__x86_64__)
#define STUDIO_BMI2 __attribute__((target("bmi,bmi2")))
#else
#define STUDIO_BMI2
#endif
#define STUDIO_INLINE [[gnu::always_inline]] inline

namespace studio {

namespace {

/// Natural order of the coefficients; a run past the last one ends on the last one, as in libjpeg.
constexpr std::array<std::uint8_t, 128> kNaturalOrder = [] {
    constexpr std::array<std::uint8_t, 64> kOrder{0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,
                                                  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
                                                  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
                                                  58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};
    std::array<std::uint8_t, 128> order{};
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i < kOrder.size() ? kOrder[i] : 63;
    return order;
}();
/// Larger sums of DC differences come from damage only.
constexpr int kLargestDc = 1 << 16;
constexpr int kNoDc = 4 * kLargestDc;

/// At least 56 bits are in the buffer afterwards.
STUDIO_INLINE void refill(JpegBits& bits) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, bits.next, sizeof bytes);
    if constexpr (std::endian::native == std::endian::little)
        bytes = __builtin_bswap64(bytes);
    bits.buffer |= bytes >> (bits.left & 63);
    bits.next += (63 - (bits.left & 63)) >> 3;
    bits.left |= 56;
}

STUDIO_INLINE std::uint64_t look(const JpegBits& bits) {
    return bits.buffer >> (64 - HuffmanTable::kLookBits);
}

/// The last 6 bits of `entry` say how many. The others disturb neither a shift nor the last 6 bits of `left`, which are
/// the ones that count until a call is over.
STUDIO_INLINE void pass(JpegBits& bits, std::int32_t entry) {
    bits.buffer <<= entry & 63;
    bits.left -= static_cast<std::uint32_t>(entry);
}

/// T.81 figure F.12: the value of the next `count` bits.
STUDIO_INLINE int value(JpegBits& bits, int count) {
    if (count == 0)
        return 0;
    const auto read = static_cast<int>(bits.buffer >> (64 - count));
    pass(bits, count);
    return read < 1 << (count - 1) ? read - (1 << count) + 1 : read;
}

/// A symbol whose value is not in `entry`; below 0 where there is none.
STUDIO_INLINE int longSymbol(JpegBits& bits, const HuffmanTable& table, std::int32_t entry) {
    int length = entry >> 8 & 255, symbol = entry >> 16;
    if (entry == 0) [[unlikely]]
        symbol = table.symbolAt(static_cast<std::uint32_t>(bits.buffer >> 48), length);
    pass(bits, length);
    return symbol;
}

STUDIO_INLINE int dcDifference(JpegBits& bits, const HuffmanTable& table) {
    const std::int32_t entry = table.fast[look(bits)];
    if ((entry & 255) != 0) [[likely]] {
        pass(bits, entry);
        return entry >> 16;
    }
    const int size = longSymbol(bits, table, entry);
    return size < 0 || size > 15 ? kNoDc : value(bits, size);
}

/// An AC coefficient whose code and value are longer than the table looks; `to` may be null.
STUDIO_INLINE bool decodeLong(JpegBits& bits, const HuffmanTable& table, std::int32_t entry, int& k, JCOEF* to) {
    refill(bits);
    const int symbol = longSymbol(bits, table, entry);
    if (symbol < 0)
        return false;
    const int size = symbol & 15, run = symbol >> 4;
    k += size == 0 && run != 15 ? DCTSIZE2 : run;
    const int coefficient = value(bits, size);
    if (to != nullptr)
        to[kNaturalOrder[static_cast<std::size_t>(std::min(k, 127))]] = static_cast<JCOEF>(coefficient);
    ++k;
    return true;
}

STUDIO_INLINE bool decodeAc(JpegBits& bits, const HuffmanTable& table, JCOEF* to) {
    // Plain pointers: the library's checks of an index would be a tenth of this loop. `look` has kLookBits bits, and a
    // run is at most 63.
    const std::int32_t* const fast = table.fast.data();
    const std::uint8_t* const order = kNaturalOrder.data();
    int k = 1;
    while (k < DCTSIZE2) {
        refill(bits);
        std::int32_t entry = 0;
        const auto symbol = [&]() __attribute__((always_inline)) {
            entry = fast[look(bits)];
            if ((entry & 255) == 0) [[unlikely]]
                return false;
            pass(bits, entry);
            k += entry >> 8 & 255;
            to[order[k]] = static_cast<JCOEF>(entry >> 16);
            return ++k < DCTSIZE2;
        };
        // 56 bits are enough for five short symbols.
        static_cast<void>(symbol() && symbol() && symbol() && symbol() && symbol());
        if ((entry & 255) == 0 && !decodeLong(bits, table, entry, k, to)) [[unlikely]]
            return false;
    }
    return true;
}

/// One symbol, as decodeAc() takes it.
STUDIO_INLINE bool skipSymbol(JpegBits& bits, const HuffmanTable& table, int& k) {
    refill(bits);
    const std::int32_t entry = table.fast[look(bits)];
    if ((entry & 255) == 0)
        return decodeLong(bits, table, entry, k, nullptr);
    pass(bits, entry);
    k += (entry >> 8 & 255) + 1;
    return true;
}

/// Several symbols at a time.
STUDIO_INLINE bool skipAc(JpegBits& bits, const HuffmanTable& table) {
    const std::uint16_t* const skip = table.skip.data();
    int k = 1;
    while (true) {
        refill(bits);
        bool known = true;
        // Two entries take at most 2 * 26 of the 56 bits.
        for (int i = 0; i < 2 && k < DCTSIZE2; ++i) {
            const int entry = skip[look(bits)];
            const int after = k + (entry >> HuffmanTable::kSkipShift);
            const bool ends = (entry & HuffmanTable::kSkipEnd) != 0;
            // The later symbols of an entry may belong to the next block already.
            known = entry != 0 && after <= (ends ? DCTSIZE2 - 1 : DCTSIZE2);
            if (!known) [[unlikely]]
                break;
            pass(bits, entry);
            k = ends ? DCTSIZE2 : after;
        }
        if (k >= DCTSIZE2)
            return true;
        if (!known && !skipSymbol(bits, table, k))
            return false;
    }
}

STUDIO_INLINE bool decodeAll(JpegBits& state, const JpegBlock* blocks, int count, int* lastDc, JBLOCKROW* to) {
    JpegBits bits = state; // a copy: stores through `to` cannot touch it
    for (int i = 0; i < count; ++i) {
        const JpegBlock& block = blocks[i];
        refill(bits);
        const int dc = lastDc[block.component] += dcDifference(bits, *block.dc);
        if (dc > kLargestDc || dc < -kLargestDc)
            return false;
        if (to != nullptr)
            (*to[i])[0] = static_cast<JCOEF>(dc);
        if (!(to != nullptr ? decodeAc(bits, *block.ac, *to[i]) : skipAc(bits, *block.ac)))
            return false;
    }
    state = bits;
    state.left &= 63;
    return true;
}

} // namespace

bool decodeJpegBlocks(JpegBits& bits, const JpegBlock* blocks, int count, int* lastDc, JBLOCKROW* to) {
    return decodeAll(bits, blocks, count, lastDc, to);
}

STUDIO_BMI2 bool decodeJpegBlocksBmi2(JpegBits& bits, const JpegBlock* blocks, int count, int* lastDc, JBLOCKROW* to) {
    return decodeAll(bits, blocks, count, lastDc, to);
}

DecodeJpegBlocks* bestDecodeJpegBlocks() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0)
        return decodeJpegBlocksBmi2;
#endif
    return decodeJpegBlocks;
}

} // namespace studio
