// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <jpeglib.h>

namespace studio {

/// Huffman codes of one table with what follows them, by the next kLookBits bits of the stream.
class HuffmanTable {
public:
    static constexpr int kLookBits = 11;

    /// Keeps what is there when the table is the one of the picture before. False for a table that is no code.
    bool make(const JHUFF_TBL& table, bool dc);

    /// Entry: value << 16 | run << 8 | bits of code and value together. Where these are more than kLookBits the last
    /// byte is 0: symbol << 16 | bits of the code << 8, or all 0 for a code that is longer itself.
    std::array<std::int32_t, 1 << kLookBits> fast{};
    /// Symbol of the code at the top of `top` (16 bits) and its length; below 0 where there is none.
    int symbolAt(std::uint32_t top, int& length) const;

private:
    bool makeCodes();
    void makeFast();
    void fill(std::uint32_t look, int length, int symbol);

    std::array<std::uint8_t, 17> counts_{};
    std::array<std::uint8_t, 256> symbols_{};
    std::array<std::uint32_t, 18> limit_{}; ///< first 16-bit prefix that is longer than codes of this length
    std::array<std::int32_t, 17> offset_{};
    bool made_ = false;
    bool dc_ = false;
};

/// Huffman decoding of baseline JPEG (ITU-T T.81, F.2.2), the longest part of decoding a photo. It stands in for one
/// function of libjpeg's decompressor, which goes on to do all else, and gives the same coefficients. A stream that is
/// in any way irregular is refused, and belongs to libjpeg. One thread.
class JpegEntropy {
public:
    /// After jpeg_start_decompress(). True if this picture's coefficients come from here now. The encoded bytes stay
    /// readable until the picture is done.
    bool take(jpeg_decompress_struct& info);
    /// Whether the stream turned out to be irregular: what was decoded is void.
    bool failed() const { return failed_; }

private:
    struct Block {
        const HuffmanTable* dc;
        const HuffmanTable* ac;
        int component;
    };
    static boolean decodeMcu(j_decompress_ptr info, JBLOCKROW* blocks);
    bool prepare(const jpeg_decompress_struct& info);
    bool unstuff(const std::uint8_t* bytes, std::size_t size, bool restarts);
    bool decode(JBLOCKROW* blocks);
    bool decodeBlock(const Block& block, JCOEF* to);
    bool decodeLong(const HuffmanTable& table, std::int32_t entry, int& k, JCOEF* to);
    int dcDifference(const HuffmanTable& table);
    bool beginSegment(std::size_t segment);
    void refill();
    int bits(int count);
    int longSymbol(const HuffmanTable& table, std::int32_t entry);

    std::vector<std::uint8_t> clean_;   ///< entropy-coded bytes without stuffing, then zeros
    std::vector<std::size_t> segments_; ///< where each restart interval ends in clean_
    std::size_t consumed_ = 0;          ///< encoded bytes up to the marker that ends the scan
    std::array<HuffmanTable, NUM_HUFF_TBLS> dc_, ac_;
    std::array<Block, D_MAX_BLOCKS_IN_MCU> blocks_{};
    int blockCount_ = 0;
    std::array<int, MAX_COMPS_IN_SCAN> lastDc_{};
    std::int64_t mcusLeft_ = 0; ///< of the scan
    std::uint32_t restartInterval_ = 0, mcusInSegment_ = 0;
    std::size_t segment_ = 0;
    std::uint64_t buffer_ = 0; ///< next bits, the first one on top
    int bufferBits_ = 0;
    const std::uint8_t* next_ = nullptr;
    bool failed_ = false;
};

} // namespace studio
