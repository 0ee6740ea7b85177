// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>

#include <jpeglib.h>

namespace studio {

/// Huffman codes of one table with what follows them, by the next kLookBits bits of the stream.
class HuffmanTable {
public:
    static constexpr int kLookBits = 11;
    /// An entry of `skip`: bits to pass in kSkipLength, then whether the block ends, then coefficients to pass.
    static constexpr int kSkipLength = 63, kSkipEnd = 64, kSkipShift = 7;

    /// Keeps what is there when the table is the one of the picture before. False for a table that is no code.
    bool make(const JHUFF_TBL& table, bool dc);

    /// Entry: value << 16 | run << 8 | bits of code and value together. Where these are more than kLookBits the last
    /// byte is 0: symbol << 16 | bits of the code << 8, or all 0 for a code that is longer itself.
    std::array<std::int32_t, 1 << kLookBits> fast{};
    /// For AC blocks that nobody looks at: as many symbols at once as begin within kLookBits; 0 where the first code is
    /// longer.
    std::array<std::uint16_t, 1 << kLookBits> skip{};
    /// Symbol of the code at the top of `top` (16 bits) and its length; below 0 where there is none.
    int symbolAt(std::uint32_t top, int& length) const;

private:
    bool makeCodes();
    void makeFast();
    void fill(std::uint32_t look, int length, int symbol);
    std::uint16_t skipEntry(std::uint32_t look) const;

    std::array<std::uint8_t, 17> counts_{};
    std::array<std::uint8_t, 256> symbols_{};
    std::array<std::uint32_t, 18> limit_{}; ///< first 16-bit prefix that is longer than codes of this length
    std::array<std::int32_t, 17> offset_{};
    bool made_ = false;
    bool dc_ = false;
};

} // namespace studio
