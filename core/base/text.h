// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace studio {

/// File names are bytes. These functions carry them through JSON and onto a screen.

/// Lossless: bytes that are not printable UTF-8, and '%', become %XX. The result is valid UTF-8.
std::string escapeBytes(std::string_view bytes);
/// The inverse of escapeBytes(). Throws Error(Config) for a malformed escape.
std::string unescapeBytes(std::string_view text);
/// For people: invalid UTF-8 becomes U+FFFD, control characters become spaces. Not reversible.
std::string displayText(std::string_view bytes);

/// "1,281,167": grouped by threes with commas (C locale; the window formats with the user's locale instead).
std::string grouped(std::int64_t value);
/// "196 MB", "1.2 GB": decimal units, as disks are sold.
std::string byteText(std::uint64_t bytes);
/// "38 s", "6 min 12 s", "13 h 12 min", "2 d 0 h 57 min".
std::string durationText(double seconds);
/// The last component of a path, bytes.
std::string baseName(std::string_view path);

} // namespace studio
