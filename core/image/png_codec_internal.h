// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "core/image/decoder_messages.h"
#include "core/image/image_file.h"

namespace studio {

/// PNG by libpng, whose complaints go to `log`. False, or log.failed(): no pixels. `header` gives the size, which the
/// decoder must find too.
bool decodePng(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log);

} // namespace studio
