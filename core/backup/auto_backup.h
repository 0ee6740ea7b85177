// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/backup/backup.h"

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

/// Backups of a run while it trains and once it has ended, on a thread of their own: nobody waits for them but who
/// calls finish(), and one that fails is told and is no more. Owned by whoever runs the training.
class AutoBackup {
public:
    /// What happened, for people; called on the thread of the backups. Must not throw.
    using Tell = std::function<void(const std::string& title, const std::string& detail)>;

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
