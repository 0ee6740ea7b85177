// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

/// The history of a run that is resumed.
struct ReopenedHistory {
    std::unique_ptr<RunDatabase> database;
    std::string loss; ///< empty: as it was left; else what was lost, for the journal
};

/// Opens and checks run.db. It is what a run remembers, not what it goes on from: where it is damaged or gone it is set
/// aside as run.db.damaged-<UTC time> and a new one is begun, so that good checkpoints are not held up by it. Only for
/// the owner of the run's lock. Throws Error(Io) where the disk cannot be read, which says nothing about the file, and
/// Error(Data) as RunDatabase does.
ReopenedHistory reopenHistory(const RunPaths& paths);

/// The same for a run that trains, when its open database threw Error(Corrupt) `why`. The new one knows what the old
/// one knew without its file, and the checkpoints that verify. `again`: what was opened sound last time was not. Closes
/// `damaged` in any case; may be called again with it after an Error.
ReopenedHistory renewHistory(const RunPaths& paths, RunDatabase& damaged, const Error& why, bool again);

} // namespace studio
