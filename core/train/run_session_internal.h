// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/base/crash_report.h"
#include "core/device/compute_device_internal.h"
#include "core/device/spin_limit_internal.h"
#include "core/metric/running_mean.h"
#include "core/pack/pack.h"
#include "core/recipe/rate_plan.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "core/train/run_recorder_internal.h"
#include "core/train/trainer.h"

namespace studio {

class Ranks;
class RankTeam;

/// Training time: without pauses, without waits for a volume or a disk that does not answer, and without the time that
/// the machine was suspended (the system's monotonic clock stands still then). Everything that is told about the speed
/// of a run is measured with it. Engine thread.
class ActiveClock {
public:
    void start(double secondsSoFar);
    void pause();
    /// Stands since a monotonicSeconds() of a while ago.
    void pauseAt(double moment);
    void resume();
    /// The last `seconds` were a wait, as was found out afterwards.
    void leaveOut(double seconds);
    double seconds() const;
    bool isRunning() const { return startedAt_ >= 0; }

private:
    double before_ = 0;
    double startedAt_ = -1; ///< -1 = standing
};

/// Where a run is, apart from its tensors.
struct RunPosition {
    std::int64_t step = 0;        ///< optimiser steps done
    std::int32_t epoch = 1;       ///< the current one
    std::int32_t stepInEpoch = 0; ///< batches of it done
    bool epochEnd = false;        ///< its validation is done too
    double bestTop1 = -1;
    std::int32_t bestEpoch = 0;
    std::int64_t bestStep = 0; ///< after a return: steps done at the end of that epoch
    double lastTop1 = -1;
    double valTop1 = -1, valTop5 = -1, valLoss = -1; ///< of the current epoch; -1 = not yet
    bool ema = false;                                ///< these are the figures of the average of the weights
    RunningMetrics metrics;                          ///< of the current epoch's training pictures
    double epochSeconds = 0;                         ///< of its steps
    std::int64_t badPictures = 0;                    ///< in the current epoch

    /// Steps done as the schedule counts them: by epochs of today's length. `step` is another number where training
    /// pictures came or went between two starts, and the learning rate would be that of another epoch.
    std::int64_t planStep(std::int64_t stepsPerEpoch) const {
        return epochEnd ? epoch * stepsPerEpoch : (epoch - 1) * stepsPerEpoch + stepInEpoch;
    }
};

/// Everything that is open while a run is trained. Filled by openRun(); what is set when it throws says how far it
/// came. Engine thread.
struct RunSession {
    RunSession(const std::string& folder, TrainObserver& observer);

    RunPaths paths;
    TrainObserver& observer;
    StatusTeller teller;
    TrainConfig config;
    std::vector<ScheduleChange> changes; ///< of the plan, as recipe.json has them
    RatePlan rates;                      ///< of config and changes
    RunSetup setup;
    /// Shared with decode threads that hang in a read and are left behind.
    std::shared_ptr<ImageFolder> pictures = std::make_shared<ImageFolder>();
    ImageFolder& data = *pictures;
    std::shared_ptr<Pack> pack; ///< where the pictures come from; null: their files
    SamplePages pages;          ///< of the pack, where the order is by pages
    std::int32_t stepsPerEpoch = 0;
    std::unique_ptr<ComputeDevice> device; ///< outlives the state on it
    std::unique_ptr<SpinLimit> spinLimit;
    std::unique_ptr<RunLock> lock;
    std::unique_ptr<CrashReportScope> crashReports;
    std::unique_ptr<RunRecorder> recorder;
    TrainState state;
    struct {
        int threads = 0, workers = 0;
    } asked;                               ///< of the setup, before makeComputing() filled in what suits; 0 = nothing
    std::shared_ptr<Ranks> ranks;          ///< other processes train this run, too; null: alone
    std::shared_ptr<RankTeam> team;        ///< them, once the run is open; null: alone
    Precision precision = Precision::Fp32; ///< what the recipe's word means on the device
    RunPosition position;
    ActiveClock clock;
    std::set<std::string> namedBadPictures;    ///< details of the events told already
    std::set<std::string> namedBadCheckpoints; ///< the same, of the return that is under way
    double learningRateScale = 1;              ///< lowered by roll-backs
    std::int64_t rollbacks = 0;
    std::int64_t rolledBackFrom = -1, rolledBackTo = -1; ///< steps of the last roll-back; -1 = none
    std::int64_t bestFromStep = -1; ///< a best of that step or earlier was won on another validation set
    int parts = 1; ///< a batch is computed in so many: the recipe's, more for lack of memory until the epoch ends
    std::int32_t patienceFrom = 0; ///< a resume after an early end: patience counts from this epoch at the earliest
    std::string earlyEnd;          ///< why the run ended before its last epoch; empty = it did not
    std::string expectedPictures;  ///< after a resume: digest of the first batch's names; empty = not known
    std::int64_t fittingBatch = 0; ///< see RunReport
    bool isMovedOn = false;        ///< resumed on another device, or with other threads: its speed is not known
    double stallSeconds = 0;       ///< see TrainRequest
    double retrySeconds = 60;      ///< see TrainRequest
    std::string lastWords;         ///< what became of states that were not saved yet when the run failed
};

/// The device and the untrained network with its optimiser. Throws Error.
void makeComputing(RunSession& session);

/// Creates the run, or opens it and loads the newest checkpoint that verifies; sets the compute threads of this thread.
/// Throws Error.
void openRun(RunSession& session, const TrainRequest& request, TrainControl& control);

/// All of a new run that is no file: its pictures and where they come from, the device, the network. Writes nothing;
/// the session has no recorder then. As openRun().
void openUnrecorded(RunSession& session, const TrainConfig& config, const RunSetup& setup, TrainControl& control);

/// What follows from where the position lies in the schedule beside the rate: the step at which the average of the
/// weights is no copy any more, and the steps of the whole run. After the position was set, and the number of epochs.
void placeInSchedule(RunSession& session);

/// Into the journal; where the session has no recorder the observer alone hears it.
void tellEvent(RunSession& session, EventKind kind, const std::string& title, const std::string& detail);

/// As the recipe's seed makes it, at the beginning of a run.
std::shared_ptr<Network> firstNetwork(const RunSession& session);

/// Tells the observer where the run stands: at its start and after a roll-back.
void tellRunStarted(const RunSession& session);

RetentionPolicy retentionOf(const TrainConfig& config);

/// Keys of run.db's meta table that outlive a checkpoint (kRolledBackToKey: core/run/checkpoint_internal.h).
inline constexpr const char* kRollbacksKey = "rollbacks";
inline constexpr const char* kRolledBackFromKey = "rolled_back_from";
inline constexpr const char* kPatienceFromKey = "patience_from";
inline constexpr const char* kDeviceKey = "device"; ///< the one that computed last
inline constexpr const char* kDeviceNameKey = "device_name";

} // namespace studio
