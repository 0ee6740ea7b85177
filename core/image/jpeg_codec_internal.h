// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/image_file.h"

namespace studio {

/// JPEG by libjpeg-turbo. `region` null: the whole picture, otherwise it grows to what was decoded. Throws Error(Data)
/// for damage: what costs pixels (decoder_messages.h). `fast`: with our own Huffman decoding where it can
/// (JpegEntropy); pixels, verdict and what is noted in `odd` are the same either way.
void decodeJpeg(std::span<const std::uint8_t> bytes, PixelRect* region, Picture& out, const std::string& place,
                bool fast = true, std::vector<PictureOddity>* odd = nullptr);

/// What a picture is called that a decoder refused, by the decoder's words.
Error pictureDamage(const std::string& why, const std::string& place);

} // namespace studio
