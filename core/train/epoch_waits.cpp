// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>

#include "core/train/epoch_loop_internal.h"
#include "core/train/rollback_internal.h"

namespace studio {

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
        control_.waitWhilePaused(keeper_.secondsToRetry());
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
        }
    }
}

} // namespace studio
