// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace studio {

/// JSON as a hostile file may hold it: at most `maxBytes`, `maxValues` and `maxKeys` in each object, nesting at most
/// 32, no duplicate keys, no trailing text. Takes time and memory as the text is long, and of what is refused nothing
/// is kept. Throws Error(Config) that names `place` and the position. Include <nlohmann/json.hpp> to use the value.
nlohmann::json parseStrictJson(const std::string& text, const std::string& place, std::size_t maxBytes = 16u << 20,
                               std::size_t maxValues = std::size_t{16} << 20,
                               std::size_t maxKeys = std::size_t{16} << 20);

} // namespace studio
