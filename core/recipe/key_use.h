// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/recipe/config.h"

namespace studio {

/// Why a key of this recipe changes nothing of its training, for who sets it; empty where it does. A pure function.
std::string whyUnused(const TrainConfig& config, const std::string& key);

} // namespace studio
