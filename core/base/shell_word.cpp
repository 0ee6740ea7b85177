// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/shell_word.h"

#include <algorithm>

#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::string_view kPlain = "/._-+=:,@%";

} // namespace

std::string shellWord(std::string_view path) {
    const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kPlain.find(c) != kPlain.npos;
    });
    if (plain && !path.empty())
        return std::string(path);
    std::string word = "'";
    for (const char c : path)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return displayText(word + "'");
}

} // namespace studio
