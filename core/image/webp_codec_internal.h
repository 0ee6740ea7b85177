// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "core/image/decoder_messages.h"
#include "core/image/image_file.h"

namespace studio {

/// WebP by libwebp; of an animation the first picture, on its canvas. False, or log.failed(): no pixels.
bool decodeWebP(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log);

} // namespace studio
