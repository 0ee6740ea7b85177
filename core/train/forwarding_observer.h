// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

} // namespace studio
