// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/mail_words_internal.h"

#include <algorithm>
#include <vector>

#include <openssl/evp.h>

#include "core/base/text.h"

namespace studio {

std::string base64(std::string_view bytes) {
    std::vector<unsigned char> out((bytes.size() + 2) / 3 * 4 + 1);
    const std::vector<unsigned char> in(bytes.begin(), bytes.end());
    const int length = EVP_EncodeBlock(out.data(), in.data(), static_cast<int>(in.size()));
    return {out.begin(), out.begin() + length};
}

std::string headerWords(const std::string& text) {
    constexpr std::size_t kMaxWord = 45; // bytes: 60 of base64, 75 as a word
    const std::string line = displayText(text);
    const bool plain = std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7F'; });
    if (plain && line.find("=?") == std::string::npos)
        return line;
    std::string words;
    for (std::size_t begin = 0; begin < line.size();) {
        std::size_t end = std::min(line.size(), begin + kMaxWord);
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
            --end; // a word holds whole characters
        words += (words.empty() ? "=?UTF-8?B?" : " =?UTF-8?B?") + base64(line.substr(begin, end - begin)) + "?=";
        begin = end;
    }
    return words;
}

std::string mailOf(const std::string& to, const std::string& subject, const std::string& body) {
    constexpr std::size_t kLine = 76;
    std::string mail = "To: " + displayText(to) + "\nSubject: " + headerWords(subject) +
                       "\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
                       "Content-Transfer-Encoding: base64\n\n";
    const std::string coded = base64(body + "\n");
    for (std::size_t at = 0; at < coded.size(); at += kLine)
        mail += coded.substr(at, kLine) + "\n";
    return mail;
}

} // namespace studio
