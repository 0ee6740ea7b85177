// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/patience_internal.h"

#include <algorithm>
#include <utility>

#include "core/base/clock.h"
#include "core/base/text.h"

namespace studio {

double nextBackOff(double last) {
    return std::clamp(last * 2, 1.0, 60.0);
}

Rest::Rest(ActiveClock& clock, StallWatch& watch)
    : clock_(clock)
    , watch_(watch)
    , wasRunning_(clock.isRunning()) {
    clock_.pause();
    watch_.setResting(true);
}

Rest::~Rest() {
    if (wasRunning_) {
        clock_.resume();
        watch_.setResting(false);
    }
}

Patience::Patience(RunSession& session, TrainControl& control, CheckpointKeeper& keeper, StallWatch& watch,
                   std::function<bool()> settle)
    : session_(session)
    , control_(control)
    , keeper_(keeper)
    , watch_(watch)
    , settle_(std::move(settle)) {}

std::optional<Batch> Patience::next(Loader& loader) {
    const double askedAt = monotonicSeconds();
    goneSince_ = -1;
    while (true) {
        try {
            std::optional<Batch> batch = loader.next(control_.stopToken());
            if (!batch) {
                return batch;
            }
            if (goneSince_ >= 0) {
                end();
                batch->waitSeconds = 0;
            } else if (watch_.isStall(batch->waitSeconds)) {
                session_.clock.leaveOut(batch->waitSeconds);
                batch->waitSeconds = 0;
            }
            return batch;
        } catch (const Error& error) {
            if (!mayPass(error.kind())) {
                throw;
            }
            if (goneSince_ < 0) {
                begin(error, askedAt);
            }
        }
        if (!settle_()) {
            goOn();
            return std::nullopt;
        }
        if (!tryAgain()) {
            return std::nullopt;
        }
    }
}

void Patience::begin(const Error& trouble, double askedAt) {
    goneSince_ = askedAt;
    backOff_ = 0;
    session_.clock.pauseAt(askedAt);
    watch_.setResting(true);
    session_.recorder->event(EventKind::Waiting, "The pictures are gone", trouble.message().text());
    session_.teller.setTrouble(Trouble::Pictures,
                               trouble.message().text() + " Training waits and tries again by itself.");
}

/// False at a stop. Checkpoints are looked after meanwhile, which lie on another disk.
bool Patience::tryAgain() {
    if (control_.takeSnapshotRequest()) {
        static_cast<void>(keeper_.save(false)); // poisoned weights are dealt with at the next batch
    }
    backOff_ = nextBackOff(backOff_);
    session_.teller.status.activeSeconds = session_.clock.seconds();
    session_.teller.enter(session_.teller.status.phase, "Waiting for the pictures");
    const double until = monotonicSeconds() + backOff_;
    for (double left = backOff_; left > 0; left = until - monotonicSeconds()) {
        keeper_.retryWaiting();
        session_.teller.tick();
        if (control_.isCalledWithin(std::min(left, keeper_.secondsToRetry()))) {
            break;
        }
    }
    return !control_.isStopRequested();
}

void Patience::goOn() {
    session_.clock.resume();
    watch_.setResting(false);
    session_.teller.setTrouble(Trouble::Pictures, {});
}

void Patience::end() {
    goOn();
    session_.recorder->event(EventKind::Continued, "The pictures are back",
                             "after " + durationText(monotonicSeconds() - goneSince_) + "; training goes on");
    session_.teller.enter(session_.teller.status.phase, "");
}

} // namespace studio
