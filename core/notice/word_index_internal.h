// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace studio {

/// The value whose stable word this is, where `names` are those of an enum in its order.
template<class Value, std::size_t size>
std::optional<Value> valueOfWord(const std::array<const char*, size>& names, std::string_view word) {
    for (std::size_t i = 0; i < size; ++i) {
        if (word == names[i])
            return static_cast<Value>(i);
    }
    return std::nullopt;
}

} // namespace studio
