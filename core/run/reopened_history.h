// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

/// Value of run.db: ReopenedHistory::loss, until the journal has been told and it is set empty.
inline constexpr const char* kHistoryLossKey = "history_loss";

/// The history of a run that is resumed.
struct ReopenedHistory {
    std::unique_ptr<RunDatabase> database;
    std::string loss; ///< empty: as it was left; else what was lost, for the journal
};

/// Opens and checks run.db. It is what a run remembers, not what it goes on from: where it is damaged or gone it is set
/// aside as run.db.damaged-<UTC time> and a new one is begun, so that good checkpoints are not held up by it. The new
/// one is whole before the old one gives up its name. It has the values and the epochs that the old one could still be
/// asked for, and knows which checkpoints were pinned, for the store to pin them again; where that is lost, all are. A
/// training_log.md with more epochs than that is kept beside. What was killed while it set run.db aside is put right
/// first. Only for the owner of the run's lock. Throws Error(Io) where the disk cannot be read, which says nothing
/// about the file, and Error(Data) as RunDatabase does.
ReopenedHistory reopenHistory(const RunPaths& paths);

/// The same for a run that trains, when its open database threw Error(Corrupt) `why`. The new one knows what the old
/// one knew without its file, and the checkpoints that verify, up to the step where the run is: later ones are of a
/// past that was given up. `again`: what was opened sound last time was not. Closes `damaged` in any case; may be
/// called again with it after an Error.
ReopenedHistory renewHistory(const RunPaths& paths, RunDatabase& damaged, const Error& why, bool again,
                             std::int64_t upTo);

} // namespace studio
