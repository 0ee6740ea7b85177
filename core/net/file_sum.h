// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace studio {

/// Sums that somebody published, in hexadecimal of any case; empty = not told.
struct FileSums {
    std::string md5, sha256;
    bool any() const { return !md5.empty() || !sha256.empty(); }
};

enum class SumKind { Md5, Sha256 };

/// Whether the text can be such a sum: 32 or 64 hexadecimal digits.
bool isSumText(const std::string& text, SumKind kind);

/// Reads the whole file; `read` hears of every block. Empty if it was stopped. Throws Error(Io).
std::string sumOfFile(const std::string& path, SumKind kind, const std::function<void(std::uint64_t)>& read,
                      const std::stop_token& stop);

/// Compares a file with what was published: empty if it is that, else "Its MD5 sum is X instead of Y.". Returns early
/// with an empty text if it was stopped. Throws Error(Io).
std::string sumDifference(const std::string& path, const FileSums& wanted,
                          const std::function<void(std::uint64_t)>& read, const std::stop_token& stop);

} // namespace studio
