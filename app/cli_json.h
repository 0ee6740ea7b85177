// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/dataset/unused_names.h"

namespace studio {

/// {"count", "reasons": {"broken_link": {"count", "first"}}}: what several verbs say of names that are not used.
nlohmann::ordered_json unusedJson(const UnusedNames& unused);

} // namespace studio
