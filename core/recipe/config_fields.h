// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/recipe/config.h"

namespace studio {

/// One field of TrainConfig: its spelling everywhere, and where it is. The only list of the recipe's keys.
struct ConfigField {
    using Member = std::variant<std::string TrainConfig::*, std::int64_t TrainConfig::*, double TrainConfig::*,
                                bool TrainConfig::*>;
    const char* key;
    Member member;
};

const std::vector<ConfigField>& configFields();
/// Takes "cache", the older spelling of "pack", too. Throws Error(Config) naming the nearest known key.
const ConfigField& findConfigField(const std::string& key, const std::string& place);

} // namespace studio
