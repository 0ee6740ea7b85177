// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// A field of comma-separated values (RFC 4180): in quotes, with its own doubled, where it holds a comma, a quote or
/// the end of a line; else as it is. Bytes beyond ASCII stay.
std::string csvField(const std::string& text);
/// A field that holds a text of a person or of somebody else: a name, a note, a path. Where a spreadsheet would take it
/// for a formula and carry it out it gets an apostrophe in front, which makes it text there. A number stays one, also
/// with a sign (-0.5): it computes nothing, and whoever reads the file is to find the number.
std::string csvText(const std::string& text);

} // namespace studio
