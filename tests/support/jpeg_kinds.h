// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>

#include "core/image/image_file.h"

namespace studio::test {

/// How a JPEG is coded.
struct JpegKind {
    int horizontal = 1, vertical = 1; ///< luma samples for one of chroma
    int restart = 0;                  ///< MCUs
    bool optimised = false, progressive = false, arithmetic = false, grey = false;
    bool apart = false; ///< a scan for each component
    int quality = 85;
};

inline std::vector<std::uint8_t> jpegOfKind(const Picture& picture, const JpegKind& kind) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = static_cast<JDIMENSION>(picture.width);
    info.image_height = static_cast<JDIMENSION>(picture.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    if (kind.grey)
        jpeg_set_colorspace(&info, JCS_GRAYSCALE);
    jpeg_set_quality(&info, kind.quality, TRUE);
    info.comp_info[0].h_samp_factor = kind.horizontal;
    info.comp_info[0].v_samp_factor = kind.vertical;
    const jpeg_scan_info scans[] = {
        {1, {0}, 0, DCTSIZE2 - 1, 0, 0}, {1, {1}, 0, DCTSIZE2 - 1, 0, 0}, {1, {2}, 0, DCTSIZE2 - 1, 0, 0}};
    if (kind.apart) {
        info.scan_info = scans;
        info.num_scans = 3;
    }
    info.restart_interval = static_cast<unsigned>(kind.restart);
    info.optimize_coding = kind.optimised ? TRUE : FALSE;
    info.arith_code = kind.arithmetic ? TRUE : FALSE;
    if (kind.progressive)
        jpeg_simple_progression(&info);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        auto* row =
            const_cast<std::uint8_t*>(picture.rgb.data()) + std::size_t{info.next_scanline} * info.image_width * 3;
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    std::vector<std::uint8_t> bytes(buffer, buffer + size);
    std::free(buffer);
    return bytes;
}

} // namespace studio::test
