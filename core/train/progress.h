// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/device/step_parts.h"
#include "core/loader/decode_crew.h"
#include "core/metric/records.h"

namespace studio {

enum class TrainPhase {
    Preparing,  ///< reading the index, building the network, loading a checkpoint
    Training,   ///< steps of an epoch
    Validating, ///< the epoch's evaluation
    Saving,     ///< writing a checkpoint
    Paused,     ///< waiting for continue
    Stopping,   ///< stop was asked for, finishing the step and saving
};

/// Latest-only status: overwritten, never queued.
struct TrainStatus {
    TrainPhase phase = TrainPhase::Preparing;
    std::string activity;               ///< "Reading the index", "Warming up"; plain words
    std::int32_t epoch = 0, epochs = 0; ///< current (from 1) and planned
    std::int32_t stepInEpoch = 0, stepsPerEpoch = 0;
    std::int64_t step = 0, totalSteps = 0;
    double validationFraction = 0; ///< while Validating
    double imagesPerSecond = 0;    ///< training, recent
    double waitFraction = 0;       ///< share of recent step time spent waiting for pictures
    DecodeMeter feed;              ///< what the decode threads did in the last seconds
    StepParts parts;               ///< where a step's computing goes
    double rateFactor = 1;         ///< what roll-backs have made of the learning rate
    double activeSeconds = 0;      ///< of the whole run, pauses excluded
    double remainingSeconds = -1;  ///< estimate; -1 = not known yet
    double secondsToValidation = -1;
    std::string
        trouble; ///< what is wrong just now and lasts (the disk is full, the pictures are gone); empty = nothing
    bool unsteerable = false; ///< followed without a word of its trainer: it cannot be asked, `trouble` says why
};

/// What is known once a run has started.
struct RunStart {
    std::string folder;
    std::string model, device;
    std::int64_t trainPictures = 0, valPictures = 0, classes = 0;
    std::int32_t epochs = 0, stepsPerEpoch = 0;
    std::int64_t resumedFromStep = 0; ///< 0 = from scratch
    std::int64_t parameters = 0;
    int workers = 0, threads = 0;
};

enum class RunOutcome { Finished, Stopped, Failed };

/// How a run ended. Stopped is not an error.
struct RunReport {
    RunOutcome outcome = RunOutcome::Failed;
    ErrorKind errorKind = ErrorKind::Internal; ///< where Failed
    Message error;                             ///< where Failed
    std::string interruptedBy; ///< where Stopped, though nobody wished it: why; the run is to go on
    std::string folder;
    std::int32_t epochsDone = 0;
    double bestTop1 = -1;
    std::int32_t bestEpoch = 0;
    double lastTop1 = -1;
    double activeSeconds = 0;
    std::int64_t fittingBatch = 0; ///< where it failed for lack of memory at its start: the largest batch that fits
    bool left = false; ///< no end: the run was followed until TrainControl::leave(), and goes on in its own process
};

} // namespace studio
