// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/retention.h"

#include <algorithm>

namespace studio {

std::vector<std::string> expendableCheckpoints(const std::vector<CheckpointRecord>& newestFirst,
                                               const RetentionPolicy& policy) {
    std::vector<std::string> files;
    int seen = 0;
    for (const CheckpointRecord& record : newestFirst) {
        const bool recent = seen++ < policy.keepLast;
        const bool milestone = policy.keepEvery > 0 && record.epochEnd && record.epoch % policy.keepEvery == 0;
        if (!recent && !milestone && !record.best && !record.pinned) {
            files.push_back(record.file);
        }
    }
    std::reverse(files.begin(), files.end());
    return files;
}

} // namespace studio
