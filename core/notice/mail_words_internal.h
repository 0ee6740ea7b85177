// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio {

std::string base64(std::string_view bytes);
/// A header's text as RFC 2047 has it: plain where it is ASCII, else encoded words, separated by blanks. Never more
/// than one line.
std::string headerWords(const std::string& text);
/// A whole mail for `sendmail -t`: plain text, base64, so that no line of it is too long or means anything.
std::string mailOf(const std::string& to, const std::string& subject, const std::string& body);

} // namespace studio
