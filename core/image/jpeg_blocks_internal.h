// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>

#include <jpeglib.h>

#include "core/image/jpeg_huffman_internal.h"

namespace studio {

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

} // namespace studio
