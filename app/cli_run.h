// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli_auto_backup.h"
#include "core/train/trainer.h"

namespace CLI {
class App;
}

namespace studio {

/// What a training verb takes besides the run itself: who is told of it, and where it is kept.
struct RunCompany {
    BackupWish backup;
    bool noNotices = false;
};
/// --backup and its like, --no-notices.
void addCompanyOptions(CLI::App& verb, RunCompany& company);
/// Trains on main's thread until the run ends or a signal asks for its end, with all that goes along: progress on
/// stderr, notices, backups. Prints the result. Returns the exit code; throws Error where the run failed.
int runToEnd(const TrainRequest& request, const RunCompany& company);

} // namespace studio
