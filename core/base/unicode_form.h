// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio {

/// Names are bytes, and two spellings of one name ("café" with one letter or with a mark of its own: NFC and NFD, as
/// some systems write them) are two names. These functions only serve to say so.

/// The name with each composed letter as letter and mark (Unicode's canonical decomposition); bytes that are no UTF-8
/// as they are.
std::string decomposedName(std::string_view name);

/// True for different names that look the same: other composition of letters, other case, or spaces at an end.
bool looksTheSame(std::string_view a, std::string_view b);

/// Columns of a terminal that a text takes: two for a wide character, none for a mark that is put over another one.
/// What is not UTF-8 counts as one a byte.
std::size_t displayWidth(std::string_view text);
/// With spaces behind it up to so many columns; a longer text stays whole.
std::string paddedTo(std::size_t columns, std::string text);

} // namespace studio
