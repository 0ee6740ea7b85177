// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/image/image_file.h"

namespace studio {

/// JPEG by libjpeg-turbo. `region` null: the whole picture, otherwise it grows to what was decoded. Throws Error(Data)
/// for damage: a warning of the decoder counts as damage, except for harmless extra bytes between segments. `fast`:
/// with our own Huffman decoding where it can (JpegEntropy); the pixels are the same either way.
void decodeJpeg(std::span<const std::uint8_t> bytes, PixelRect* region, Picture& out, const std::string& place,
                bool fast = true);

} // namespace studio
