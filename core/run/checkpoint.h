// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/interop/safetensors.h"
#include "core/metric/records.h"
#include "core/run/retention.h"
#include "core/run/run_database.h"

namespace studio {

/// Everything a run needs to go on to the same bits: tensors `model.NAME`, `momentum.NAME` and, where the
/// weights are averaged, `ema.NAME`; the rest as metadata.
struct CheckpointContent {
    std::vector<HostTensor> tensors;
    std::int64_t step = 0;
    std::int32_t epoch = 0;       ///< epochs count from 1
    std::int32_t stepInEpoch = 0; ///< batches of that epoch done
    bool epochEnd = false;        ///< the epoch's validation is done too
    std::uint64_t seed = 0;
    double activeSeconds = 0; ///< training time so far, pauses excluded
    double bestTop1 = -1;
    std::int32_t bestEpoch = 0;
    double valTop1 = -1, valTop5 = -1, valLoss = -1;
    std::string model; ///< registry name
    std::string stem;  ///< "standard" or "small"
    std::int32_t imageSize = 0, evalResize = 0;
    std::string recipeHash, classHash;
    std::int64_t badPictures = 0; ///< met so far in the epoch
    std::string nextPictures;     ///< digest of the next batch's picture names; empty at the end of the run
    double learningRateScale = 1; ///< lowered by roll-backs
    std::int64_t rollbacks = 0;   ///< done so far
    std::int32_t parts = 1;       ///< a batch is computed in so many
    bool ema = false;      ///< the figures are those of the average of the weights, which is therefore what to use
    bool flipTest = false; ///< and are means over each picture and its mirror image
    bool blurPool = false; ///< ModelSpec::blurPool
    /// The average of the weights, where there is one, is of more than one step.
    bool averageCounts = true;
};

inline constexpr const char* kAverageCountsKey = "ema_counts"; ///< CheckpointContent::averageCounts in its metadata

/// Writes a checkpoint's file durably: temp file, fsync, rename, fsync of the folder. Any thread. Throws Error; nothing
/// saved before is lost. `best` marks it as the best so far.
CheckpointRecord writeCheckpoint(const std::string& folder, const CheckpointContent& content, bool best);

/// The checkpoints of one run: the files and their rows in run.db. Used on the thread that owns the database.
class CheckpointStore {
public:
    CheckpointStore(std::string folder, RunDatabase& database, RetentionPolicy policy);

    /// The row of a file that is durable already; only then older ones go, as the policy says.
    void commit(const CheckpointRecord& record);

    /// After a crash: removes files that a killed writer left half written, and rows without a file, and gives a file
    /// without a row its row if it verifies. Deletes no checkpoint.
    void tidy();
    /// Gives files without a row theirs, and nothing else, up to `step`: also while the run trains. What was pinned in
    /// a history that was lost is pinned again.
    void adoptUpTo(std::int64_t step);
    /// Deletes what the policy lets go. On a resume only once rows past the checkpoint it goes on from are cut: those
    /// may be of damaged files.
    void retain();

private:
    void adopt(const std::string& file, bool pinned);
    bool hasBetter(double top1) const;

    std::string folder_;
    RunDatabase& database_;
    RetentionPolicy policy_;
};

/// "step-000333041.safetensors".
std::string checkpointFileName(std::int64_t step);
/// Checkpoint files present, newest step first. Throws Error(Io) for a folder that cannot be read.
std::vector<std::string> listCheckpointFiles(const std::string& checkpointsFolder);
/// No network of the registry needs as much, momentum included; a larger file is refused before room is made for it.
inline constexpr std::uint64_t kMaxCheckpointBytes = std::uint64_t{4} << 30;
/// Reads and verifies one file. Throws Error(Corrupt, Io).
CheckpointContent loadCheckpoint(const std::string& path);
/// The newest that verifies and that `accept` takes (may be empty: all; its answer: empty = take it). A damaged one is
/// passed over; so is one on a bad sector, after some tries, if an older one verifies. Any other trouble in reading,
/// and a disk of which nothing can be read, is an Error. Calls `skipped(file, reason)` for each passed over.
std::optional<CheckpointContent>
loadNewestCheckpoint(const std::string& checkpointsFolder,
                     const std::function<void(const std::string& file, const std::string& reason)>& skipped,
                     const std::function<std::string(const CheckpointContent&)>& accept = {});
/// Path of "best", "last" or an epoch number's checkpoint of a run. Throws Error(Data) listing what there is.
std::string findCheckpoint(const std::string& runFolder, const std::string& which);
/// Keeps a checkpoint from retention, or lets it go again. Throws Error.
void pinCheckpoint(const std::string& runFolder, const std::string& file, bool pinned);
/// Deletes one checkpoint file and its row. Throws Error(Locked) while a trainer owns the run.
void deleteCheckpoint(const std::string& runFolder, const std::string& file);
/// What pruneCheckpoints() has deleted.
struct PrunedCheckpoints {
    std::int64_t files = 0;
    std::uint64_t bytes = 0;
};
/// The run's checkpoints, newest first, as its history has them; those whose name is no checkpoint's are left out.
/// Throws Error.
std::vector<CheckpointRecord> checkpointsOfRun(const std::string& runFolder);
/// Deletes those of `agreed` (names of files) that may go under `policy` as the run is now, and their rows: what has
/// become the best, pinned or one of the newest since somebody agreed stays. Only files that verify count as the
/// newest, at least kFewestNewest of them; damaged ones before them are left to a person. Reads those whole. Throws
/// Error(Locked) while a trainer owns the run, Error(Io) where the disk does not tell.
PrunedCheckpoints pruneCheckpoints(const std::string& runFolder, const RetentionPolicy& policy,
                                   const std::vector<std::string>& agreed);

} // namespace studio
