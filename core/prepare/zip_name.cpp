// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/zip_name_internal.h"

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <locale.h>
#include <optional>

#include <iconv.h>

namespace studio {

namespace {

unsigned char byteOf(char c) {
    return static_cast<unsigned char>(c);
}

/// Strict: nothing where a byte means nothing in that code page.
std::optional<std::string> converted(const std::string& bytes, const char* from) {
    const iconv_t table = ::iconv_open("UTF-8", from);
    if (table == reinterpret_cast<iconv_t>(-1)) // not installed on this machine
        return {};
    std::string in = bytes, out(4 * bytes.size(), '\0');
    char *read = in.data(), *write = out.data();
    std::size_t left = in.size(), room = out.size();
    const bool good = ::iconv(table, &read, &left, &write, &room) != static_cast<std::size_t>(-1) && left == 0;
    ::iconv_close(table);
    out.resize(out.size() - room);
    return good ? std::optional(out) : std::nullopt;
}

/// Letters of DOS's code pages 437 and 850; what is above them there draws boxes.
bool isDosLetter(unsigned char c) {
    return (c >= 0x80 && c <= 0x9A) || (c >= 0xA0 && c <= 0xA5) || c == 0xE1;
}

/// Kana as Shift JIS writes them: nearly every Japanese name holds some.
bool holdsKana(const std::string& bytes) {
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        const unsigned char lead = byteOf(bytes[i]), trail = byteOf(bytes[i + 1]);
        if ((lead == 0x82 && trail >= 0x9F && trail <= 0xF1) || (lead == 0x83 && trail >= 0x40 && trail <= 0x96))
            return true;
    }
    return false;
}

/// Whether bytes outside ASCII come in pairs, as GB2312's characters do.
bool isInPairs(const std::string& bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (byteOf(bytes[i]) < 0x80)
            continue;
        if (byteOf(bytes[i]) < 0xA1 || i + 1 == bytes.size() || byteOf(bytes[i + 1]) < 0xA1)
            return false;
        ++i;
    }
    return true;
}

} // namespace

std::string zipName(const std::string& bytes) {
    const auto all = [&](const auto& is) {
        return std::all_of(bytes.begin(), bytes.end(), [&](char c) { return byteOf(c) < 0x80 || is(byteOf(c)); });
    };
    if (all([](unsigned char) { return false; }) || converted(bytes, "UTF-8"))
        return bytes;
    std::optional<std::string> name;
    if (holdsKana(bytes))
        name = converted(bytes, "CP932");
    if (!name && all(isDosLetter))
        name = converted(bytes, "CP437");
    if (!name && isInPairs(bytes))
        name = converted(bytes, "GBK");
    if (!name && all([](unsigned char c) { return c >= 0xC0; })) // letters all
        name = converted(bytes, "CP1252");
    return name.value_or(bytes);
}

NamesAreUtf8::NamesAreUtf8() {
    static const locale_t kUtf8 = [] {
        for (const char* name : {"C.UTF-8", "en_US.UTF-8"}) {
            if (const locale_t made = ::newlocale(LC_CTYPE_MASK, name, nullptr); made != nullptr)
                return made;
        }
        return locale_t{};
    }();
    before_ = ::uselocale(kUtf8); // without one it only asks
}

NamesAreUtf8::~NamesAreUtf8() {
    ::uselocale(static_cast<locale_t>(before_));
}

} // namespace studio
