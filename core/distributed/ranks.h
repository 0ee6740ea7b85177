// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/distributed/rank_place.h"

namespace studio {

class Ranks;

/// What is known of another rank's process: why it has ended; empty = it runs, or nothing is known of it.
using RankWitness = std::function<std::string(int rank)>;

/// Whether this build can join ranks at all (LibTorch with Gloo, and Gloo's headers when it was built).
bool canJoinRanks();

/// Meets the other ranks. Waits for `place.seconds`. Throws Error(Device) that names who did not come, Error(Usage)
/// where this build cannot, or where they are of different versions. `witness` may be empty.
std::shared_ptr<Ranks> joinRanks(const RankPlace& place, RankWitness witness = {});

} // namespace studio
