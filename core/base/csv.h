// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// A field of comma-separated values (RFC 4180): in quotes, with its own doubled, where it holds a comma, a quote or
/// the end of a line; else as it is. Bytes beyond ASCII stay.
std::string csvField(const std::string& text);

} // namespace studio
