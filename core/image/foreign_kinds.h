// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace studio {

/// What a file is that no decoder here reads, and what to do about it.
struct ForeignKind {
    std::string title; ///< "HEIC pictures cannot be used"
    std::string next;  ///< "Convert it to JPEG or PNG."
    std::string noun;  ///< "a picture (HEIC)", "an archive (RAR)"; empty for what is not known
};

/// By its first bytes; "This is not a picture" for what is not known either.
ForeignKind foreignKindOf(std::span<const std::uint8_t> bytes);

} // namespace studio
