// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstring>
#include <dlfcn.h>

#include "core/image/jpeg_entropy_internal.h"

// libjpeg's own type, which its public header only names: these members have stood in this order since release 6.
struct jpeg_entropy_decoder {
    void (*start_pass)(j_decompress_ptr info);
    boolean (*decode_mcu)(j_decompress_ptr info, JBLOCKROW* blocks);
};

namespace studio {

namespace {

/// Zeros behind the stream: one MCU cannot read further past its end, 10 blocks of 64 symbols of at most 31 bits.
constexpr std::size_t kPadding = 4096;

/// The function pointer that is to be replaced must be what we think it is: one into libjpeg. Where that lies is told
/// by a pointer that libjpeg itself put into its public struct; the address of one of its functions may, in an
/// executable that is not position-independent, be that of the executable's own jump to it.
bool isLibjpeg(const jpeg_decompress_struct& info) {
    const auto function = info.entropy->decode_mcu;
    Dl_info ours{}, theirs{};
    return function != nullptr && ::dladdr(reinterpret_cast<void*>(function), &theirs) != 0 &&
           ::dladdr(reinterpret_cast<void*>(info.mem->alloc_small), &ours) != 0 && ours.dli_fbase == theirs.dli_fbase;
}

} // namespace

bool JpegEntropy::take(jpeg_decompress_struct& info) {
    failed_ = false;
    if (info.progressive_mode != FALSE || info.arith_code != FALSE || info.data_precision != 8 ||
        jpeg_has_multiple_scans(&info) != FALSE || info.Ss != 0 || info.Se != DCTSIZE2 - 1 || info.Ah != 0 ||
        info.Al != 0)
        return false;
    static const bool known = isLibjpeg(info); // the same for all pictures of this kind
    if (!known || !prepare(info))
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
    mcusInRow_ = info.MCUs_per_row;
    mcusLeft_ = mcusInRow_ * info.MCU_rows_in_scan;
    column_ = 0;
    keepColumns(0, mcusInRow_);
    const std::int64_t segments = restartInterval_ > 0 ? (mcusLeft_ + restartInterval_ - 1) / restartInterval_ : 1;
    return unstuff(info.src->next_input_byte, info.src->bytes_in_buffer, static_cast<std::size_t>(segments)) &&
           beginSegment(0);
}

void JpegEntropy::shrink(std::size_t bytes) {
    if (clean_.capacity() > bytes)
        std::vector<std::uint8_t>().swap(clean_);
    if (segments_.capacity() * sizeof segments_[0] > bytes)
        std::vector<std::size_t>().swap(segments_);
}

/// Takes the stuffing out and finds the restart markers, up to any other marker, the end, or as many restart intervals
/// as the picture has. False for fill bytes in front of a stuffed zero: to libjpeg they are no marker.
bool JpegEntropy::unstuff(const std::uint8_t* bytes, std::size_t size, std::size_t segments) {
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
        if (code < end && *code == 0)
            return false;
        segments_.push_back(static_cast<std::size_t>(to - clean_.data()));
        const bool restart = segments_.size() < segments && code < end && *code == 0xD0 + (segments_.size() - 1) % 8;
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
    bits_ = {.next = clean_.data() + (segment > 0 ? segments_[segment - 1] : 0)};
    lastDc_.fill(0);
    mcusInSegment_ = restartInterval_;
    return true;
}

bool JpegEntropy::decode(JBLOCKROW* blocks) {
    if (mcusLeft_ <= 0)
        return false;
    --mcusLeft_;
    if (restartInterval_ > 0) {
        if (mcusInSegment_ == 0 && (!segmentIsUsedUp() || !beginSegment(segment_ + 1)))
            return false;
        --mcusInSegment_;
    }
    const bool wanted = blocks != nullptr && column_ >= firstColumn_ && column_ <= lastColumn_;
    column_ = column_ + 1 < mcusInRow_ ? column_ + 1 : 0;
    if (!decodeBlocks_(bits_, blocks_.data(), blockCount_, lastDc_.data(), wanted ? blocks : nullptr))
        return false;
    return usedBits() <= static_cast<std::int64_t>(segments_[segment_]) * 8 && (mcusLeft_ > 0 || segmentIsUsedUp());
}

std::int64_t JpegEntropy::usedBits() const {
    return (bits_.next - clean_.data()) * 8 - bits_.left;
}

/// Whole bytes that nobody asked for are something for libjpeg to complain of.
bool JpegEntropy::segmentIsUsedUp() const {
    return static_cast<std::int64_t>(segments_[segment_]) * 8 - usedBits() < 8;
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
