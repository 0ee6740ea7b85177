// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <cstring>
#include <dlfcn.h>

#include "core/data/jpeg_entropy_internal.h"

// libjpeg's own type, which its public header only names: these members have stood in this order since release 6.
struct jpeg_entropy_decoder {
    void (*start_pass)(j_decompress_ptr info);
    boolean (*decode_mcu)(j_decompress_ptr info, JBLOCKROW* blocks);
};

namespace studio {

namespace {

/// Zeros behind the stream: one MCU cannot read further past its end, 10 blocks of 64 symbols of at most 31 bits.
constexpr std::size_t kPadding = 4096;
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

/// The function pointer that is to be replaced must be what we think it is: one into libjpeg.
bool isLibjpeg(boolean (*function)(j_decompress_ptr, JBLOCKROW*)) {
    Dl_info ours{}, theirs{};
    return function != nullptr && ::dladdr(reinterpret_cast<void*>(function), &theirs) != 0 &&
           ::dladdr(reinterpret_cast<void*>(&jpeg_start_decompress), &ours) != 0 && ours.dli_fbase == theirs.dli_fbase;
}

} // namespace

bool JpegEntropy::take(jpeg_decompress_struct& info) {
    failed_ = false;
    static const bool known = isLibjpeg(info.entropy->decode_mcu); // the same for all pictures of this kind
    if (!known || info.progressive_mode != FALSE || info.arith_code != FALSE || info.data_precision != 8 ||
        jpeg_has_multiple_scans(&info) != FALSE || info.Ss != 0 || info.Se != DCTSIZE2 - 1 || info.Ah != 0 ||
        info.Al != 0 || !prepare(info))
        return false;
    info.client_data = this;
    info.entropy->decode_mcu = decodeMcu;
    return true;
}

bool JpegEntropy::prepare(const jpeg_decompress_struct& info) {
    blockCount_ = info.blocks_in_MCU;
    for (int i = 0; i < blockCount_; ++i) {
        const int component = info.MCU_membership[i];
        const jpeg_component_info& about = *info.cur_comp_info[component];
        const JHUFF_TBL* dc = info.dc_huff_tbl_ptrs[about.dc_tbl_no];
        const JHUFF_TBL* ac = info.ac_huff_tbl_ptrs[about.ac_tbl_no];
        HuffmanTable& dcTable = dc_[static_cast<std::size_t>(about.dc_tbl_no)];
        HuffmanTable& acTable = ac_[static_cast<std::size_t>(about.ac_tbl_no)];
        if (dc == nullptr || ac == nullptr || !dcTable.make(*dc, true) || !acTable.make(*ac, false))
            return false;
        blocks_[static_cast<std::size_t>(i)] = {&dcTable, &acTable, component};
    }
    restartInterval_ = info.restart_interval;
    mcusLeft_ = std::int64_t{info.MCUs_per_row} * info.MCU_rows_in_scan;
    return unstuff(info.src->next_input_byte, info.src->bytes_in_buffer, restartInterval_ > 0) && beginSegment(0);
}

/// Takes the stuffing out and finds the restart markers, up to any other marker or the end.
bool JpegEntropy::unstuff(const std::uint8_t* bytes, std::size_t size, bool restarts) {
    if (clean_.size() < size + kPadding)
        clean_.resize(size + kPadding);
    segments_.clear();
    std::uint8_t* to = clean_.data();
    const std::uint8_t* from = bytes;
    const std::uint8_t* const end = bytes + size;
    while (true) {
        const auto* found = static_cast<const std::uint8_t*>(
            from < end ? std::memchr(from, 0xFF, static_cast<std::size_t>(end - from)) : nullptr);
        const std::uint8_t* stop = found != nullptr ? found : end;
        std::memcpy(to, from, static_cast<std::size_t>(stop - from));
        to += stop - from;
        from = stop;
        const std::uint8_t* code = stop;
        while (code < end && *code == 0xFF)
            ++code;
        if (code == stop + 1 && code < end && *code == 0) {
            *to++ = 0xFF;
            from = code + 1;
            continue;
        }
        segments_.push_back(static_cast<std::size_t>(to - clean_.data()));
        const bool restart = restarts && code < end && *code == 0xD0 + (segments_.size() - 1) % 8;
        if (!restart)
            break;
        from = code + 1;
    }
    consumed_ = static_cast<std::size_t>(from - bytes);
    std::memset(to, 0, kPadding);
    return true;
}

bool JpegEntropy::beginSegment(std::size_t segment) {
    if (segment >= segments_.size())
        return false;
    segment_ = segment;
    next_ = clean_.data() + (segment > 0 ? segments_[segment - 1] : 0);
    buffer_ = 0;
    bufferBits_ = 0;
    lastDc_.fill(0);
    mcusInSegment_ = restartInterval_;
    return true;
}

/// At least 56 bits are in the buffer afterwards.
inline void JpegEntropy::refill() {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, next_, sizeof bytes);
    if constexpr (std::endian::native == std::endian::little)
        bytes = __builtin_bswap64(bytes);
    buffer_ |= bytes >> bufferBits_;
    next_ += (63 - bufferBits_) >> 3;
    bufferBits_ |= 56;
}

inline int JpegEntropy::bits(int count) {
    if (count == 0)
        return 0;
    const auto value = static_cast<int>(buffer_ >> (64 - count));
    buffer_ <<= count;
    bufferBits_ -= count;
    return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
}

/// A symbol whose value is not in `entry`; below 0 where there is none.
int JpegEntropy::longSymbol(const HuffmanTable& table, std::int32_t entry) {
    int length = entry >> 8 & 255, symbol = entry >> 16;
    if (entry == 0)
        symbol = table.symbolAt(static_cast<std::uint32_t>(buffer_ >> 48), length);
    buffer_ <<= length;
    bufferBits_ -= length;
    return symbol;
}

inline int JpegEntropy::dcDifference(const HuffmanTable& table) {
    const std::int32_t entry = table.fast[buffer_ >> (64 - HuffmanTable::kLookBits)];
    if ((entry & 255) != 0) [[likely]] {
        buffer_ <<= entry & 255;
        bufferBits_ -= entry & 255;
        return entry >> 16;
    }
    const int size = longSymbol(table, entry);
    if (size < 0 || size > 15) {
        failed_ = true;
        return 0;
    }
    return bits(size);
}

bool JpegEntropy::decodeBlock(const Block& block, JCOEF* to) {
    refill();
    int& dc = lastDc_[static_cast<std::size_t>(block.component)];
    dc += dcDifference(*block.dc);
    if (failed_ || dc > kLargestDc || dc < -kLargestDc)
        return false;
    to[0] = static_cast<JCOEF>(dc);
    const std::int32_t* const fast = block.ac->fast.data();
    const std::uint8_t* const order = kNaturalOrder.data();
    int k = 1;
    while (k < DCTSIZE2) {
        refill();
        // The state in registers: stores through `to` would make the compiler write it back each time.
        std::uint64_t buffer = buffer_;
        int left = bufferBits_;
        std::int32_t entry = 0;
        // 56 bits are enough for five short symbols.
        for (int symbols = 0; symbols < 5 && k < DCTSIZE2; ++symbols) {
            entry = fast[buffer >> (64 - HuffmanTable::kLookBits)];
            const int length = entry & 255;
            if (length == 0) [[unlikely]]
                break;
            buffer <<= length;
            left -= length;
            k += entry >> 8 & 255;
            to[order[k]] = static_cast<JCOEF>(entry >> 16);
            ++k;
        }
        buffer_ = buffer;
        bufferBits_ = left;
        if ((entry & 255) == 0 && !decodeLong(*block.ac, entry, k, to)) [[unlikely]]
            return false;
    }
    return true;
}

/// An AC coefficient whose code and value are longer than the table looks.
bool JpegEntropy::decodeLong(const HuffmanTable& table, std::int32_t entry, int& k, JCOEF* to) {
    refill();
    const int symbol = longSymbol(table, entry);
    if (symbol < 0)
        return false;
    const int size = symbol & 15, run = symbol >> 4;
    k += size == 0 && run != 15 ? DCTSIZE2 : run;
    to[kNaturalOrder[static_cast<std::size_t>(std::min(k, 127))]] = static_cast<JCOEF>(bits(size));
    ++k;
    return true;
}

bool JpegEntropy::decode(JBLOCKROW* blocks) {
    if (mcusLeft_ <= 0)
        return false;
    --mcusLeft_;
    if (restartInterval_ > 0) {
        if (mcusInSegment_ == 0 && !beginSegment(segment_ + 1))
            return false;
        --mcusInSegment_;
    }
    JBLOCK unwanted;
    for (int i = 0; i < blockCount_; ++i) {
        if (!decodeBlock(blocks_[static_cast<std::size_t>(i)], blocks != nullptr ? *blocks[i] : unwanted))
            return false;
    }
    const std::int64_t used = (next_ - clean_.data()) * 8 - bufferBits_;
    return used <= static_cast<std::int64_t>(segments_[segment_]) * 8;
}

boolean JpegEntropy::decodeMcu(j_decompress_ptr info, JBLOCKROW* blocks) {
    auto* self = static_cast<JpegEntropy*>(info->client_data);
    if (!self->failed_ && !self->decode(blocks))
        self->failed_ = true;
    if (self->failed_)
        return FALSE; // "no input at the moment": libjpeg comes back to the reader, which begins anew without us
    if (self->mcusLeft_ == 0) {
        info->src->next_input_byte += self->consumed_;
        info->src->bytes_in_buffer -= self->consumed_;
    }
    return TRUE;
}

} // namespace studio
