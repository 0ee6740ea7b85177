// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/unicode_form.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <utf8proc.h>

namespace studio {

namespace {

void append(std::string& out, utf8proc_int32_t code) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const utf8proc_ssize_t length = utf8proc_encode_char(code, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

void appendDecomposed(std::string& out, utf8proc_int32_t code) {
    std::array<utf8proc_int32_t, 8> parts{}; // no character has more than four of them
    int boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(code, parts.data(), std::ssize(parts), UTF8PROC_DECOMPOSE, &boundary);
    if (count < 0 || count > std::ssize(parts))
        return append(out, code);
    for (utf8proc_ssize_t i = 0; i < count; ++i)
        append(out, parts[static_cast<std::size_t>(i)]);
}

std::string plain(std::string_view name) {
    while (!name.empty() && name.front() == ' ')
        name.remove_prefix(1);
    while (!name.empty() && (name.back() == ' ' || name.back() == '.'))
        name.remove_suffix(1);
    std::string out = decomposedName(name);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

} // namespace

std::string decomposedName(std::string_view name) {
    std::string out;
    while (!name.empty()) {
        utf8proc_int32_t code = 0;
        const utf8proc_ssize_t length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                                         static_cast<utf8proc_ssize_t>(name.size()), &code);
        if (length <= 0) { // no UTF-8
            out += name.front();
            name.remove_prefix(1);
            continue;
        }
        appendDecomposed(out, code);
        name.remove_prefix(static_cast<std::size_t>(length));
    }
    return out;
}

bool looksTheSame(std::string_view a, std::string_view b) {
    return a != b && plain(a) == plain(b);
}

std::size_t displayWidth(std::string_view text) {
    std::size_t width = 0;
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    for (auto left = std::ssize(text); left > 0;) {
        utf8proc_int32_t code = -1;
        const utf8proc_ssize_t length = std::max<utf8proc_ssize_t>(1, utf8proc_iterate(at, left, &code));
        width += code < 0 ? 1 : static_cast<std::size_t>(utf8proc_charwidth(code));
        at += length;
        left -= length;
    }
    return width;
}

std::string paddedTo(std::size_t columns, std::string text) {
    const std::size_t width = displayWidth(text);
    return text.append(columns > width ? columns - width : 0, ' ');
}

} // namespace studio
