// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <jpeglib.h>

#include "core/image/jpeg_blocks_internal.h"
#include "core/image/jpeg_huffman_internal.h"

namespace studio {

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
    bool unstuff(const std::uint8_t* bytes, std::size_t size, std::size_t segments);
    bool decode(JBLOCKROW* blocks);
    bool beginSegment(std::size_t segment);
    std::int64_t usedBits() const;
    bool segmentIsUsedUp() const;

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
