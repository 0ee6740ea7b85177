// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli_auto_backup.h"
#include "app/cli_unattended.h"
#include "core/train/trainer.h"

namespace CLI {
class App;
}

namespace studio {

class BackgroundTrainer;

/// What a training verb takes besides the run itself: who is told of it, and where it is kept.
struct RunCompany {
    BackupWish backup;
    UnattendedOptions unattended;
    bool noNotices = false;
    bool noTensorBoard = false;
};
/// --backup and its like, --spot-watch, --power-off-at-end, --no-notices, --no-tensorboard.
void addCompanyOptions(CLI::App& verb, RunCompany& company);
/// The figures of a run that has ended, and its folder, to stdout.
void printResult(const RunReport& report);
/// Trains on main's thread until the run ends or a signal asks for its end, with all that goes along: progress on
/// stderr, notices, backups, a socket for whoever follows it, and what looks after it while nobody is there. Then all
/// that follows a finished run. Prints the result. Signals are caught to the end. `background`: tells whoever started
/// this process that training begins; may be null. Returns the exit code; throws Error where the run failed or was
/// interrupted.
int runToEnd(const TrainRequest& request, const RunCompany& company, BackgroundTrainer* background = nullptr);
/// Only what follows a finished run: its backup, which skips what is there already, and the power-off. For a run whose
/// process ended before these were done. As runToEnd().
int followFinished(const RunReport& report, const RunCompany& company, BackgroundTrainer* background = nullptr);

} // namespace studio
