// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "core/backup/auto_backup.h"
#include "core/train/observer.h"

namespace CLI {
class App;
}

namespace studio {

/// --backup, --backup-best and --backup-endpoint of a run.
void addBackupOptions(CLI::App& verb, BackupWish& wish);
/// Throws Error(Usage) before anything is trained.
void requireGood(const BackupWish& wish);

/// Hands on all that a trainer tells, and backs the run up as it is wished: on a thread of its own, whose success or
/// failure becomes a notice for `next`. Made and finished by main's thread.
class BackupObserver final : public TrainObserver {
public:
    /// `stop`: ends a backup that is under way.
    BackupObserver(TrainObserver& next, const std::string& runFolder, const BackupWish& wish, std::stop_source stop);

    void runStarted(const RunStart& start) override;
    void stepDone(const StepRecord& step) override;
    void epochDone(const EpochRecord& epoch) override;
    void checkpointSaved(const CheckpointRecord& checkpoint) override;
    void eventHappened(const EventRecord& event) override;
    void statusChanged(const TrainStatus& status) override;

    /// The run is finished: one more backup, which is waited for. False where it failed or was ended; true also where
    /// none was asked for.
    bool runFinished();

private:
    void notice(const std::string& title, const std::string& detail);

    std::mutex mutex_; ///< one call of `next_` at a time
    TrainObserver& next_;
    const BackupWish wish_;
    std::unique_ptr<AutoBackup> backup_; ///< last: its thread calls notice()
};

} // namespace studio
