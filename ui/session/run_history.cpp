// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_history.h"

#include "core/base/atomic_file.h"
#include "core/run/run_database.h"

namespace studio {

RunHistory loadRunHistory(const std::string& folder) {
    const RunPaths paths(folder);
    RunHistory history;
    history.folder = folder;
    history.recipe = runRecipeFromJson(readSmallFile(paths.recipe, 1u << 20), paths.recipe);
    history.summary = summariseRun(folder);
    const RunDatabase database(paths.database, RunDatabase::Mode::Read);
    history.steps = database.steps();
    history.epochs = database.epochs();
    history.checkpoints = database.checkpoints();
    history.events = database.events();
    if (!history.epochs.empty() && history.epochs.front().epoch > 0)
        history.stepsPerEpoch = history.epochs.front().step / history.epochs.front().epoch;
    return history;
}

} // namespace studio
