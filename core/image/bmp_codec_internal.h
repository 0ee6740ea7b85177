// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "core/image/decoder_messages.h"
#include "core/image/image_file.h"

namespace studio {

/// BMP of 1 to 32 bits, palettes, masks and run lengths, as Pillow reads it; alpha is dropped. False, or log.failed():
/// no pixels.
bool decodeBmp(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log);

} // namespace studio
