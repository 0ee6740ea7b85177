// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/unicode_form.h"

#include <algorithm>
#include <cstdint>

#include "core/base/composed_letters_internal.h"

namespace studio {

namespace {

constexpr std::uint32_t kHangul = 0xAC00, kHangulEnd = 0xD7A4, kLead = 0x1100, kVowel = 0x1161, kTail = 0x11A7;
constexpr std::uint32_t kVowels = 21, kTails = 28;

/// The code point of two or three bytes at `at`; 0 for anything else.
std::uint32_t codeAt(std::string_view bytes, std::size_t at, std::size_t& length) {
    const auto byte = [&](std::size_t i) {
        return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    length = 1;
    if (byte(0) >= 0xC2 && byte(0) < 0xE0 && follows(1)) {
        length = 2;
        return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    }
    if (byte(0) >= 0xE0 && byte(0) < 0xF0 && follows(1) && follows(2)) {
        length = 3;
        return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    }
    return 0;
}

void append(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

void appendDecomposed(std::string& out, std::uint32_t code) {
    if (code >= kHangul && code < kHangulEnd) {
        const std::uint32_t index = code - kHangul;
        append(out, kLead + index / (kVowels * kTails));
        append(out, kVowel + index % (kVowels * kTails) / kTails);
        if (index % kTails != 0)
            append(out, kTail + index % kTails);
        return;
    }
    std::size_t low = 0, high = kComposedLetters.size() / 3;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        (kComposedLetters[3 * middle] < code ? low = middle + 1 : high = middle);
    }
    if (3 * low >= kComposedLetters.size() || kComposedLetters[3 * low] != code)
        return append(out, code);
    appendDecomposed(out, kComposedLetters[3 * low + 1]); // a letter may bear two marks
    append(out, kComposedLetters[3 * low + 2]);
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
    for (std::size_t at = 0; at < name.size();) {
        std::size_t length = 1;
        const std::uint32_t code = codeAt(name, at, length);
        if (code == 0)
            out += name[at];
        else
            appendDecomposed(out, code);
        at += length;
    }
    return out;
}

bool looksTheSame(std::string_view a, std::string_view b) {
    return a != b && plain(a) == plain(b);
}

} // namespace studio
