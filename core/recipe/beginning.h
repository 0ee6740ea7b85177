// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/recipe/config.h"

namespace studio {

/// What a run's network knows before its first step: a learning rate is judged by it.
enum class Beginning {
    Random,  ///< nothing
    Weights, ///< what another training has learned: large steps lose it
};

/// As validate(config), whose warnings are for a run that begins at random. The errors are the same.
std::vector<ConfigIssue> validate(const TrainConfig& config, Beginning beginning);

} // namespace studio
