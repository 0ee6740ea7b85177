// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/progress.h"

namespace studio {

/// Hears what a trainer does. One call at a time, on the engine thread or another of the engine's; return
/// quickly, do not throw. runStarted() comes again after a roll-back: records past `resumedFromStep` are void then.
class TrainObserver {
public:
    virtual ~TrainObserver() = default;
    virtual void runStarted(const RunStart&) {}
    virtual void stepDone(const StepRecord&) {}
    virtual void epochDone(const EpochRecord&) {}
    virtual void checkpointSaved(const CheckpointRecord&) {}
    virtual void eventHappened(const EventRecord&) {}
    virtual void statusChanged(const TrainStatus&) {}
};

} // namespace studio
