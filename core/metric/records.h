// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

/// The value records of a run: what the engine reports, run.db stores and the window draws. -1 or NaN-free defaults
/// mean "unknown" where a field says so. Epochs and steps count from 1: the first step of a run is step 1 of epoch 1.

struct StepRecord {
    std::int64_t step = 0; ///< optimiser steps done in the run, this one included
    std::int32_t epoch = 0;
    std::int32_t stepInEpoch = 0;
    double loss = 0; ///< mean over the batch
    double learningRate = 0;
    std::int32_t count = 0; ///< pictures in the batch
    std::int32_t correct1 = 0;
    std::int32_t correct5 = 0;
    double seconds = 0;     ///< wall time of the step, waiting included
    double waitSeconds = 0; ///< of which waiting for pictures
};

struct EpochRecord {
    std::int32_t epoch = 0;
    std::int64_t step = 0;                              ///< steps done at its end
    double trainLoss = 0, trainTop1 = 0, trainTop5 = 0; ///< means over the epoch's training pictures, fractions 0..1
    double valLoss = 0, valTop1 = 0, valTop5 = 0;       ///< fractions 0..1
    double learningRate = 0;                            ///< of its last step
    double seconds = 0;                                 ///< training + validation, active time
    double validationSeconds = 0;
    double imagesPerSecond = 0;   ///< training
    std::int64_t badPictures = 0; ///< replaced in this epoch
    bool best = false;            ///< best top-1 so far
    std::int64_t finishedUtcMs = 0;
    /// Where a moving average of the weights is kept both are validated, and val... above are those of the better one.
    /// -1 = none is kept.
    double averageLoss = -1, averageTop1 = -1; ///< of the average
    double weightsLoss = -1, weightsTop1 = -1; ///< of the weights themselves
    bool hasAverage() const { return averageTop1 >= 0; }
};

struct CheckpointRecord {
    std::string file; ///< name inside checkpoints/
    std::int64_t step = 0;
    std::int32_t epoch = 0;                          ///< the epoch it was taken in
    bool epochEnd = false;                           ///< after that epoch's validation; false = in the middle
    double valTop1 = -1, valTop5 = -1, valLoss = -1; ///< -1 = not validated
    std::uint64_t bytes = 0;
    std::int64_t savedUtcMs = 0;
    bool best = false;
    bool pinned = false; ///< kept until a person unpins it
    std::string sha256;
};

enum class EventKind {
    Started,
    Resumed,
    Paused,
    Continued,
    Stopped,
    Finished,
    Failed,
    CheckpointSaved,
    CheckpointFailed,
    CheckpointSkipped,
    NewBest,
    BadPicture,
    Notice,
    RolledBack,   ///< back to a good checkpoint after a loss that was no number
    Waiting,      ///< the run waits for something outside it: pictures gone, no memory, a loop that stands still
    Verified,     ///< a resumed run goes on with the very pictures it would have had
    BackupFailed, ///< one that was made by itself
    Changed,      ///< a person changed the plan while it trained: learning rate, epochs
    Validated,    ///< measured on request, in the middle of an epoch: it counts for no epoch and no best
};
/// Stable lower-case word for the database: "checkpoint_saved".
const char* eventKindName(EventKind kind);
/// The inverse; Notice for an unknown word.
EventKind eventKindFromName(const std::string& name);

/// A line of the journal.
struct EventRecord {
    EventKind kind = EventKind::Notice;
    std::int64_t step = 0;
    std::int32_t epoch = 0;
    std::int64_t utcMs = 0;
    std::string title;  ///< "Checkpoint saved"
    std::string detail; ///< "step 333,041 · 196 MB"
};

} // namespace studio
