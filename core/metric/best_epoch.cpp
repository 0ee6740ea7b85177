// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metric/best_epoch.h"

#include <algorithm>

namespace studio {

BestEpoch bestEpochOf(const std::vector<EpochRecord>& epochs, const std::vector<CheckpointRecord>& checkpoints) {
    BestEpoch best, highest;
    for (const EpochRecord& row : epochs) {
        if (row.best)
            best = {row.valTop1, row.epoch};
        if (row.valTop1 > highest.top1)
            highest = {row.valTop1, row.epoch};
    }
    const auto kept =
        std::find_if(checkpoints.begin(), checkpoints.end(), [](const CheckpointRecord& one) { return one.best; });
    if (kept != checkpoints.end() && kept->epoch > best.epoch &&
        std::none_of(epochs.begin(), epochs.end(), [&](const EpochRecord& row) { return row.epoch == kept->epoch; })) {
        return {kept->valTop1, kept->epoch};
    }
    return best.epoch > 0 ? best : highest;
}

const char* bestOrLast(const std::vector<CheckpointRecord>& checkpoints) {
    const bool any =
        std::any_of(checkpoints.begin(), checkpoints.end(), [](const CheckpointRecord& one) { return one.best; });
    return any ? "best" : "last";
}

const char* bestOrLast(const std::optional<CheckpointRecord>& best) {
    return best ? "best" : "last";
}

} // namespace studio
