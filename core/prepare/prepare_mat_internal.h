// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace studio {

/// One field of one row: text for character arrays (UTF-8), numbers for numeric ones, empty for anything else.
struct MatCell {
    std::string text;
    std::vector<double> numbers;
};

/// A MATLAB array of structs, in the order of the file.
struct MatStruct {
    std::vector<std::string> fields;
    std::vector<std::vector<MatCell>> rows;

    /// Column of a field. Throws Error(Data) if there is none.
    std::size_t column(std::string_view field) const;
};

/// The struct array `variable` of a MATLAB 5 file, compressed or not. Every length is checked against the bytes that
/// are there; inflates at most 64 MB. Throws Error(Data).
MatStruct readMatStruct(std::string_view file, std::string_view variable);

} // namespace studio
