// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

#include "core/train/observer.h"

namespace studio {

/// Hands every call on to the next observer, which outlives it: the base of those that only listen in. Calls come as
/// those of any observer.
class ForwardingObserver : public TrainObserver {
public:
    explicit ForwardingObserver(TrainObserver& next)
        : next_(next) {}

    void runStarted(const RunStart& start) override { next_.runStarted(start); }
    void stepDone(const StepRecord& step) override { next_.stepDone(step); }
    void epochDone(const EpochRecord& epoch) override { next_.epochDone(epoch); }
    void checkpointSaved(const CheckpointRecord& checkpoint) override { next_.checkpointSaved(checkpoint); }
    void eventHappened(const EventRecord& event) override { next_.eventHappened(event); }
    void statusChanged(const TrainStatus& status) override { next_.statusChanged(status); }

private:
    TrainObserver& next_;
};

/// Hands on what several threads tell, one call at a time. Owned by whoever runs them; any thread.
class OneAtATime final : public TrainObserver {
public:
    explicit OneAtATime(TrainObserver& observer)
        : observer_(observer) {}
    void runStarted(const RunStart& start) override { tell(&TrainObserver::runStarted, start); }
    void stepDone(const StepRecord& record) override { tell(&TrainObserver::stepDone, record); }
    void epochDone(const EpochRecord& record) override { tell(&TrainObserver::epochDone, record); }
    void checkpointSaved(const CheckpointRecord& record) override { tell(&TrainObserver::checkpointSaved, record); }
    void eventHappened(const EventRecord& record) override { tell(&TrainObserver::eventHappened, record); }
    void statusChanged(const TrainStatus& status) override { tell(&TrainObserver::statusChanged, status); }

private:
    template<typename Record>
    void tell(void (TrainObserver::*method)(const Record&), const Record& record) {
        const std::lock_guard lock(mutex_);
        (observer_.*method)(record);
    }

    TrainObserver& observer_;
    std::mutex mutex_;
};

} // namespace studio
