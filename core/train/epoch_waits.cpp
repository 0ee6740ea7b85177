// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <optional>
#include <system_error>
#include <utility>

#include "core/base/clock.h"
#include "core/base/thread.h"
#include "core/metric/early_end.h"
#include "core/train/epoch_loop_internal.h"
#include "core/train/ranks/rank_team_internal.h"
#include "core/train/rollback_internal.h"

namespace studio {
namespace {

/// A healthy disk has a plan in milliseconds: an epoch's border waits so long for it, from the wish on, and no longer.
constexpr double kBorderSeconds = 5;
constexpr double kPlanLook = 0.02; ///< while a plan is being written

} // namespace

/// Everything a person or a disk may want between two batches; what needs the weights waits while steps are pending.
/// False if a weight is no finite number.
bool EpochLoop::atBatchBorder() {
    changePlanIfAsked();
    updateStatus(0);
    session_.teller.tick();
    if (step_.pending() > 0) {
        keeper_.retryWaiting();
        return keeper_.isSound();
    }
    const bool sound = control_.takeSnapshotRequest() ? keeper_.save(false) : keeper_.saveIfDue();
    return sound && pauseIfAsked();
}

void EpochLoop::orderRanks(const RankOrder& order) {
    if (session_.team) {
        session_.team->order(order);
    }
}

/// What became known in the other ranks with the steps that are done.
void EpochLoop::hearRanks(const std::vector<DoneStep>& done) {
    if (!session_.team) {
        return;
    }
    const auto met = [](const DoneStep& step) { return step.news.badPictures > step.badPictures; };
    if (std::any_of(done.begin(), done.end(), met)) {
        orderRanks({.kind = RankOrder::Kind::BadPictures});
        countBadPictures(session_.team->othersBadPictures({}));
    }
    for (const DoneStep& step : done) {
        if (step.news.stopWishedBy > 0) {
            control_.stopFor("a signal to rank " + std::to_string(step.news.stopWishedBy));
        }
    }
}

/// Back at a good checkpoint, with the window and the journal told. Throws when the tries are used up. Where the run's
/// disk fails it is waited for: nothing can be trained that could be recorded. A stop meanwhile leaves the run as its
/// files are, before the roll-back.
EpochLoop::Part EpochLoop::rolledBack(const std::string& what, const std::vector<std::string>& pictures) {
    stateIsVoid_ = true;
    step_.drop();
    lastSamples_.clear();
    {
        const Rest rest(session_.clock, watch_); // large checkpoints are verified: no stall, and no training time
        for (double backOff = 0; !triedToRollBack(what, pictures, backOff);) {
            if (control_.isStopRequested()) {
                return Part::Stopped;
            }
        }
    }
    stateIsVoid_ = false;
    session_.teller.setTrouble(Trouble::Saving, {});
    keeper_.forget();
    keeper_.cameFromFile();
    if (session_.team) {
        session_.team->order({.kind = RankOrder::Kind::State});
        session_.team->shareState();
    }
    tellRunStarted(session_);
    updateStatus(0);
    session_.teller.enter(TrainPhase::Training, "Training");
    return Part::RolledBack;
}

/// False where the run's disk failed, after a wait for it. What waits in memory is of before and sound: it is written
/// first, because the run may go back to it, and because the roll-back drops it.
bool EpochLoop::triedToRollBack(const std::string& what, const std::vector<std::string>& pictures, double& backOff) {
    try {
        keeper_.writeWaiting();
        rollBack(session_, what, pictures);
        return true;
    } catch (const Error& error) {
        if (!mayPass(error.kind())) {
            throw;
        }
        waitForTheRunsDisk(error, backOff);
        return false;
    }
}

void EpochLoop::waitForTheRunsDisk(const Error& trouble, double& backOff) {
    session_.teller.setTrouble(Trouble::Saving, "The run cannot be rolled back yet. " + trouble.message().text() +
                                                    " Training waits and tries again by itself.");
    session_.teller.enter(session_.teller.status.phase, "Waiting for the run's disk");
    backOff = nextBackOff(backOff);
    control_.waitFor(backOff);
}

/// Stands while the run is paused; a snapshot asked for meanwhile is saved, and what waits for space is tried again. It
/// waits for no disk: one that hangs must not keep it from being paused, continued and stopped. False if a weight is no
/// finite number.
bool EpochLoop::pauseIfAsked() {
    if (!control_.isPaused() || control_.isStopRequested()) {
        return true;
    }
    const TrainPhase phase = session_.teller.status.phase;
    const std::string activity = session_.teller.status.activity;
    bool sound = true;
    auto rest = std::make_optional<Rest>(session_.clock, watch_);
    session_.recorder->event(EventKind::Paused, "Training paused");
    session_.recorder->setState(RunState::Paused);
    session_.teller.enter(TrainPhase::Paused, "Paused");
    while (sound && control_.isPaused() && !control_.isStopRequested()) {
        control_.waitWhilePaused(planUnderWay_ ? std::min(kPlanLook, keeper_.secondsToRetry())
                                               : keeper_.secondsToRetry());
        changePlanIfAsked();
        if (control_.takeSnapshotRequest()) {
            sound = keeper_.save(false);
        }
        keeper_.retryWaiting();
        sound = sound && keeper_.isSound();
        session_.teller.tick();
    }
    rest.reset();
    if (control_.isStopRequested()) {
        return sound; // it does not go on
    }
    session_.recorder->event(EventKind::Continued, "Training continued");
    session_.recorder->setState(RunState::Training);
    session_.teller.enter(phase, activity);
    return sound;
}

/// The last save of a finished run. With no space left it waits, because all since the last checkpoint would be lost.
void EpochLoop::saveAtLast() {
    constexpr double kRetrySeconds = 60;
    session_.clock.pause();
    watch_.setResting(true);
    while (true) {
        try {
            session_.teller.enter(TrainPhase::Saving, "Saving the last checkpoint");
            keeper_.finish();
            return;
        } catch (const Error& error) {
            if (!mayPass(error.kind()) || control_.isStopRequested()) {
                throw;
            }
            session_.teller.enter(TrainPhase::Saving, "Waiting for space to save the last checkpoint");
            control_.waitFor(kRetrySeconds);
            control_.takeSnapshotRequest();
            changePlanIfAsked();
        }
    }
}

/// Looks whether a person wants another plan. It is written beside the training, so that a disk that hangs holds
/// nothing, and takes hold once recipe.json has it, with the epoch that stands there: a resume from a checkpoint of
/// before or after it then trains the same.
void EpochLoop::changePlanIfAsked() {
    concludePlan();
    const std::optional<PlanWish> wish = control_.takePlanWish();
    if (wish && *wish != PlanWish{}) {
        planWish_ = wish->over(planWish_.value_or(PlanWish{}));
    }
    if (!planUnderWay_ && planWish_) {
        beginPlan(*std::exchange(planWish_, std::nullopt));
    }
}

void EpochLoop::beginPlan(const PlanWish& wish) {
    try {
        writePlanAside(wish, planChange(presentPlan(),
                                        {.epoch = session_.position.epoch,
                                         .stepsPerEpoch = session_.stepsPerEpoch,
                                         .rateFactor = session_.learningRateScale},
                                        wish));
    } catch (const Error& error) {
        session_.recorder->event(EventKind::Notice, kPlanNotChanged, error.message().text());
        putPlanBack();
    }
}

RunRecipe EpochLoop::presentPlan() const {
    return {session_.config, session_.setup, session_.changes};
}

/// Where recipe.json has a plan that never took hold, a resume must not follow it.
void EpochLoop::putPlanBack() {
    if (std::exchange(isFileAhead_, false)) {
        writePlanAside({}, {.recipe = presentPlan()});
    }
}

void EpochLoop::writePlanAside(const PlanWish& wish, const PlannedChange& plan) {
    std::promise<PlanWritten> promise;
    PlanUnderWay begun{.wish = wish, .plan = plan, .since = monotonicSeconds(), .written = promise.get_future()};
    try {
        begun.thread = startThread([promise = std::move(promise), path = session_.paths.recipe,
                                    recipe = plan.recipe]() mutable { promise.set_value(writePlan(path, recipe)); });
        planUnderWay_ = std::move(begun);
    } catch (const std::system_error& error) { // no thread can be made: training goes on
        session_.recorder->event(EventKind::Notice, kPlanNotChanged, messageOf(error).text());
    }
}

void EpochLoop::concludePlan() {
    using namespace std::chrono_literals;
    if (!planUnderWay_ || planUnderWay_->written.wait_for(0s) != std::future_status::ready) {
        return;
    }
    PlanUnderWay done = *std::exchange(planUnderWay_, std::nullopt);
    const PlanWritten written = done.written.get();
    if (done.wish == PlanWish{} || !written.isThere) {
        if (written.trouble) {
            session_.recorder->event(EventKind::Notice, kPlanNotChanged, written.trouble->text());
        }
        if (done.wish != PlanWish{}) {
            putPlanBack();
        }
    } else if (session_.position.epoch < done.plan.epoch) {
        takePlan(done.plan, written);
    } else { // the epoch that it names has begun without it
        isFileAhead_ = true;
        planWish_ = planWish_.value_or(PlanWish{}).over(done.wish);
    }
}

void EpochLoop::takePlan(const PlannedChange& plan, const PlanWritten& written) {
    isFileAhead_ = false;
    session_.config = plan.recipe.config;
    session_.changes = plan.recipe.changes;
    session_.rates = RatePlan(session_.config, session_.changes, session_.stepsPerEpoch);
    eta_.setEpochs(static_cast<std::int32_t>(session_.config.epochs));
    session_.teller.status.epochs = static_cast<std::int32_t>(session_.config.epochs);
    placeInSchedule(session_);
    std::string detail = plan.warning;
    if (written.trouble) {
        detail += (detail.empty() ? "" : " ") + written.trouble->text();
    }
    session_.recorder->event(EventKind::Changed, plan.text(), detail);
}

/// At the border of an epoch: what was asked for in time takes hold with the next one.
void EpochLoop::awaitPlan() {
    while (planUnderWay_ && !control_.isStopRequested() && monotonicSeconds() - planUnderWay_->since < kBorderSeconds) {
        planUnderWay_->written.wait_for(std::chrono::duration<double>(kPlanLook));
        changePlanIfAsked();
    }
}

/// Until no wish is open: the run's disk is waited for, as its last checkpoint does.
void EpochLoop::settlePlans() {
    do {
        if (planUnderWay_) {
            planUnderWay_->written.wait();
        }
        changePlanIfAsked();
    } while (planUnderWay_);
}

/// Of a run that is to be resumed: what was asked for is in recipe.json, later wishes are refused.
void EpochLoop::endPlans() {
    do {
        settlePlans();
    } while (!control_.endPlans());
}

/// After the last save of a finished run, which may have taken long: false where somebody has extended it meanwhile.
/// Once it is true later wishes are refused.
bool EpochLoop::isAtEnd() {
    do {
        settlePlans();
    } while (isDone() && !control_.endPlans());
    return isDone();
}

bool EpochLoop::isDone() const {
    const RunPosition& position = session_.position;
    return position.epochEnd && (position.epoch >= session_.config.epochs || isPatienceOver());
}

/// A pure function of the position, but for a resume after such an end: an interrupted run ends where it would have.
bool EpochLoop::isPatienceOver() const {
    const RunPosition& position = session_.position;
    const std::int64_t patience = session_.config.patience;
    return patience > 0 && position.bestEpoch > 0 &&
           position.epoch - std::max(position.bestEpoch, session_.patienceFrom) >= patience;
}

/// Before the run counts as finished, so that the same command again leaves it alone.
void EpochLoop::tellEarlyEnd() {
    const RunPosition& position = session_.position;
    if (position.epoch >= session_.config.epochs) {
        return;
    }
    session_.earlyEnd = "ended early: no better top-1 for " + std::to_string(session_.config.patience) +
                        (session_.config.patience == 1 ? " epoch" : " epochs") + " (patience); the best is of epoch " +
                        std::to_string(position.bestEpoch);
    session_.recorder->setValue(kEndedEarlyKey, std::to_string(position.epoch));
    writeLog();
}

} // namespace studio
