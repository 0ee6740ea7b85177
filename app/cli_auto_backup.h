// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "core/backup/auto_backup.h"
#include "core/train/forwarding_observer.h"

namespace CLI {
class App;
}

namespace studio {

/// --backup, --backup-best, --backup-interrupted and --backup-endpoint of a run.
void addBackupOptions(CLI::App& verb, BackupWish& wish);
/// Throws Error(Usage) before anything is trained.
void requireGood(const BackupWish& wish);

/// Hands on all that a trainer tells, and backs the run up as it is wished: on a thread of its own, whose success or
/// failure becomes a notice for `next`. Made and finished by main's thread.
class BackupObserver final : public ForwardingObserver {
public:
    /// `stop`: ends a backup that is under way.
    BackupObserver(TrainObserver& next, const std::string& runFolder, const BackupWish& wish, std::stop_source stop);

    void checkpointSaved(const CheckpointRecord& checkpoint) override;

    /// Once the training has ended and one more is due: waits for it. False where it failed or was ended; true also
    /// where none was asked for.
    bool backUpNow();

private:
    OneAtATime next_; ///< the backup's thread tells, too
    const BackupWish wish_;
    std::unique_ptr<AutoBackup> backup_; ///< last: its thread calls notice()
};

} // namespace studio
