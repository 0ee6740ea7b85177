// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_auto_backup.h"

#include <CLI/CLI.hpp>

#include "core/base/clock.h"
#include "core/net/url.h"

namespace studio {

void addBackupOptions(CLI::App& verb, BackupWish& wish) {
    verb.add_option("--backup", wish.target,
                    "Back the run up to s3://BUCKET/FOLDER, HOST:FOLDER or a folder once it is finished")
        ->envname("RESNET_STUDIO_BACKUP");
    verb.add_flag("--backup-best", wish.best, "Also after each checkpoint that is the best so far")
        ->envname("RESNET_STUDIO_BACKUP_BEST");
    verb.add_flag("--backup-interrupted", wish.interrupted,
                  "Also when the machine is shut down or taken away, as far as the time allows")
        ->envname("RESNET_STUDIO_BACKUP_INTERRUPTED");
    verb.add_option("--backup-endpoint", wish.endpoint,
                    "Address of a store that speaks S3; default: AWS_ENDPOINT_URL_S3, else Amazon's");
}

void requireGood(const BackupWish& wish) {
    if (!wish.target.empty())
        requireBackupTarget(wish.target, wish.options());
}

BackupObserver::BackupObserver(TrainObserver& next, const std::string& runFolder, const BackupWish& wish,
                               std::stop_source stop)
    : ForwardingObserver(next_)
    , next_(next)
    , wish_(wish) {
    if (!wish.target.empty())
        backup_ = std::make_unique<AutoBackup>(
            runFolder, wish.target, wish.options(), [this](const EventRecord& event) { eventHappened(event); },
            std::move(stop));
}

void BackupObserver::checkpointSaved(const CheckpointRecord& checkpoint) {
    if (backup_ && isBackupDue(wish_, checkpoint))
        backup_->request();
    ForwardingObserver::checkpointSaved(checkpoint);
}

bool BackupObserver::backUpNow() {
    if (!backup_)
        return true;
    EventRecord event;
    event.utcMs = utcMilliseconds();
    event.title = "Backing the run up";
    event.detail = displayUrl(wish_.target) + "; an interrupt ends that, the training itself has ended";
    eventHappened(event);
    backup_->request();
    const bool whole = backup_->finish();
    backup_.reset(); // its last word is said
    return whole;
}

} // namespace studio
