// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

struct BackupOptions {
    std::string endpoint;      ///< for s3://, of a store that speaks S3; empty: as the environment says, or Amazon's
    bool all = false;          ///< every checkpoint instead of the best and the newest one
    int tries = 8;             ///< attempts for one file
    double backoffSeconds = 1; ///< before the second attempt; doubled up to a minute, and varied
    double stallSeconds = 60;  ///< a connection over which nothing goes for so long is given up
    double connectSeconds = 20;
};

/// What goes over the net has its bounds above and tells that time goes by. A backup that tells nothing for so long
/// hangs in a call of a disk or a share that may never return, and whoever waits for it should go on; a call that
/// makes some GB durable on a slow stick takes less.
inline constexpr std::chrono::minutes kBackupSilence{10};

struct BackupStatus {
    enum class Stage { Look, Send, Fetch };
    Stage stage = Stage::Look;             ///< Look: what there is, and what has to be sent
    std::string file;                      ///< the one it is about, for people
    std::size_t fileNumber = 0, files = 0; ///< of this stage: the one at hand, from 1, and all
    std::uint64_t done = 0;                ///< bytes of this stage
    std::uint64_t total = 0;               ///< 0 = not known
    double bytesPerSecond = 0;
    double secondsLeft = -1; ///< below 0 = not known
    std::string note;        ///< why nothing moves at the moment, for people; mostly empty
};
/// Called at most ten times a second for a file, on the caller's thread; now and then also while nothing moves.
using BackupProgress = std::function<void(const BackupStatus&)>;

struct BackupResult {
    bool complete = false; ///< false: stopped on request; the same call goes on
    std::string place;     ///< what restoreRun() takes
    std::size_t files = 0, moved = 0;
    std::uint64_t bytes = 0, movedBytes = 0; ///< all of the run's, and those that were not there yet
    std::vector<std::string> notes;          ///< what people should know
};

/// Throws Error(Usage) for a target that can be none: so that it is told before hours are spent on a run. Asks nobody.
void requireBackupTarget(const std::string& target, const BackupOptions& options = {});

/// Copies a run to TARGET/NAME, NAME being that of its folder, also while a trainer works in it. `target` is
/// s3://BUCKET/PREFIX, HOST:PATH (by the rsync program), or a folder.
///
/// Sent are recipe.json, run.db (one consistent state of it), classes.json, pictures.list, training_log.md,
/// best_model.pth and checkpoints, each under a name that holds the beginning of its SHA-256: what is there already is
/// not sent again, and nothing that an earlier backup consists of is touched. manifest.json, with names, sizes and
/// SHA-256 of all, comes last and makes it the backup of this run; then what only the one before needed is deleted.
/// So there is never a manifest without its files, and a kill costs only what was under way.
///
/// What the run has lost since (a history that cannot be read, a checkpoint that the history lists, or whose file is
/// damaged) is kept in the backup; what retention or a person has deleted is not in the history any more, and goes.
/// Such a copy is committed, too, and ends in Error(Corrupt), or as the disk says: nobody may take it for a whole one.
/// A run whose history does not say which one it is must have a checkpoint of what is there, else Error(Data).
///
/// s3: signed (SigV4) with the credentials that download() finds; they must allow s3:GetObject, s3:PutObject and
/// s3:ListBucket. One thread; `stop` is obeyed within half a second, or some seconds where a damaged object is deleted
/// first. Throws Error: Usage (target, access, another run of this name), NoRight (of a folder, or of another machine),
/// Io (network; a retry may help), Data, Corrupt, DiskFull, Locked. No secret is ever in a message.
BackupResult backUpRun(const std::string& runFolder, const std::string& target, const BackupOptions& options = {},
                       const BackupProgress& progress = {}, std::stop_token stop = {});

/// The way back: `source` is the place of one run, as BackupResult names it. All is fetched into RUN.restoring,
/// compared with the manifest and made durable, and only then called `runFolder`, which must not exist. The same call
/// goes on after a kill. A manifest is believed nothing: only names of a run's own files are taken. Throws as
/// backUpRun().
BackupResult restoreRun(const std::string& source, const std::string& runFolder, const BackupOptions& options = {},
                        const BackupProgress& progress = {}, std::stop_token stop = {});

} // namespace studio
