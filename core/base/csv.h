// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/text_lines.h"

namespace studio {

/// A field of comma-separated values (RFC 4180): in quotes, with its own doubled, where it holds a comma, a quote or
/// the end of a line; else as it is. Bytes beyond ASCII stay.
std::string csvField(const std::string& text);
/// A field that holds a text of a person or of somebody else: a name, a note, a path. Where a spreadsheet would take it
/// for a formula and carry it out it gets an apostrophe in front, which makes it text there. A number stays one, also
/// with a sign (-0.5): it computes nothing, and whoever reads the file is to find the number.
std::string csvText(const std::string& text);
/// What csvText() was given, of the text that a reader found in such a field.
std::string csvPlain(const std::string& text);

/// Reads comma-separated values, or those with another separator, record by record in bounded memory. Quoted fields may
/// hold separators, doubled quotes and ends of lines. Owned by one reader, on top of lines that outlive it.
class CsvReader {
public:
    static constexpr std::size_t kMostFields = 1'000'000;

    /// Lines that begin with `comment` are left out where a record would begin; 0 = none.
    CsvReader(TextLines& lines, char separator, char comment = 0)
        : lines_(lines)
        , separator_(separator)
        , comment_(comment) {}

    /// False at the end. An empty line is one empty field. Throws Error(Data), naming the line, for a quote that is not
    /// closed or something behind it.
    bool next(std::vector<std::string>& fields);
    /// The line that the last record began in, from 1.
    std::uint64_t line() const { return begin_; }

private:
    std::string quoted(std::string& line, std::size_t& at);

    TextLines& lines_;
    char separator_, comment_;
    std::uint64_t begin_ = 0;
    std::size_t more_ = 0; ///< bytes of the record in lines before this one
};

} // namespace studio
