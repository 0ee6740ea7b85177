// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/image/decoder_messages.h"
#include "core/image/image_file.h"

namespace studio {

/// TIFF by libtiff, its first picture, turned as its own tag says (as Pillow does on loading, other than for EXIF in a
/// JPEG). Alpha is dropped as from a PNG: colours that
/// were multiplied by it are divided again. 16 bits give their high byte. False, or log.failed(): no pixels.
/// Throws Error(Data) for samples that are no picture of ours (floating point, 32 bits, ...).
bool decodeTiff(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log,
                const std::string& place);

} // namespace studio
