// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/backup/backup.h"
#include "core/base/error.h"
#include "core/metric/records.h"
#include "core/train/progress.h"

namespace studio {

/// That a run is to be backed up while it trains and once it is finished.
struct BackupWish {
    std::string target; ///< as backUpRun() takes it; empty: none
    std::string endpoint;
    bool best = false;        ///< also after each checkpoint that is the best so far
    bool interrupted = false; ///< also where the machine goes away

    BackupOptions options() const {
        BackupOptions options;
        options.endpoint = endpoint;
        return options;
    }
    bool operator==(const BackupWish&) const = default;
};
/// The same as further words for resnet-train, which do not depend on the folder that they were said in; none where
/// there is no target.
std::vector<std::string> wordsOf(const BackupWish& wish);

/// Whether a backup is due, now that a trainer has saved this or has ended so: the one rule, whoever trains.
bool isBackupDue(const BackupWish& wish, const CheckpointRecord& saved);
bool isBackupDue(const BackupWish& wish, const RunReport& ended);
/// A failed backup that nobody is waiting for, as a line of the run's journal.
EventRecord failedBackup(const Message& problem);
/// Puts it there; where that cannot be done the log says so. Returns the line as it was written. May wait for the
/// run's disk; any thread.
EventRecord keepInJournal(const std::string& runFolder, const EventRecord& event);

/// Backups of a run while it trains and once it has ended, on a thread of their own: nobody waits for them but who
/// calls finish(), and one that fails is told and is no more. Owned by whoever runs the training.
class AutoBackup {
public:
    /// What happened, as a line for a journal: EventKind::Notice, or BackupFailed. Called on the thread of the
    /// backups; must not throw.
    using Tell = std::function<void(const EventRecord& event)>;

    /// Asks nobody yet. `stop` ends what is under way, and all later ones. Throws Error(Usage) for a target that is
    /// none.
    AutoBackup(std::string runFolder, std::string target, const BackupOptions& options, Tell tell,
               std::stop_source stop);
    /// Ends what is under way.
    ~AutoBackup();
    AutoBackup(const AutoBackup&) = delete;
    AutoBackup& operator=(const AutoBackup&) = delete;

    /// One backup of the run as it is then; several calls while one is under way are one. Any thread; returns at once.
    void request();
    /// Waits until all that was asked for is done, has failed or was stopped. True: the last one is whole.
    bool finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace studio
