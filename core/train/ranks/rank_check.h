// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/distributed/rank_place.h"
#include "core/recipe/config.h"

namespace studio {

/// Whether the processes of `place` can train this recipe on this device (as `--device` takes it; the cards are known
/// by now). Looks at no picture and no run: asked before anything is written. One process can all. Throws Error.
void requireForRanks(const TrainConfig& config, const std::string& device, const RankPlace& place);
/// Which device of this machine a rank opens, as findDevice() takes it: where it has cards, and none is named, each
/// rank of the machine has its own, in their order.
std::string deviceOfRank(const std::string& device, const RankPlace& place);

inline constexpr const char* kRanksKey = "ranks"; ///< of a run's history: how many trained it last
/// How many processes trained the run last; 1 where its history does not tell. Throws Error where it cannot be read.
int ranksOf(const std::string& runFolder);

} // namespace studio
