// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <future>
#include <optional>
#include <thread>

#include "core/recipe/plan_file.h"
#include "core/train/checkpoint_keeper_internal.h"
#include "core/train/eta.h"
#include "core/train/feeder_internal.h"
#include "core/train/patience_internal.h"
#include "core/train/stall_watch_internal.h"
#include "core/train/train_step_internal.h"

namespace studio {

/// "71.34 %".
std::string percentText(double fraction);

struct RankOrder;

/// Trains an open run from its position to its end: epochs of steps, each followed by a validation and a checkpoint.
/// Looks at the control once per batch. Engine thread.
class EpochLoop {
public:
    EpochLoop(RunSession& session, TrainControl& control);

    /// Finished or Stopped, with everything saved. Throws Error.
    RunOutcome run();
    /// See CheckpointKeeper.
    std::int64_t savedStep() const { return keeper_.savedStep(); }

private:
    enum class Part { Done, Stopped, RolledBack };
    RunOutcome runEpochs();
    void rememberSpeed();
    void saveBeforeFailing(bool stateIsGood);
    Part trainEpoch();
    bool feedStep();
    bool takeResults(std::size_t left);
    bool settle();
    Part rolledBackFromStep();
    void beginTraining();
    /// What is measured, and how.
    struct Measuring {
        Network& network;
        std::string activity;
        std::function<std::unique_ptr<Loader>()> open; ///< its pictures
        Precision precision;
        std::function<void(double)> tell; ///< called with the share that is done
    };
    EvaluationResult measure(const Measuring& what);
    EvaluationResult measureOnce(const Measuring& what);
    EvaluationResult measureSurely(const Measuring& what);
    /// What the end of an epoch found.
    struct Validated {
        EvaluationResult weights;
        std::optional<EvaluationResult> average; ///< of them, where one is kept
        bool averageCounts = false;              ///< it is the better one
        const EvaluationResult& counts() const { return averageCounts ? *average : weights; }
    };
    std::optional<EvaluationResult> measureAverage();
    Part validateEpoch();
    Part validateNow();
    void changePlanIfAsked();
    void beginPlan(const PlanWish& wish);
    void concludePlan();
    void takePlan(const PlannedChange& plan, const PlanWritten& written);
    void writePlanAside(const PlanWish& wish, const PlannedChange& plan);
    void putPlanBack();
    RunRecipe presentPlan() const;
    void awaitPlan();
    void settlePlans();
    void endPlans();
    bool isAtEnd();
    bool isDone() const;
    bool isPatienceOver() const;
    void tellEarlyEnd();
    void tellBoth(const EvaluationResult& plain, const EvaluationResult& average);
    Part endEpoch(const Validated& validated, double validationSeconds);
    void beginNextEpoch();
    RunOutcome stop();

    void stepDone(StepRecord record, double seconds, double wait);
    void verifyResume(std::span<const std::uint32_t> samples);
    void orderRanks(const RankOrder& order);
    void hearRanks(const std::vector<DoneStep>& done);
    void countBadPictures(std::span<const BadPicture> pictures);
    void tellUnreadableValidation(const EvaluationResult& result);
    void tellSkippedSteps();
    void updateStatus(double validationDone);
    void recordEpoch(const Validated& validated, double validationSeconds, bool best);
    void writeLog();

    bool atBatchBorder();
    Part rolledBack(const std::string& what, const std::vector<std::string>& pictures);
    bool pauseIfAsked();
    bool triedToRollBack(const std::string& what, const std::vector<std::string>& pictures, double& backOff);
    void waitForTheRunsDisk(const Error& trouble, double& backOff);
    void saveAtLast();

    /// A plan on its way to recipe.json; it takes hold once it is there.
    struct PlanUnderWay {
        PlanWish wish; ///< empty: the present plan is put back
        PlannedChange plan;
        double since = 0; ///< monotonicSeconds()
        std::future<PlanWritten> written;
        std::jthread thread = {}; // last: joined before what it uses goes
    };

    RunSession& session_;
    TrainControl& control_;
    CheckpointKeeper keeper_;
    EtaEstimator eta_;
    TrainStep step_;
    StallWatch watch_;
    Patience patience_;
    Feeder feeder_;
    bool isFailing_ = false;   ///< what was learned is being saved: no limit ends that
    bool stateIsVoid_ = false; ///< a roll-back from it is under way: it is not to be saved
    /// Pictures of the step that was not finite, until the roll-back from it.
    std::optional<std::vector<std::uint32_t>> failed_;
    std::vector<std::uint32_t> lastSamples_; ///< pictures of the last step that is done, and was finite
    double waited_ = 0;                      ///< for batches that were fed since the last result
    double lastResult_ = 0; ///< the clock when a result came, or the first of the pending steps was begun
    /// Of the part that runs. It goes after a stop has saved: its decode threads may hang in a file system that does
    /// not answer, and to take it down means to wait for them.
    std::unique_ptr<Loader> loader_;
    std::int64_t badInValidation_ = 0;
    std::int64_t skippedSteps_ = 0; ///< of the current epoch, by the loss scale
    std::optional<PlanUnderWay> planUnderWay_;
    std::optional<PlanWish> planWish_; ///< waits for the one that is under way
    bool isFileAhead_ = false;         ///< recipe.json has a plan that came too late to take hold as it is
};

} // namespace studio
