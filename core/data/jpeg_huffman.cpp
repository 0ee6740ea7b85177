// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/data/jpeg_entropy_internal.h"

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
}

/// All entries whose bits begin with the code of `symbol`.
void HuffmanTable::fill(std::uint32_t look, int length, int symbol) {
    const int size = dc_ ? symbol : symbol & 15;
    int run = dc_ ? 0 : symbol >> 4;
    if (!dc_ && size == 0 && run != 15)
        run = kEndOfBlock;
    const int total = length + size, rest = kLookBits - length;
    for (std::uint32_t behind = 0; behind < 1u << rest; ++behind) {
        if (total > kLookBits)
            fast[look + behind] = symbol * 65536 + length * 256;
        else
            fast[look + behind] = extended(static_cast<int>(behind >> (rest - size)), size) * 65536 + run * 256 + total;
    }
}

} // namespace studio
