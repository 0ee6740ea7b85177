// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/train/epoch_loop_internal.h"
#include "core/train/rollback_internal.h"

namespace studio {
namespace {

constexpr double kLongestBackOff = 60; // seconds

} // namespace

/// Everything a person or a disk may want between two batches. False if a weight is no finite number.
bool EpochLoop::atBatchBorder() {
    watch_.beat();
    updateStatus(0);
    session_.teller.tick();
    const bool sound = control_.takeSnapshotRequest() ? keeper_.save(false) : keeper_.saveIfDue();
    return sound && pauseIfAsked();
}

/// Back at the last good checkpoint, with the window and the journal told. Throws when the tries are used up.
EpochLoop::Part EpochLoop::rolledBack(const std::string& what, const std::vector<std::string>& pictures) {
    keeper_.forget();
    rollBack(session_, what, pictures);
    keeper_.cameFromFile();
    tellRunStarted(session_);
    updateStatus(0);
    session_.teller.enter(TrainPhase::Training, "Training");
    return Part::RolledBack;
}

/// Stands while the run is paused; a snapshot asked for meanwhile is saved. False if a weight is no finite number.
bool EpochLoop::pauseIfAsked() {
    if (!control_.isPaused() || control_.isStopRequested()) {
        return true;
    }
    const TrainPhase phase = session_.teller.status.phase;
    const std::string activity = session_.teller.status.activity;
    bool sound = true;
    watch_.setResting(true);
    session_.clock.pause();
    keeper_.settle();
    session_.recorder->event(EventKind::Paused, "Training paused");
    session_.recorder->setState(RunState::Paused);
    session_.recorder->flush();
    session_.teller.enter(TrainPhase::Paused, "Paused");
    while (sound && control_.isPaused() && !control_.isStopRequested()) {
        control_.waitWhilePaused();
        if (control_.takeSnapshotRequest()) {
            sound = keeper_.save(false);
            keeper_.settle();
        }
    }
    session_.clock.resume();
    watch_.setResting(false);
    session_.recorder->event(EventKind::Continued, "Training continued");
    session_.recorder->setState(RunState::Training);
    session_.teller.enter(phase, activity);
    return sound;
}

/// What the loops do while the pictures' volume is gone: say it once, show it, try again after 1, 2, 4 ... 60 s.
PatientWait EpochLoop::waitForPictures() {
    return [this, backOff = 0.0, since = 0.0](const Error* trouble) mutable {
        if (trouble == nullptr) {
            session_.clock.resume();
            watch_.setResting(false);
            session_.recorder->event(EventKind::Continued, "The pictures are back",
                                     "after " + durationText(monotonicSeconds() - since) + "; training goes on");
            session_.teller.setTrouble(Trouble::Pictures, {});
            session_.teller.enter(session_.teller.status.phase, "");
            backOff = 0;
            return true;
        }
        if (backOff == 0) {
            since = monotonicSeconds();
            session_.clock.pause();
            watch_.setResting(true);
            keeper_.settle();
            session_.recorder->event(EventKind::Waiting, "The pictures are gone", trouble->message().text());
            session_.teller.setTrouble(Trouble::Pictures,
                                       trouble->message().text() + " Training waits and tries again by itself.");
        }
        if (control_.takeSnapshotRequest()) {
            static_cast<void>(keeper_.save(false)); // poisoned weights are dealt with at the next batch
        }
        backOff = std::clamp(backOff * 2, 1.0, kLongestBackOff);
        session_.teller.enter(session_.teller.status.phase, "Waiting for the pictures");
        return control_.waitFor(backOff);
    };
}

/// The last save of a finished run. With no space left it waits, because all since the last checkpoint would be lost.
void EpochLoop::saveAtLast() {
    while (true) {
        try {
            session_.teller.enter(TrainPhase::Saving, "Saving the last checkpoint");
            keeper_.finish();
            return;
        } catch (const Error& error) {
            const bool mayPass = error.kind() == ErrorKind::DiskFull || error.kind() == ErrorKind::Io;
            if (!mayPass || control_.isStopRequested()) {
                throw;
            }
            session_.teller.enter(TrainPhase::Saving, "Waiting for space to save the last checkpoint");
            control_.waitFor(kLongestBackOff);
            control_.takeSnapshotRequest();
        }
    }
}

} // namespace studio
