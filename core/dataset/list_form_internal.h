// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text_lines.h"

namespace studio {

// For picture_list.cpp alone: what a list's name and its first lines tell of its form.

/// Which fields of a record hold what.
struct ListColumns {
    std::size_t count = 0; ///< 0 = no line names them
    std::size_t path = 0;
    std::optional<std::size_t> label;
    std::vector<std::string> others; ///< where none is the label's: those that may hold one, as the list names them
};

struct ListForm {
    char separator = 0;      ///< of a table; 0 = plain lines
    bool isMxnet = false;    ///< .lst
    std::uint64_t begin = 0; ///< lines before the first that says anything of pictures: Excel's "sep=;"
    ListColumns columns;
};

TextLines linesOfList(const std::string& file);
/// `line` is one that says nothing: empty, or a comment above the first picture.
bool saysNothing(std::string_view line);
/// Looks at the first line that says anything. Throws Error(Data), naming it, where lines end with CR alone.
ListForm formOfList(const std::string& file);

/// Without blanks at its ends.
std::string_view trimmed(std::string_view text);
/// ASCII alone.
std::string lower(std::string_view text);

} // namespace studio
