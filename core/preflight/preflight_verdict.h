// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/recipe/config.h"

namespace studio {

/// What a preflight is at. Each takes its share of the time.
enum class PreflightStage { Preparing, Memory, Pictures, Network, Training, Validation };

/// What a preflight measured. Speeds in pictures a second; 0 = not measured.
struct PreflightMeasure {
    TrainConfig config; ///< what was measured
    RunSetup setup;     ///< with the device, the decode and the compute threads as they came out
    std::string deviceName, precision;
    bool accelerator = false;
    int cores = 1; ///< of this machine, usable
    std::int64_t trainPictures = 0, valPictures = 0, classes = 0;

    bool fits = true;              ///< the recipe's batch has enough memory
    std::int64_t fittingBatch = 0; ///< the largest that has, as far as it was looked for; 0 = it was not
    bool mayFitMore = false;       ///< fittingBatch is where the search ended
    bool isMemoryReckoned = false; ///< a smaller batch was measured; need and fitting are reckoned from it
    std::uint64_t memoryNeed = 0;  ///< bytes in use at the peak: the card's, else this process's; 0 = not known
    std::uint64_t memoryTotal = 0; ///< of the card, or of the machine

    std::int64_t batch = 0;    ///< pictures of a measured step; less than the recipe's where a step would take too long
    std::int64_t steps = 0;    ///< of those that trainingRate is a mean of
    bool isSteady = false;     ///< its two halves agree
    double picturesRate = 0;   ///< loader alone
    double networkRate = 0;    ///< network alone, on one batch
    double startSeconds = 0;   ///< what the first steps took longer: once a run, and again at each size of its pictures
    double halfRate = 0;       ///< the same in the device's half precision, where the recipe asks for none
    double trainingRate = 0;   ///< both together
    double validationRate = 0; ///< both together
    double readShare = 0, decodeShare = 0; ///< of the time that decode threads worked, loader alone
    double pictureBytes = 0;               ///< encoded, mean
    std::int64_t badPictures = 0;          ///< that were met
    bool isPacked = false;                 ///< they came from a packed set
    std::vector<std::string> notes;        ///< sentences for a person: what the device cannot grant
    double tookSeconds = 0;
    std::int64_t utcMs = 0; ///< when it was done
};

/// What follows from a measure for a recipe that does the same work (isSameWork()).
struct PreflightForecast {
    double seconds = -1;               ///< of the whole run; -1 = not known
    double epochSeconds = -1;          ///< an epoch with its validation: the mean, without what a start takes
    double largestEpochSeconds = -1;   ///< the same of the dearest one: another where pictures grow
    double validationSeconds = -1;     ///< what validation takes of each
    std::uint64_t checkpointBytes = 0; ///< of each
    std::int64_t checkpoints = 0;      ///< kept at the end
    std::uint64_t historyBytes = 0;    ///< run.db
    std::uint64_t runBytes = 0;        ///< of the run's folder at the end
    /// By so much that a person would wonder.
    bool epochsDiffer() const { return largestEpochSeconds > 1.05 * epochSeconds; }
};
PreflightForecast forecastOf(const PreflightMeasure& measure, const TrainConfig& config);

/// What a run of so many pictures leaves on its disk; no speed is needed for that. The fields of time are -1.
PreflightForecast diskForecast(const TrainConfig& config, std::int64_t trainPictures, std::int64_t classes);

/// Whether steps of both take the same time: only values differ that a step does not feel, as the number of epochs.
bool isSameWork(const TrainConfig& a, const TrainConfig& b);

/// What the speed of a run depends on.
enum class SpeedLimit {
    Unknown,
    Network,
    Pictures,
    Both, ///< they share the cores: each alone is faster than both together
};
SpeedLimit limitOf(const PreflightMeasure& measure);

/// What would help, by what was measured.
struct PreflightAdvice {
    enum class Kind {
        SmallerBatch,  ///< `value` pictures fit
        NothingFits,   ///< not even two pictures
        PackForDisk,   ///< `value` = share of the decode threads' time that goes into reading
        PackForCores,  ///< `value` = share that goes into decoding
        MoreWorkers,   ///< `value` decode threads
        HalfPrecision, ///< `value` times as fast
        BadPictures,   ///< `value` were met: check the set
    };
    Kind kind;
    double value = 0;
    bool operator==(const PreflightAdvice&) const = default;
};
std::vector<PreflightAdvice> adviceOf(const PreflightMeasure& measure);

/// In English sentences: for the terminal and the JSON.
std::string limitText(SpeedLimit limit);
std::string adviceText(const PreflightAdvice& advice);
/// "pictures", "network", "both", "unknown"; "smaller_batch": for machines.
const char* limitName(SpeedLimit limit);
const char* adviceName(PreflightAdvice::Kind kind);

} // namespace studio
