// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg_huffman_internal.h"

#include <algorithm>

namespace studio {

namespace {

/// A run that ends the block whatever came before.
constexpr int kEndOfBlock = 63;

/// T.81 figure F.12: the value that `size` bits stand for.
int extended(int value, int size) {
    return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}

} // namespace

bool HuffmanTable::make(const JHUFF_TBL& table, bool dc) {
    const bool same = made_ && dc_ == dc && std::equal(counts_.begin(), counts_.end(), table.bits) &&
                      std::equal(symbols_.begin(), symbols_.end(), table.huffval);
    if (same)
        return true;
    std::copy_n(table.bits, counts_.size(), counts_.begin());
    std::copy_n(table.huffval, symbols_.size(), symbols_.begin());
    dc_ = dc;
    made_ = makeCodes();
    if (made_)
        makeFast();
    return made_;
}

bool HuffmanTable::makeCodes() {
    std::uint32_t code = 0;
    int index = 0;
    for (std::size_t length = 1; length <= 16; ++length) {
        offset_[length] = index - static_cast<std::int32_t>(code);
        code += counts_[length];
        index += counts_[length];
        if (code > 1u << length || index > 256)
            return false;
        limit_[length] = code << (16 - length);
        code <<= 1;
    }
    return true;
}

int HuffmanTable::symbolAt(std::uint32_t top, int& length) const {
    for (std::size_t bits = 1; bits <= 16; ++bits) {
        if (top < limit_[bits]) {
            length = static_cast<int>(bits);
            const auto code = static_cast<std::int32_t>(top >> (16 - bits));
            return symbols_[static_cast<std::size_t>(code + offset_[bits])];
        }
    }
    return -1;
}

void HuffmanTable::makeFast() {
    fast.fill(0);
    std::uint32_t look = 0;
    std::size_t index = 0;
    for (int length = 1; length <= kLookBits; ++length) {
        const std::uint32_t step = 1u << (kLookBits - length); // entries that begin with one code
        for (int i = 0; i < counts_[static_cast<std::size_t>(length)]; ++i, look += step)
            fill(look, length, symbols_[index++]);
    }
    for (look = 0; !dc_ && look < skip.size(); ++look)
        skip[look] = skipEntry(look);
}

std::uint16_t HuffmanTable::skipEntry(std::uint32_t look) const {
    int length = 0, coefficients = 0;
    while (length < kLookBits && coefficients < DCTSIZE2) {
        const std::int32_t entry = fast[look << length & ((1u << kLookBits) - 1)];
        const bool whole = (entry & 255) != 0;
        // Of a symbol whose value is not in the table only the code has to be known.
        const int code = whole ? 0 : entry >> 8 & 255, value = whole ? 0 : entry >> 16 & 15;
        const int bits = whole ? entry & 255 : code + value;
        if (entry == 0 || (whole ? bits : code) > kLookBits - length)
            break;
        length += bits;
        const int run = whole ? entry >> 8 & 255 : entry >> 20;
        if (run == kEndOfBlock)
            return static_cast<std::uint16_t>(coefficients << kSkipShift | kSkipEnd | length);
        coefficients += run + 1;
    }
    return static_cast<std::uint16_t>(coefficients << kSkipShift | length);
}

/// All entries whose bits begin with the code of `symbol`.
void HuffmanTable::fill(std::uint32_t look, int length, int symbol) {
    const int size = dc_ ? symbol : symbol & 15;
    int run = dc_ ? 0 : symbol >> 4;
    if (!dc_ && size == 0 && run != 15)
        run = kEndOfBlock;
    const int total = length + size, rest = kLookBits - length;
    std::int32_t* const entries = fast.data() + look;
    if (total > kLookBits) {
        std::fill_n(entries, 1 << rest, symbol * 65536 + length * 256);
        return;
    }
    const int same = 1 << (rest - size); // entries whose bits differ behind the value only
    for (int value = 0; value < 1 << size; ++value)
        std::fill_n(entries + value * same, same, extended(value, size) * 65536 + run * 256 + total);
}

} // namespace studio
