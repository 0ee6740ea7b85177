// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/metric/records.h"

namespace studio {

/// The epoch that a run calls its best now.
struct BestEpoch {
    double top1 = -1; ///< fraction 0..1; -1 = no epoch ended yet
    std::int32_t epoch = 0;
};

/// The newest epoch that was the best when it ended, as the engine marked it: a run whose validation set became another
/// one seeks its best anew, so the highest figure of all rows may be one that nothing is compared with any more. Where
/// the row of the epoch whose checkpoint is marked as the best went with a damaged history, the checkpoint speaks for
/// it; where nothing is marked, the highest. `epochs` oldest first, `checkpoints` in any order. Any thread.
BestEpoch bestEpochOf(const std::vector<EpochRecord>& epochs, const std::vector<CheckpointRecord>& checkpoints);

/// Which of its checkpoints stands for a run where nobody has named one, in the words of findCheckpoint(): "best", or
/// "last" where none is the best yet (no epoch was validated, or that one is gone).
const char* bestOrLast(const std::vector<CheckpointRecord>& checkpoints);
const char* bestOrLast(const std::optional<CheckpointRecord>& best);

} // namespace studio
