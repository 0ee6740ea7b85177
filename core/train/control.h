// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/recipe/rate_plan.h"

namespace studio {

/// What a person asked for, one call of TrainControl each.
struct TrainWish {
    enum Kind { Stop, StopAfterEpoch, CancelStopAfterEpoch, Pause, Resume, Snapshot, Validate, Plan };
    // NOLINTNEXTLINE(google-explicit-constructor): most are a kind alone
    TrainWish(Kind what, const PlanWish& wished = {})
        : kind(what)
        , plan(wished) {}
    bool operator==(const TrainWish&) const = default;

    Kind kind;
    PlanWish plan; ///< of Plan
};

/// How a person steers a running trainer. Every call from any thread; the trainer looks once per batch. Owned by the
/// session (or main), outlives the run.
///
/// A run that another process trains is steered by the same calls: the engine that follows it (core/remote/follower.h)
/// hands each on as a wish. stopNow() stops that run, too; who only wants to look no longer calls leave().
class TrainControl {
public:
    /// Saves and ends the run; also wakes a paused one.
    void stopNow();
    /// The same, on behalf of `who` ("SIGTERM"): the journal names it. The first of these calls stays.
    void stopFor(const std::string& who);
    /// The same, but nobody wished it (the machine goes away): the run counts as interrupted, and is to go on.
    void interrupt(const std::string& reason);
    /// Finishes the current epoch with its validation and checkpoint, then ends. `cancelStopAfterEpoch` takes it back.
    void stopAfterEpoch();
    void cancelStopAfterEpoch();
    void pause();
    void resume();
    /// Saves a checkpoint at the next batch border.
    void requestSnapshot();
    /// Measures the validation set with the present weights at the next batch border; while paused, when it goes on.
    void requestValidation();
    /// The plan from the next epoch on (PlanWish); what cannot be is refused in the journal.
    /// False where the run is at its end and no plan can take hold any more.
    bool changePlan(const PlanWish& wished);
    /// Ends the following of a run that another process trains: that run goes on. A trainer of this process does not
    /// hear it.
    void leave();

    bool isStopRequested() const;
    /// By interrupt(), and by nobody before.
    bool isInterrupted() const;
    /// Who or what asked for the end; empty = stopNow().
    std::string stopReason() const;
    bool isStopAfterEpoch() const;
    bool isPaused() const;
    std::stop_token stopToken() const { return stop_.get_token(); }

    bool isSnapshotRequested() const;
    /// Trainer only: true once per request.
    bool takeSnapshotRequest();
    bool isValidationRequested() const;
    /// Trainer only: true once per request.
    bool takeValidationRequest();
    /// Trainer only: the newest of each; empty = nothing was asked for since the last call.
    std::optional<PlanWish> takePlanWish();
    /// Trainer only: from now on changePlan() says that it is too late. False, and nothing is changed, where a wish
    /// waits.
    bool endPlans();
    /// Trainer only: blocks while paused; returns at resume(), stopNow(), a changed plan or a snapshot asked for.
    void waitWhilePaused();
    /// The same, for `seconds` at most.
    void waitWhilePaused(double seconds);
    /// Trainer only: waits; ends early at stopNow(), resume() or a snapshot request ("try now"), also one that came
    /// since the last wait. A request ends one wait only, taken or not. False = stop.
    bool waitFor(double seconds);
    /// Trainer only: waits as waitFor(); true if it ended early.
    bool isCalledWithin(double seconds);

    /// Follower only: what was asked for since the last call, in its order.
    std::vector<TrainWish> takeWishes();
    /// Follower only: whether the run's trainer ends after this epoch, whoever asked for that. A wish that was not
    /// taken yet is newer and stands.
    void noteStopAfterEpoch(bool asked);
    /// Follower only: waits; ends early at leave(). True = left.
    bool waitForLeave(double seconds);
    bool isLeft() const { return leave_.stop_requested(); }

private:
    void endFor(const std::string& reason, bool interrupted);
    void wish(TrainWish wish);
    bool isWaitOver() const { return !paused_ || snapshot_ || plan_; }

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::stop_source stop_;
    std::stop_source leave_;
    std::vector<TrainWish> wishes_; ///< the newest few; nobody takes those of a run that is trained here
    bool paused_ = false;
    bool afterEpoch_ = false;
    bool snapshot_ = false;
    bool validation_ = false;
    std::optional<PlanWish> plan_;
    bool plansEnded_ = false;
    std::uint64_t calls_ = 0;      ///< of resume() and requestSnapshot()
    std::uint64_t heardCalls_ = 0; ///< that a wait of the trainer has ended for
    bool interrupted_ = false;
    std::string stopReason_;
};

} // namespace studio
