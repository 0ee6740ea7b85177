// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/text.h"

namespace studio {

/// A name from a file in a message: a hostile one may be megabytes long.
inline std::string shownName(std::string_view name) {
    constexpr std::size_t kLongest = 200;
    return name.size() <= kLongest ? displayText(name) : displayText(name.substr(0, kLongest)) + "...";
}

/// The least significant byte first.
inline std::uint64_t littleNumber(std::string_view bytes) {
    std::uint64_t value = 0;
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
        value = value << 8 | static_cast<unsigned char>(*byte);
    return value;
}

/// Fills `into` from `offset` on. `place` names the file. Throws Error(Data) where it ends before, Error(Io).
inline void readInto(int file, std::uint64_t offset, std::span<std::byte> into, const std::string& place) {
    const auto count = readAt(file, into, offset);
    if (!count)
        throw readError("Cannot read a weights file", place, errno);
    if (*count != into.size())
        throw Error(ErrorKind::Data, {"This weights file ends too early", place, "Nothing of it was used.",
                                      "Fetch the file again: it may not have been copied whole."});
}

/// As readInto(). The caller bounds `size`.
inline std::string readPart(int file, std::uint64_t offset, std::uint64_t size, const std::string& place) {
    std::string part(size, '\0');
    readInto(file, offset, std::as_writable_bytes(std::span(part)), place);
    return part;
}

} // namespace studio
