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

/// Where the decoding stands in the entropy-coded bytes.
struct JpegBits {
    std::uint64_t buffer = 0; ///< next bits, the first one on top
    std::uint32_t left = 0;   ///< how many of them are there, 0 to 63
    const std::uint8_t* next = nullptr;
};

struct JpegBlock {
    const HuffmanTable* dc;
    const HuffmanTable* ac;
    int component;
};

/// Decodes the `count` blocks of an MCU to `to`, or passes over them where that is null; their DC values are kept
/// either way, because the next ones count from them. False for a stream that is no good: what was decoded is void.
/// At least 4 KiB of zeros have to follow the stream. Thread-safe.
using DecodeJpegBlocks = bool(JpegBits& bits, const JpegBlock* blocks, int count, int* lastDc, JBLOCKROW* to);
bool decodeJpegBlocks(JpegBits& bits, const JpegBlock* blocks, int count, int* lastDc, JBLOCKROW* to);
/// The same on processors with BMI2, which shift without flags.
bool decodeJpegBlocksBmi2(JpegBits& bits, const JpegBlock* blocks, int count, int* lastDc, JBLOCKROW* to);
/// The faster one that this processor has.
DecodeJpegBlocks* bestDecodeJpegBlocks();

/// Huffman decoding of baseline JPEG (ITU-T T.81, F.2.2), the longest part of decoding a photo. It stands in for one
/// function of libjpeg's decompressor, which goes on to do all else, and gives the same coefficients. A stream that is
/// in any way irregular is refused, and belongs to libjpeg. One thread.
class JpegEntropy {
public:
    /// After jpeg_start_decompress(). True if this picture's coefficients come from here now. The encoded bytes stay
    /// readable until the picture is done.
    bool take(jpeg_decompress_struct& info);
    /// After take(): only these columns of MCUs will be looked at.
    void keepColumns(std::int64_t first, std::int64_t last) {
        firstColumn_ = first;
        lastColumn_ = last;
    }
    /// Whether the stream turned out to be irregular: what was decoded is void.
    bool failed() const { return failed_; }
    /// Gives buffers of more than this many bytes back. The picture is done.
    void shrink(std::size_t bytes);

private:
    static boolean decodeMcu(j_decompress_ptr info, JBLOCKROW* blocks);
    bool prepare(const jpeg_decompress_struct& info);
    void unstuff(const std::uint8_t* bytes, std::size_t size, std::size_t segments);
    bool decode(JBLOCKROW* blocks);
    bool beginSegment(std::size_t segment);

    std::vector<std::uint8_t> clean_;   ///< entropy-coded bytes without stuffing, then zeros
    std::vector<std::size_t> segments_; ///< where each restart interval ends in clean_
    std::size_t consumed_ = 0;          ///< encoded bytes up to the marker that ends the scan
    std::array<HuffmanTable, NUM_HUFF_TBLS> dc_, ac_;
    std::array<JpegBlock, D_MAX_BLOCKS_IN_MCU> blocks_{};
    int blockCount_ = 0;
    std::array<int, MAX_COMPS_IN_SCAN> lastDc_{};
    std::int64_t mcusLeft_ = 0; ///< of the scan
    std::int64_t mcusInRow_ = 0, column_ = 0, firstColumn_ = 0, lastColumn_ = 0;
    std::uint32_t restartInterval_ = 0, mcusInSegment_ = 0;
    std::size_t segment_ = 0;
    JpegBits bits_;
    DecodeJpegBlocks* const decodeBlocks_ = bestDecodeJpegBlocks();
    bool failed_ = false;
};

} // namespace studio
