// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/metric/records.h"

namespace studio {

/// Which checkpoints of a run stay. The best and the pinned ones always do.
struct RetentionPolicy {
    RetentionPolicy(int last = 3, int every = 0)
        : keepLast(last)
        , keepEvery(every) {}

    int keepLast;  ///< newest ones
    int keepEvery; ///< also the ones at the end of every so many epochs; 0 = none
};

/// Fewer of the newest are never kept: one may turn out damaged.
inline constexpr int kFewestNewest = 2;

/// Files that may go under a policy, oldest first: what the store deletes after a save, and what a preview shows.
/// `newestFirst` as RunDatabase::checkpoints() gives them. A pure function.
std::vector<std::string> expendableCheckpoints(const std::vector<CheckpointRecord>& newestFirst,
                                               const RetentionPolicy& policy);

} // namespace studio
